"""OpenAI's chat completions: what most servers speak."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from genmux.chat.wires.in_turn import InTurn
from genmux.chat.wires.wire import (
    Json,
    Target,
    Trouble,
    data_url,
    error_of,
    only_searches,
    usage,
    whole,
)
from genmux.engines.talk import (
    Arguments,
    Ask,
    Call,
    Calling,
    Counted,
    Event,
    Media,
    Message,
    Reason,
    Result,
    Said,
    Stopped,
    Text,
    Thinking,
    Usage,
)
from genmux.ids import new_uuid

NAME = "openai-chat"
_REASONS: Mapping[str, Reason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "calls",
    "function_call": "calls",
    "content_filter": "refused",
}
_TOO_LONG = (
    re.compile(
        r"maximum context length|context (length|window|size)|prompt is too long", re.IGNORECASE
    ),
)
"""servers that have no code for it say so in words"""
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
        return request_of(ask, target.model)

    def passes(self, ask: Ask) -> bool:
        """Tools that the vendor runs itself are unknown in this format; the provider's own clients
        name one as if it were a function."""
        return not ask.hosted

    def passed(self, body: Json, ask: Ask, target: Target) -> dict[str, Any]:
        passed = {**body, "model": target.model, "stream": ask.stream}
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


def request_of(ask: Ask, model: str) -> dict[str, Any]:
    """The body; streamed requests always ask for usage."""
    body: dict[str, Any] = {
        "model": model,
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
    named |= {"reasoning_effort": ask.effort if ask.effort != "none" else None}
    body |= {name: value for name, value in named.items() if value is not None}
    if ask.stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


def _talk(messages: Sequence[Message]) -> Iterator[dict[str, Any]]:
    """Files that tools have found are the user's, after the answers to all calls: nothing may
    stand between those."""
    found: list[dict[str, Any]] = []
    for message in messages:
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


def _messages(message: Message) -> Iterator[dict[str, Any]]:
    """What is said besides the answers of tools."""
    calls = [part for part in message.parts if isinstance(part, Call)]
    content = [part for part in message.parts if isinstance(part, Text | Media)]
    if not content and not calls:
        return
    role = "user" if message.role == "tool" else message.role
    only_text = all(isinstance(part, Text) for part in content)
    one: dict[str, Any] = {
        "role": role,
        "content": message.text
        if only_text
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


def events_of(reply: Mapping[str, Any]) -> Iterator[Event]:
    """Those of a reply that came in one piece."""
    choice = (reply.get("choices") or [{}])[0]
    message = choice.get("message") or {}
    thought = message.get("reasoning_content") or message.get("reasoning")
    if isinstance(thought, str) and thought:
        yield Thinking(thought)
    if message.get("content") or message.get("refusal"):
        yield Said(str(message.get("content") or message["refusal"]))
    for index, call in enumerate(message.get("tool_calls") or ()):
        function = call.get("function") or {}
        yield Calling(index, _id(call), str(function.get("name")))
        yield Arguments(index, _arguments(function) or "{}")
    yield Stopped(_REASONS.get(str(choice.get("finish_reason")), "stop"))
    usage = usage_of(reply)
    if usage is not None:
        yield Counted(usage)


class ChunkReader:
    """The events of a streamed reply, chunk by chunk."""

    def __init__(self) -> None:
        self._calls: dict[int, Calling] = {}
        self._count = 0
        self._turns = InTurn()

    def read(self, chunk: Mapping[str, Any]) -> Iterator[Event]:
        for event in self._events(chunk):
            if self._count:
                yield from self._turns.take(event)
            else:
                yield event

    def _events(self, chunk: Mapping[str, Any]) -> Iterator[Event]:
        choice = (chunk.get("choices") or [{}])[0]
        delta = choice.get("delta") or {}
        thought = delta.get("reasoning_content") or delta.get("reasoning")
        if isinstance(thought, str) and thought:
            yield Thinking(thought)
        if delta.get("content"):
            yield Said(str(delta["content"]))
        elif delta.get("refusal"):
            yield Said(str(delta["refusal"]))
        for call in delta.get("tool_calls") or ():
            yield from self._call(call)
        if choice.get("finish_reason"):
            yield Stopped(_REASONS.get(str(choice["finish_reason"]), "stop"))
        usage = usage_of(chunk)
        if usage is not None:
            yield Counted(usage)

    def _call(self, call: Mapping[str, Any]) -> Iterator[Event]:
        place = int(call.get("index") or 0)
        function = call.get("function") or {}
        begun = self._calls.get(place)
        # Some servers give all calls one place: a new one has a name, and an id of its own.
        if begun is None or (function.get("name") and call.get("id") not in (None, "", begun.id)):
            begun = Calling(self._count, _id(call), str(function.get("name")))
            self._calls[place] = begun
            self._count += 1
            yield begun
        if arguments := _arguments(function):
            yield Arguments(begun.index, arguments)


def _id(call: Json) -> str:
    """Some servers give none; it must not come again in a later turn."""
    return str(call.get("id") or f"call_{new_uuid().hex}")


def _arguments(function: Json) -> str:
    """As text; some servers write the object itself."""
    value = function.get("arguments")
    return value if isinstance(value, str) else orjson.dumps(value).decode() if value else ""


def usage_of(reply: Json) -> Usage | None:
    told = reply.get("usage")
    if not isinstance(told, Mapping):
        return None
    put_in, put_out = whole(told, "prompt_tokens"), whole(told, "completion_tokens")
    reasoning = whole(told.get("completion_tokens_details"), "reasoning_tokens")
    # Some vendors count thoughts beside what is said; the sum tells.
    if reasoning and whole(told, "total_tokens") == put_in + put_out + reasoning:
        put_out += reasoning
    cached = whole(told.get("prompt_tokens_details"), "cached_tokens")
    return usage(put_in, put_out, cached, reasoning)
