"""Failed sign-ins: how many are free, how long the wait grows, what a success takes back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from genmux.db.pool import Pool
from genmux.errors import RateLimited
from genmux.projects import attempts
from genmux.projects.attempts import Subject, of_address, of_email

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def refused(pool: Pool, subject: Subject, now: datetime) -> float | None:
    async with pool.acquire() as conn:
        try:
            await attempts.begin(conn, [subject], now)
        except RateLimited as error:
            return error.retry_after
    return None


async def test_the_wait_doubles_up_to_a_quarter_of_an_hour(pool: Pool) -> None:
    ann, now, waits = of_email("ann@example.org"), NOW, []
    for _ in range(5):
        assert await refused(pool, ann, now) is None
    for _ in range(14):
        assert await refused(pool, ann, now) is None
        wait = await refused(pool, ann, now)
        assert wait is not None
        waits.append(round(wait))
        now += timedelta(seconds=wait)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
    assert await refused(pool, of_email("bob@example.org"), now) is None


async def test_a_success_clears_the_email_and_its_own_try_of_the_address(pool: Pool) -> None:
    subjects = [of_email("ann@example.org"), of_address("10.0.0.1")]
    async with pool.acquire() as conn:
        for _ in range(5):
            await attempts.begin(conn, subjects, NOW)
        await attempts.succeeded(conn, subjects)
        failures = await conn.fetch("select failures from sign_in_failure")
    assert [row["failures"] for row in failures] == [4]


async def test_many_at_the_same_moment_are_counted_one_by_one(pool: Pool) -> None:
    ann = of_email("ann@example.org")
    answers = await asyncio.gather(*(refused(pool, ann, NOW) for _ in range(20)))
    assert sum(answer is None for answer in answers) == 6


async def test_free_tries_are_free_in_whatever_order_they_are_counted(pool: Pool) -> None:
    office = of_address("10.0.0.1")
    assert await refused(pool, office, NOW) is None
    assert await refused(pool, office, NOW - timedelta(milliseconds=1)) is None


async def test_a_day_later_all_is_forgotten(pool: Pool) -> None:
    ann = of_email("ann@example.org")
    for _ in range(6):
        await refused(pool, ann, NOW)
    later = NOW + timedelta(days=1, minutes=1)
    for _ in range(5):
        assert await refused(pool, ann, later) is None


async def test_nothing_readable_is_kept(pool: Pool) -> None:
    await refused(pool, of_email("ann@example.org"), NOW)
    assert "ann" not in str(await pool.fetch("select f::text from sign_in_failure f"))


@pytest.mark.parametrize("text", ["\ud800", "x" * 10_000])
async def test_any_text_can_be_counted(pool: Pool, text: str) -> None:
    assert await refused(pool, of_email(text), NOW) is None
