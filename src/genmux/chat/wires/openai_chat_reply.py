"""What chat completions say back, whole or in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from genmux.chat.wires.in_turn import InTurn
from genmux.chat.wires.wire import Json, usage, whole
from genmux.engines.talk import (
    Arguments,
    Calling,
    Counted,
    Event,
    Reason,
    Said,
    Stopped,
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


def events_of(reply: Mapping[str, Any]) -> Iterator[Event]:
    """Those of a reply that came in one piece."""
    choice = (reply.get("choices") or [{}])[0]
    message = choice.get("message") or {}
    thought = message.get("reasoning_content") or message.get("reasoning")
    if isinstance(thought, str) and thought:
        yield Thinking(thought)
    if text := _text(message.get("content") or message.get("refusal")):
        yield Said(text)
    for index, call in enumerate(message.get("tool_calls") or ()):
        function = call.get("function") or {}
        yield Calling(index, _id(call), str(function.get("name")))
        yield Arguments(index, _arguments(function) or "{}")
    yield _stopped(choice, called=bool(message.get("tool_calls")))
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
        if text := _text(delta.get("content") or delta.get("refusal")):
            yield Said(text)
        for call in delta.get("tool_calls") or ():
            yield from self._call(call)
        if choice.get("finish_reason"):
            yield _stopped(choice, called=self._count > 0)
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


def _stopped(choice: Json, *, called: bool) -> Stopped:
    """A call that was demanded ends with `stop` at some servers."""
    reason = _REASONS.get(str(choice.get("finish_reason")), "stop")
    return Stopped("calls" if called and reason == "stop" else reason)


def _text(content: Any) -> str:
    """Some servers write a list of parts."""
    if isinstance(content, str) or not content:
        return content or ""
    return "".join(part.get("text") or "" for part in content)


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
