"""Two ways to say what a route says: translated through events, or passed on as it came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import orjson

from genmux.chat.openai_wire import usage_of
from genmux.chat.tally import Tally
from genmux.chat.upstream import data_of
from genmux.dialects.chat.dialect import Answer, Dialect, Reply, as_number
from genmux.dialects.chat.openai_chat import DONE
from genmux.dialects.chat.openai_chat import usage as shown_usage
from genmux.engines.talk import Event, RouteFailure, Usage
from genmux.engines.tokens import count_ask
from genmux.errors import GenmuxError

_BYTES_PER_TOKEN = 4
_FINISH = re.compile(rb'"finish_reason" ?: ?"')
_USAGE = re.compile(rb'"usage" ?: ?\{')
_ERROR = re.compile(rb'^data: ?\{ ?"error"')
_MOST_KEPT = 1_000_000


class Speaker(Protocol):
    """`take` gives what is to be sent at once, `end` the rest once the charge is known."""

    @property
    def stop(self) -> str: ...

    def begin(self) -> bytes: ...

    def take(self, item: Any) -> bytes: ...

    def counted(self) -> tuple[Usage, bool]: ...

    def end(self, usage: Usage, charge: Any) -> bytes: ...

    def fail(self, error: GenmuxError) -> bytes: ...

    def plain(self) -> Any: ...


class Translator:
    """Events into the client's dialect."""

    def __init__(self, dialect: Dialect, reply: Reply) -> None:
        self.tally = Tally()
        self._reply = reply
        self._writer = dialect.writer(reply)

    @property
    def stop(self) -> str:
        return self.tally.reason

    def begin(self) -> bytes:
        return self._writer.begin()

    def take(self, item: Event) -> bytes:
        self.tally.add(item)
        return self._writer.event(item)

    def counted(self) -> tuple[Usage, bool]:
        return self.tally.counted(self._reply.ask)

    def end(self, usage: Usage, charge: Any) -> bytes:
        return self._writer.end(answer_of(self.tally, usage, charge))

    def fail(self, error: GenmuxError) -> bytes:
        return self._writer.fail(error)

    def plain(self) -> Any:
        return self.tally.plain()


def answer_of(tally: Tally, usage: Usage, charge: Any) -> Answer:
    tally.finish()
    return Answer(tally.parts, tally.reason, tally.sequence, usage, charge)


class Relay:
    """Passes the events of a stream on without taking them apart, but for the last ones: they carry
    usage and cost. Only the model's name is changed inside."""

    def __init__(self, dialect: Dialect, reply: Reply, model: str, *, keep: bool) -> None:
        self.stop = ""
        self._reply = reply
        self._own_count = reply.ask.count_in_stream
        self._fail = dialect.writer(reply).fail
        self._from = b'"model":' + orjson.dumps(model)
        self._to = b'"model":' + orjson.dumps(reply.model.name)
        self._finish: bytes = b""
        self._usage: Usage | None = None
        self._blocks = self._bytes = self._frame = 0
        self._kept: bytearray | None = bytearray() if keep else None

    def begin(self) -> bytes:
        return b""

    def take(self, item: bytes) -> bytes:
        """Whole events. Most hold neither a reason to finish nor usage, and go on as they are."""
        if self._kept is not None and len(self._kept) < _MOST_KEPT:
            self._kept += item
        if not self._blocks:
            self._frame = item.find(b"\n\n") + 2
            self._refuse_error(item)
        self._blocks += item.count(b"\n\n")
        self._bytes += len(item)
        if not (_FINISH.search(item) or _USAGE.search(item) or b"[DONE]" in item):
            return item.replace(self._from, self._to)
        return b"".join(self._last(block + b"\n\n") for block in item.split(b"\n\n") if block)

    def _last(self, block: bytes) -> bytes:
        """One of the events that end a stream; kept back until the cost is known."""
        data = data_of(block)
        if data == b"[DONE]":
            return b""
        finish, used = _FINISH.search(block), _USAGE.search(block)
        if not (finish or used):
            return block.replace(self._from, self._to)
        try:
            chunk = orjson.loads(data)
        except orjson.JSONDecodeError:
            return block
        usage = usage_of(chunk)
        if usage is not None:
            self._usage = usage
        choices = chunk.get("choices")
        if not choices:
            return b""
        if finish:
            self.stop = str(choices[0].get("finish_reason"))
            self._finish = data
            return b""
        return block.replace(self._from, self._to)

    def _refuse_error(self, item: bytes) -> None:
        """A stream may begin with an error in place of a status."""
        if _ERROR.match(item):
            raise RouteFailure(f"The route said: {item[6:400].decode('utf-8', 'replace')}")

    def counted(self) -> tuple[Usage, bool]:
        if self._usage is not None:
            return self._usage, False
        if not self._blocks:
            return Usage(), True
        # Without the frame that each event has around its text.
        size = max(0, self._bytes - self._blocks * self._frame) // _BYTES_PER_TOKEN
        return Usage(count_ask(self._reply.ask), max(self._blocks - 1, size)), True

    def end(self, usage: Usage, charge: Any) -> bytes:
        chunk: dict[str, Any] = orjson.loads(self._finish) if self._finish else self._empty()
        chunk["model"] = self._reply.model.name
        told = {"usage": shown_usage(usage), "credits_consumed": as_number(charge)}
        if not self._own_count:
            return _event({**chunk, **told}) + DONE
        chunk.pop("usage", None)
        return _event(chunk) + _event({**chunk, "choices": [], **told}) + DONE

    def _empty(self) -> dict[str, Any]:
        choice = {"index": 0, "delta": {}, "finish_reason": "stop"}
        return {
            "id": f"chatcmpl-{self._reply.id}",
            "object": "chat.completion.chunk",
            "created": self._reply.created,
            "choices": [choice],
        }

    def fail(self, error: GenmuxError) -> bytes:
        return self._fail(error)

    def plain(self) -> Any:
        return (self._kept or b"").decode("utf-8", "replace")


def passed_body(body: Mapping[str, Any], model: str, *, stream: bool) -> dict[str, Any]:
    """The client's own body for a route of the same dialect."""
    passed = {**body, "model": model, "stream": stream}
    passed.pop("include_thoughts", None)
    if stream:
        passed["stream_options"] = {**(body.get("stream_options") or {}), "include_usage": True}
    return passed


def _event(chunk: Mapping[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(chunk) + b"\n\n"
