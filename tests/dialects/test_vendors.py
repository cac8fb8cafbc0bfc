"""Live keys at vendors, from the request to the stored result; what a project may set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.db.pool import Pool
from genmux.engines.registry import Engines
from tests.dialects.studio import Studio, open_studio
from tests.dialects.toyshop import ToyShop, open_toyshop
from tests.worker.toys import ToyVendor

from .props import PLACE

MODEL = "google/nano-banana"
ASK: dict[str, Any] = {"model": MODEL, "input": {"prompt": "a boat"}}
CREATE = "/api/v1/jobs/createTask"


@dataclass
class Market:
    studio: Studio
    shop: ToyShop
    vendor: ToyVendor

    async def until(self, task_id: str, phase: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                shown = (await self.studio.get(f"/genmux/v1/tasks/{task_id}")).data
                if phase in (shown["phase"], shown["status"]):
                    return dict(shown)
                await asyncio.sleep(0.02)


@pytest.fixture
async def market(database: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Market]:
    async with open_toyshop() as shop:
        vendor = ToyVendor(shop.url, "toys", model=MODEL, cost=Decimal("0.04"), poll_after=0.05)
        engines = Engines(PLACE, remote={"toys": vendor})
        changes = {
            "server.public_url": "https://media.test",
            "secrets.key": "a secret of sixteen or more",
        }
        async with open_studio(
            database, pool, tmp_path, engines=engines, changes=changes
        ) as studio:
            yield Market(studio, shop, vendor)


async def test_the_same_request_is_made_by_the_vendor(market: Market) -> None:
    market.shop.ready.set()
    task_id = await market.studio.start(CREATE, ASK)
    record = await market.studio.ended(task_id)
    assert record["state"] == "success", record
    shown = (await market.studio.get(f"/genmux/v1/tasks/{task_id}")).data
    assert (shown["engine"], shown["costUsd"], shown["creditsCharged"]) == ("toys", 0.04, 4)
    assert shown["route"]["model"] == "toy-1"
    assert shown["route"]["notes"] == ["size has no effect: it has one"]
    assert market.shop.jobs == [task_id]


async def test_a_sandbox_key_stays_here(market: Market) -> None:
    reply = await market.studio.sandbox.post(CREATE, ASK)
    assert (await market.studio.ended(reply.data["taskId"]))["state"] == "success"
    assert market.shop.jobs == []
    refused = await market.studio.sandbox.call(
        "POST", CREATE, ASK, headers={"X-Genmux-Route": "toys"}
    )
    assert (refused.code, "X-Genmux-Route" in refused.msg) == (422, True)


async def test_a_request_chooses_its_route(market: Market) -> None:
    reply = await market.studio.caller.call(
        "POST", CREATE, ASK, headers={"X-Genmux-Route": "sketch"}
    )
    await market.studio.ended(reply.data["taskId"])
    assert market.shop.jobs == []
    unknown = await market.studio.caller.call(
        "POST", CREATE, ASK, headers={"X-Genmux-Route": "nobody"}
    )
    assert unknown.code == 422
    assert "known are toys, sketch" in unknown.msg


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"X-Genmux-Max-Cost-Usd": "0.03"}, "toys takes 0.04 USD, the limit is 0.03 USD"),
        ({"X-Genmux-Max-Cost-Usd": "cheap"}, "X-Genmux-Max-Cost-Usd must be a number"),
        ({"X-Genmux-Max-Credits": "3.5"}, "costs 4 credits, the limit is 3.5"),
    ],
)
async def test_a_request_limits_its_cost(
    market: Market, headers: dict[str, str], told: str
) -> None:
    refused = await market.studio.caller.call("POST", CREATE, ASK, headers=headers)
    assert refused.code == 422
    assert told in refused.msg
    assert market.shop.jobs == []


async def test_what_no_route_can_do_is_refused_at_once(market: Market) -> None:
    market.vendor.cannot = "aspect_ratio: this vendor has squares only"
    refused = await market.studio.caller.post(CREATE, ASK)
    assert (refused.code, refused.msg) == (422, market.vendor.cannot)


async def test_a_vendors_call_ends_the_waiting(market: Market) -> None:
    market.vendor.poll_after = 600.0
    task_id = await market.studio.start(CREATE, ASK)
    await market.until(task_id, "waiting")
    market.shop.ready.set()
    hook = market.shop.hooks[0]
    assert hook.startswith(f"https://media.test/genmux/v1/hooks/{task_id}/")
    path = hook.removeprefix("https://media.test")
    url = market.studio.caller.url
    session = market.studio.session
    async with session.post(f"{url}{path[:-1]}x") as reply:
        assert reply.status == 404, "nobody else can make an address"
    async with session.post(f"{url}{path}", headers={"X-Toy": "forged"}) as reply:
        assert reply.status == 401
    assert market.shop.polls == 0
    async with session.post(f"{url}{path}", data=b"{}") as reply:
        assert reply.status == 200
    assert (await market.studio.ended(task_id))["state"] == "success"


async def test_a_cancelled_task_is_taken_back_at_the_vendor(market: Market) -> None:
    task_id = await market.studio.start(CREATE, ASK)
    await market.until(task_id, "waiting")
    before = (await market.studio.get("/api/v1/chat/credit")).data
    await market.studio.caller.post(f"/genmux/v1/tasks/{task_id}/cancel", {})
    assert (await market.studio.get("/api/v1/chat/credit")).data == before + 4
    async with asyncio.timeout(20):
        await market.shop.dropped.wait()
        assert market.shop.cancelled == ["/jobs/v-1"]
        while await market.studio.pool.fetchval("select count(*) from vendor_cancel"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_quote_tells_each_route(market: Market) -> None:
    quote = (await market.studio.caller.post("/genmux/v1/quote", ASK)).data
    assert quote["routes"] == [
        {
            "engine": "toys",
            "model": "toy-1",
            "costUsd": 0.04,
            "notes": ["size has no effect: it has one"],
            "refusal": None,
        }
    ]
    sandbox = (await market.studio.sandbox.post("/genmux/v1/quote", ASK)).data
    assert [one["engine"] for one in sandbox["routes"]] == ["sketch"]


async def test_accounts_are_shown_with_their_health(market: Market) -> None:
    market.shop.status = 402
    task_id = await market.studio.start(CREATE, ASK)
    assert (await market.studio.ended(task_id))["state"] == "fail"
    (shown,) = (await market.studio.get("/genmux/v1/vendors")).data["vendors"]
    assert (shown["name"], shown["models"], shown["state"]) == ("toys", 1, "paused")
    assert shown["pausedUntil"] > 0
    models = (await market.studio.get("/genmux/v1/vendors/toys")).data["models"]
    assert models == [MODEL]
    assert (await market.studio.get("/genmux/v1/vendors/nobody")).code == 404
