from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from genmux.db.pool import Connection, Pool
from genmux.ids import TaskId
from genmux.tasks.states import Phase
from genmux.tasks.track import Hold, Mark, write_marks
from genmux.worker import marks as module
from genmux.worker.marks import Marks
from tests.tasks.desk import Desk, bury, claim_one, hire, hold_of, look, open_desk


@pytest.fixture
async def marks(pool: Pool) -> AsyncIterator[Marks]:
    marks = Marks(pool)
    running = asyncio.create_task(marks.run())
    yield marks
    running.cancel()


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    return await open_desk(pool)


async def claimed(pool: Pool, desk: Desk) -> Hold:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        return hold_of(await claim_one(conn, worker), worker)


async def until_progress(pool: Pool, task_id: TaskId, share: float) -> None:
    async with asyncio.timeout(20):
        while True:
            async with pool.acquire() as conn:
                if (await look(conn, task_id)).progress == share:
                    return
            await asyncio.sleep(0.01)


async def test_the_newest_mark_is_written(pool: Pool, marks: Marks, desk: Desk) -> None:
    hold = await claimed(pool, desk)
    for share in (0.0, 0.25, 0.5):
        marks.put(Mark(hold, Phase.RENDERING, share, "toy"))
    await until_progress(pool, hold.task_id, 0.5)


async def test_a_dropped_mark_is_not_written(pool: Pool, marks: Marks, desk: Desk) -> None:
    dropped, kept = await claimed(pool, desk), await claimed(pool, desk)
    marks.put(Mark(dropped, Phase.RENDERING, 0.5, "toy"))
    marks.put(Mark(kept, Phase.RENDERING, 0.5, "toy"))
    marks.drop(dropped.task_id)
    await until_progress(pool, kept.task_id, 0.5)
    async with pool.acquire() as conn:
        assert (await look(conn, dropped.task_id)).progress == 0


async def test_a_claim_that_no_longer_holds_is_told_as_what_it_was(
    pool: Pool, marks: Marks, desk: Desk
) -> None:
    hold = await claimed(pool, desk)
    lost: asyncio.Future[Hold] = asyncio.get_running_loop().create_future()
    marks.on_lost(lost.set_result)
    async with pool.acquire() as conn:
        await bury(conn, hold.worker_id)
    marks.put(Mark(hold, Phase.RENDERING, 0.5, "toy"))
    assert await asyncio.wait_for(lost, 20) == hold


@pytest.mark.parametrize("error", [ConnectionResetError, asyncpg.DeadlockDetectedError])
async def test_a_round_that_fails_ends_no_later_one(
    pool: Pool,
    marks: Marks,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
) -> None:
    failed = asyncio.Event()

    async def failing(conn: Connection, some: list[Mark]) -> list[bool]:
        if not failed.is_set():
            failed.set()
            raise error
        return await write_marks(conn, some)

    monkeypatch.setattr(module, "write_marks", failing)
    hold = await claimed(pool, desk)
    marks.put(Mark(hold, Phase.RENDERING, 0.25, "toy"))
    await failed.wait()
    marks.put(Mark(hold, Phase.RENDERING, 0.5, "toy"))
    await until_progress(pool, hold.task_id, 0.5)
