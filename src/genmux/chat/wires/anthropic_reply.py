"""What Anthropic's messages say back, whole or in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

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

NAME = "anthropic"
REDACTED = "anthropic-redacted"
"""signatures of thoughts that are not shown"""
_REASONS: Mapping[str, Reason] = {
    "end_turn": "stop",
    "pause_turn": "stop",
    "stop_sequence": "sequence",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "calls",
    "refusal": "refused",
}


def usage_of(told: Any) -> Usage | None:
    """From the vendor's `usage`, where tokens from the cache and into it are beside the input."""
    if not isinstance(told, Mapping):
        return None
    cached = whole(told, "cache_read_input_tokens")
    put_in = whole(told, "input_tokens") + cached + whole(told, "cache_creation_input_tokens")
    reasoning = whole(told.get("output_tokens_details"), "thinking_tokens")
    return usage(put_in, whole(told, "output_tokens"), cached, reasoning)


def events_of(reply: Json) -> Iterator[Event]:
    """Those of a reply that came in one piece."""
    index = 0
    for block in reply.get("content") or ():
        kind = block.get("type")
        if kind == "text":
            yield Said(block["text"])
        elif kind == "thinking":
            yield Thinking(block["thinking"])
            yield Signed(signed(NAME, block.get("signature") or ""))
        elif kind == "redacted_thinking":
            yield Signed(signed(REDACTED, block["data"]))
        elif kind == "tool_use":
            yield Calling(index, block["id"], block["name"])
            yield Arguments(index, orjson.dumps(block.get("input") or {}).decode())
            index += 1
    yield _stopped(reply)
    used = usage_of(reply.get("usage"))
    if used is not None:
        yield Counted(used)


class MessageReader:
    """The events of a streamed reply. Usage begins with the input and ends with the output."""

    def __init__(self) -> None:
        self._calls = -1
        self._kind = ""
        self._pieces = False
        self._signature = ""
        self._used: dict[str, Any] = {}

    def read(self, data: Json) -> Iterator[Event]:
        kind = data.get("type")
        if kind == "content_block_delta":
            yield from self._delta(data["delta"])
        elif kind == "content_block_start":
            yield from self._start(data["content_block"])
        elif kind == "content_block_stop":
            yield from self._stop()
        elif kind == "message_start":
            self._count(data["message"].get("usage"))
        elif kind == "message_delta":
            self._count(data.get("usage"))
            if data["delta"].get("stop_reason"):
                yield _stopped(data["delta"])
            used = usage_of(self._used)
            if used is not None:
                yield Counted(used)

    def _count(self, told: Any) -> None:
        if isinstance(told, Mapping):
            self._used |= {name: value for name, value in told.items() if value is not None}

    def _start(self, block: Json) -> Iterator[Event]:
        self._kind, self._pieces = str(block.get("type")), False
        self._signature = ""
        if self._kind == "tool_use":
            self._calls += 1
            yield Calling(self._calls, block["id"], block["name"])
        elif self._kind == "redacted_thinking":
            yield Signed(signed(REDACTED, block["data"]))
        elif self._kind == "text" and block.get("text"):
            yield Said(block["text"])

    def _delta(self, delta: Json) -> Iterator[Event]:
        kind = delta.get("type")
        if kind == "text_delta":
            yield Said(delta["text"])
        elif kind == "thinking_delta":
            yield Thinking(delta["thinking"])
        elif kind == "signature_delta":
            self._signature += delta["signature"]
        elif kind == "input_json_delta" and delta["partial_json"] and self._kind == "tool_use":
            self._pieces = True
            yield Arguments(self._calls, delta["partial_json"])

    def _stop(self) -> Iterator[Event]:
        if self._kind == "thinking":
            yield Signed(signed(NAME, self._signature))
        elif self._kind == "tool_use" and not self._pieces:
            yield Arguments(self._calls, "{}")
        self._kind = ""


def _stopped(told: Json) -> Stopped:
    reason = _REASONS.get(str(told.get("stop_reason")), "stop")
    return Stopped(reason, str(told.get("stop_sequence") or "") if reason == "sequence" else "")
