"""The chunks of a streamed chat completion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.dialects.chat.dialect import Answer, Reply, as_number
from genmux.dialects.chat.openai_chat_shape import DONE, REASONS, signed, usage
from genmux.dialects.chat.openai_errors import refusal
from genmux.engines.talk import Arguments, Calling, Event, Said, Signed, Thinking
from genmux.errors import GenmuxError


class ChatWriter:
    def __init__(self, reply: Reply) -> None:
        head = {
            "id": f"chatcmpl-{reply.id}",
            "object": "chat.completion.chunk",
            "created": reply.created,
            "model": reply.model.name,
        }
        # All but the delta is the same in every chunk.
        self._head = b"data: " + orjson.dumps(head)[:-1]
        self._own_count = reply.ask.count_in_stream
        self._signature = ""

    def begin(self) -> bytes:
        return self._chunk({"role": "assistant", "content": ""})

    def event(self, event: Event) -> bytes:
        if isinstance(event, Said):
            return self._chunk({"content": event.text})
        if isinstance(event, Thinking):
            return self._chunk({"reasoning_content": event.text}) if event.text else b""
        if isinstance(event, Calling):
            function = {"name": event.name, "arguments": ""}
            call = {"index": event.index, "id": event.id, "type": "function", "function": function}
            call |= signed(self._signature)
            self._signature = ""
            return self._chunk({"tool_calls": [call]})
        if isinstance(event, Signed):
            self._signature = event.signature
        elif isinstance(event, Arguments):
            piece = {"index": event.index, "function": {"arguments": event.text}}
            return self._chunk({"tool_calls": [piece]})
        return b""

    def end(self, answer: Answer) -> bytes:
        told = {"usage": usage(answer.usage), "credits_consumed": as_number(answer.charge)}
        more = b"," + orjson.dumps(told)[1:]
        finish = orjson.dumps(REASONS[answer.reason])
        last = self._head + b',"choices":[{"index":0,"delta":{},"finish_reason":' + finish + b"}]"
        if not self._own_count:
            # A chunk without choices breaks clients that have not asked for one.
            return last + more + b"\n\n" + DONE
        counted = self._head + b',"choices":[]' + more
        return last + b"}\n\n" + counted + b"\n\n" + DONE

    def fail(self, error: GenmuxError) -> bytes:
        return b"data: " + orjson.dumps(refusal(error)[1]) + b"\n\n"

    def _chunk(self, delta: Mapping[str, Any]) -> bytes:
        middle = b',"choices":[{"index":0,"delta":' + orjson.dumps(delta)
        return self._head + middle + b',"finish_reason":null}]}\n\n'
