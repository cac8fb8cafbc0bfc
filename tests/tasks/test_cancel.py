from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from genmux.db.pool import Pool
from genmux.errors import Conflict, NotFound
from genmux.ids import ProjectId, TaskId, new_uuid
from genmux.tasks import claim
from genmux.tasks.cancel import cancel
from genmux.tasks.states import Phase, State
from genmux.tasks.track import Mark, write_marks
from tests.tasks.desk import (
    claim_one,
    end,
    hire,
    hold_of,
    look,
    open_desk,
    prove,
    success,
    until_someone_waits,
)


async def test_a_queued_task_is_taken_back_and_told(pool: Pool) -> None:
    desk = await open_desk(pool, 10)
    async with pool.acquire() as conn:
        task_id = await desk.create(conn, "4")
        task = await cancel(
            conn, task_id, desk.project_id, lambda task, left: f'["{task.state}", {left:f}]'
        )
        assert (task.state, task.charged) == (State.CANCELLED, Decimal(0))
        assert await desk.balance(conn) == (Decimal(10), Decimal(0))
        assert await conn.fetchval("select body from delivery") == '["cancelled", 10.000000]'
        assert await conn.fetchval("select count(*) from model_outcome") == 0
        await prove(conn)


async def test_a_running_task_is_taken_from_its_worker(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        claimed = await claim_one(conn, worker)
        assert (await cancel(conn, claimed.task.id)).state is State.CANCELLED
        mark = Mark(hold_of(claimed, worker), Phase.RENDERING, 0.5, "toy")
        assert await write_marks(conn, [mark]) == [False], "that is how the worker finds out"
        assert not await end(conn, success(claimed, worker))
        await prove(conn)


async def test_an_ended_task_stays_as_it_is(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        claimed = await claim_one(conn, worker)
        await end(conn, success(claimed, worker))
        before = await look(conn, claimed.task.id)
        with pytest.raises(Conflict, match="succeeded"):
            await cancel(conn, claimed.task.id)
        assert await look(conn, claimed.task.id) == before
        await prove(conn)


async def test_a_task_of_another_project_does_not_exist(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        task_id = await desk.create(conn)
        with pytest.raises(NotFound):
            await cancel(conn, task_id, ProjectId(new_uuid()))
        with pytest.raises(NotFound):
            await cancel(conn, TaskId(new_uuid()), desk.project_id)
        assert (await look(conn, task_id)).state is State.QUEUED


async def test_of_a_cancel_and_a_finish_at_once_one_wins(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for _ in range(15):
            await desk.create(conn)
        claimed = await claim.claim(conn, worker, "local", 15)

    async def take_back(task_id: TaskId) -> bool:
        async with pool.acquire() as conn:
            try:
                await cancel(conn, task_id)
            except Conflict:
                return False
            return True

    async def finish(one: claim.Claimed) -> bool:
        async with pool.acquire() as conn:
            return await end(conn, success(one, worker))

    for one in claimed:
        winners = await asyncio.gather(finish(one), take_back(one.task.id), take_back(one.task.id))
        assert sum(winners) == 1
    async with pool.acquire() as conn:
        await prove(conn)


async def test_a_cancel_while_it_is_being_claimed_wins_in_the_end(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn, pool.acquire() as claiming:
        worker = await hire(conn)
        task_id = await desk.create(conn)
        transaction = claiming.transaction()
        await transaction.start()
        claimed = await claim_one(claiming, worker)
        cancelling = asyncio.create_task(cancel(conn, task_id))
        await until_someone_waits(pool)
        await transaction.commit()
        assert (await cancelling).state is State.CANCELLED
        assert not await end(conn, success(claimed, worker))
        await prove(conn)
