"""What dead processes leave behind, and old calls."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from genmux.app import open_store
from genmux.chat.money import LEASE, end_all, end_with_more, hold_all
from genmux.chat.sweep import prune, release_lost
from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.settings import load_settings
from genmux.worker.sweeper import Sweeper
from tests.chat.conftest import LIMITS, Make, done, purse, spent

NOW = SystemClock().now()


async def test_a_call_without_a_process_gives_its_hold_back(pool: Pool, make: Make) -> None:
    old, young = make(5, LIMITS), make(3)
    async with pool.acquire() as conn:
        await hold_all(conn, [old], NOW)
        await hold_all(conn, [young], NOW + timedelta(seconds=10))
        assert await release_lost(conn, NOW + timedelta(seconds=1), 100) == 0
        assert await release_lost(conn, NOW + LEASE + timedelta(seconds=1), 100) == 1
        state = await conn.fetchval("select state from chat_call where id = $1", old.id)
    assert state == "lost"
    assert await purse(pool) == (97, 3)
    assert await spent(pool) == 0


async def test_a_process_that_was_taken_for_dead_changes_nothing(pool: Pool, make: Make) -> None:
    call = make(5)
    async with pool.acquire() as conn:
        await hold_all(conn, [call], NOW)
        await release_lost(conn, NOW + 2 * LEASE, 100)
        assert await end_all(conn, [done(call, 2)]) == []
        assert await end_with_more(conn, done(call, 2), NOW) == 0
    assert await purse(pool) == (100, 0)


async def test_old_calls_go_and_their_entries_stay(pool: Pool, make: Make) -> None:
    ended, open_ = make(5), make(3)
    async with pool.acquire() as conn:
        await hold_all(conn, [ended, open_], NOW)
        await end_all(conn, [done(ended, 2)])
        assert await prune(conn, NOW + timedelta(days=59), 60, 100) == 0
        assert await prune(conn, NOW + timedelta(days=61), 60, 100) == 1
        assert await conn.fetchval("select count(*) from chat_call") == 1
    assert await purse(pool) == (95, 3)


class Later(SystemClock):
    """The clock of a worker an hour from now."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=1)


async def test_the_sweeper_does_it(pool: Pool, make: Make, tmp_path: Path) -> None:
    settings = load_settings(file=None, environ={}, flags={"data.dir": str(tmp_path)})
    async with pool.acquire() as conn:
        await hold_all(conn, [make(5)], NOW)
    await Sweeper(pool, open_store(settings), Later(), settings).sweep()
    assert await purse(pool) == (100, 0)
