"""The events of a streamed Anthropic message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from genmux.dialects.chat.anthropic_shape import REASONS, usage
from genmux.dialects.chat.dialect import Answer, Reply, as_number
from genmux.engines.talk import Arguments, Calling, Event, Said, Signed, Thinking, Usage
from genmux.engines.tokens import count_ask
from genmux.errors import GenmuxError

Refusal = Callable[[GenmuxError], tuple[int, Mapping[str, Any]]]


class MessageWriter:
    """Blocks open when their first piece comes and close before the next one opens."""

    def __init__(self, reply: Reply, refusal: Refusal) -> None:
        self._reply = reply
        self._refusal = refusal
        self._index = -1
        self._open = ""

    def begin(self) -> bytes:
        message: dict[str, Any] = {
            "id": f"msg_{self._reply.id}",
            "type": "message",
            "role": "assistant",
            "model": self._reply.model.name,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            # An estimate; the last event has what is charged.
            "usage": usage(Usage(count_ask(self._reply.ask), 1)),
        }
        return _event("message_start", {"message": message}) + _event("ping", {})

    def event(self, event: Event) -> bytes:
        if isinstance(event, Said):
            out = self._turn("text", {"type": "text", "text": ""})
            return out + self._delta({"type": "text_delta", "text": event.text})
        if isinstance(event, Thinking):
            if not event.text:
                return b""
            out = self._turn("thinking", {"type": "thinking", "thinking": "", "signature": ""})
            return out + self._delta({"type": "thinking_delta", "thinking": event.text})
        if isinstance(event, Signed):
            out = self._turn("thinking", {"type": "thinking", "thinking": "", "signature": ""})
            signed = self._delta({"type": "signature_delta", "signature": event.signature})
            return out + signed + self._close()
        if isinstance(event, Calling):
            block = {"type": "tool_use", "id": event.id, "name": event.name, "input": {}}
            return self._turn(f"call {event.index}", block)
        if isinstance(event, Arguments):
            return self._delta({"type": "input_json_delta", "partial_json": event.text})
        return b""

    def end(self, answer: Answer) -> bytes:
        delta = {
            "delta": {
                "stop_reason": REASONS[answer.reason],
                "stop_sequence": answer.sequence or None,
            },
            "usage": usage(answer.usage),
            "credits_consumed": as_number(answer.charge),
        }
        return self._close() + _event("message_delta", delta) + _event("message_stop", {})

    def fail(self, error: GenmuxError) -> bytes:
        told = {name: value for name, value in self._refusal(error)[1].items() if name != "type"}
        return _event("error", told)

    def _turn(self, kind: str, block: Mapping[str, Any]) -> bytes:
        if self._open == kind:
            return b""
        closed = self._close()
        self._index += 1
        self._open = kind
        start = {"index": self._index, "content_block": block}
        return closed + _event("content_block_start", start)

    def _delta(self, delta: Mapping[str, Any]) -> bytes:
        return _event("content_block_delta", {"index": self._index, "delta": delta})

    def _close(self) -> bytes:
        if not self._open:
            return b""
        self._open = ""
        return _event("content_block_stop", {"index": self._index})


def _event(kind: str, data: Mapping[str, Any]) -> bytes:
    return b"event: " + kind.encode() + b"\ndata: " + orjson.dumps({"type": kind, **data}) + b"\n\n"
