"""OpenAI chat completions, with what this API adds: thoughts in view, every file as `image_url`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from genmux.catalogue.chat_model import ChatModel
from genmux.dialects.chat.dialect import (
    Answer,
    Body,
    Reply,
    Tail,
    as_number,
    checked,
    effort_of,
    is_hosted,
    media_of,
    media_with,
    tool_of,
)
from genmux.dialects.chat.openai_chat_shape import REASONS, call_of, usage
from genmux.dialects.chat.openai_chat_stream import ChatWriter
from genmux.dialects.chat.openai_errors import refusal
from genmux.dialects.chat.tails import ChatTail
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

NAME = "openai-chat"
_ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}


class OpenAIChat:
    name = NAME

    def read(self, body: Mapping[str, Any], model: ChatModel, *, stream: bool) -> Ask:
        root = Body(body)
        if root.get("messages") is None:
            raise InvalidInput("messages is required", field="messages")
        if root.whole("n", least=1) > 1:
            raise InvalidInput("n must be 1", field="n")
        given, hosted = _tools(root)
        choice, tools = choice_of(root, given, nested=True)
        options = root.inner("stream_options")
        shown = root.flag("include_thoughts", default=model.thinking == "shown")
        ask = Ask(
            model=model.id,
            title=model.title,
            messages=tuple(_message(one) for one in root.list("messages")),
            tools=tools,
            hosted=hosted,
            choice=choice,
            form=_form(root),
            max_tokens=root.whole("max_completion_tokens", "max_tokens", least=1),
            stop=root.texts("stop"),
            temperature=root.number("temperature", 0, 2),
            top_p=root.number("top_p", 0, 1),
            effort=effort_of(root.text("reasoning_effort", default=""), model, "reasoning_effort"),
            show_thoughts=shown,
            stream=root.flag("stream", default=stream),
            count_in_stream=options.flag("include_usage"),
        )
        return checked(ask, model)

    def reply(self, reply: Reply, answer: Answer) -> dict[str, Any]:
        text = "".join(part.text for part in answer.parts if isinstance(part, Text))
        calls = list(_calls(answer.parts))
        message: dict[str, Any] = {"role": "assistant", "content": text or None, "refusal": None}
        if not calls:
            message["content"] = text
        thought = "".join(part.text for part in answer.parts if isinstance(part, Thought))
        if thought:
            message["reasoning_content"] = thought
        if calls:
            message["tool_calls"] = calls
        finish = REASONS[answer.reason]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return {
            "id": f"chatcmpl-{reply.id}",
            "object": "chat.completion",
            "created": reply.created,
            "model": reply.model.name,
            "choices": [choice],
            "usage": usage(answer.usage),
            "credits_consumed": as_number(answer.charge),
        }

    def writer(self, reply: Reply) -> ChatWriter:
        return ChatWriter(reply)

    def tail(self, reply: Reply) -> Tail:
        return ChatTail(reply)

    def refusal(self, error: GenmuxError) -> tuple[int, dict[str, Any]]:
        return refusal(error)


def _message(body: Body) -> Message:
    role = _ROLES.get(body.text("role"))
    if role is None:
        raise body.wrong("role", f"one of {', '.join(_ROLES)}")
    parts = tuple(_parts(body))
    if role == "tool":
        text = "\n".join(part.text for part in parts if isinstance(part, Text))
        media = tuple(part for part in parts if isinstance(part, Media))
        call_id, name = body.text("tool_call_id", default=""), body.text("name", default="")
        return Message(role, (Result(call_id, text, name, media=media),))
    if role == "assistant":
        calls = tuple(part for one in body.list("tool_calls") for part in _call(one))
        return Message(role, parts + calls)
    if not parts:
        raise InvalidInput(f"{body.at('content')} is required", field=body.at("content"))
    return Message(role, parts)


def _parts(body: Body) -> Iterator[Part]:
    thought = body.get("reasoning_content")
    if isinstance(thought, str) and thought:
        yield Thought(thought)
    content = body.get("content")
    if isinstance(content, str):
        yield Text(content)
        return
    for part in body.list("content"):
        kind = part.text("type", default="text")
        if kind in ("text", "input_text", "output_text"):
            yield Text(part.text("text"))
        elif kind == "refusal":
            yield Text(part.text("refusal"))
        elif kind in ("image_url", "video_url", "audio_url"):
            link = part.get(kind)
            url = link if isinstance(link, str) else part.inner(kind).text("url")
            yield media_of(url, part.at(f"{kind}.url"))
        elif kind == "input_audio":
            audio = part.inner("input_audio")
            yield media_with(f"audio/{audio.text('format', default='wav')}", audio.text("data"))
        elif kind == "file":
            yield _file(part.inner("file"))
        else:
            raise part.wrong("type", "text, image_url, input_audio or file")


def _file(body: Body) -> Part:
    url = body.text("file_data", "file_url", default="")
    if not url:
        raise body.wrong("file_data", "a data URL; files by id are not kept here")
    name = body.text("filename", default="")
    return media_of(url, body.at("file_data"), name=name, plain="file")


def _call(body: Body) -> Iterator[Part]:
    signature = body.inner("extra_content").text("thought_signature", default="")
    if signature:
        yield Thought("", signature)
    function = body.inner("function")
    yield Call(body.text("id"), function.text("name"), function.text("arguments", default="{}"))


def _calls(parts: Sequence[Part]) -> Iterator[dict[str, Any]]:
    """Each with the signature of the thoughts before it."""
    signature = ""
    for part in parts:
        if isinstance(part, Thought):
            signature = part.signature
        elif isinstance(part, Call):
            yield call_of(part, signature)
            signature = ""


def _tools(root: Body) -> tuple[tuple[Tool, ...], tuple[str, ...]]:
    tools, hosted = [], []
    for one in root.list("tools"):
        kind = one.text("type", default="function")
        if kind != "function":
            if not is_hosted(kind):
                raise one.wrong("type", "function")
            hosted.append(kind)
            continue
        function = one.inner("function")
        name = function.text("name")
        if is_hosted(name) and not function.get("parameters"):
            hosted.append(name)
        else:
            tools.append(tool_of(function, ("parameters",)))
    return tuple(tools), tuple(hosted)


def _form(root: Body) -> Form:
    form = root.inner("response_format")
    kind = form.text("type", default="text")
    if kind == "text":
        return Form()
    if kind == "json_object":
        return Form("json")
    if kind != "json_schema":
        raise form.wrong("type", "text, json_object or json_schema")
    schema = form.inner("json_schema")
    return Form(
        "schema",
        schema.inner("schema").data,
        schema.text("name", default=""),
        schema.flag("strict"),
    )
