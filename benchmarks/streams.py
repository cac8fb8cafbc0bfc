"""Streamed replies from the reading side: when the first words come, and how long nothing does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast
from urllib.parse import urlsplit

_END = b"0\r\n\r\n"


class Reader(asyncio.Protocol):
    """One connection that reads one stream after the other. Seconds on `time.perf_counter`."""

    def __init__(self) -> None:
        self.first = 0.0
        self.longest = 0.0
        self.ending = 0.0
        """before the last event, which waits for the settlement"""
        self.pieces = 0
        self._last = 0.0
        self._sent = 0.0
        self._head = b""
        self._done: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass

    def connection_lost(self, _error: Exception | None) -> None:
        self._fail("the server closed a connection")

    async def read(self, request: bytes) -> None:
        """Sends the request and waits for the end of its stream."""
        self._done = asyncio.get_running_loop().create_future()
        self.first = self._last = self.longest = self.ending = 0.0
        self.pieces = 0
        self._head = b""
        self._sent = time.perf_counter()
        self._transport.write(request)
        await self._done

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.first:
            self._head += data
            if not self._head.startswith(b"HTTP/1.1 200") and len(self._head) > 12:
                self._fail(f"unexpected reply: {self._head[:300]!r}")
                return
            if b"data:" not in self._head:
                return
            self.first = now - self._sent
        elif data.endswith(_END):
            self.ending = now - self._last
        else:
            self.longest = max(self.longest, now - self._last)
        self._last = now
        self.pieces += 1
        if data.endswith(_END) and self._done is not None and not self._done.done():
            self._done.set_result(None)

    def _fail(self, text: str) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(RuntimeError(text))

    def close(self) -> None:
        self._done = None
        self._transport.close()


@asynccontextmanager
async def readers(address: str, count: int) -> AsyncIterator[list[Reader]]:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 80
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(Reader, host, port))[1] for _ in range(count)]
    try:
        yield opened
    finally:
        for reader in opened:
            reader.close()
