"""Parts that are shown before the rest: in order, once, under ids that stay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from genmux.db.pool import Pool
from genmux.ids import TaskId
from genmux.tasks.cancel import cancel
from genmux.tasks.states import State
from tests.tasks.desk import bury, open_desk, prove
from tests.worker.shop import Shop, open_shop


@pytest.fixture
async def shop(pool: Pool, database: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(pool, database, await open_desk(pool), tmp_path) as shop:
        shop.open()
        yield shop


async def stage(shop: Shop, task_id: TaskId, name: str) -> dict[str, Any]:
    """The result so far once the task is at that stage."""
    async with asyncio.timeout(20):
        while True:
            task = await shop.read(task_id)
            if task.stage == name:
                break
            await asyncio.sleep(0.01)
    assert task.result is not None
    result: dict[str, Any] = orjson.loads(task.result)
    return result


async def told(shop: Shop, task_id: TaskId) -> list[tuple[str, str]]:
    rows = await shop.pool.fetch(
        "select event, body from delivery where task_id = $1 order by id", task_id
    )
    return [(row["event"], row["body"]) for row in rows]


async def test_stages_are_shown_and_told_in_order(shop: Shop, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    task_id = await shop.order("stages", gate=str(gate))
    early = await stage(shop, task_id, "first")
    assert early["extra"] == {"words": "la la"}
    (first,) = early["files"]
    assert first["detail"] == {"title": "first"}
    assert (await shop.read(task_id)).state is State.RUNNING
    gate.touch()
    task = await shop.until(task_id, State.SUCCEEDED)
    assert task.result is not None
    files = orjson.loads(task.result)["files"]
    assert [file["name"] for file in files] == ["first.txt", "toy.txt"]
    assert files[0] == first
    assert [event for event, _ in await told(shop, task_id)] == [
        "task.words",
        "task.first",
        "task.succeeded",
    ]
    assert (await told(shop, task_id))[0][1] == '{"stage": "words"}'
    async with shop.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from asset where task_id = $1", task_id) == 2
        await prove(conn)


async def test_a_renderer_that_dies_tells_no_stage_twice(shop: Shop, tmp_path: Path) -> None:
    task_id = await shop.order("stages", seen=str(tmp_path / "seen"))
    first = (await stage(shop, task_id, "first"))["files"][0]["id"]
    task = await shop.until(task_id, State.SUCCEEDED)
    assert task.result is not None
    assert orjson.loads(task.result)["files"][0]["id"] == first
    assert len(await told(shop, task_id)) == 3


async def test_another_worker_goes_on_from_what_was_shown(shop: Shop, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    task_id = await shop.order("stages", gate=str(gate))
    first = (await stage(shop, task_id, "first"))["files"][0]["id"]
    async with shop.pool.acquire() as conn:
        worker = await conn.fetchval("select worker_id from job where task_id = $1", task_id)
        assert await bury(conn, worker) == 1
    gate.touch()
    task = await shop.until(task_id, State.SUCCEEDED)
    assert task.result is not None
    assert orjson.loads(task.result)["files"][0]["id"] == first
    events = [event for event, _ in await told(shop, task_id)]
    assert events == ["task.words", "task.first", "task.succeeded"]


async def test_a_cancelled_task_shows_nothing_more(shop: Shop, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    task_id = await shop.order("stages", gate=str(gate))
    await stage(shop, task_id, "first")
    async with shop.pool.acquire() as conn:
        task = await cancel(conn, task_id, shop.desk.project_id, None)
    assert (task.state, task.result) == (State.CANCELLED, None)
    gate.touch()
    await asyncio.sleep(0.1)
    assert (await shop.read(task_id)).state is State.CANCELLED
    async with shop.pool.acquire() as conn:
        await prove(conn)
