"""Every row of docs/faults.md, played as a client would, and every way to ask for a fault."""

from __future__ import annotations

import asyncio
import dataclasses
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from genmux.db.pool import Pool
from genmux.dialects.http import UNAUTHORIZED
from genmux.engines.registry import Engines
from genmux.faults import FAILURES, LOST, REFUSALS, WORDS
from genmux.ledger.audit import audit
from tests.dialects.props import PLACE
from tests.dialects.studio import Studio, open_studio
from tests.dialects.suno.songs import GENERATE, idea
from tests.server import Reply

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
CREATE = "/api/v1/jobs/createTask"
PRICE = 0.8


@pytest.fixture
async def studio(database: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Studio]:
    """Whose caller has a sandbox key."""
    async with open_studio(database, pool, tmp_path, engines=Engines(PLACE)) as studio:
        yield dataclasses.replace(studio, caller=studio.sandbox)


def order(studio: Studio, prompt: str = "a red kite") -> dict[str, Any]:
    return {
        "model": "z-image",
        "input": {"prompt": prompt, "aspect_ratio": "1:1"},
        "callBackUrl": studio.sink.url,
    }


async def ask(studio: Studio, fault: str) -> Reply:
    return await studio.caller.post(CREATE, order(studio), X_Genmux_Fault=fault)


async def begun(studio: Studio, fault: str) -> str:
    reply = await ask(studio, fault)
    assert reply.code == 200, reply.msg
    return str(reply.data["taskId"])


async def record_of(studio: Studio, fault: str) -> dict[str, Any]:
    return await studio.ended(await begun(studio, fault))


async def purse(studio: Studio) -> float:
    return float((await studio.get("/api/v1/chat/credit")).data)


async def deliveries(studio: Studio, task_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await studio.get(f"/genmux/v1/tasks/{task_id}/deliveries")).data[
        "deliveries"
    ]
    return found


async def refused(studio: Studio, fault: str) -> None:
    code = int(fault.partition("=")[2])
    known = await studio.pool.fetchval("select count(*) from task")
    reply = await ask(studio, fault)
    assert (reply.code, reply.msg, reply.data) == (code, REFUSALS[code]().message, None)
    assert ("retry-after" in reply.headers) == (code == 429)
    assert await studio.pool.fetchval("select count(*) from task") == known


async def failed(studio: Studio, fault: str, code: int, progress: int = 0) -> None:
    before = await purse(studio)
    record = await record_of(studio, fault)
    assert (record["state"], record["failCode"]) == ("fail", str(code))
    assert (record["failMsg"], record["progress"]) == (FAILURES[code], progress)
    (told,) = await studio.told("/callback")
    assert (told["code"], told["data"]["failCode"]) == (501, str(code))
    assert await purse(studio) == before


async def delayed(studio: Studio, fault: str) -> None:
    task_id = await begun(studio, fault)
    begin = time.monotonic()
    async with asyncio.timeout(20):
        while (await studio.caller.record(task_id)).data["state"] != "generating":  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    busy = "select count(*) from job where worker_id is not null"
    assert not await studio.pool.fetchval(busy), "nobody waits for it"
    assert (await studio.ended(task_id))["state"] == "success"
    assert time.monotonic() - begin >= 0.9


async def half_made(studio: Studio, fault: str) -> None:
    await failed(studio, fault, 501, 50)


async def failed_at_once(studio: Studio, fault: str) -> None:
    await failed(studio, fault, 422)


async def timed_out(studio: Studio, fault: str) -> None:
    begin = time.monotonic()
    await failed(studio, fault, 408)
    assert time.monotonic() - begin >= 1


async def after_the_first_track(studio: Studio, fault: str) -> None:
    body = idea(callBackUrl=studio.sink.url_for("/song"))
    before = await purse(studio)
    reply = await studio.caller.post(GENERATE, body, X_Genmux_Fault=fault)
    record = await studio.ended(reply.data["taskId"])
    assert (record["state"], record["failCode"]) == ("fail", "500")
    told = await studio.told("/song", 3)
    assert [one["data"]["callbackType"] for one in told] == ["text", "first", "error"]
    assert [len(one["data"]["data"]) for one in told] == [0, 1, 0]
    assert told[2]["msg"] == FAILURES[500]
    assert (await studio.facts(told[1]["data"]["data"][0]["audio_url"])).kind == "audio"
    assert await purse(studio) == before


async def empty(studio: Studio, fault: str) -> None:
    before = await purse(studio)
    record = await record_of(studio, fault)
    assert (record["state"], orjson.loads(record["resultJson"])) == ("success", {"resultUrls": []})
    assert before - await purse(studio) == pytest.approx(PRICE)
    (told,) = await studio.told("/callback")
    assert told["code"] == 200


