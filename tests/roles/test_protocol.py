"""What a connection may cost before its request is known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from genmux.roles import protocol
from genmux.roles.protocol import MAX_HEAD_BYTES, BoundedProtocol
from tests.server import listening

Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the length of the body; `/early` does not read it."""
    body, more = b"", scope["path"] != "/early"
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    text = f"{len(body)} bytes".encode()
    headers = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text})


@asynccontextmanager
async def serving() -> AsyncIterator[Connect]:
    with listening() as listener:
        server = uvicorn.Server(
            uvicorn.Config(echo, http=BoundedProtocol, ws="none", lifespan="off", log_config=None)
        )
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.005)
        writers: list[asyncio.StreamWriter] = []

        async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            writers.append(writer)
            return reader, writer

        try:
            yield connect
        finally:
            for writer in writers:
                writer.close()
            server.should_exit = True
            await task


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    async with serving() as connect:
        yield connect


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.05)


async def test_endless_headers_are_refused(connect: Connect) -> None:
    reader, writer = await connect()
    writer.write(b"GET / HTTP/1.1\r\nX: ")
    await writer.drain()
    with pytest.raises(ConnectionError):  # noqa: PT012  which of the writes fails is a race
        for _ in range(1000):
            writer.write(b"a" * MAX_HEAD_BYTES)
            await writer.drain()
        await reader.read()
        raise AssertionError("64 MB of headers were taken")


async def test_headers_in_pieces_are_counted(connect: Connect) -> None:
    reader, writer = await connect()
    answer = asyncio.create_task(reader.read())
    writer.write(b"GET / HTTP/1.1\r\n")
    while not answer.done():
        writer.write(b"X: " + b"a" * 4000 + b"\r\n")
        await asyncio.sleep(0.001)
    assert answer.result().startswith(b"HTTP/1.1 400 Bad Request\r\n")


async def test_long_headers_below_the_limit_and_a_long_body_are_fine(connect: Connect) -> None:
    reader, writer = await connect()
    for _ in range(3):
        writer.write(b"POST / HTTP/1.1\r\nX: " + b"a" * 50_000)
        writer.write(b"\r\nContent-Length: 1000000\r\n\r\n" + b"b" * 1_000_000)
        await writer.drain()
        assert (await reader.readuntil(b" bytes")).endswith(b"1000000 bytes")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "start", [b"", b"\r\n", b"GE", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nX: a"]
)
async def test_a_head_that_never_ends_is_cut_off(connect: Connect, start: bytes) -> None:
    reader, writer = await connect()
    writer.write(start)
    assert await reader.read() == b""


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("start", [b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nX: a"])
async def test_a_later_head_that_never_ends_is_cut_off(connect: Connect, start: bytes) -> None:
    reader, writer = await connect()
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert (await reader.readuntil(b" bytes")).endswith(b"0 bytes")
    writer.write(start)
    assert await reader.read() == b""


@pytest.mark.usefixtures("impatient")
async def test_a_slow_body_is_not_a_slow_head(connect: Connect) -> None:
    reader, writer = await connect()
    writer.write(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n")
    for _ in range(3):
        await asyncio.sleep(0.06)
        writer.write(b"x")
    assert (await reader.readuntil(b" bytes")).endswith(b"3 bytes")


@pytest.mark.usefixtures("impatient")
async def test_a_body_that_nobody_reads_ends_soon(connect: Connect) -> None:
    reader, writer = await connect()
    writer.write(b"POST /early HTTP/1.1\r\nContent-Length: 1000\r\n\r\nx")
    assert (await reader.readuntil(b" bytes")).endswith(b"0 bytes")
    writer.write(b"x")
    assert await reader.read() == b""


async def test_pipelined_requests_are_answered_in_order(connect: Connect) -> None:
    reader, writer = await connect()
    for size in range(20):
        body = b"x" * size
        writer.write(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (size, body))
    for size in range(20):
        assert (await reader.readuntil(b" bytes")).endswith(b"\n%d bytes" % size)


async def test_an_upgrade_is_answered_as_plain_http(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await connect()
    writer.write(b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert (await reader.readuntil(b" bytes")).startswith(b"HTTP/1.1 200 OK\r\n")
    assert caplog.messages == []
