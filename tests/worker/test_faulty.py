"""Delays and failures on request, whatever happens to the worker meanwhile."""

from __future__ import annotations

import pickle
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from genmux.db.pool import Pool
from genmux.db.signals import JOB
from genmux.faults import Faults, parse
from genmux.ids import TaskId
from genmux.tasks.cancel import cancel
from genmux.tasks.states import State
from genmux.worker.faulty import FailedOnRequest, put_off
from tests.tasks.desk import bury, claim_one, hire, hold_of, look, open_desk, prove
from tests.worker.shop import Shop, open_shop

WAITING = "select count(*) from job where worker_id is null and run_at > now()"


@pytest.fixture
async def shop(pool: Pool, database: str, tmp_path: Path) -> AsyncIterator[Shop]:
    desk = await open_desk(pool)
    async with open_shop(pool, database, desk, tmp_path) as shop:
        yield shop


async def order(shop: Shop, fault: str, do: str = "make") -> TaskId:
    async with shop.pool.acquire() as conn:
        task_id = await shop.desk.create(conn, input=f'{{"do": "{do}"}}', fault=fault)
    shop.signaller.send(JOB)
    return task_id


async def test_many_that_wait_keep_nobody_waiting(shop: Shop) -> None:
    shop.open()
    put_off = [await order(shop, "delay=600; fail=501; after=0.5") for _ in range(8)]
    quick = await order(shop, "")
    await shop.until(quick, State.SUCCEEDED)
    for task_id in put_off:
        task = await shop.until(task_id, State.RUNNING, phase="rendering")
        assert (task.progress, task.engine) == (0.5, "sketch")
    assert await shop.pool.fetchval(WAITING) == len(put_off)


async def test_one_that_waits_can_be_cancelled(shop: Shop) -> None:
    shop.open()
    task_id = await order(shop, "delay=600")
    await shop.until(task_id, State.RUNNING, phase="rendering")
    async with shop.pool.acquire() as conn:
        assert (await cancel(conn, task_id)).state is State.CANCELLED
        assert not await conn.fetchval("select count(*) from job")
        await prove(conn)


async def test_a_delay_is_counted_from_the_first_beginning(pool: Pool) -> None:
    desk, asked = await open_desk(pool), parse("delay=30")
    async with pool.acquire() as conn:
        first = await hire(conn)
        task_id = await desk.create(conn, fault="delay=30")
        claimed = await claim_one(conn, first)
        await bury(conn, first)
        assert not await put_off(conn, hold_of(claimed, first), asked, "sketch"), "claim lost"
        second = await hire(conn)
        claimed = await claim_one(conn, second)
        hold = hold_of(claimed, second)
        assert await put_off(conn, hold, asked, "sketch")
        assert not await put_off(conn, hold, asked, "sketch"), "given back once"
        task = await look(conn, task_id)
        assert (task.state, task.phase) == (State.RUNNING, "rendering")
        wait = "select extract(epoch from j.run_at - t.started_at) from job j, task t"
        assert await conn.fetchval(wait) == 30
        await conn.execute("update job set run_at = now()")
        await conn.execute("update task set started_at = now() - interval '31 seconds'")
        over = await claim_one(conn, second)
        assert not await put_off(conn, hold_of(over, second), asked, "sketch"), "it is over"


async def test_the_renderer_of_a_failure_is_free_for_the_next(shop: Shop) -> None:
    shop.open()
    task_id = await order(shop, "fail=531; after=0.2", do="hang_not")
    task = await shop.until(task_id, State.FAILED)
    assert (task.fail_code, task.progress) == ("500", 0.0), "the engine's own failure comes first"
    task_id = await order(shop, "fail=531; after=0.5")
    task = await shop.until(task_id, State.FAILED)
    assert (task.fail_code, task.progress) == ("531", 0.5)
    assert task.charged == 0
    await shop.until(await order(shop, ""), State.SUCCEEDED)


async def test_what_never_tells_of_so_much_fails_at_its_end(shop: Shop) -> None:
    shop.open()
    for after, progress in (("1", 1.0), ("first", 0.75)):
        task = await shop.until(await order(shop, f"fail=501; after={after}"), State.FAILED)
        assert (task.fail_code, task.progress) == ("501", progress)
        assert not await shop.pool.fetchval("select count(*) from asset")


async def test_a_stage_is_reached_and_told_before(shop: Shop) -> None:
    shop.open()
    task = await shop.until(await order(shop, "fail=501; after=first", do="stages"), State.FAILED)
    assert task.fail_code == "501"
    told = "select array_agg(event order by id) from delivery where task_id = $1"
    assert await shop.pool.fetchval(told, task.id) == ["task.words", "task.first", "task.failed"]


async def test_a_fault_that_is_no_longer_known_does_not_happen(shop: Shop) -> None:
    shop.open()
    await shop.until(await order(shop, "of=another; version"), State.SUCCEEDED)


def test_the_failure_stays_in_its_process() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(FailedOnRequest(Faults(fail=501), 0.5))
