"""Anthropic messages: system beside the messages, results inside the user's, thinking as blocks."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from genmux.catalogue.chat_model import ChatModel
from genmux.chat.errors import ContextTooLong, ModelUnknown
from genmux.dialects.chat.anthropic_shape import REASONS, usage
from genmux.dialects.chat.anthropic_stream import MessageWriter
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
from genmux.dialects.chat.tails import MessageTail
from genmux.engines.talk import (
    Ask,
    Call,
    Choice,
    Effort,
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
from genmux.errors import GenmuxError, InvalidInput, TooLarge, Unavailable

NAME = "anthropic"
_BUDGETS: tuple[tuple[int, Effort], ...] = ((2048, "low"), (8192, "medium"), (24_576, "high"))
"""thinking budgets in tokens, each with the effort that it comes closest to"""
_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    529: "overloaded_error",
}
_OVERLOADED = 529
_TOO_LONG = "prompt is too long"
"""agents look for these words, for there is no code, and make their talk shorter"""
_RUN = ("_tool_use", "_tool_result")
"""how the blocks end in which the vendor tells what it ran itself"""


class Anthropic:
    name = NAME

    def read(self, body: Mapping[str, Any], model: ChatModel, *, stream: bool) -> Ask:
        root = Body(body)
        if root.get("messages") is None:
            raise InvalidInput("messages is required", field="messages")
        system = tuple(part for part in _blocks(root, "system") if isinstance(part, Text))
        messages = [_message(one) for one in root.list("messages")]
        if system:
            messages.insert(0, Message("system", system))
        tools, hosted = _tools(root)
        effort, shown = _thinking(root, model)
        ask = Ask(
            model=model.id,
            title=model.title,
            messages=tuple(messages),
            tools=tools,
            hosted=hosted,
            choice=_choice(root),
            form=_form(root),
            max_tokens=root.whole("max_tokens", least=1) or model.default_output,
            stop=root.texts("stop_sequences"),
            temperature=root.number("temperature", 0, 1),
            top_p=root.number("top_p", 0, 1),
            effort=effort,
            show_thoughts=shown,
            stream=root.flag("stream", default=stream),
        )
        return checked(ask, model)

    def reply(self, reply: Reply, answer: Answer) -> dict[str, Any]:
        return {
            "id": f"msg_{reply.id}",
            "type": "message",
            "role": "assistant",
            "model": reply.model.name,
            "content": [_block(part) for part in answer.parts],
            "stop_reason": REASONS[answer.reason],
            "stop_sequence": answer.sequence or None,
            "usage": usage(answer.usage),
            "credits_consumed": as_number(answer.charge),
        }

    def writer(self, reply: Reply) -> MessageWriter:
        return MessageWriter(reply, self.refusal)

    def tail(self, reply: Reply) -> Tail:
        return MessageTail(reply)

    def refusal(self, error: GenmuxError) -> tuple[int, dict[str, Any]]:
        status = 400 if isinstance(error, InvalidInput) else error.status
        if isinstance(error, TooLarge):
            status = 413
        elif isinstance(error, Unavailable):
            status = _OVERLOADED
        kind = _KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
        message = error.message
        if isinstance(error, ModelUnknown):
            message = f"model: {message}"
        elif isinstance(error, ContextTooLong) and _TOO_LONG not in message.lower():
            message = f"{_TOO_LONG}: {message}"
        told = {"type": kind, "message": message}
        return status, {"type": "error", "error": told, "code": error.code, "msg": error.message}


def _message(body: Body) -> Message:
    roles: dict[str, Role] = {"user": "user", "assistant": "assistant", "system": "system"}
    role = roles.get(body.text("role"))
    if role is None:
        raise body.wrong("role", "user or assistant")
    if body.get("content") is None:
        raise InvalidInput(f"{body.at('content')} is required", field=body.at("content"))
    return Message(role, tuple(_blocks(body, "content")))


def _blocks(body: Body, name: str) -> Iterator[Part]:
    content = body.get(name)
    if isinstance(content, str):
        if content:
            yield Text(content)
        return
    for block in body.list(name):
        yield from _part(block)


def _part(block: Body) -> Iterator[Part]:
    kind = block.text("type")
    if kind == "text":
        yield Text(block.text("text"))
    elif kind in ("image", "document"):
        yield _source(block, kind)
    elif kind == "tool_use":
        arguments = orjson.dumps(block.inner("input").data).decode()
        yield Call(block.text("id"), block.text("name"), arguments)
    elif kind == "tool_result":
        inner = tuple(_blocks(block, "content"))
        text = "\n".join(part.text for part in inner if isinstance(part, Text))
        media = tuple(part for part in inner if isinstance(part, Media))
        call_id = block.text("tool_use_id")
        yield Result(call_id, text, failed=block.flag("is_error"), media=media)
    elif kind == "thinking":
        yield Thought(block.text("thinking"), block.text("signature", default=""))
    elif kind == "redacted_thinking":
        yield Thought("", block.text("data"))
    elif kind in ("search_result", "tool_reference", "browser_state") or kind.endswith(_RUN):
        yield Text(orjson.dumps(dict(block.data)).decode())
    else:
        raise block.wrong("type", "text, image, document, tool_use, tool_result or thinking")


def _source(block: Body, kind: str) -> Part:
    source = block.inner("source")
    how = source.text("type")
    name = block.text("title", default="")
    if how == "base64":
        return media_with(source.text("media_type"), source.text("data"), name)
    if how == "url":
        plain = "image" if kind == "image" else "file"
        return media_of(source.text("url"), source.at("url"), name=name, plain=plain)
    if how == "text":
        data = base64.b64encode(source.text("data").encode()).decode()
        return Media("file", "text/plain", data=data, name=name)
    if how == "content":
        parts = list(_blocks(source, "content"))
        return Text("\n".join(part.text for part in parts if isinstance(part, Text)))
    raise source.wrong("type", "base64, url, text or content")


def _tools(root: Body) -> tuple[tuple[Tool, ...], tuple[str, ...]]:
    tools, hosted = [], []
    for one in root.list("tools"):
        kind = one.text("type", default="custom")
        if kind == "custom" and not (is_hosted(one.text("name")) and not one.get("input_schema")):
            tools.append(tool_of(one, ("input_schema",)))
        else:
            hosted.append(kind)
    return tuple(tools), tuple(hosted)


def _choice(root: Body) -> Choice:
    choice = root.inner("tool_choice")
    kind = choice.text("type", default="auto")
    parallel = not choice.flag("disable_parallel_tool_use")
    if kind == "auto":
        return Choice("auto", parallel=parallel)
    if kind == "any":
        return Choice("required", parallel=parallel)
    if kind == "tool":
        return Choice("named", choice.text("name"), parallel)
    if kind == "none":
        return Choice("none")
    raise choice.wrong("type", "auto, any, tool or none")


def _thinking(root: Body, model: ChatModel) -> tuple[Effort, bool]:
    """Effort, and whether thoughts are shown: the vendor's object, or this API's `thinkingFlag`."""
    thinking = root.inner("thinking")
    kind = thinking.text("type", default="")
    named = root.inner("output_config").text("effort", default="")
    if kind not in ("", "enabled", "adaptive", "disabled"):
        raise thinking.wrong("type", "enabled, adaptive or disabled")
    on = kind in ("enabled", "adaptive") or (not kind and root.flag("thinkingFlag"))
    if not on or model.thinking == "never":
        return "none", False
    if named:
        return effort_of(named, model, "output_config.effort"), True
    budget = thinking.whole("budget_tokens")
    effort: Effort = "medium"
    if budget:
        effort = next((one for most, one in _BUDGETS if budget <= most), "xhigh")
    return effort, True


def _form(root: Body) -> Form:
    form = root.inner("output_config").inner("format")
    if not form.data:
        form = root.inner("output_format")
    kind = form.text("type", default="")
    if not kind or kind == "text":
        return Form()
    if kind != "json_schema":
        raise form.wrong("type", "json_schema")
    return Form("schema", form.inner("schema").data, strict=True)


def _block(part: Part) -> dict[str, Any]:
    if isinstance(part, Call):
        return {
            "type": "tool_use",
            "id": part.id,
            "name": part.name,
            "input": _arguments(part.arguments),
        }
    if isinstance(part, Thought):
        return {"type": "thinking", "thinking": part.text, "signature": part.signature}
    return {"type": "text", "text": part.text if isinstance(part, Text) else ""}


def _arguments(text: str) -> Any:
    """An object, whatever was written; what was cut off is shown as it is."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {"_incomplete": text}
    return value if isinstance(value, dict) else {"_value": value}
