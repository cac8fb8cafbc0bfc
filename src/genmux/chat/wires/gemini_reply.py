"""What Gemini says back: a stream is a row of whole replies, each with some parts."""

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
    RouteFailure,
    Said,
    Signed,
    Stopped,
    Thinking,
    Usage,
)
from genmux.ids import new_uuid

NAME = "gemini"
_REASONS: Mapping[str, Reason] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "refused",
    "RECITATION": "refused",
    "BLOCKLIST": "refused",
    "PROHIBITED_CONTENT": "refused",
    "SPII": "refused",
    "IMAGE_SAFETY": "refused",
    "IMAGE_PROHIBITED_CONTENT": "refused",
    "IMAGE_RECITATION": "refused",
    "MODEL_ARMOR": "refused",
}
_BROKEN = (
    "MALFORMED_FUNCTION_CALL",
    "MALFORMED_RESPONSE",
    "MISSING_THOUGHT_SIGNATURE",
    "TOO_MANY_TOOL_CALLS",
    "UNEXPECTED_TOOL_CALL",
)
"""reasons to finish that leave no answer"""


def usage_of(reply: Json) -> Usage | None:
    """Here thoughts are beside the tokens of the candidates."""
    told = reply.get("usageMetadata")
    if not isinstance(told, Mapping):
        return None
    put_in = whole(told, "promptTokenCount") + whole(told, "toolUsePromptTokenCount")
    thoughts = whole(told, "thoughtsTokenCount")
    put_out = whole(told, "candidatesTokenCount") + thoughts
    return usage(put_in, put_out, whole(told, "cachedContentTokenCount"), thoughts)


def events_of(reply: Json) -> Iterator[Event]:
    """Those of a reply that came in one piece."""
    return ContentReader().read(reply)


class ContentReader:
    """The events of a streamed reply. Usage is told again and again; the last one counts."""

    def __init__(self) -> None:
        self._calls = 0

    def read(self, data: Json) -> Iterator[Event]:
        candidate: Any = (data.get("candidates") or [{}])[0]
        for part in (candidate.get("content") or {}).get("parts") or ():
            yield from self._part(part)
        finish = candidate.get("finishReason")
        if finish in _BROKEN:
            raise RouteFailure(f"The route gave up its answer: {finish}.")
        if finish:
            reason = _REASONS.get(str(finish), "stop")
            yield Stopped("calls" if reason == "stop" and self._calls else reason)
        elif (data.get("promptFeedback") or {}).get("blockReason"):
            yield Stopped("refused")
        used = usage_of(data)
        if used is not None:
            yield Counted(used)

    def _part(self, part: Json) -> Iterator[Event]:
        if part.get("thought") and part.get("text"):
            yield Thinking(part["text"])
        if part.get("thoughtSignature"):
            yield Signed(signed(NAME, part["thoughtSignature"]))
        if part.get("thought"):
            return
        if part.get("text"):
            yield Said(part["text"])
        elif isinstance(part.get("functionCall"), Mapping):
            call = part["functionCall"]
            # Some versions give no ids; clients of other dialects need them.
            yield Calling(self._calls, call.get("id") or f"call_{new_uuid().hex}", call["name"])
            yield Arguments(self._calls, orjson.dumps(call.get("args") or {}).decode())
            self._calls += 1
