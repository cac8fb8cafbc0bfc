"""What every request passes: who may call from a page."""

from __future__ import annotations

import aiohttp

from tests.server import Caller


async def test_a_page_elsewhere_may_read_the_reply(api: Caller) -> None:
    reply = await api.call("GET", "/api/v1/chat/credit", headers={"Origin": "https://page.example"})
    assert reply.code == 200
    assert reply.headers["access-control-allow-origin"] == "*"


async def test_a_page_elsewhere_may_ask_before_it_sends_a_key(api: Caller) -> None:
    asked = {
        "Origin": "https://page.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    reply = await api.call("OPTIONS", "/api/v1/jobs/createTask", headers=asked)
    assert reply.status == 200
    assert "authorization" in reply.headers["access-control-allow-headers"]


async def test_a_shared_cache_keeps_pages_apart(api: Caller) -> None:
    """A reply without CORS headers must not be given to a page; with a key none is cached."""
    async with aiohttp.ClientSession() as session, session.get(f"{api.url}/healthz") as reply:
        assert reply.headers["vary"] == "Origin"
    with_key = await api.get("/api/v1/chat/credit")
    assert "vary" not in with_key.headers
