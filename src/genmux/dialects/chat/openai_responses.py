"""OpenAI responses: items in, items out. Nothing is stored between calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from genmux.catalogue.chat_model import ChatModel
from genmux.dialects.chat.dialect import (
    Answer,
    Body,
    Reply,
    Tail,
    checked,
    effort_of,
    is_hosted,
    media_of,
    tool_of,
)
from genmux.dialects.chat.openai_errors import refusal
from genmux.dialects.chat.responses_shape import items_of, response
from genmux.dialects.chat.responses_stream import ResponseWriter
from genmux.dialects.chat.tails import ResponseTail
from genmux.dialects.chat.tool_choice import choice_of
from genmux.engines.talk import (
    Ask,
    Call,
    Form,
    Media,
    Message,
    Part,
    Result,
    Role,
    Text,
    Thought,
    Tool,
)
from genmux.errors import GenmuxError, InvalidInput

NAME = "openai-responses"
_ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
}
_PARTS = "input_text, input_image or input_file"


class OpenAIResponses:
    name = NAME

    def read(self, body: Mapping[str, Any], model: ChatModel, *, stream: bool) -> Ask:
        root = Body(body)
        if root.get("previous_response_id", "conversation") is not None:
            raise InvalidInput(
                "previous_response_id: nothing is stored here; send earlier items as input",
                field="previous_response_id",
            )
        if root.flag("background"):
            raise InvalidInput(
                "background must be false: nothing is stored here", field="background"
            )
        messages = list(_input(root))
        instructions = root.text("instructions", default="")
        if instructions:
            messages.insert(0, Message("system", (Text(instructions),)))
        given, hosted = _tools(root)
        choice, tools = choice_of(root, given, nested=False)
        reasoning = root.inner("reasoning")
        summary = reasoning.text("summary", "generate_summary", default="")
        ask = Ask(
            model=model.id,
            title=model.title,
            messages=tuple(messages),
            tools=tools,
            hosted=hosted,
            choice=choice,
            form=_form(root),
            max_tokens=root.whole("max_output_tokens", least=1),
            temperature=root.number("temperature", 0, 2),
            top_p=root.number("top_p", 0, 1),
            effort=effort_of(reasoning.text("effort", default=""), model, "reasoning.effort"),
            show_thoughts=bool(summary),
            stream=root.flag("stream", default=stream),
        )
        return checked(ask, model, "input")

    def reply(self, reply: Reply, answer: Answer) -> dict[str, Any]:
        return response(reply, items_of(reply, answer), answer)

    def writer(self, reply: Reply) -> ResponseWriter:
        return ResponseWriter(reply)

    def tail(self, reply: Reply) -> Tail:
        return ResponseTail(reply)

    def refusal(self, error: GenmuxError) -> tuple[int, dict[str, Any]]:
        return refusal(error)


def _input(root: Body) -> Iterator[Message]:
    value = root.get("input")
    if value is None:
        raise InvalidInput("input is required", field="input")
    if isinstance(value, str):
        yield Message("user", (Text(value),))
        return
    for item in root.list("input"):
        message = _item(item)
        if message is not None:
            yield message


def _item(item: Body) -> Message | None:
    kind = item.text("type", default="message")
    if kind == "message":
        role = _ROLES.get(item.text("role"))
        if role is None:
            raise item.wrong("role", f"one of {', '.join(_ROLES)}")
        parts = tuple(_parts(item, "content"))
        if role == "tool":
            text = "\n".join(part.text for part in parts if isinstance(part, Text))
            call_id = item.text("tool_call_id", "call_id", default="")
            return Message("tool", (Result(call_id, text),))
        return Message(role, parts)
    if kind == "function_call":
        arguments = item.text("arguments", default="{}")
        return Message("assistant", (Call(item.text("call_id"), item.text("name"), arguments),))
    if kind == "custom_tool_call":
        arguments = orjson.dumps({"input": item.text("input")}).decode()
        return Message("assistant", (Call(item.text("call_id"), item.text("name"), arguments),))
    if kind in ("function_call_output", "custom_tool_call_output"):
        parts = tuple(_parts(item, "output"))
        text = "\n".join(part.text for part in parts if isinstance(part, Text))
        media = tuple(part for part in parts if isinstance(part, Media))
        return Message("tool", (Result(item.text("call_id"), text, media=media),))
    if kind == "reasoning":
        text = "".join(one.text("text", default="") for one in item.list("summary"))
        signature = item.text("encrypted_content", default="")
        return Message("assistant", (Thought(text, signature),)) if text or signature else None
    if kind == "item_reference":
        raise InvalidInput(
            f"{item.at('type')}: nothing is stored here; send the item itself",
            field=item.at("type"),
        )
    if kind.endswith(("_call", "_output")) or kind.startswith("mcp_"):
        return None  # what a hosted tool did in an earlier turn
    raise item.wrong("type", "message, function_call, function_call_output or reasoning")


def _parts(item: Body, name: str) -> Iterator[Part]:
    content = item.get(name)
    if isinstance(content, str):
        yield Text(content)
        return
    for part in item.list(name):
        kind = part.text("type")
        if kind in ("input_text", "output_text", "text", "summary_text"):
            yield Text(part.text("text"))
        elif kind == "refusal":
            yield Text(part.text("refusal"))
        elif kind == "input_image":
            value = part.get("image_url")
            url = value if isinstance(value, str) else part.inner("image_url").text("url")
            yield media_of(url, part.at("image_url"))
        elif kind == "input_file":
            url = part.text("file_data", "file_url")
            filename = part.text("filename", default="")
            yield media_of(url, part.at("file_url"), name=filename, plain="file")
        else:
            raise part.wrong("type", _PARTS)


def _tools(root: Body) -> tuple[tuple[Tool, ...], tuple[str, ...]]:
    tools, hosted = [], []
    for one in root.list("tools"):
        kind = one.text("type", default="function")
        if kind != "function":
            hosted.append(kind)
            continue
        body = one.inner("function") if isinstance(one.get("function"), Mapping) else one
        if is_hosted(body.text("name")) and not body.get("parameters"):
            hosted.append(body.text("name"))
        else:
            tools.append(tool_of(body, ("parameters",)))
    return tuple(tools), tuple(hosted)


def _form(root: Body) -> Form:
    form = root.inner("text").inner("format")
    kind = form.text("type", default="text")
    if kind == "text":
        return Form()
    if kind == "json_object":
        return Form("json")
    if kind != "json_schema":
        raise form.wrong("type", "text, json_object or json_schema")
    return Form(
        "schema",
        form.inner("schema").data,
        form.text("name", default=""),
        form.flag("strict"),
    )
