from __future__ import annotations

import asyncio
from collections import Counter

from genmux.db.pool import Pool
from genmux.ids import TaskId, WorkerId, new_uuid
from genmux.tasks import claim
from genmux.tasks.states import Phase, State
from genmux.tasks.track import Mark, write_marks
from genmux.tasks.vendor import wait_for_vendor
from tests.tasks.desk import (
    bury,
    claim_one,
    hire,
    hold_of,
    look,
    open_desk,
    prove,
    until_someone_waits,
)


async def test_the_highest_priority_then_the_oldest_comes_first(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        low, old, new, urgent = [
            await desk.create(conn, priority=priority) for priority in (-1, 0, 0, 5)
        ]
        one = await claim_one(conn, worker)
        rest = await claim.claim(conn, worker, "local", 9)
    assert [one.task.id, *(each.task.id for each in rest)] == [urgent, old, new, low]
    assert (one.task.state, one.fence, one.crashes) == (State.RUNNING, 1, 0)


async def test_lanes_and_due_times_are_kept_apart(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        remote = await desk.create(conn, lane="remote")
        assert await claim.claim(conn, worker, "local", 9) == []
        assert await claim.next_run(conn, ["local"]) == 1.0, "nothing there that this lane can do"
        assert await claim.next_run(conn, ["local", "remote"]) <= 0.01
        await conn.execute("update job set run_at = now() + interval '0.5 seconds'")
        assert await claim.claim(conn, worker, "remote", 9) == []
        assert 0.01 <= await claim.next_run(conn, ["remote"]) <= 0.5
        await conn.execute("update job set run_at = now()")
        assert (await claim_one(conn, worker, "remote")).task.id == remote


async def test_workers_at_once_never_get_the_same_task(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        created = [await desk.create(conn) for _ in range(60)]
        workers = [await hire(conn) for _ in range(4)]

    async def work(worker: WorkerId) -> list[TaskId]:
        mine: list[TaskId] = []
        async with pool.acquire() as conn:
            while claimed := await claim.claim(conn, worker, "local", 3):
                mine += [one.task.id for one in claimed]
        return mine

    got = [task for mine in await asyncio.gather(*map(work, workers)) for task in mine]
    assert Counter(got) == Counter(created)


async def test_what_a_dead_worker_had_is_free_and_counts_a_crash(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        dead, alive = await hire(conn), await hire(conn)
        for _ in range(2):
            await desk.create(conn)
        lost, kept = await claim_one(conn, dead), await claim_one(conn, alive)
        assert await claim.reap(conn, 60) == 0, "both were seen just now"
        assert await bury(conn, dead) == 1
        again = await claim_one(conn, alive)
        assert (again.task.id, again.fence, again.crashes) == (lost.task.id, lost.fence + 1, 1)
        assert not await claim.beat(conn, dead)
        assert await claim.beat(conn, alive)
        assert kept.crashes == 0
        await prove(conn)


async def test_a_worker_that_is_not_registered_gets_nothing(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        await desk.create(conn)
        assert await claim.claim(conn, WorkerId(new_uuid()), "local", 1) == []
        assert len(await claim.claim(conn, await hire(conn), "local", 1)) == 1


async def test_who_is_being_buried_cannot_claim_in_between(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn, pool.acquire() as burying:
        worker = await hire(conn)
        await desk.create(conn)
        transaction = burying.transaction()
        await transaction.start()
        await bury(burying, worker)
        claiming = asyncio.create_task(claim.claim(conn, worker, "local", 1))
        await until_someone_waits(pool)
        await transaction.commit()
        assert await claiming == []


async def test_a_worker_that_leaves_gives_back_without_a_crash(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        one, two = await hire(conn), await hire(conn)
        task_id = await desk.create(conn)
        first = await claim_one(conn, one)
        mark = Mark(hold_of(first, one), Phase.RENDERING, 0.7, "toy")
        await write_marks(conn, [mark])
        await claim.unregister(conn, one)
        task = await look(conn, task_id)
        assert (task.state, task.progress) == (State.QUEUED, 0.0)
        again = await claim_one(conn, two)
        assert (again.fence, again.crashes) == (2, 0)
        assert await conn.fetchval("select count(*) from worker") == 1


async def test_only_the_claimant_gives_back(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn)
        claimed = await claim_one(conn, worker)
        await claim.give_back(conn, worker, task_id, claimed.fence - 1)
        await claim.give_back(conn, WorkerId(new_uuid()), task_id, claimed.fence)
        assert (await look(conn, task_id)).state is State.RUNNING
        await claim.give_back(conn, worker, task_id, claimed.fence)
        assert (await look(conn, task_id)).state is State.QUEUED


async def test_a_task_at_its_vendor_keeps_its_place_when_given_back(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        task_id = await desk.create(conn, lane="remote")
        first = await claim_one(conn, worker, "remote")
        assert await wait_for_vendor(conn, hold_of(first, worker), "v-1", 0.0, 0.2)
        second = await claim_one(conn, worker, "remote")
        await claim.give_back(conn, worker, task_id, second.fence)
        task = await look(conn, task_id)
        assert (task.state, task.phase, task.vendor_id) == (State.RUNNING, Phase.WAITING, "v-1")


async def test_claims_that_the_worker_does_not_know_are_given_back(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker, other = await hire(conn), await hire(conn)
        for _ in range(4):
            await desk.create(conn)
        running, lost, broken = await claim.claim(conn, worker, "local", 3)
        foreign = await claim_one(conn, other)
        await claim.give_back_others(conn, worker, [running.task.id], [broken.task.id])
        assert (await look(conn, running.task.id)).state is State.RUNNING
        assert (await look(conn, foreign.task.id)).state is State.RUNNING
        again = await claim.claim(conn, other, "local", 9)
    assert {(one.task.id, one.crashes) for one in again} == {
        (lost.task.id, 0),
        (broken.task.id, 1),
    }
