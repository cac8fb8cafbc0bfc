"""The events of a streamed Gemini reply: each is a whole reply with one part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from genmux.dialects.chat.dialect import Answer, Reply, as_number
from genmux.dialects.chat.gemini_shape import REASONS, PartShaper, candidate_of, usage
from genmux.engines.talk import (
    Arguments,
    Call,
    Calling,
    Event,
    Part,
    Said,
    Signed,
    Text,
    Thinking,
    Thought,
)
from genmux.errors import GenmuxError

Refusal = Callable[[GenmuxError], tuple[int, Mapping[str, Any]]]


class ContentWriter:
    """Calls are told when they are complete."""

    def __init__(self, reply: Reply, refusal: Refusal) -> None:
        self._refusal = refusal
        self._base = {"modelVersion": reply.model.name, "responseId": reply.id}
        self._shaper = PartShaper()
        self._call: Calling | None = None
        self._pieces: list[str] = []

    def begin(self) -> bytes:
        return b""

    def event(self, event: Event) -> bytes:
        if isinstance(event, Said):
            return self._finished() + self._part(Text(event.text))
        if isinstance(event, Thinking):
            return self._finished() + self._part(Thought(event.text))
        if isinstance(event, Signed):
            out = self._finished()
            self._shaper.sign(event.signature)
            return out
        if isinstance(event, Calling):
            out = self._finished()
            self._call = event
            return out
        if isinstance(event, Arguments):
            self._pieces.append(event.text)
        return b""

    def end(self, answer: Answer) -> bytes:
        out = self._finished()
        parts = self._shaper.rest() or [{"text": ""}]
        last = {
            "candidates": [candidate_of(parts, REASONS[answer.reason])],
            "usageMetadata": usage(answer.usage),
            **self._base,
            "credits_consumed": as_number(answer.charge),
        }
        return out + _event(last)

    def fail(self, error: GenmuxError) -> bytes:
        return _event(self._refusal(error)[1])

    def _finished(self) -> bytes:
        if self._call is None:
            return b""
        call = Call(self._call.id, self._call.name, "".join(self._pieces) or "{}")
        self._call = None
        self._pieces.clear()
        return self._part(call)

    def _part(self, part: Part) -> bytes:
        shown = self._shaper.shown(part)
        if shown is None:
            return b""
        return _event({"candidates": [candidate_of([shown], None)], **self._base})


def _event(data: Mapping[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(data) + b"\n\n"
