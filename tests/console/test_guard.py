"""Requests that come from other sites' pages, or by other names, get nothing."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from genmux.console.guard import Guard, is_loopback


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("a page")(scope, receive, send)


def guard(*, public_url: str = "", loopback: bool = True) -> Guard:
    return Guard(page, public_url=public_url, loopback=loopback, media=("https://api.example",))


async def sent(app: Guard, kind: str = "http", **headers: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        found.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {
        "type": kind,
        "method": "GET",
        "path": "/",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await app(scope, receive, send)
    return found


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1:8788"}, 200),
        ({"host": "localhost:8788", "origin": "http://localhost:8788"}, 200),
        ({"host": "[::1]:8788"}, 200),
        ({"host": "127.0.0.1:8788", "origin": "https://evil.example"}, 403),
        ({"host": "127.0.0.1:8788", "origin": "http://127.0.0.1:9999"}, 403),
        ({"host": "127.0.0.1:8788", "origin": "null"}, 403),
        ({"host": "rebound.example:8788"}, 403),
        ({}, 403),
    ],
)
async def test_on_loopback_only_this_machine_and_this_page_may_ask(
    headers: dict[str, str], status: int
) -> None:
    assert (await sent(guard(), **headers))[0]["status"] == status


async def test_a_public_name_is_welcome_behind_a_proxy() -> None:
    app = guard(public_url="https://media.example.org")
    headers = {"host": "media.example.org", "origin": "https://media.example.org"}
    assert (await sent(app, **headers))[0]["status"] == 200
    headers["host"] = "127.0.0.1:8788"
    assert (await sent(app, **headers))[0]["status"] == 200


async def test_on_a_network_any_host_is_welcome_but_no_foreign_page() -> None:
    app = guard(loopback=False)
    assert (await sent(app, host="box.lan:8788"))[0]["status"] == 200
    foreign = await sent(app, host="box.lan:8788", origin="http://other.lan")
    assert foreign[0]["status"] == 403


async def test_a_websocket_of_another_page_is_closed() -> None:
    own = {"host": "127.0.0.1:1", "origin": "http://127.0.0.1:1"}
    assert (await sent(guard(), "websocket", **own))[0]["type"] == "websocket.accept"
    own["origin"] = "https://evil.example"
    refused = await sent(guard(), "websocket", **own)
    assert refused == [{"type": "websocket.close", "code": 1008}]


async def test_the_policy_lets_nothing_be_loaded_from_elsewhere() -> None:
    start = (await sent(guard(), host="127.0.0.1:1"))[0]
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["img-src"].endswith(" https://api.example")
    assert "http" not in policy["script-src"] + policy["style-src"] + policy["font-src"]
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "a.localhost"])
def test_what_counts_as_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "localhost.evil.example", ""])
def test_what_does_not(host: str) -> None:
    assert not is_loopback(host)
