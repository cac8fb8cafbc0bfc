"""What OpenAI's responses say back, whole or in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from genmux.chat.wires.in_turn import InTurn
from genmux.chat.wires.wire import Json, signed, usage, whole
from genmux.engines.talk import (
    Arguments,
    Calling,
    Counted,
    Event,
    Reason,
    Said,
    Signed,
    Stopped,
    Thinking,
    Usage,
)

NAME = "openai-responses"
_ENDS = ("response.completed", "response.incomplete")


def usage_of(reply: Json) -> Usage | None:
    told = reply.get("usage")
    if not isinstance(told, Mapping):
        return None
    return usage(
        whole(told, "input_tokens"),
        whole(told, "output_tokens"),
        whole(told.get("input_tokens_details"), "cached_tokens"),
        whole(told.get("output_tokens_details"), "reasoning_tokens"),
    )


def events_of(reply: Json) -> Iterator[Event]:
    """Those of a reply that came in one piece."""
    calls = 0
    for item in reply.get("output") or ():
        kind = item.get("type")
        if kind == "message":
            for part in item.get("content") or ():
                text = part.get("text") or part.get("refusal")
                if text:
                    yield Said(text)
        elif kind == "reasoning":
            for part in item.get("summary") or item.get("content") or ():
                yield Thinking(part["text"])
            yield from _signed(item)
        elif kind == "function_call":
            yield Calling(calls, item["call_id"], item["name"])
            yield Arguments(calls, item.get("arguments") or "{}")
            calls += 1
    yield from _end(reply, called=calls > 0)


class EventReader:
    """The events of a streamed reply; calls are numbered as they begin."""

    def __init__(self) -> None:
        self._calls: dict[Any, int] = {}
        self._written: set[Any] = set()
        self._turns = InTurn()

    def read(self, data: Json) -> Iterator[Event]:
        for event in self._events(data):
            if self._calls:
                yield from self._turns.take(event)
            else:
                yield event

    def _events(self, data: Json) -> Iterator[Event]:
        kind = data.get("type")
        if kind in ("response.output_text.delta", "response.refusal.delta"):
            yield Said(data["delta"])
        elif kind in ("response.reasoning_summary_text.delta", "response.reasoning_text.delta"):
            yield Thinking(data["delta"])
        elif kind == "response.function_call_arguments.delta":
            place = data["output_index"]
            if place in self._calls and data["delta"]:
                self._written.add(place)
                yield Arguments(self._calls[place], data["delta"])
        elif kind == "response.output_item.added":
            if data["item"].get("type") == "function_call":
                yield self._calling(data["output_index"], data["item"])
        elif kind == "response.output_item.done":
            yield from self._done(data["output_index"], data["item"])
        elif kind in _ENDS:
            yield from _end(data["response"], called=bool(self._calls))

    def _calling(self, place: Any, item: Json) -> Event:
        self._calls[place] = len(self._calls)
        return Calling(self._calls[place], item["call_id"], item["name"])

    def _done(self, place: Any, item: Json) -> Iterator[Event]:
        if item.get("type") == "reasoning":
            yield from _signed(item)
        elif item.get("type") == "function_call":
            if place not in self._calls:
                yield self._calling(place, item)
            if place not in self._written:
                yield Arguments(self._calls[place], item.get("arguments") or "{}")


def _signed(item: Json) -> Iterator[Event]:
    """The vendor wants its thoughts back under their id."""
    encrypted = item.get("encrypted_content")
    if encrypted:
        yield Signed(signed(NAME, f"{item.get('id') or ''}.{encrypted}"))


def _end(reply: Json, *, called: bool) -> Iterator[Event]:
    reason: Reason = "calls" if called else "stop"
    if reply.get("status") == "incomplete":
        why = (reply.get("incomplete_details") or {}).get("reason")
        reason = "refused" if why == "content_filter" else "length"
    yield Stopped(reason)
    used = usage_of(reply)
    if used is not None:
        yield Counted(used)
