"""Passes the events of a stream on without taking them apart, but for the last ones."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any

import orjson

from genmux.chat.upstream import data_of
from genmux.dialects.chat.dialect import Dialect, Reply, Tail
from genmux.engines.talk import RouteFailure, Usage
from genmux.engines.tokens import count_ask
from genmux.errors import GenmuxError

_BYTES_PER_TOKEN = 4
_MOST_KEPT = 1_000_000
_ODD = (AttributeError, IndexError, KeyError, TypeError, ValueError)
_ERROR = b'"error"'
_DONE = b"[DONE]\n\n"


class Relay:
    """Only the model's name is changed inside; usage and cost come with the end."""

    def __init__(self, dialect: Dialect, reply: Reply, *, keep: bool) -> None:
        self._tail: Tail = dialect.tail(reply)
        self._reply = reply
        self._fail = dialect.writer(reply).fail
        self._from = self._to = b""
        self._named = False
        self._ending = False
        self.ended = False
        self._blocks = self._bytes = self._frame = 0
        self._last = b""
        self._kept: bytearray | None = bytearray() if keep else None

    @property
    def stop(self) -> str:
        return self._tail.stop

    def begin(self) -> bytes:
        return b""

    def take(self, item: bytes) -> bytes:
        """Whole events. Most hold nothing that matters here, and go on as they are."""
        if self._kept is not None and len(self._kept) < _MOST_KEPT:
            self._kept += item
        if not self._named:
            self._learn_name(item)
        self._count(item)
        # The order of a microsecond for each of these counts: there are thousands a second.
        if not self._ending and not (
            self._tail.marks.search(item) or _ERROR in item or item.endswith(_DONE)
        ):
            return item.replace(self._from, self._to) if self._from else item
        return b"".join(self._look(block + b"\n\n") for block in item.split(b"\n\n") if block)

    def _look(self, block: bytes) -> bytes:
        data = data_of(block)
        if data == b"[DONE]":
            self.ended = True
            return b""
        marked = self._ending or self._tail.marks.search(block)
        if data and (marked or _ERROR in block):
            value = _object(data)
            trouble = self._tail.trouble(value)
            if trouble is not None:
                raise RouteFailure(f"The route said: {trouble.message[:500]}", code=trouble.code)
            try:
                self._ending = bool(marked) and self._tail.take(value)
            except _ODD as error:
                raise RouteFailure("The route sent an event of an unknown form.") from error
            if self._ending:
                self.ended = True
                return b""
        return block.replace(self._from, self._to) if self._from else block

    def _learn_name(self, item: bytes) -> None:
        found = self._tail.named.search(item)
        if found is None:
            return
        self._named = True
        ours = orjson.dumps(self._reply.model.name)
        if found[1] != ours:
            self._from = found[0]
            self._to = found[0][: -len(found[1])] + ours

    def _count(self, item: bytes) -> None:
        """For a route that does not count, or a client that leaves: what was said, in bytes
        without the frame that each event has around its text."""
        if not self._frame:
            for block in item.split(b"\n\n"):
                text = self._text(block)
                if text:
                    self._frame = len(block) + 2 - len(text.encode("utf-8", "replace"))
                    break
            else:
                return
        if self._tail.echoed is not None and self._tail.echoed.search(item):
            blocks = [one for one in item.split(b"\n\n") if not self._tail.echoed.search(one)]
            item = b"\n\n".join(blocks)
        self._blocks += item.count(b"\n\n")
        self._bytes += len(item)
        self._last = item

    def counted(self) -> tuple[Usage, bool]:
        tail = self._tail
        if tail.usage is not None:
            return tail.usage, False
        if not self._blocks:
            return Usage(), True
        size = max(0, self._bytes - self._blocks * self._frame) // _BYTES_PER_TOKEN
        for block in self._last.split(b"\n\n"):
            with contextlib.suppress(RouteFailure):
                self._text(block)
        begun = tail.begun or Usage(count_ask(self._reply.ask))
        said = max(self._blocks, size, begun.output)
        return Usage(begun.input, said, begun.cached, begun.reasoning), True

    def _text(self, block: bytes) -> str:
        data = data_of(block)
        try:
            return self._tail.text(_object(data)) if data and data != b"[DONE]" else ""
        except _ODD as error:
            raise RouteFailure("The route sent an event of an unknown form.") from error

    def end(self, usage: Usage, charge: Decimal) -> bytes:
        return self._tail.end(usage, charge)

    def fail(self, error: GenmuxError) -> bytes:
        return self._fail(error)

    def plain(self) -> Any:
        return (self._kept or b"").decode("utf-8", "replace")


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise RouteFailure("The route sent something that is not JSON.") from error
    if not isinstance(value, dict):
        raise RouteFailure("The route sent something that is no JSON object.")
    return value
