"""OpenAI's chat completions: what most servers speak."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from genmux.chat.wires.openai_chat_reply import NAME, ChunkReader, events_of
from genmux.chat.wires.wire import (
    Json,
    Target,
    Trouble,
    data_url,
    error_of,
    is_ours,
    only_searches,
)
from genmux.engines.talk import (
    Ask,
    Call,
    Effort,
    Event,
    Media,
    Message,
    Part,
    Result,
    Text,
)

_TOO_LONG = (
    re.compile(
        r"maximum context length|context (length|window|size)|prompt is too long", re.IGNORECASE
    ),
)
"""servers that have no code for it say so in words"""
_OLDER: Mapping[Effort, Effort] = {"minimal": "low", "xhigh": "high"}
"""what the older way of asking has no word for, and many servers would refuse"""
_EXTRA = "extra_content"
"""where signatures are, in this dialect"""
_AUDIO = {"audio/wav": "wav", "audio/x-wav": "wav", "audio/mpeg": "mp3", "audio/mp3": "mp3"}


class OpenAIChat:
    name = NAME
    path = stream_path = "/chat/completions"
    opening: re.Pattern[bytes] | None = None
    kept: tuple[str, ...] = ()
    stops = True

    def headers(self, key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if key else {}

    def request(self, ask: Ask, target: Target) -> dict[str, Any]:
        only_searches(ask)
        return request_of(ask, target)

    def passes(self, ask: Ask) -> bool:
        """Tools that the vendor runs itself are unknown in this format; the provider's own clients
        name one as if it were a function."""
        return not ask.hosted

    def passed(self, body: Json, ask: Ask, target: Target) -> dict[str, Any]:
        passed = {**body, "model": target.model, "stream": ask.stream}
        passed["messages"] = [_without_foreign(message) for message in body["messages"]]
        if not target.own:
            passed.pop("include_thoughts", None)
        if ask.stream:
            options = body.get("stream_options") or {}
            passed["stream_options"] = {**options, "include_usage": True}
        return passed

    def events(self, reply: Json) -> Iterator[Event]:
        return events_of(reply)

    def reader(self) -> ChunkReader:
        return ChunkReader()

    def trouble(self, value: Json) -> Trouble | None:
        return None if value.get("choices") else error_of(value, codes=_TOO_LONG)


def request_of(ask: Ask, target: Target) -> dict[str, Any]:
    """The body; streamed requests always ask for usage."""
    body: dict[str, Any] = {
        "model": target.model,
        "messages": list(_talk(ask.messages)),
    }
    if ask.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.schema or {"type": "object", "properties": {}},
                    **({"strict": True} if tool.strict else {}),
                },
            }
            for tool in ask.tools
        ]
        body["tool_choice"] = (
            {"type": "function", "function": {"name": ask.choice.name}}
            if ask.choice.mode == "named"
            else ask.choice.mode
        )
        if not ask.choice.parallel:
            body["parallel_tool_calls"] = False
    if ask.form.kind == "json":
        body["response_format"] = {"type": "json_object"}
    elif ask.form.kind == "schema":
        schema: dict[str, Any] = {"name": ask.form.name or "answer", "schema": ask.form.schema}
        schema |= {"strict": True} if ask.form.strict else {}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    named: dict[str, Any] = {"max_tokens": ask.max_tokens or None, "stop": list(ask.stop) or None}
    named |= {"temperature": ask.temperature, "top_p": ask.top_p}
    effort = _OLDER.get(ask.effort, ask.effort) if target.budgets else ask.effort
    named |= {"reasoning_effort": effort if effort != "none" else None}
    body |= {name: value for name, value in named.items() if value is not None}
    if ask.stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


def _without_foreign(message: Any) -> Any:
    """Without signatures of other vendors on its calls: the route has changed."""
    calls = message.get("tool_calls")
    if not isinstance(calls, list) or not any(map(_is_foreign, calls)):
        return message
    left = [
        {name: value for name, value in call.items() if name != _EXTRA}
        if _is_foreign(call)
        else call
        for call in calls
    ]
    return {**message, "tool_calls": left}


def _is_foreign(call: Any) -> bool:
    extra = call.get(_EXTRA) if isinstance(call, Mapping) else None
    return isinstance(extra, Mapping) and is_ours(extra.get("thought_signature"))


def _talk(messages: Sequence[Message]) -> Iterator[dict[str, Any]]:
    """Files that tools have found are the user's, after the answers to all calls: nothing may
    stand between those."""
    found: list[dict[str, Any]] = []
    for message in _joined(messages):
        for part in message.parts:
            if isinstance(part, Result):
                text = f"Error: {part.text}" if part.failed else part.text
                yield {"role": "tool", "tool_call_id": part.call_id, "content": text}
                found += map(_media, part.media)
        for said in _messages(message):
            if found:
                yield {"role": "user", "content": found}
                found = []
            yield said
    if found:
        yield {"role": "user", "content": found}


def _joined(messages: Sequence[Message]) -> Iterator[Message]:
    """With neighbours of the assistant as one: what it says and all its calls belong together."""
    for role, group in groupby(messages, key=lambda message: message.role):
        if role != "assistant":
            yield from group
            continue
        parts: list[Part] = []
        for message in group:
            ends = [*parts[-1:], *message.parts[:1]]
            if len(ends) == 2 and all(isinstance(part, Text) for part in ends):
                parts.append(Text("\n"))
            parts += message.parts
        yield Message(role, tuple(parts))


def _messages(message: Message) -> Iterator[dict[str, Any]]:
    """What is said besides the answers of tools."""
    calls = [part for part in message.parts if isinstance(part, Call)]
    content = [part for part in message.parts if isinstance(part, Text | Media)]
    if not content and not calls:
        return
    role = "user" if message.role == "tool" else message.role
    texts = [part.text for part in content if isinstance(part, Text)]
    one: dict[str, Any] = {
        "role": role,
        # A vendor that names its sources cuts what it says into pieces.
        "content": ("" if role == "assistant" else "\n").join(texts)
        if len(texts) == len(content)
        else [
            _media(part) if isinstance(part, Media) else {"type": "text", "text": part.text}
            for part in content
        ],
    }
    if calls:
        one["content"] = one["content"] or None
        one["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in calls
        ]
    yield one


def _media(media: Media) -> dict[str, Any]:
    url = data_url(media)
    if media.kind == "audio" and media.data and media.mime in _AUDIO:
        audio = {"data": media.data, "format": _AUDIO[media.mime]}
        return {"type": "input_audio", "input_audio": audio}
    if media.kind == "file":
        return {"type": "file", "file": {"file_data": url, "filename": media.name or "file"}}
    return {"type": "image_url", "image_url": {"url": url}}
