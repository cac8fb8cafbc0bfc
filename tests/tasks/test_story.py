"""A task's steps as its writes leave them."""

from __future__ import annotations

import pytest

from genmux.db.pool import Connection, Pool
from genmux.ids import WorkerId, new_uuid
from genmux.ledger.entry import Kind
from genmux.tasks import claim
from genmux.tasks.cancel import cancel
from genmux.tasks.read import get
from genmux.tasks.states import Phase
from genmux.tasks.story import entries_of, steps
from genmux.tasks.track import Hold, Mark, write_marks
from genmux.tasks.vendor import wait_for_vendor
from tests.tasks.desk import Desk, open_desk


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    return await open_desk(pool)


async def told(conn: Connection, task_id: object) -> list[str]:
    task = await get(conn, task_id)  # type: ignore[arg-type]
    assert task is not None
    found = await steps(conn, task)
    assert [step.moment for step in found] == sorted(step.moment for step in found)
    return [step.phase or step.state for step in found]


async def test_every_move_leaves_a_step(pool: Pool, desk: Desk) -> None:
    worker = WorkerId(new_uuid())
    async with pool.acquire() as conn:
        task_id = await desk.create(conn)
        await claim.register(conn, worker, "here", 1)
        (taken,) = await claim.claim(conn, worker, "local", 5)
        hold = Hold(task_id, worker, taken.fence)
        for phase, progress in (
            (Phase.FETCHING, 0.0),
            (Phase.FETCHING, 0.1),
            (Phase.RENDERING, 0.2),
        ):
            await write_marks(conn, [Mark(hold, phase, progress, "toys")])
        assert await told(conn, task_id) == ["queued", "running", "fetching", "rendering"]
        await claim.give_back(conn, worker, task_id, taken.fence)
        (taken,) = await claim.claim(conn, worker, "local", 5)
        hold = Hold(task_id, worker, taken.fence)
        await write_marks(conn, [Mark(hold, Phase.SUBMITTING, 0, "toys")])
        assert await wait_for_vendor(conn, hold, "v-1", 0, 0)
        for _ in range(2):  # each look at the vendor claims it anew
            (taken,) = await claim.claim(conn, worker, "local", 5)
            hold = Hold(task_id, worker, taken.fence)
            assert await wait_for_vendor(conn, hold, "v-1", 0, 0)
        await cancel(conn, task_id)
        assert (await told(conn, task_id))[4:] == [
            *("queued", "running", "submitting", "waiting", "cancelled")
        ]
        kinds = [entry.kind for entry in await entries_of(conn, task_id)]
        assert kinds == [Kind.HOLD, Kind.RELEASE]


async def test_a_task_that_begins_for_ever_is_not_written_for_ever(pool: Pool, desk: Desk) -> None:
    worker = WorkerId(new_uuid())
    async with pool.acquire() as conn:
        task_id = await desk.create(conn)
        await conn.execute("update task set track = repeat(' running@1', 101)")
        await claim.register(conn, worker, "here", 1)
        await claim.claim(conn, worker, "local", 5)
        assert await conn.fetchval("select length(track) from task where id = $1", task_id) == 1010
        # A clock that was behind makes no step begin before the one that it follows.
        assert set(await told(conn, task_id)) == {"queued", "running"}
