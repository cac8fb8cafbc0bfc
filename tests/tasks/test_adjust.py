from __future__ import annotations

import asyncio
import dataclasses
from decimal import Decimal

import pytest

from genmux.db.pool import Pool
from genmux.errors import InsufficientCredits, KeyLimitReached
from genmux.ledger.purse import KeyLimits
from genmux.tasks.adjust import adjust
from tests.tasks.desk import (
    bury,
    claim_one,
    end,
    failure,
    hire,
    hold_of,
    look,
    open_desk,
    prove,
    success,
    until_someone_waits,
)


@pytest.mark.parametrize("price", ["7.25", "2", "0", "4"])
async def test_the_hold_becomes_the_price(pool: Pool, price: str) -> None:
    desk = await open_desk(pool, 10)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, "4")
        claimed = await claim_one(conn, worker)
        for _ in range(2):  # the second time stands for a repeated try
            assert await adjust(conn, claimed.task, hold_of(claimed, worker), Decimal(price))
        assert await desk.balance(conn) == (10 - Decimal(price), Decimal(price))
        await prove(conn)
        task = dataclasses.replace(claimed.task, held=Decimal(price))
        assert await end(conn, success(claimed, worker, task=task, charge=Decimal(price)))
        assert await desk.balance(conn) == (10 - Decimal(price), Decimal(0))
        await prove(conn)


async def test_a_price_that_is_not_covered_is_refused_whole(pool: Pool) -> None:
    desk = await open_desk(pool, 10)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, "4")
        claimed = await claim_one(conn, worker)
        with pytest.raises(InsufficientCredits, match=r"needs 10.5 credits, 10 are available"):
            await adjust(conn, claimed.task, hold_of(claimed, worker), Decimal("10.5"))
        assert await desk.balance(conn) == (Decimal(6), Decimal(4))
        await prove(conn)


async def test_a_price_over_the_budget_of_the_key_is_refused(pool: Pool) -> None:
    desk = await open_desk(pool, limits=KeyLimits(total=Decimal(10)))
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, "4")
        claimed = await claim_one(conn, worker)
        hold = hold_of(claimed, worker)
        with pytest.raises(KeyLimitReached, match="10 credits, 0 used, this request needs 11"):
            await adjust(conn, claimed.task, hold, Decimal(11))
        assert await desk.spent(conn) == {Decimal(4)}
        assert await adjust(conn, claimed.task, hold, Decimal(10))
        assert await desk.spent(conn) == {Decimal(10)}
        task = await look(conn, claimed.task.id)
        assert await end(conn, failure(claimed, worker, task=task))
        assert await desk.spent(conn) == {Decimal(0)}


async def test_a_lost_claim_changes_no_hold(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        old, new = await hire(conn), await hire(conn)
        await desk.create(conn)
        first = await claim_one(conn, old)
        await bury(conn, old)
        second = await claim_one(conn, new)
        assert not await adjust(conn, first.task, hold_of(first, old), Decimal(5))
        assert await end(conn, success(second, new))
        assert not await adjust(conn, second.task, hold_of(second, new), Decimal(5))
        await prove(conn)


async def test_nobody_takes_the_task_over_with_the_old_hold(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn, pool.acquire() as adjusting:
        old, new = await hire(conn), await hire(conn)
        await desk.create(conn)
        first = await claim_one(conn, old)
        transaction = adjusting.transaction()
        await transaction.start()
        assert await adjust(adjusting, first.task, hold_of(first, old), Decimal(5))
        burying = asyncio.create_task(bury(conn, old))
        await until_someone_waits(pool)
        await transaction.commit()
        assert await burying == 1
        second = await claim_one(conn, new)
        assert second.task.held == 5
        assert await end(conn, success(second, new))
        await prove(conn)
