from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from genmux.db.pool import Pool
from genmux.settings import Settings, load_settings
from genmux.storage.store import Store
from genmux.worker import sweeper as module
from genmux.worker.sweeper import Sweeper
from tests.tasks.desk import Desk, claim_one, end, hire, open_desk, prove, success


@dataclasses.dataclass
class LaterClock:
    later: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later


@pytest.fixture
def clock() -> LaterClock:
    return LaterClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(file=None, environ={}, flags={"data.dir": str(tmp_path)})


@pytest.fixture
def sweeper(pool: Pool, clock: LaterClock, settings: Settings, tmp_path: Path) -> Sweeper:
    return Sweeper(pool, Store.open(str(tmp_path)), clock, settings)


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    return await open_desk(pool)


async def names(pool: Pool) -> set[str]:
    return {row["key"] for row in await pool.fetch("select key from idempotency")}


async def test_idempotency_keys_are_forgotten_when_their_time_is_over(
    pool: Pool, sweeper: Sweeper, clock: LaterClock, settings: Settings, desk: Desk
) -> None:
    async with pool.acquire() as conn:
        await desk.create(conn, idempotency_key="k")
    clock.later = timedelta(hours=settings.tasks.idempotency_hours - 1)
    await sweeper.sweep()
    assert await names(pool) == {"k"}
    clock.later += timedelta(hours=2)
    await sweeper.sweep()
    assert await names(pool) == set()


async def test_what_keys_spent_in_total_is_never_forgotten(
    pool: Pool, sweeper: Sweeper, clock: LaterClock, desk: Desk
) -> None:
    now = clock.now()
    for bucket in (f"hour {now:%Y-%m-%dT%H}", f"day {now:%Y-%m-%d}", "total"):
        await pool.execute("insert into key_spend values ($1, $2, 1)", desk.key_id, bucket)
    await sweeper.sweep()
    assert await pool.fetchval("select count(*) from key_spend") == 3
    clock.later = timedelta(days=5)
    await sweeper.sweep()
    rows = await pool.fetch("select bucket from key_spend")
    assert [row["bucket"] for row in rows] == ["total"]


async def test_old_tasks_go_and_the_books_stay_right(
    pool: Pool, sweeper: Sweeper, clock: LaterClock, settings: Settings, desk: Desk
) -> None:
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        await end(conn, success(await claim_one(conn, worker), worker))
        clock.later = timedelta(days=settings.tasks.keep_days + 32)
        await sweeper.sweep()
        assert await conn.fetchval("select count(*) from task") == 0
        assert await conn.fetchval("select count(*) from ledger_entry") == 3
        await prove(conn)


async def test_only_one_sweeps(pool: Pool, sweeper: Sweeper, clock: LaterClock, desk: Desk) -> None:
    async with pool.acquire() as conn:
        await desk.create(conn, idempotency_key="k")
        clock.later = timedelta(days=30)
        await conn.execute("select pg_advisory_lock($1)", module._LOCK)
        await sweeper.sweep()
        assert await names(pool) == {"k"}
        await conn.execute("select pg_advisory_unlock($1)", module._LOCK)
        await sweeper.sweep()
        assert await names(pool) == set()
        free = await conn.fetchval("select pg_try_advisory_lock($1)", module._LOCK)
        assert free, "the broom is put back"
