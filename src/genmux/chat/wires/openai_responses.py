"""OpenAI's responses, asked for without being stored at the vendor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from genmux.chat.wires.responses_reply import NAME, EventReader, events_of
from genmux.chat.wires.wire import (
    Json,
    Target,
    Trouble,
    data_url,
    error_of,
    is_ours,
    is_search,
    not_taken,
    own_signature,
    searches,
)
from genmux.engines.talk import (
    Ask,
    Call,
    Event,
    Form,
    Media,
    Message,
    Result,
    Text,
)

_OPENING = rb'"type" ?: ?"response\.(created|queued|in_progress)"'
_SEARCH = {"type": "web_search"}
_TOO_LONG = (
    re.compile(r"context window|maximum context length|maximum prompt length", re.IGNORECASE),
)


class OpenAIResponses:
    name = NAME
    path = stream_path = "/responses"
    opening: re.Pattern[bytes] | None = re.compile(_OPENING)
    kept: tuple[str, ...] = ()
    stops = False

    def headers(self, key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if key else {}

    def request(self, ask: Ask, target: Target) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": target.model,
            "input": [item for message in ask.messages for item in _items(message)],
            "store": False,
        }
        if ask.tools or searches(ask):
            body["tools"] = _tools(ask)
        if ask.tools:
            named = {"type": "function", "name": ask.choice.name}
            body["tool_choice"] = named if ask.choice.mode == "named" else ask.choice.mode
            if not ask.choice.parallel:
                body["parallel_tool_calls"] = False
        if ask.form.kind != "text":
            body["text"] = {"format": _form(ask.form)}
        if ask.effort != "none":
            summary = {"summary": "auto"} if ask.show_thoughts else {}
            body["reasoning"] = {"effort": ask.effort, **summary}
            # What is not stored must come with each request.
            body["include"] = ["reasoning.encrypted_content"]
        named_: dict[str, Any] = {"max_output_tokens": ask.max_tokens or None}
        named_ |= {"temperature": ask.temperature, "top_p": ask.top_p}
        body |= {name: value for name, value in named_.items() if value is not None}
        if ask.stream:
            body["stream"] = True
        return body

    def passes(self, _ask: Ask, /) -> bool:
        return True

    def passed(self, body: Json, ask: Ask, target: Target) -> dict[str, Any]:
        passed = {**body, "model": target.model, "stream": ask.stream}
        if ask.hosted and not target.own:
            passed["tools"] = [_SEARCH if _is_bare(one) else one for one in body["tools"]]
        if isinstance(body.get("input"), list):
            passed["input"] = [
                item for item in body["input"] if not is_ours(item.get("encrypted_content"))
            ]
        return passed

    def events(self, reply: Json) -> Iterator[Event]:
        return events_of(reply)

    def reader(self) -> EventReader:
        return EventReader()

    def trouble(self, value: Json) -> Trouble | None:
        if value.get("type") == "error":  # one of the shapes in which streams tell of it
            value = {"error": value.get("error") or value}
        elif isinstance(value.get("response"), Mapping):
            value = value["response"]
        return error_of(value, codes=_TOO_LONG)


def _is_bare(tool: Json) -> bool:
    """The vendor's search as a function without parameters: the provider's way to write it."""
    inner = tool.get("function")
    body = inner if isinstance(inner, Mapping) else tool
    plain = tool.get("type") in (None, "function") and not body.get("parameters")
    return plain and is_search(body.get("name"))


def _items(message: Message) -> Iterator[dict[str, Any]]:
    """In the order in which things were said: a call follows the thoughts that led to it."""
    content: list[dict[str, Any]] = []
    role = "user" if message.role == "tool" else message.role
    for part in message.parts:
        if isinstance(part, Text | Media):
            content.append(_content(part, role))
            continue
        if content:
            yield {"role": role, "content": content}
            content = []
        if isinstance(part, Call):
            yield {
                "type": "function_call",
                "call_id": part.id,
                "name": part.name,
                "arguments": part.arguments,
            }
        elif isinstance(part, Result):
            yield {
                "type": "function_call_output",
                "call_id": part.call_id,
                "output": _output(part),
            }
        elif own := own_signature(NAME, part.signature):
            id_, _, encrypted = own.partition(".")
            summary = [{"type": "summary_text", "text": part.text}] if part.text else []
            yield {
                "type": "reasoning",
                "id": id_,
                "summary": summary,
                "encrypted_content": encrypted,
            }
    if content:
        yield {"role": role, "content": content}


def _content(part: Text | Media, role: str) -> dict[str, Any]:
    if isinstance(part, Text):
        kind = "output_text" if role == "assistant" else "input_text"
        return {"type": kind, "text": part.text}
    if part.kind == "image":
        return {"type": "input_image", "image_url": data_url(part), "detail": "auto"}
    if part.kind != "file":
        raise not_taken(part.kind)
    if part.url:
        return {"type": "input_file", "file_url": part.url}
    name = part.name or "file"
    return {"type": "input_file", "file_data": data_url(part), "filename": name}


def _output(result: Result) -> Any:
    text = f"Error: {result.text}" if result.failed else result.text
    if not result.media:
        return text
    said = [{"type": "input_text", "text": text}] if text else []
    return said + [_content(one, "tool") for one in result.media]


def _tools(ask: Ask) -> list[dict[str, Any]]:
    tools: list[dict[str, Any]] = [
        {
            "type": "function",
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.schema or {"type": "object", "properties": {}},
            "strict": tool.strict,
        }
        for tool in ask.tools
    ]
    return [*tools, _SEARCH] if searches(ask) else tools


def _form(form: Form) -> dict[str, Any]:
    if form.kind == "json":
        return {"type": "json_object"}
    return {
        "type": "json_schema",
        "name": form.name or "answer",
        "schema": form.schema,
        "strict": form.strict,
    }
