"""What exists once in a project is found without being asked for."""

from __future__ import annotations

import pytest

from genmux.db.pool import Connection, Pool
from genmux.ids import TaskId
from genmux.tasks.once import made_once
from tests.tasks.desk import Desk, claim_one, end, failure, hire, open_desk


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    return await open_desk(pool)


async def _found(conn: Connection, desk: Desk, *, sandbox: bool = False) -> TaskId | None:
    task = await made_once(conn, desk.project_id, "finer 1", sandbox=sandbox)
    return None if task is None else task.id


async def test_nothing_is_found_before_it_was_asked_for(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        assert await _found(conn, desk) is None
        await desk.create(conn, once="finer 2")
        assert await _found(conn, desk) is None


async def test_the_task_that_makes_it_is_found_in_its_purse_only(pool: Pool, desk: Desk) -> None:
    other = await open_desk(pool, name="other")
    async with pool.acquire() as conn:
        task_id = await desk.create(conn, once="finer 1")
        assert await _found(conn, desk) == task_id
        assert await _found(conn, other) is None
        assert await _found(conn, desk, sandbox=True) is None


async def test_the_latest_of_several_tries_counts(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        first = new = desk.task(once="finer 1")
        for _ in range(3):
            task_id = await desk.create(conn, id=new.id, once=new.once)
            assert await _found(conn, desk) == task_id
            claimed = await claim_one(conn, worker)
            assert await end(conn, failure(claimed, worker))
            assert await _found(conn, desk) == task_id
            new = desk.task(once=first.after(task_id).once)
            assert len(new.once or "") < 50, "an index takes 2,700 bytes"
