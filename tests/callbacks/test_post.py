from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest

from genmux.callbacks.post import Reply, post
from genmux.testing.sink import Answer, CallbackSink

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def send(
    session: aiohttp.ClientSession, url: str, *, timeout: float = 5.0, blocked: bool = False
) -> Reply:
    return await post(
        session, url, b"{}", {"X-One": "1"}, timeout=timeout, blocked=lambda _error: blocked
    )


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_any_2xx_is_a_success(
    session: aiohttp.ClientSession, sink: CallbackSink, status: int
) -> None:
    sink.script(Answer(status, b""))
    assert await send(session, sink.url) == Reply(status, "")


@pytest.mark.parametrize(
    ("status", "alive"), [(400, True), (404, True), (429, False), (500, False)]
)
async def test_other_answers_are_failures(
    session: aiohttp.ClientSession, sink: CallbackSink, status: int, alive: bool
) -> None:
    sink.script(Answer(status, b"no"))
    reply = await send(session, sink.url)
    assert reply == Reply(status, "status", "no")
    assert reply.alive is alive


async def test_a_redirect_is_a_failure_and_not_followed(
    session: aiohttp.ClientSession, sink: CallbackSink
) -> None:
    sink.always(Answer(307, headers={"Location": sink.url_for("/other")}))
    assert (await send(session, sink.url)).error == "redirect"
    assert [seen.path for seen in sink.received] == ["/callback"]


async def test_a_huge_reply_is_cut_to_its_first_kilobyte(
    session: aiohttp.ClientSession, sink: CallbackSink
) -> None:
    sink.script(Answer(200, b"x" * 20_000_000))
    assert await send(session, sink.url) == Reply(200, "", "x" * 1024)


async def test_the_reply_text_can_be_stored(
    session: aiohttp.ClientSession, sink: CallbackSink
) -> None:
    sink.script(Answer(200, b"a\x00b\xff"))
    assert (await send(session, sink.url)).text == "ab\ufffd"


async def test_a_compressed_reply_is_not_unpacked(
    session: aiohttp.ClientSession, sink: CallbackSink
) -> None:
    sink.script(Answer(200, b"not gzip", {"Content-Encoding": "gzip"}))
    assert await send(session, sink.url) == Reply(200, "", "not gzip")


async def test_silence_is_a_timeout(session: aiohttp.ClientSession, sink: CallbackSink) -> None:
    sink.script(Answer(delay=30))
    reply = await send(session, sink.url, timeout=0.05)
    assert (reply.status, reply.error, reply.alive) == (None, "timeout", False)


async def test_a_dropped_connection(session: aiohttp.ClientSession, sink: CallbackSink) -> None:
    sink.script(Answer(drop=True))
    assert (await send(session, sink.url)).error == "disconnected"


async def test_nobody_listens(session: aiohttp.ClientSession, sink: CallbackSink) -> None:
    await sink.down()
    reply = await send(session, sink.url)
    assert (reply.error, reply.alive) == ("connect", False)


async def test_a_name_that_does_not_resolve(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(*_args: object, **_kinds: object) -> list[object]:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    assert (await send(session, "http://no.example/")).error == "dns"


async def test_a_refusal_of_the_guard_is_told_apart(
    session: aiohttp.ClientSession, sink: CallbackSink
) -> None:
    await sink.down()
    reply = await send(session, sink.url, blocked=True)
    assert (reply.error, reply.alive) == ("blocked", None)


@pytest.mark.parametrize(
    "url", ["", "hook", "ftp://a.example/", "http://", "http://[::1", "http://a:99999/", "//a/b"]
)
async def test_an_unusable_url(session: aiohttp.ClientSession, url: str) -> None:
    reply = await send(session, url)
    assert (reply.error, reply.alive) == ("invalid_url", None)


async def test_a_signed_url_arrives_as_it_was_given(
    session: aiohttp.ClientSession, sink: CallbackSink
) -> None:
    path = "/a%2Fb/%7Ec?sig=a%2Bb%3D&x=%41"
    await send(session, sink.url_for(path))
    assert sink.received[0].path == path


async def _serve(handler: Handler) -> tuple[asyncio.Server, str]:
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_an_answer_that_is_not_http(session: aiohttp.ClientSession) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        await writer.drain()
        writer.close()

    server, url = await _serve(babble)
    async with server:
        assert (await send(session, url)).error == "protocol"


async def test_https_to_a_plain_server(session: aiohttp.ClientSession, sink: CallbackSink) -> None:
    reply = await send(session, sink.url.replace("http:", "https:"))
    assert (reply.error, reply.alive) == ("tls", False)


async def test_the_status_counts_even_when_the_reply_breaks_off(
    session: aiohttp.ClientSession,
) -> None:
    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\npart")
        await writer.drain()
        writer.close()

    server, url = await _serve(break_off)
    async with server:
        assert await send(session, url) == Reply(200, "", "part")
