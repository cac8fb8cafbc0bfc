"""The load generator: keep-alive HTTP/1.1 connections on raw transports, because it shares the two
cores with what it measures (aiohttp's client costs about as much as the server's whole request)."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from array import array
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")

Request = Callable[[], bytes]
"""gives the bytes of the next request of one connection"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One round: requests per second, and milliseconds per request."""

    rate: float
    p50: float
    p99: float


class Wire(asyncio.Protocol):
    """One connection, one request at a time; `done` gets the body of each reply."""

    def __init__(self) -> None:
        self.done: Callable[[bytes], None] = lambda _body: None
        self.lost: Callable[[], None] = lambda: None
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass

    def connection_lost(self, _error: Exception | None) -> None:
        self.lost()

    def send(self, request: bytes) -> None:
        assert self._transport is not None
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._buffer, 0, head + 2)
        end = head + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < end:
            return
        body, self._buffer = self._buffer[head + 4 : end], self._buffer[end:]
        self.done(body)

    async def ask(self, request: bytes) -> bytes:
        """Sends one request and waits for its reply."""
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.done = reply.set_result
        self.send(request)
        return await reply

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


@asynccontextmanager
async def wires(address: str, count: int) -> AsyncIterator[list[Wire]]:
    """That many open connections to the server at `address`."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 80
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(Wire, host, port))[1] for _ in range(count)]
    try:
        yield opened
    finally:
        for wire in opened:
            wire.close()


def request(
    method: str, path: str, *, key: str = "", body: bytes = b"", address: str = ""
) -> bytes:
    """The bytes of a request as a usual client sends them."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {urlsplit(address).netloc or 'localhost'}",
        "Accept: */*",
        "User-Agent: genmux-benchmark",
    ]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def closed_loop(
    address: str,
    requests: Sequence[Request],
    seconds: float,
    *,
    expect: bytes,
) -> Sample:
    """Each connection sends its next request as soon as the last one is answered.

    What comes before those seconds, a quarter as long, does not count. Raises RuntimeError for a
    reply that does not begin with `expect`, so that no figure is ever made of errors.
    """
    loop = asyncio.get_running_loop()
    times = array("d")
    over: asyncio.Future[None] = loop.create_future()
    async with wires(address, len(requests)) as opened:
        begin = time.perf_counter() + seconds / 4
        end = begin + seconds

        def fail(text: str) -> None:
            if not over.done():
                over.set_exception(RuntimeError(text))

        def drive(wire: Wire, make: Request) -> None:
            sent = time.perf_counter()

            def answered(body: bytes) -> None:
                nonlocal sent
                now = time.perf_counter()
                if not body.startswith(expect):
                    fail(f"unexpected reply: {body[:300]!r}")
                    return
                if now >= end:
                    if not over.done():
                        over.set_result(None)
                    return
                if now >= begin:
                    times.append(now - sent)
                sent = now
                wire.send(make())

            wire.done = answered
            wire.lost = lambda: fail("the server closed a connection")
            wire.send(make())

        for wire, make in zip(opened, requests, strict=True):
            drive(wire, make)
        await over
        for wire in opened:
            wire.lost = lambda: None
            wire.done = lambda _body: None
    return Sample(len(times) / seconds, _percentile(times, 50), _percentile(times, 99))


def _percentile(times: Sequence[float], percent: int) -> float:
    if len(times) < 2:
        return 1000 * (times[0] if times else float("nan"))
    return 1000 * statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
