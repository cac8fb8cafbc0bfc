"""The pace of chat calls, in one process and in all of them together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from genmux.chat.money import hold_all
from genmux.chat.pace import Pace, PaceLimit
from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.errors import InsufficientCredits, RateLimited
from genmux.ids import new_uuid
from tests.chat.conftest import LIMITS, Make, purse

NOW = SystemClock().now
LIMIT = PaceLimit(3, 60)


def test_the_pace_is_kept_for_each_purse() -> None:
    pace = Pace(PaceLimit(2, 60))
    mine, other = new_uuid(), new_uuid()
    pace.take(mine, False)
    pace.take(mine, False)
    pace.take(mine, True)
    pace.take(other, False)
    with pytest.raises(RateLimited, match="2 chat calls in 60 seconds") as found:
        pace.take(mine, False)
    assert 0 < found.value.retry_after <= 60


async def test_it_is_kept_by_all_processes_together(pool: Pool, make: Make) -> None:
    """Each group may come from another one; the last has one call too many."""
    async with pool.acquire() as conn:
        assert await hold_all(conn, [make(1)], NOW(), limit=LIMIT) == [None]
        assert await hold_all(conn, [make(1, LIMITS)], NOW(), limit=LIMIT) == [None]
        first, second = await hold_all(conn, [make(1), make(1)], NOW(), limit=LIMIT)
    assert first is None
    assert isinstance(second, RateLimited)
    assert 50 <= second.retry_after <= 60
    assert "3 chat calls in 60 seconds" in second.message
    assert await purse(pool) == (97, 3)


async def test_the_window_moves_on(pool: Pool, make: Make) -> None:
    async with pool.acquire() as conn:
        calls = [make(1) for _ in range(3)]
        assert await hold_all(conn, calls, NOW(), limit=LIMIT) == [None] * 3
        later = NOW() + timedelta(seconds=61)
        assert await hold_all(conn, [make(1)], later, limit=LIMIT) == [None]


async def test_what_is_refused_does_not_count(pool: Pool, make: Make) -> None:
    async with pool.acquire() as conn:
        calls = [make(500), *(make(1) for _ in range(4))]
        answers = await hold_all(conn, calls, NOW(), limit=LIMIT)
    assert isinstance(answers[0], InsufficientCredits)
    assert answers[1:4] == [None] * 3
    assert isinstance(answers[4], RateLimited)
