"""Which account makes it when one will not: two workers, and two accounts for each test.

Every account is a double of its own, so what it was asked is known to the request.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from genmux.db.migrate import migrate
from genmux.db.pool import open_pool
from genmux.db.signals import JOB
from genmux.ledger.audit import audit
from genmux.testing.doubles.dashscope import DashScopeDouble
from genmux.testing.doubles.openai import OpenAIDouble
from genmux.testing.postgres import drop_database, fresh_database
from tests.dialects.studio import Studio, open_studio

pytestmark = pytest.mark.asyncio(loop_scope="module")

CREATE = "/api/v1/jobs/createTask"
ASK = {
    "model": "gpt-image/1.5-text-to-image",
    "input": {"prompt": "a red kite", "quality": "medium", "aspect_ratio": "1:1"},
}
PICTURE = {"model": "z-image", "input": {"prompt": "a red kite", "aspect_ratio": "1:1"}}
_PLAIN = (
    "poor",
    "rich",
    "torn",
    "whole",
    "full",
    "empty",
    "slow",
    "sick",
    "closed",
    "open",
    "free",
)
_CROWDED = "crowded"
_MOST = 2
"""jobs that the account `crowded` may have at once"""
_BUSY = 6
"""tasks for it"""
_PATIENCE = 30.0
_BELIEVED = 1.1
"""seconds until both workers have heard that an account is left alone"""


class Counting(OpenAIDouble):
    """Answers nobody before so many are there together, and counts how many are there at once."""

    def __init__(self, together: int) -> None:
        super().__init__()
        self.together = together
        self.now = self.most = 0

    async def _generations(self, request: web.Request) -> web.Response:
        self.now += 1
        self.most = max(self.most, self.now)
        async with asyncio.timeout(_PATIENCE):
            while self.most < self.together:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        self.now -= 1
        return await super()._generations(request)


class Far(DashScopeDouble):
    """Does not give its files at once."""

    fail_files = 0
    files_status = 503

    async def _file(self, request: web.Request) -> web.Response:
        if self.fail_files:
            self.fail_files -= 1
            return web.Response(status=self.files_status)
        return await super()._file(request)


@dataclass
class House:
    studio: Studio
    doubles: dict[str, Any]

    def double(self, name: str) -> Any:
        return self.doubles[name]

    async def start(self, *route: str, body: Mapping[str, Any] = ASK) -> str:
        reply = await self.studio.caller.call(
            "POST", CREATE, body, headers={"X-Genmux-Route": ", ".join(route)}
        )
        assert reply.code == 200, reply.msg
        return str(reply.data["taskId"])

    async def ended(self, task_id: str) -> dict[str, Any]:
        await self.studio.ended(task_id)
        return await self.shown(task_id)

    async def run(self, *route: str, body: Mapping[str, Any] = ASK) -> dict[str, Any]:
        """What is shown of a task once it has ended."""
        return await self.ended(await self.start(*route, body=body))

    async def shown(self, task_id: str) -> dict[str, Any]:
        return dict((await self.studio.get(f"/genmux/v1/tasks/{task_id}")).data)

    async def health(self, name: str) -> str:
        listed = (await self.studio.get("/genmux/v1/vendors")).data["vendors"]
        return str(next(one["state"] for one in listed if one["name"] == name))

    async def balance(self) -> Any:
        return (await self.studio.get("/api/v1/chat/credit")).data


def tried(shown: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["engine"], one["why"]) for one in (shown["route"] or {}).get("tried", ())]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    url = await fresh_database(postgres_server, migrate)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(drop_database, url)
        pool = await open_pool(url, 10)
        stack.push_async_callback(pool.close)
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("THE_KEY", OpenAIDouble.key)
        doubles: dict[str, Any] = {name: OpenAIDouble() for name in _PLAIN}
        doubles |= {_CROWDED: Counting(_MOST), "free": Counting(_MOST + 1)}
        accounts: dict[str, dict[str, str]] = {}
        doubles |= {"far": Far(), "lost": Far()}
        for name, double in doubles.items():
            await stack.enter_async_context(double)
            kind = "dashscope" if isinstance(double, Far) else "openai"
            accounts[name] = {"kind": kind, "key": "env:THE_KEY", "url": double.url}
        accounts[_CROWDED]["concurrency"] = str(_MOST)
        changes = {f"vendors.{name}": table for name, table in accounts.items()}
        folder = tmp_path_factory.mktemp("fallback")
        studio = open_studio(url, pool, folder, changes=changes, workers=2)
        yield House(await stack.enter_async_context(studio), doubles)


async def test_an_account_out_of_money_is_followed_by_the_next(house: House) -> None:
    house.double("poor").fail(429, {"error": {"code": "insufficient_quota", "message": "Pay."}})
    shown = await house.run("poor", "rich")
    assert (shown["status"], shown["engine"]) == ("succeeded", "rich"), shown["failMsg"]
    assert tried(shown) == [("poor", "credit")]
    assert await house.health("poor") == "paused"
    await asyncio.sleep(_BELIEVED)
    shown = await house.run("poor", "rich")
    assert (shown["engine"], tried(shown)) == ("rich", [("poor", "busy")])
    assert len(house.double("poor").seen) == 1, "it is left alone for a while"


async def test_what_may_have_been_taken_is_given_to_nobody_else(house: House) -> None:
    before = await house.balance()
    house.double("torn").fail(504, {"error": {"message": "Gateway timeout"}})
    shown = await house.run("torn", "whole")
    assert (shown["status"], shown["failCode"]) == ("failed", "500")
    assert "504" in shown["failMsg"]
    assert (shown["creditsCharged"], await house.balance()) == (0, before)
    assert (len(house.double("torn").seen), house.double("whole").seen) == (1, [])


async def test_a_full_account_is_followed_by_the_next_at_once(house: House) -> None:
    house.double("full").fail(
        429, {"error": {"code": "rate_limit_exceeded", "message": "Slower."}}, Retry_After="600"
    )
    shown = await house.run("full", "empty")
    assert (shown["engine"], tried(shown)) == ("empty", [("full", "rate")])


async def test_a_full_account_without_another_is_waited_for(house: House) -> None:
    double = house.double("slow")
    for _ in range(2):
        double.fail(429, {"error": {"code": "rate_limit_exceeded"}}, Retry_After="1")
    shown = await house.run("slow")
    assert (shown["status"], shown["engine"]) == ("succeeded", "slow"), shown["failMsg"]
    assert tried(shown) == [("slow", "rate")] * 2
    assert len(double.seen) == 3


async def test_a_file_that_does_not_come_at_once_is_fetched_again(house: House) -> None:
    double = house.double("far")
    double.fail_files = 1
    shown = await house.run("far", body=PICTURE)
    assert shown["status"] == "succeeded", shown["failMsg"]
    assert [one.path for one in double.seen[1:]] == ["/files/0.png"] * 2


async def test_a_file_that_is_gone_is_told_and_costs_nothing(house: House) -> None:
    double = house.double("lost")
    double.fail_files, double.files_status = 1, 410
    before = await house.balance()
    shown = await house.run("lost", body=PICTURE)
    assert (shown["status"], shown["failCode"]) == ("failed", "500")
    assert "What the vendor made could not be fetched" in shown["failMsg"]
    assert double.url not in shown["failMsg"]
    assert await house.balance() == before


async def test_a_refusal_of_the_contents_is_final(house: House) -> None:
    said = {"error": {"code": "moderation_blocked", "message": "Rejected."}}
    house.double("closed").fail(400, said)
    shown = await house.run("closed", "open")
    assert (shown["status"], shown["failCode"]) == ("failed", "400")
    assert (len(house.double("closed").seen), house.double("open").seen) == (1, [])


async def test_an_account_that_keeps_failing_is_left_alone_until_it_works(house: House) -> None:
    double = house.double("sick")
    for _ in range(5):
        assert await house.health("sick") != "paused"
        double.fail(500, {"error": {"message": "Oops."}})
        assert (await house.run("sick"))["status"] == "failed"
    assert await house.health("sick") == "paused"
    await asyncio.sleep(_BELIEVED)
    waiting = await house.start("sick")
    async with asyncio.timeout(_PATIENCE):
        while not tried(await house.shown(waiting)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    shown = await house.shown(waiting)
    assert (shown["status"], tried(shown)) == ("queued", [("sick", "busy")])
    assert len(double.seen) == 5, "nothing was sent"
    await _time_passes(house, waiting)
    assert (await house.ended(waiting))["status"] == "succeeded"
    assert await house.health("sick") == "ok"


async def _time_passes(house: House, task_id: str) -> None:
    """The pause is over."""
    pool = house.studio.pool
    await pool.execute("update vendor set open_until = now() where name = 'sick'")
    async with asyncio.timeout(_PATIENCE):
        while (await house.shown(task_id))["status"] == "queued":
            await pool.execute("update job set run_at = now() where worker_id is null")
            await pool.execute("select pg_notify($1, '')", JOB)
            await asyncio.sleep(0.2)


async def test_two_workers_keep_to_the_places_of_an_account(house: House) -> None:
    tasks = [await house.start(name) for name in ("free", _CROWDED) for _ in range(_BUSY)]
    for task_id in tasks:
        assert (await house.ended(task_id))["status"] == "succeeded"
    assert len(house.double(_CROWDED).seen) == _BUSY, "nothing was sent twice"
    assert house.double(_CROWDED).most == _MOST
    assert house.double("free").most > _MOST, "more come where there is no limit"
    async with house.studio.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from worker") == 2
        assert not await audit(conn)
