"""The fetcher against a really running, ill-behaved web server."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from genmux.errors import GenmuxError, InvalidInput, TooLarge, Unfetchable
from genmux.ids import new_uuid
from genmux.storage import assets
from genmux.storage.fetch import Fetcher
from genmux.storage.sink import Fetched, matches, readable_size
from genmux.storage.sweep import sweep_assets
from tests.storage.test_guard import FixedResolver

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from genmux.db.pool import Connection
    from genmux.storage.links import Links
    from genmux.storage.store import Store
    from tests.storage.conftest import SetClock, Shelf

PNG = b"\x89PNG\r\n\x1a\n" + os.urandom(200_000)
MB = 1024 * 1024
ONLY_THIS = (ip_network("127.0.0.1/32"),)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Web:
    """A web server whose one page is set by each test, and the fetcher that reads it."""

    fetcher: Fetcher
    base: str
    to: Path
    pages: dict[str, Handler]

    def page(self, path: str, handler: Handler) -> None:
        self.pages[path] = handler

    async def fetch(self, path: str = "/", **options: Any) -> Fetched:
        wanted: dict[str, Any] = {"max_bytes": MB, "accepts": ["image/png", "image/jpeg"]}
        url = path if ":" in path else self.base + path
        return await self.fetcher.fetch(url, self.to, field="image_urls[0]", **(wanted | options))

    async def refused(self, path: str = "/", **options: Any) -> GenmuxError:
        """The error of a fetch that must fail; nothing may be left of it."""
        with pytest.raises(GenmuxError) as caught:
            await self.fetch(path, **options)
        assert not self.to.exists()
        assert caught.value.field == "image_urls[0]"
        assert caught.value.message.startswith("image_urls[0]: ")
        return caught.value


@asynccontextmanager
async def serving(fetcher: Fetcher, to: Path) -> AsyncIterator[Web]:
    pages: dict[str, Handler] = {}

    async def dispatch(request: web.Request) -> web.StreamResponse:
        return await pages[request.path](request)

    app = web.Application()
    app.router.add_get("/{any:.*}", dispatch)
    async with TestServer(app, host="127.0.0.1") as running:
        yield Web(fetcher, str(running.make_url("/")).rstrip("/"), to, pages)
    await fetcher.close()


@pytest.fixture
async def web_(
    local_store: Store, links: Links, clock: SetClock, tmp_path: Path
) -> AsyncIterator[Web]:
    """For files from outside; its database is never asked, so there is none."""
    unused = asyncpg.create_pool("postgresql://nowhere.invalid/none", min_size=0)
    fetcher = Fetcher(ONLY_THIS, links=links, store=local_store, pool=unused, clock=clock)
    async with serving(fetcher, tmp_path / "in") as page:
        yield page


@pytest.fixture
async def own_web(shelf: Shelf, links: Links, tmp_path: Path) -> AsyncIterator[Web]:
    """For files of our own, with their database."""
    fetcher = Fetcher(ONLY_THIS, links=links, store=shelf.store, pool=shelf.pool, clock=shelf.clock)
    async with serving(fetcher, tmp_path / "in") as page:
        yield page


def sends(body: bytes, status: int = 200, **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers=named)

    return handler


def redirects(to: str, status: int = 302) -> Handler:
    return sends(b"", status, Location=to)


async def test_a_file_arrives_whole(web_: Web) -> None:
    web_.page("/", sends(PNG, Content_Type="text/html"))  # the header is not believed
    fetched = await web_.fetch()
    assert web_.to.read_bytes() == PNG
    assert fetched == Fetched(web_.to, len(PNG), hashlib.sha256(PNG).hexdigest(), "image/png")


async def test_the_request_carries_nothing_of_ours(web_: Web) -> None:
    seen: dict[str, str] = {}

    async def handler(request: web.Request) -> web.Response:
        seen.update(request.headers)
        return web.Response(body=PNG)

    web_.page("/", handler)
    await web_.fetch()
    assert set(seen) == {"Host", "Accept", "Accept-Encoding", "User-Agent"}
    assert seen["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed(web_: Web, status: int) -> None:
    web_.page("/", redirects("/a b/é.png?x=1", status))
    web_.page("/a b/é.png", sends(PNG))
    assert (await web_.fetch()).size == len(PNG)


async def test_five_redirects_and_no_more(web_: Web) -> None:
    for n in range(6):
        web_.page(f"/{n}", redirects(f"/{n + 1}"))
    web_.page("/6", sends(PNG))
    assert (await web_.fetch("/1")).size == len(PNG)
    error = await web_.refused("/0")
    assert isinstance(error, Unfetchable)
    assert "more than 5 times" in error.message


@pytest.mark.parametrize(
    "target",
    [
        *("http://127.0.0.2:9/", "http://169.254.169.254/latest"),
        *("http://[::ffff:127.0.0.2]:9/", "http://2130706434:9/", "file:///etc/passwd"),
        *("http://user:secret@127.0.0.1/", "http://[", "gopher://127.0.0.1/"),
    ],
)
async def test_a_redirect_is_looked_at_like_the_first_url(web_: Web, target: str) -> None:
    web_.page("/", redirects(target))
    error = await web_.refused()
    assert isinstance(error, Unfetchable | InvalidInput)
    assert "127.0.0" not in error.message
    assert "secret" not in error.message


async def test_a_private_address_behind_a_name_is_refused_and_not_told(web_: Web) -> None:
    web_.fetcher._allow = ()
    web_.fetcher._resolver = FixedResolver(["93.184.216.34", "10.20.30.40"])
    error = await web_.refused("http://mixed.example/a.png")
    assert isinstance(error, Unfetchable)
    assert error.message == "image_urls[0]: the host is not a public internet address"
    assert not error.retryable


async def test_a_wrong_type_is_named_before_the_file_is_read_whole(web_: Web) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "image/png"})
        await response.prepare(request)
        while True:
            await response.write(b"<html>" + b" " * 65536)
            sent += 65536

    web_.page("/", endless)
    error = await web_.refused(max_bytes=1024 * MB)
    assert isinstance(error, InvalidInput)
    assert error.message == (
        "image_urls[0]: the file is text/html; accepted: image/png, image/jpeg"
    )
    assert sent < 64 * MB


async def test_any_type_where_none_is_named(web_: Web) -> None:
    web_.page("/", sends(b"plain text"))
    assert (await web_.fetch(accepts=[])).mime == "text/plain"


async def test_an_announced_size_over_the_limit_is_refused_unread(web_: Web) -> None:
    async def huge(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(10**15)})
        await response.prepare(request)
        await asyncio.sleep(30)  # were the body awaited, the fetch would time out instead
        return response

    web_.page("/", huge)
    error = await web_.refused(timeout=20)
    assert isinstance(error, TooLarge)
    assert error.message == "image_urls[0]: the file is larger than 1 MB"


async def test_a_size_that_was_not_announced_is_counted(web_: Web) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PNG[:8])
        while True:
            await response.write(bytes(65536))

    web_.page("/", endless)
    assert isinstance(await web_.refused(), TooLarge)


async def test_exactly_the_limit_is_allowed(web_: Web) -> None:
    web_.page("/", sends(PNG))
    assert (await web_.fetch(max_bytes=len(PNG))).size == len(PNG)
    assert isinstance(await web_.refused(max_bytes=len(PNG) - 1), TooLarge)


async def test_a_compressed_body_is_not_unpacked(web_: Web) -> None:
    bomb = gzip.compress(PNG[:8] + bytes(100 * MB))
    web_.page("/", sends(bomb, Content_Encoding="gzip"))
    error = await web_.refused()
    assert isinstance(error, Unfetchable)
    assert "compressed" in error.message


async def test_a_body_that_breaks_off_is_no_file(web_: Web) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(PNG))})
        await response.prepare(request)
        await response.write(PNG[:5000])
        assert request.transport is not None
        request.transport.close()
        return response

    web_.page("/", half)
    error = await web_.refused()
    assert isinstance(error, Unfetchable)
    assert error.retryable


async def drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(PNG[:8])
    while True:
        await response.write(b".")
        await asyncio.sleep(0.01)


async def test_dripping_bytes_do_not_outlast_the_deadline(web_: Web) -> None:
    web_.page("/", drip)
    error = await web_.refused(timeout=0.3, idle_timeout=5)
    assert isinstance(error, Unfetchable)
    assert error.retryable
    assert error.message == "image_urls[0]: the file did not arrive within 0.3 s"


async def test_silence_ends_at_the_idle_timeout(web_: Web) -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PNG[:8])
        await asyncio.sleep(30)
        return response

    web_.page("/", silent)
    error = await web_.refused(timeout=20, idle_timeout=0.2)
    assert error.message == "image_urls[0]: the server sent nothing for 0.2 s"
    assert error.retryable


@pytest.mark.parametrize(
    ("status", "retryable"), [(404, False), (403, False), (206, False), (429, True), (503, True)]
)
async def test_a_status_that_is_no_file_is_named(web_: Web, status: int, retryable: bool) -> None:
    web_.page("/", sends(PNG, status))
    error = await web_.refused()
    assert isinstance(error, Unfetchable)
    assert error.message == f"image_urls[0]: the server answered HTTP {status}"
    assert error.retryable is retryable


async def test_an_empty_file_is_refused(web_: Web) -> None:
    web_.page("/", sends(b""))
    assert (await web_.refused()).message == "image_urls[0]: the file is empty"


async def test_a_server_that_is_away_is_worth_another_try(web_: Web) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    error = await web_.refused(f"http://127.0.0.1:{port}/")
    assert error.message == "image_urls[0]: the server could not be reached"
    assert error.retryable


async def test_what_speaks_no_http_is_refused(web_: Web) -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert isinstance(await web_.refused(f"http://127.0.0.1:{port}/"), Unfetchable)


async def test_an_own_link_is_read_from_the_store(own_web: Web, shelf: Shelf, links: Links) -> None:
    asset = await shelf.put(PNG, "写真.png")
    link = links.sign(asset.id, asset.name, asset.expires_at)
    fetched = await own_web.fetch("https://no-such-host.invalid" + link)  # never dialled
    assert (fetched.size, own_web.to.read_bytes()) == (len(PNG), PNG)


async def test_an_own_link_waits_for_the_database(
    own_web: Web, shelf: Shelf, links: Links, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = await shelf.put(PNG)
    really_get, lost = assets.get, [ConnectionResetError()]

    async def get(conn: Connection, asset_id: UUID) -> assets.Asset | None:
        if lost:
            raise lost.pop()
        return await really_get(conn, asset_id)

    monkeypatch.setattr(assets, "get", get)
    link = links.sign(asset.id, asset.name, asset.expires_at)
    assert (await own_web.fetch("http://x.invalid" + link)).size == len(PNG)
    assert lost == []


async def test_a_redirect_to_an_own_link_is_read_from_the_store(
    own_web: Web, shelf: Shelf, links: Links
) -> None:
    asset = await shelf.put(PNG)
    link = links.sign(asset.id, asset.name, asset.expires_at)
    own_web.page("/", redirects("https://no-such-host.invalid" + link))
    assert (await own_web.fetch()).size == len(PNG)


async def test_an_own_link_has_the_same_limits(own_web: Web, shelf: Shelf, links: Links) -> None:
    asset = await shelf.put(PNG)
    link = "http://x.invalid" + links.sign(asset.id, asset.name, asset.expires_at)
    assert isinstance(await own_web.refused(link, max_bytes=10), TooLarge)
    assert isinstance(await own_web.refused(link, accepts=["audio/*"]), InvalidInput)


async def test_an_expired_own_link_says_when(own_web: Web, shelf: Shelf, links: Links) -> None:
    asset = await shelf.put(PNG, days=1)
    link = "http://x.invalid" + links.sign(asset.id, asset.name, asset.expires_at)
    shelf.clock.pass_days(1)
    error = await own_web.refused(link)
    assert isinstance(error, Unfetchable)
    assert error.message == "image_urls[0]: the link expired at 2026-03-02T12:00:00Z"


@pytest.mark.parametrize("swept", [True, False], ids=["swept", "lost"])
async def test_an_own_link_whose_file_is_gone(
    own_web: Web, shelf: Shelf, links: Links, swept: bool
) -> None:
    asset = await shelf.put(PNG, days=1)
    later = asset.expires_at + timedelta(days=9)
    if swept:
        shelf.clock.pass_days(2)
        await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=10)
    else:
        await shelf.store.delete([asset.key])
    error = await own_web.refused("http://x.invalid" + links.sign(asset.id, asset.name, later))
    assert isinstance(error, Unfetchable)
    assert "not kept any more" in error.message


async def test_a_forged_own_link_is_just_a_url(web_: Web, links: Links, clock: SetClock) -> None:
    path = links.sign(new_uuid(), "a.png", clock.now() + timedelta(days=1))
    path = path.replace("a.png", "forged.png")
    web_.page(path, sends(b"", 403))
    error = await web_.refused(path)
    assert error.message == "image_urls[0]: the server answered HTTP 403"


def data_url(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()


@pytest.mark.parametrize(
    "url",
    [
        data_url(PNG),
        " " + data_url(PNG).replace("data:", "DATA:"),
        data_url(PNG).rstrip("="),
        data_url(PNG).replace("+", "%2B"),
        data_url(PNG)[:1000] + "\r\n" + data_url(PNG)[1000:],
    ],
    ids=["plain", "upper case", "unpadded", "percent", "wrapped"],
)
async def test_a_data_url_is_a_file(web_: Web, url: str) -> None:
    assert (await web_.fetch(url)).mime == "image/png"
    assert web_.to.read_bytes() == PNG


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("data:", InvalidInput),
        ("data:image/png,plain", InvalidInput),
        ("data:image/png;base64,", InvalidInput),
        ("data:image/png;base64,***", InvalidInput),
        ("data:image/png;base64,ü", InvalidInput),
        (data_url(b"plain text"), InvalidInput),
        (data_url(PNG[:8] + bytes(MB)), TooLarge),
        ("data:;base64," + "A" * 5 * MB, TooLarge),
        ("nonsense", InvalidInput),
    ],
)
async def test_a_bad_data_url(web_: Web, url: str, error: type[GenmuxError]) -> None:
    web_.base = ""
    assert isinstance(await web_.refused(url), error)


@pytest.mark.parametrize(
    ("mime", "accepted", "fits"),
    [
        ("image/png", "image/png", True),
        ("image/png", "IMAGE/*", True),
        ("image/png", "*/*", True),
        ("image/png", "image/jpeg", False),
        ("image/png", "audio/*", False),
        ("image/jpeg", "image/jpg", True),
        ("audio/wav", "audio/x-wav", True),
        ("audio/mpeg", "audio/mp3", True),
        ("video/mp4", "audio/mp4", True),  # the first bytes of both are the same
        ("video/mp4", "audio/*", True),
        ("audio/ogg", "video/ogg", True),
        ("video/mp4", "audio/mpeg", False),
        ("video/quicktime", "audio/*", False),
        ("image/webp", "video/webm", False),
    ],
)
def test_matches(mime: str, accepted: str, fits: bool) -> None:
    assert matches(mime, accepted) is fits


@pytest.mark.parametrize(
    ("size", "text"),
    [(10 * MB, "10 MB"), (10**7, "10 MB"), (2 * 1024 * MB, "2 GB"), (1500, "1500 bytes")],
)
def test_readable_size(size: int, text: str) -> None:
    assert readable_size(size) == text
