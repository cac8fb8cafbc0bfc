"""Holding and settling: exact in every order of events, and after every loss."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from genmux.chat.money import end_all, end_with_more, hold_all
from genmux.db.pool import Pool
from genmux.errors import InsufficientCredits, KeyLimitReached
from tests.chat.conftest import LIMITS, Make, done, purse, spent

NOW = datetime.now(UTC)


async def test_a_call_is_held_and_settled(pool: Pool, make: Make) -> None:
    call = make(5)
    async with pool.acquire() as conn:
        assert await hold_all(conn, [call], NOW) == [None]
        assert await purse(pool) == (95, 5)
        assert await end_all(conn, [done(call, 2)]) == [call.id]
    assert await purse(pool) == (98, 0)


async def test_nothing_used_is_released(pool: Pool, make: Make) -> None:
    call = make(5)
    async with pool.acquire() as conn:
        await hold_all(conn, [call], NOW)
        await end_all(conn, [done(call, 0)])
        kinds = await conn.fetch("select kind from ledger_entry where task_id = $1", call.id)
    assert sorted(row["kind"] for row in kinds) == ["hold", "release"]
    assert await purse(pool) == (100, 0)


async def test_a_group_is_judged_one_by_one(pool: Pool, make: Make) -> None:
    calls = [make(60), make(50), make(40)]
    async with pool.acquire() as conn:
        answers = await hold_all(conn, calls, NOW)
    assert answers[0] is None
    assert isinstance(answers[1], InsufficientCredits)
    assert answers[2] is None
    assert await purse(pool) == (0, 100)


async def test_the_budget_of_a_key_is_kept(pool: Pool, make: Make) -> None:
    first, second, third = make(6, LIMITS), make(6, LIMITS), make(6, LIMITS)
    async with pool.acquire() as conn:
        refusals = await hold_all(conn, [first, second], NOW)
        assert refusals[0] is None
        assert isinstance(refusals[1], KeyLimitReached)
        assert await spent(pool) == 6
        await end_all(conn, [done(first, 1)])
        assert await spent(pool) == 1
        assert await hold_all(conn, [third], NOW) == [None]
    assert await spent(pool) == 7
    assert await purse(pool) == (93, 6)


async def test_both_may_be_repeated(pool: Pool, make: Make) -> None:
    """The reply to a commit may be lost with its connection."""
    call = make(5, LIMITS)
    async with pool.acquire() as conn:
        for _ in range(2):
            assert await hold_all(conn, [call], NOW, repeated=True) == [None]
        end = done(call, 2)
        await end_all(conn, [end])
        assert await end_all(conn, [end]) == []
        assert await end_with_more(conn, end, NOW) == 2
    assert await purse(pool) == (98, 0)
    assert await spent(pool) == 2


async def test_more_than_was_held_is_taken_from_the_balance(pool: Pool, make: Make) -> None:
    call = make(5, LIMITS)
    async with pool.acquire() as conn:
        await hold_all(conn, [call], NOW)
        assert await end_all(conn, [done(call, 8)]) == []
        assert await end_with_more(conn, done(call, 8), NOW) == 8
    assert await purse(pool) == (92, 0)
    assert await spent(pool) == 8


async def test_the_balance_never_falls_below_nothing(pool: Pool, make: Make) -> None:
    first, second = make(5), make(90)
    async with pool.acquire() as conn:
        await hold_all(conn, [first, second], NOW)
        assert await end_with_more(conn, done(first, 50), NOW) == 10
    assert await purse(pool) == (0, 90)


async def test_a_hold_that_was_lost_is_written_with_its_end(pool: Pool, make: Make) -> None:
    """It does not wait for the disk, so a crash of the database may take it back."""
    call = make(5, LIMITS)
    async with pool.acquire() as conn:
        assert await end_all(conn, [done(call, 2)]) == []
        assert await end_with_more(conn, done(call, 2), NOW) == 2
    assert await purse(pool) == (98, 0)
    assert await spent(pool) == 2


async def test_contents_are_kept_for_those_who_want_it(pool: Pool, make: Make) -> None:
    for names, kept in ((["other"], None), (["default"], "{}")):
        call = make(1)
        async with pool.acquire() as conn:
            await hold_all(conn, [call], NOW)
            await end_all(conn, [done(call, 1, contents="{}")], names)
            row = await conn.fetchrow("select * from chat_call where id = $1", call.id)
        assert row is not None
        assert row["contents"] == kept
        assert row["charged"] == Decimal(1)
