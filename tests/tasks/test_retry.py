from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from genmux.db.pool import Pool
from genmux.errors import Conflict, InsufficientCredits, KeyLimitReached, NotFound
from genmux.ids import ProjectId, new_uuid
from genmux.ledger.purse import KeyLimits
from genmux.tasks.cancel import cancel
from genmux.tasks.retry import retry
from genmux.tasks.states import State
from tests.tasks.desk import claim_one, end, failure, hire, look, open_desk, prove

NOW = datetime.now(UTC)


async def test_an_ended_task_is_asked_again_as_a_new_one(pool: Pool) -> None:
    desk = await open_desk(pool, 10)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        old_id = await desk.create(conn, "4", request='{"x": 1}', input='{"y": 2}', priority=2)
        await end(conn, failure(await claim_one(conn, worker), worker))
        before = await look(conn, old_id)
        new = await look(conn, await retry(conn, old_id, NOW, "remote", desk.project_id))
        assert (new.state, new.held, new.retry_of) == (State.QUEUED, Decimal(4), old_id)
        assert (new.request, new.input, new.priority) == ('{"x": 1}', '{"y": 2}', 2)
        assert await look(conn, old_id) == before
        assert (await claim_one(conn, worker, "remote")).task.id == new.id
        await prove(conn)


async def test_an_unfinished_or_foreign_task_is_not(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        task_id = await desk.create(conn)
        with pytest.raises(Conflict, match="queued"):
            await retry(conn, task_id, NOW, "local", desk.project_id)
        await cancel(conn, task_id)
        with pytest.raises(NotFound):
            await retry(conn, task_id, NOW, "local", ProjectId(new_uuid()))


async def test_it_must_be_paid_like_any_other(pool: Pool) -> None:
    desk = await open_desk(pool, 10, limits=KeyLimits(total=Decimal(6)))
    rich = await open_desk(pool, 0)
    async with pool.acquire() as conn:
        first = await desk.create(conn, "4")
        await cancel(conn, first)
        again = await retry(conn, first, NOW, "local")
        assert await desk.spent(conn) == {Decimal(4)}
        with pytest.raises(KeyLimitReached):
            await retry(conn, first, NOW, "local")
        other = await retry(conn, first, NOW, "local", key_id=rich.key_id)
        assert (await look(conn, other)).key_id == rich.key_id
        with pytest.raises(InsufficientCredits):
            await retry(conn, first, NOW, "local", key_id=rich.key_id)
        assert (await look(conn, again)).limited
        await prove(conn)
