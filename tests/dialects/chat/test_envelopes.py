"""Routes that say in the body alone that something went wrong, as the provider of this API does.

And those that send no stream though one was asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web

from genmux.db.pool import Pool
from genmux.settings import Settings, load_settings
from tests.chat.wires.doubles import DOUBLES, Script, running_double
from tests.dialects.chat.test_passed import body_of
from tests.server import Caller


class Odd:
    """Answers everything with the same JSON and status 200."""

    def __init__(self) -> None:
        self.url = ""
        self.says: Any = {}
        self.asked = 0

    async def answer(self, _request: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(body=orjson.dumps(self.says), content_type="text/plain")


@pytest.fixture
async def odd() -> AsyncIterator[Odd]:
    odd = Odd()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", odd.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    odd.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield odd
    await runner.cleanup()


@pytest.fixture(params=list(DOUBLES))
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[False, True], ids=["translated", "passed on"])
def wire(request: pytest.FixtureRequest, dialect: str) -> str:
    if request.param:
        return dialect
    return "anthropic" if dialect != "anthropic" else "openai-chat"


@pytest.fixture
def settings(tmp_path: Path, odd: Odd, wire: str) -> Settings:
    flags: dict[str, Any] = {
        "data.dir": str(tmp_path),
        "chat.routes": [{"models": "*", "wire": wire, "url": odd.url, "model": "real-name"}],
        "chat.calls": 0,
    }
    return load_settings(file=None, environ={}, flags=flags)


def asked(dialect: str, stream: bool) -> tuple[str, dict[str, Any]]:
    path, body = body_of(dialect, stream=stream)
    return path if stream else path.replace("streamG", "g"), body


@pytest.mark.parametrize("stream", [False, True])
async def test_a_failure_in_the_body_is_one(
    api: Caller, odd: Odd, pool: Pool, dialect: str, stream: bool
) -> None:
    path, body = asked(dialect, stream)
    for code, status in ((429, 429), (500, 500), (402, 502), (455, 502), (422, 422)):
        odd.says = {"code": code, "msg": "No such luck.", "data": None}
        reply = await api.post(path, body)
        assert reply.status == status, code
        assert ("No such luck." in reply.json["error"]["message"]) == (code != 402)
        assert "credits_consumed" not in reply.json
    charged = await pool.fetch("select state, charged from chat_call")
    assert {(row["state"], row["charged"]) for row in charged} == {("failed", 0)}


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_without_anything_in_it_costs_nothing(
    api: Caller, odd: Odd, pool: Pool, dialect: str, stream: bool
) -> None:
    odd.says = {"object": "nothing"}
    path, body = asked(dialect, stream)
    reply = await api.post(path, body)
    assert reply.status in (200, 502)
    assert await pool.fetchval("select sum(charged) from chat_call") == 0


async def test_an_answer_in_one_piece_is_no_stream(
    api: Caller, odd: Odd, dialect: str, wire: str
) -> None:
    odd.says = DOUBLES[wire].whole(Script(("Hello",)))
    path, body = asked(dialect, stream=True)
    reply = await api.post(path, body)
    assert reply.status == 502
    assert "sent no stream" in reply.json["error"]["message"]


class TestFailover:
    """The next route may do better."""

    @pytest.fixture
    def dialect(self) -> str:
        return "openai-chat"

    @pytest.fixture
    async def settings(self, tmp_path: Path, odd: Odd) -> AsyncIterator[Settings]:
        async with running_double("openai-chat") as studio:
            studio.scripts = [Script(("Second",))]
            routes = [{"models": "*", "url": odd.url}, {"models": "*", "url": studio.base}]
            flags = {"data.dir": str(tmp_path), "chat.routes": routes, "chat.calls": 0}
            yield load_settings(file=None, environ={}, flags=flags)

    @pytest.mark.parametrize("stream", [False, True])
    async def test_the_next_route_answers(self, api: Caller, odd: Odd, stream: bool) -> None:
        odd.says = {"code": 402, "msg": "Credits insufficient", "data": None}
        reply = await api.post(*asked("openai-chat", stream))
        assert b"Second" in reply.raw
        assert odd.asked == 1