async def lost(studio: Studio, fault: str) -> None:
    task_id = await begun(studio, fault)
    assert (await studio.ended(task_id))["state"] == "success"
    (delivery,) = await deliveries(studio, task_id)
    assert (delivery["state"], [one["error"] for one in delivery["attempts"]]) == ("failed", [LOST])
    assert not studio.sink.received
    again = f"/genmux/v1/deliveries/{delivery['deliveryId']}/redeliver"
    assert (await studio.caller.post(again)).code == 200
    (told,) = await studio.told("/callback")
    assert told["data"]["taskId"] == task_id


async def doubled(studio: Studio, fault: str) -> None:
    task_id = await begun(studio, fault)
    await studio.told("/callback", 2)
    async with asyncio.timeout(20):
        while (await deliveries(studio, task_id))[0]["state"] != "delivered":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert len({one.webhook_id for one in studio.sink.received}) == 1
    assert len(studio.sink.received) == 2
    assert [one["status"] for one in (await deliveries(studio, task_id))[0]["attempts"]] == [
        200
    ] * 2


async def late(studio: Studio, fault: str) -> None:
    record = await record_of(studio, fault)
    assert not studio.sink.received
    await studio.told("/callback")
    came = studio.sink.received[0].at.timestamp()
    assert came - record["completeTime"] / 1000 >= 0.99


async def expired(studio: Studio, fault: str) -> None:
    record = await record_of(studio, fault)
    (url,) = orjson.loads(record["resultJson"])["resultUrls"]
    async with studio.session.get(url) as reply:
        assert reply.status == 410
        assert "expired" in (await reply.json())["msg"]


async def slow(studio: Studio, fault: str) -> None:
    record = await record_of(studio, fault)
    (url,) = orjson.loads(record["resultJson"])["resultUrls"]
    begin = time.monotonic()
    async with studio.session.get(url) as reply:
        size = len(await reply.read())
    assert time.monotonic() - begin >= size / 2000 * 0.9
    assert size == int(reply.headers["content-length"]) > 1000


async def once(studio: Studio, fault: str) -> None:
    codes = [(await ask(studio, fault)).code for _ in range(4)]
    assert codes == [429, 200, 429, 200]
    await studio.told("/callback", 2)
    other = await studio.caller.post(CREATE, order(studio, "another"), X_Genmux_Fault=fault)
    assert other.code == 429, "each request has a count of its own"


async def nothing(studio: Studio, fault: str) -> None:
    record = await record_of(studio, fault)
    assert record["state"] == "success"
    assert len(orjson.loads(record["resultJson"])["resultUrls"]) == 1


Play = Callable[[Studio, str], Awaitable[None]]
PLAYS: dict[str, Play] = {
    "refuse=429": refused,
    "refuse=455": refused,
    "delay=1": delayed,
    "fail=422": failed_at_once,
    "fail=501; after=0.5": half_made,
    "fail=500; after=first": after_the_first_track,
    "timeout=1": timed_out,
    "empty": empty,
    "callback=lost": lost,
    "callback=duplicate": doubled,
    "callback_delay=1": late,
    "expire=0": expired,
    "slow=2000": slow,
    "refuse=429; times=1": once,
    "none": nothing,
}


def tables() -> dict[str, list[list[str]]]:
    """The rows of the page's tables by the first word of their heads."""
    text = PAGE.read_text(encoding="utf-8")
    found: dict[str, list[list[list[str]]]] = {}
    for block in re.findall(r"(?m)(?:^\|.*\|\n)+", text):
        rows = [
            [cell.strip() for cell in line.strip("|\n").split(" | ")] for line in block.splitlines()
        ]
        found.setdefault(rows[0][0].strip("| "), []).append(rows[2:])
    return {name: [row for rows in several for row in rows] for name, several in found.items()}


async def all_told(studio: Studio) -> None:
    """Returns once no callback of an earlier row is under way."""
    async with asyncio.timeout(60):
        while await studio.pool.fetchval(  # noqa: ASYNC110
            "select count(*) from delivery where state = 'pending'"
        ):
            await asyncio.sleep(0.05)


async def test_every_row_of_the_page_happens(studio: Studio) -> None:
    for fault, play in PLAYS.items():
        await all_told(studio)
        studio.sink.received.clear()
        try:
            await play(studio, fault)
        except Exception as error:
            error.add_note(f"while {fault!r} was played")
            raise
        async with studio.pool.acquire() as conn:
            assert not await audit(conn), fault


def test_the_page_shows_what_is_played_and_every_word() -> None:
    rows = tables()["fault"]
    assert [row[-1].strip("`| ") for row in rows] == list(PLAYS)
    shown = {re.split("[=` ]", row[0].strip("`| "))[0] for row in rows} - {""}
    assert shown == {*WORDS, "none"}


def test_the_page_has_the_codes_with_their_messages() -> None:
    shown = {(int(row[0].strip("| ")), row[1].strip("| ")) for row in tables()["code"]}
    refusals = {(code, kind().message) for code, kind in REFUSALS.items() if code != 401}
    assert shown == refusals | set(FAILURES.items()) | {(401, UNAUTHORIZED)}
