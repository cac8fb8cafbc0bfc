from __future__ import annotations

import pytest

from genmux.db.pool import Pool
from genmux.tasks.states import Phase
from genmux.tasks.track import Hold, Mark, write_marks
from genmux.tasks.vendor import begin_submit, wait_for_vendor
from tests.tasks.desk import bury, claim_one, hire, hold_of, look, open_desk


async def test_marks_are_written_where_the_claim_holds(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for _ in range(2):
            await desk.create(conn)
        one, two = await claim_one(conn, worker), await claim_one(conn, worker)
        stale = Hold(two.task.id, worker, two.fence - 1)
        held = await write_marks(
            conn,
            [
                Mark(stale, Phase.STORING, 0.9, "toy"),
                Mark(hold_of(one, worker), Phase.RENDERING, 0.5, "toy"),
            ],
        )
        assert held == [False, True]
        marked, untouched = await look(conn, one.task.id), await look(conn, two.task.id)
    assert (marked.phase, marked.progress, marked.engine) == (Phase.RENDERING, 0.5, "toy")
    assert untouched == two.task


@pytest.mark.parametrize("late", [Phase.FETCHING, Phase.RENDERING, Phase.STORING])
async def test_no_mark_hides_that_a_task_was_submitted(pool: Pool, late: Phase) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn, lane="remote")
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        await write_marks(conn, [Mark(hold, Phase.FETCHING, 0.0, "v")])
        await write_marks(conn, [Mark(hold, Phase.SUBMITTING, 0.0, "v")])
        assert await write_marks(conn, [Mark(hold, late, 0.6, "v")]) == [True]
        task = await look(conn, task_id)
        assert task.phase is Phase.SUBMITTING
        assert task.progress == pytest.approx(0.6)
        await wait_for_vendor(conn, hold, "v-1", 0.0, 0.0)
        again = hold_of(await claim_one(conn, worker, "remote"), worker)
        await write_marks(conn, [Mark(again, late, 1.0, "v")])
        assert (await look(conn, task_id)).phase is Phase.WAITING


async def test_no_late_mark_says_that_somebody_else_was_asked(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn, lane="remote")
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        assert await begin_submit(conn, hold, "second", "")
        await write_marks(conn, [Mark(hold, Phase.FETCHING, 0.0, "first")])
        assert (await look(conn, task_id)).engine == "second"


async def test_a_lost_claim_saves_no_vendor_id(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn, lane="remote")
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        await bury(conn, worker)
        assert not await wait_for_vendor(conn, hold, "v-1", 0.0, 0.0)
        assert (await look(conn, task_id)).vendor_id is None
