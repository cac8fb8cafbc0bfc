from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from genmux.engines.remote import FilePart, Refused, Request, Steps, Why
from genmux.engines.vendors.account import Account
from genmux.worker import remote
from genmux.worker.remote import cover_key, play, to_the_end
from tests.worker.toys import ToyVendor

NOWHERE = "http://127.0.0.1:9/"
"""nobody listens there"""


@dataclass
class Vendor:
    """Answers with what it was sent; breaks the line at /cut, says more than is read at /flood."""

    url: str = ""
    asked: list[str] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        assert request.transport is not None
        if request.path == "/cut":
            request.transport.abort()
        if request.path == "/away":
            return web.Response(status=302, headers={"Location": "/elsewhere"})
        return web.Response(body=await request.read(), headers={"X-Kind": request.content_type})


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    vendor = Vendor()
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{path:.*}", vendor.handle)
    async with TestServer(app) as server:
        vendor.url = str(server.make_url("")).rstrip("/")
        yield vendor


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def asked(*requests: Request) -> Steps[bytes]:
    body = b""
    for request in requests:
        reply = yield request
        body = reply.body
    return body


async def committed() -> None:
    """The phase is saved."""


@pytest.mark.parametrize(
    ("first", "then", "why"),
    [
        ("/cut", "", "busy"),
        (NOWHERE, "", "busy"),
        ("http://", "", "busy"),
        ("", "/cut", "unknown"),
        ("", NOWHERE, "busy"),
    ],
)
async def test_a_line_that_breaks_tells_whether_the_job_may_be_there(
    vendor: Vendor, session: aiohttp.ClientSession, first: str, then: str, why: Why
) -> None:
    """`first` is before the request that commits, `then` is that request."""

    def at(path: str) -> str:
        return path if "://" in path else vendor.url + path

    steps = asked(Request("GET", at(first)), Request("POST", at(then), commits=True))
    with pytest.raises(Refused) as error:
        await play(session, steps, committed)
    assert error.value.why == why


@pytest.mark.parametrize("look", ["/cut", NOWHERE])
async def test_a_look_that_fails_after_the_job_was_taken_frees_nobody(
    vendor: Vendor, session: aiohttp.ClientSession, look: str
) -> None:
    where = look if "://" in look else vendor.url + look
    steps = asked(Request("POST", vendor.url, commits=True), Request("GET", where))
    with pytest.raises(Refused) as error:
        await play(session, steps, committed)
    assert error.value.why == "unknown"


async def test_no_request_leaves_where_the_phase_cannot_be_saved(
    vendor: Vendor, session: aiohttp.ClientSession
) -> None:
    async def lost() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await play(session, asked(Request("POST", vendor.url, commits=True)), lost)
    assert vendor.asked == []


async def test_redirects_are_not_followed(vendor: Vendor, session: aiohttp.ClientSession) -> None:
    """They could lead a key elsewhere."""
    assert await play(session, asked(Request("GET", f"{vendor.url}/away"))) == b""
    assert vendor.asked == ["/away"]


async def test_a_reply_without_end_is_cut_off(
    vendor: Vendor, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_MAX_REPLY", 1000)
    with pytest.raises(Refused, match="too large") as error:
        await play(session, asked(Request("POST", vendor.url, body=b"x" * 2000)))
    assert error.value.why == "failed"


async def test_a_large_body_arrives_whole(vendor: Vendor, session: aiohttp.ClientSession) -> None:
    body = bytes(range(256)) * 10_000
    assert await play(session, asked(Request("POST", vendor.url, body=body))) == body


async def test_files_are_sent_as_they_lie(
    vendor: Vendor, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    path = tmp_path / "one.png"
    path.write_bytes(b"a picture")
    assert await play(session, asked(Request("PUT", vendor.url, file=str(path)))) == b"a picture"
    part = FilePart(str(path), "one.png", "image/png")
    form = await play(
        session, asked(Request("POST", vendor.url, form=(("a", "b"), ("image", part))))
    )
    assert b'name="a"' in form
    assert b'filename="one.png"' in form
    assert b"a picture" in form


@pytest.mark.parametrize(("size", "aside"), [(1000, False), (2_000_000, True)])
async def test_a_large_reply_is_taken_apart_beside_the_event_loop(
    vendor: Vendor, session: aiohttp.ClientSession, size: int, aside: bool
) -> None:
    def steps() -> Steps[bool]:
        yield Request("POST", vendor.url, body=b"x" * size)
        return threading.current_thread() is not threading.main_thread()

    assert await play(session, steps()) is aside


@pytest.mark.parametrize("bug", [KeyError, TypeError, ValueError, IndexError, ZeroDivisionError])
async def test_what_an_engine_does_not_understand_is_unknown(
    vendor: Vendor, session: aiohttp.ClientSession, bug: type[Exception]
) -> None:
    def steps() -> Steps[None]:
        yield Request("GET", vendor.url)
        raise bug

    with pytest.raises(Refused, match="not understood") as error:
        await play(session, steps())
    assert error.value.why == "unknown"


def test_secrets_of_the_account_are_covered() -> None:
    vendor = ToyVendor("", account=Account("vendor", "toy", "vk-1234", hook_secret="hs-5678"))
    error = Refused("no hs-5678 for vk-1234, vk-1234!", "input")
    cover_key(error, vendor)
    assert (error.message, str(error)) == ("no ••• for •••, •••!",) * 2
    cover_key(error, ToyVendor(""))
    cover_key(error, ToyVendor("", account=Account("vendor", "toy", "")))
    assert error.message == "no ••• for •••, •••!"


async def test_what_was_begun_is_heard_to_the_end() -> None:
    begun, go, heard = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def act() -> None:
        begun.set()
        await go.wait()
        heard.set()

    caller = asyncio.create_task(to_the_end(act(), begun))
    await begun.wait()
    caller.cancel()
    await asyncio.sleep(0)
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert heard.is_set()


@pytest.mark.parametrize("begun", [False, True])
async def test_nobody_waits_for_ever_for_the_end(
    begun: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_LAST_WORDS", 0.01 if begun else 600)
    there, ended = asyncio.Event(), asyncio.Event()
    if begun:
        there.set()

    async def act() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    caller = asyncio.create_task(to_the_end(act(), there))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert ended.is_set()
