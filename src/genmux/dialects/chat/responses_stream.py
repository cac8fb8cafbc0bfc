"""The events of a streamed response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.dialects.chat.dialect import Answer, Reply
from genmux.dialects.chat.openai_errors import refusal
from genmux.dialects.chat.responses_shape import item, response, text_part
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

_DONE = b"data: [DONE]\n\n"


class ResponseWriter:
    """One item is open at a time: opened by its first piece, closed before the next one."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._number = 0
        self._kind: type[Part] | None = None
        self._call: Calling | None = None
        self._pieces: list[str] = []
        self._signature = ""
        self._done: list[dict[str, Any]] = []

    def begin(self) -> bytes:
        begun = response(self._reply, [], None, "in_progress")
        return self._event("response.created", response=begun) + self._event(
            "response.in_progress", response=begun
        )

    def event(self, event: Event) -> bytes:
        if isinstance(event, Said):
            out = self._turn(Text)
            self._pieces.append(event.text)
            return out + self._piece("response.output_text.delta", delta=event.text, logprobs=[])
        if isinstance(event, Thinking):
            if not event.text:
                return b""
            out = self._turn(Thought)
            self._pieces.append(event.text)
            return out + self._piece("response.reasoning_summary_text.delta", delta=event.text)
        if isinstance(event, Signed):
            out = self._turn(Thought) if self._kind is not Thought else b""
            self._signature = event.signature
            return out + self._close()
        if isinstance(event, Calling):
            return self._turn(Call, event)
        if isinstance(event, Arguments):
            self._pieces.append(event.text)
            return self._piece("response.function_call_arguments.delta", delta=event.text)
        return b""

    def end(self, answer: Answer) -> bytes:
        closed = self._close()
        made = response(self._reply, self._done, answer)
        return closed + self._event(f"response.{made['status']}", response=made) + _DONE

    def fail(self, error: GenmuxError) -> bytes:
        told = refusal(error)[1]["error"]
        failed = response(self._reply, self._done, None, "failed")
        failed["error"] = {"code": told["code"] or told["type"], "message": told["message"]}
        return self._close() + self._event("response.failed", response=failed) + _DONE

    def _turn(self, kind: type[Part], call: Calling | None = None) -> bytes:
        if kind is self._kind and call is None:
            return b""
        out = self._close()
        self._kind, self._call = kind, call
        added = self._event(
            "response.output_item.added",
            output_index=len(self._done),
            item=item(self._so_far(), self._name, "in_progress"),
        )
        if kind is Text:
            added += self._piece("response.content_part.added", part=text_part(""))
        elif kind is Thought:
            empty = {"type": "summary_text", "text": ""}
            added += self._piece("response.reasoning_summary_part.added", part=empty)
        return out + added

    def _close(self) -> bytes:
        if self._kind is None:
            return b""
        part, text = self._so_far(), "".join(self._pieces)
        if self._kind is Text:
            out = self._piece("response.output_text.done", text=text, logprobs=[])
            out += self._piece("response.content_part.done", part=text_part(text))
        elif self._kind is Thought:
            out = self._piece("response.reasoning_summary_text.done", text=text)
            whole = {"type": "summary_text", "text": text}
            out += self._piece("response.reasoning_summary_part.done", part=whole)
        else:
            assert isinstance(part, Call)
            out = self._piece(
                "response.function_call_arguments.done", arguments=text, name=part.name
            )
        finished = item(part, self._name)
        out += self._event("response.output_item.done", output_index=len(self._done), item=finished)
        self._done.append(finished)
        self._kind, self._call, self._signature = None, None, ""
        self._pieces.clear()
        return out

    @property
    def _name(self) -> str:
        return f"{self._reply.id}{len(self._done)}"

    def _so_far(self) -> Part:
        text = "".join(self._pieces)
        if self._kind is Call:
            assert self._call is not None
            return Call(self._call.id, self._call.name, text)
        return Thought(text, self._signature) if self._kind is Thought else Text(text)

    def _piece(self, kind: str, **values: Any) -> bytes:
        """An event of the open item."""
        prefix = {Text: "msg", Thought: "rs", Call: "fc"}
        assert self._kind is not None
        place: dict[str, Any] = {
            "item_id": f"{prefix[self._kind]}_{self._name}",
            "output_index": len(self._done),
        }
        if self._kind is Text:
            place["content_index"] = 0
        elif self._kind is Thought:
            place["summary_index"] = 0
        return self._event(kind, **place, **values)

    def _event(self, kind: str, **values: Any) -> bytes:
        data: Mapping[str, Any] = {"type": kind, "sequence_number": self._number, **values}
        self._number += 1
        return b"event: " + kind.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"
