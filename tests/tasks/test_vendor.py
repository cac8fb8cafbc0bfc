from __future__ import annotations

import pytest

from genmux.db.pool import Pool
from genmux.ids import new_uuid
from genmux.tasks.cancel import cancel
from genmux.tasks.states import Phase, State
from genmux.tasks.vendor import (
    Limits,
    ToCancel,
    at_work,
    begin_submit,
    cancelled,
    due_cancels,
    failed,
    note_road,
    place_of,
    take_place,
    wait_for_vendor,
    wait_turn,
    wake,
    withdraw,
)
from tests.tasks.desk import Desk, bury, claim_one, hire, hold_of, look, open_desk


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    return await open_desk(pool)


def test_a_projects_own_account_is_counted_for_itself() -> None:
    project = new_uuid()
    assert place_of("fal", project, mine=False) == "fal"
    assert place_of("fal", project, mine=True) == f"fal/{project.hex}"


async def test_who_lost_the_claim_writes_nothing(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn, lane="remote")
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        await bury(conn, worker)
        before = await look(conn, task_id)
        assert await take_place(conn, hold, "fal", Limits()) is None
        assert not await begin_submit(conn, hold, "fal", "{}")
        assert not await withdraw(conn, hold, "{}")
        assert not await note_road(conn, hold, "{}")
        assert not await wait_turn(conn, hold, 1.0, "{}")
        assert not await wait_for_vendor(conn, hold, "v-1", 1.0, 0.5)
        assert await look(conn, task_id) == before
        assert await at_work(conn) == {}


async def test_a_place_is_free_again_when_nothing_was_taken(pool: Pool, desk: Desk) -> None:
    limits = Limits(concurrency=1)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for _ in range(2):
            await desk.create(conn, lane="remote")
        one = hold_of(await claim_one(conn, worker, "remote"), worker)
        two = hold_of(await claim_one(conn, worker, "remote"), worker)
        assert await take_place(conn, one, "fal", limits) == 0
        assert await take_place(conn, one, "fal", limits) == 0, "its own place is no other's"
        assert 1.0 <= (await take_place(conn, two, "fal", limits) or 0) <= 1.5
        assert await withdraw(conn, one, "{}")
        assert await take_place(conn, two, "fal", limits) == 0
        assert await at_work(conn) == {"fal": 1}


async def test_the_more_wait_the_less_often_each_comes_by(pool: Pool, desk: Desk) -> None:
    limits = Limits(concurrency=1)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for _ in range(52):
            await desk.create(conn, lane="remote")
        one = hold_of(await claim_one(conn, worker, "remote"), worker)
        two = hold_of(await claim_one(conn, worker, "remote"), worker)
        assert await take_place(conn, one, "fal", limits) == 0
        waits = [await take_place(conn, two, "fal", limits) for _ in range(5)]
    assert all(wait is not None and 5 <= wait <= 7.5 for wait in waits)
    assert len(set(waits)) == 5, "not all at once"


async def test_the_pace_lends_a_minutes_worth(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, lane="remote")
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        limits = Limits(per_minute=3)
        assert [await take_place(conn, hold, "fal", limits) for _ in range(3)] == [0, 0, 0]
        wait = await take_place(conn, hold, "fal", limits)
        assert wait is not None
        assert 19 < wait <= 30
        await conn.execute("update vendor set filled_at = now() - interval '1 hour'")
        assert [await take_place(conn, hold, "fal", limits) for _ in range(3)] == [0, 0, 0]
        assert await take_place(conn, hold, "fal", limits) != 0, "an hour saves up no more"


@pytest.mark.parametrize("submitting", [False, True])
async def test_who_waits_is_queued_unless_the_job_may_be_there(
    pool: Pool, desk: Desk, submitting: bool
) -> None:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn, lane="remote")
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        assert await take_place(conn, hold, "fal", Limits()) == 0
        if submitting:
            assert await begin_submit(conn, hold, "fal", "{}")
        assert await wait_turn(conn, hold, 60.0, "{}")
        task = await look(conn, task_id)
        wanted = (State.RUNNING, Phase.SUBMITTING) if submitting else (State.QUEUED, Phase.NONE)
        assert (task.state, task.phase) == wanted
        assert await at_work(conn) == ({"fal": 1} if submitting else {})


async def test_a_call_of_the_vendor_wakes_what_waits_there_only(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn, lane="remote")
        assert not await wake(conn, task_id)
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        await take_place(conn, hold, "fal", Limits())
        await begin_submit(conn, hold, "fal", "{}")
        await wait_for_vendor(conn, hold, "v-1", 3600.0, 0.0)
        assert await wake(conn, task_id)
        assert (await claim_one(conn, worker, "remote")).task.vendor_id == "v-1"


async def test_no_vendor_puts_a_job_off_for_ever(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, lane="remote")
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        assert await wait_for_vendor(conn, hold, "v-1", 1e17, 1e300)
        assert await conn.fetchval("select progress from task") == 1
        assert await conn.fetchval("select run_at <= now() + interval '10 minutes' from job")


async def test_a_cancelled_job_is_taken_back_until_it_is_done(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn, lane="remote")
        hold = hold_of(await claim_one(conn, worker, "remote"), worker)
        await begin_submit(conn, hold, "fal", "{}")
        await wait_for_vendor(conn, hold, "v-1", 0.0, 0.0)
        await cancel(conn, task_id)
        wanted = ToCancel(task_id, desk.project_id, "fal", "v-1", 1, "toy/model")
        assert await due_cancels(conn, 10, 30.0) == [wanted]
        assert await due_cancels(conn, 10, 30.0) == [], "not before the pause is over"
        await conn.execute("update vendor_cancel set next_at = now()")
        (again,) = await due_cancels(conn, 10, 0.0)
        assert again.tries == 2
        await cancelled(conn, [task_id])
        assert await due_cancels(conn, 10, 0.0) == []


async def test_a_failure_while_nothing_is_sent_makes_the_pause_no_longer(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await failed(conn, "fal", "no money", at_once=True)
        before = await conn.fetchrow("select failures, open_until from vendor")
        await failed(conn, "fal", "no line", at_once=False)
        assert await conn.fetchrow("select failures, open_until from vendor") == before
