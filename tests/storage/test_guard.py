from __future__ import annotations

import socket
from ipaddress import ip_network
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from genmux.errors import GenmuxError, InvalidInput, Unfetchable
from genmux.storage.guard import check_url, guarded_session, is_allowed, was_blocked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "100.100.100.200", "224.0.0.1", "239.1.1.1"),
        *("240.0.0.1", "255.255.255.255", "192.0.0.192", "192.0.2.1", "198.18.0.1"),
        *("192.88.99.1", "168.63.129.16"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1"),
        *("ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::"),
        *("2002:808:808::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "100::1"),
        *("4000::1", "not an address", ""),
    ],
)
def test_everything_else_is_not(address: str) -> None:
    assert not is_allowed(address)


def test_a_named_network_opens_exactly_itself() -> None:
    networks = (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))
    assert is_allowed("10.1.2.3", networks)
    assert is_allowed("::ffff:10.1.2.3", networks)
    assert is_allowed("fd12::1", networks)
    assert not is_allowed("10.2.0.1", networks)
    assert not is_allowed("::1", networks)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.png",
        "http://example.org:8080/a%2Fb.png?sig=a%2Bb%3D&x=%20",
        "https://bücher.example/ü.png",
        "http://8.8.8.8/x",
        "http://[2606:4700::1111]/x",
    ],
)
def test_good_urls_pass(url: str) -> None:
    assert check_url(url).host


def test_the_escapes_of_a_signed_url_stay_as_they_are() -> None:
    url = "https://example.org/a%2fb.png?X-Sig=a%2Bb%2f%3D&e=%7E"
    assert str(check_url(url)) == url


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "/a.png", "example.org/a.png", "ftp://example.org/a", "file:///etc/passwd"),
        *("javascript:alert(1)", "http://", "http:///a", "https://:80/", "http://[::1"),
        *(
            "http://user:pw@example.org/",
            "http://user@example.org/",
            "http://a.example\\@b.example/",
        ),
        *("http://example.org:99999/", "http://example.org/" + "x" * 9000),
    ],
)
def test_what_is_no_web_address_is_invalid_input(url: str) -> None:
    with pytest.raises(InvalidInput, match="image_url:") as caught:
        check_url(url, field="image_url")
    assert caught.value.field == "image_url"


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "LOCALHOST.", "a.localhost", "[::1]", "[::ffff:10.0.0.1]"),
        *("2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "127.1", "017700000001"),
        *("169.254.169.254", "10.0.0.1", "[fe80::1%25eth0]", "0", "999.999.999.999"),
        *("127.0.0.1.", "①②⑦.0.0.1", "127。0。0。1"),
    ],
)
def test_literal_private_hosts_are_refused_without_the_network(host: str) -> None:
    with pytest.raises(GenmuxError):
        check_url(f"http://{host}/x", field="image_url")


def test_a_named_network_opens_literal_hosts() -> None:
    assert check_url("http://127.0.0.1:8080/x", LOOPBACK)
    assert check_url("http://localhost:8080/x", LOOPBACK)
    with pytest.raises(Unfetchable):
        check_url("http://10.0.0.1/x", LOOPBACK)


class FixedResolver(AbstractResolver):
    """DNS whose answers are listed beforehand, one list for each question in turn."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: int = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0)
            for one in self.answers.pop(0)
        ]

    async def close(self) -> None:
        pass


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def hello(request: web.Request) -> web.Response:
        return web.json_response(dict(request.headers))

    async def cookie(_: web.Request) -> web.Response:
        return web.Response(headers={"Set-Cookie": "a=b; Path=/"})

    app = web.Application()
    app.router.add_get("/", hello)
    app.router.add_get("/cookie", cookie)
    running = TestServer(app, host="127.0.0.1")
    async with running:
        yield running


async def blocked(session: aiohttp.ClientSession, url: str) -> bool:
    with pytest.raises(aiohttp.ClientError) as caught:
        await session.get(url)
    return was_blocked(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/"])
async def test_the_session_does_not_dial_what_is_private(server: TestServer, url: str) -> None:
    async with guarded_session(()) as session:
        assert await blocked(session, url.format(port=server.port))


async def test_the_session_dials_a_named_network(server: TestServer) -> None:
    async with guarded_session(LOOPBACK) as session, session.get(server.make_url("/")) as reply:
        assert reply.status == 200


async def test_one_private_address_spoils_the_answer(server: TestServer) -> None:
    resolver = FixedResolver(["127.0.0.1", "10.0.0.1"])
    async with guarded_session(LOOPBACK, resolver=resolver) as session:
        assert await blocked(session, f"http://mixed.example:{server.port}/")


async def test_what_was_checked_is_what_is_dialled(server: TestServer) -> None:
    resolver = FixedResolver(["127.0.0.1"], ["10.0.0.1"])  # the second answer would rebind
    async with guarded_session(LOOPBACK, resolver=resolver) as session:
        async with session.get(f"http://rebind.example:{server.port}/") as reply:
            assert reply.status == 200
        assert resolver.asked == 1


async def test_a_redirect_that_a_caller_lets_aiohttp_follow_is_checked_too() -> None:
    async def away(_: web.Request) -> web.Response:
        raise web.HTTPFound("http://127.0.0.2:1/")

    app = web.Application()
    app.router.add_get("/", away)
    only = (ip_network("127.0.0.1/32"),)
    async with TestServer(app, host="127.0.0.1") as running, guarded_session(only) as session:
        assert await blocked(session, str(running.make_url("/")))


async def test_no_cookie_is_kept(server: TestServer) -> None:
    async with guarded_session(LOOPBACK) as session:
        await session.get(server.make_url("/cookie"))
        async with session.get(server.make_url("/")) as reply:
            assert "Cookie" not in await reply.json()


async def test_proxies_of_the_environment_are_not_used(
    server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with guarded_session(LOOPBACK) as session, session.get(server.make_url("/")) as reply:
        assert reply.status == 200
