from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.engines.remote import Refused, Why
from genmux.tasks.vendor import Circuit, circuits
from genmux.worker.circuits import Circuits


def no(why: Why, message: str = "no") -> Refused:
    return Refused(message, why)


async def known(pool: Pool) -> Circuit | None:
    async with pool.acquire() as conn:
        found = await circuits(conn)
    return found[0] if found else None


async def over(pool: Pool) -> None:
    """The pause has ended."""
    await pool.execute("update vendor set open_until = now() - interval '1 second'")


def pause(circuit: Circuit | None, since: datetime) -> float:
    """Seconds, rounded: the database and this test look at their clocks a moment apart."""
    assert circuit is not None
    assert circuit.open_until is not None
    return round((circuit.open_until - since) / timedelta(seconds=30)) * 30


@pytest.mark.parametrize("why", ["auth", "credit"])
async def test_what_the_next_would_repeat_closes_at_once(pool: Pool, why: Why) -> None:
    one = Circuits(pool, SystemClock())
    await one.check("vendor")
    await one.count("vendor", no(why, "no money\0"))
    with pytest.raises(Refused) as error:
        await one.check("vendor")
    assert error.value.why == "busy"
    assert error.value.retry_after is not None
    assert 25 < error.value.retry_after <= 30
    await one.check("another")
    circuit = await known(pool)
    assert circuit is not None
    assert circuit.reason == "no money", "the database takes no NUL"


@pytest.mark.parametrize("why", ["unsupported", "input", "rate", "moderation", "failed", "expired"])
async def test_what_says_nothing_of_the_next_is_not_counted(pool: Pool, why: Why) -> None:
    one = Circuits(pool, SystemClock())
    for _ in range(10):
        await one.count("vendor", no(why))
    await one.check("vendor")
    assert await known(pool) is None


async def test_five_in_a_row_close_and_a_job_that_is_taken_opens(pool: Pool) -> None:
    one, two = Circuits(pool, SystemClock()), Circuits(pool, SystemClock())
    for _ in range(4):
        await one.count("vendor", no("busy"))
        await one.check("vendor")
    await one.count("vendor", no("unknown"))
    for worker in (one, two):
        with pytest.raises(Refused):
            await worker.check("vendor")
    await two.close("vendor")
    assert await known(pool) is None


async def test_the_pause_is_doubled_for_each_try_up_to_ten_minutes(pool: Pool) -> None:
    clock = SystemClock()
    one = Circuits(pool, clock)
    for _ in range(4):
        await one.count("vendor", no("busy"))
    pauses = []
    for _ in range(7):
        await over(pool)
        await one.count("vendor", no("busy"))
        pauses.append(pause(await known(pool), clock.now()))
    assert pauses == [30, 60, 120, 240, 480, 600, 600]


async def test_many_at_once_are_one_outage(pool: Pool) -> None:
    """What fails after the fifth was under way by then."""
    clock = SystemClock()
    one = Circuits(pool, clock)
    await asyncio.gather(*(one.count("vendor", no("busy")) for _ in range(30)))
    assert pause(await known(pool), clock.now()) == 30
