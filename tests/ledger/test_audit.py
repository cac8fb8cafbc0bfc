"""The audit: silent over every lawful history, and never silent over a tampered one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genmux.errors import InsufficientCredits
from genmux.ids import new_uuid
from genmux.ledger.audit import audit
from genmux.ledger.balance import balances
from genmux.ledger.grant import grant
from tests.ledger.books import Books, open_books

if TYPE_CHECKING:
    from uuid import UUID

    from genmux.db.pool import Pool

AMOUNTS = st.decimals("0.000001", 100, places=6)
SHARES = st.decimals(0, 1, places=2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("grant"), AMOUNTS),
        st.tuples(st.just("take back"), AMOUNTS),
        st.tuples(st.just("open"), SHARES),
        st.tuples(st.just("adjust"), SHARES),
        st.tuples(st.sampled_from(["succeeded", "failed", "cancelled"]), SHARES),
    ),
    max_size=25,
)


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_every_lawful_history_is_clean(pool: Pool, steps: list[tuple[str, Decimal]]) -> None:
    async with pool.acquire() as conn:
        books = await open_books(conn, new_uuid().hex)
        unfinished: dict[UUID, Decimal] = {}
        for step, amount in steps:
            await _take(books, unfinished, step, amount)
        assert await audit(conn) == []
        (live, _) = await balances(conn, books.project_id)
        assert live.held == sum(unfinished.values())


async def _take(books: Books, unfinished: dict[UUID, Decimal], step: str, amount: Decimal) -> None:
    """One step; `amount` is credits for a grant, and a share of what there is otherwise."""
    available = (await balances(books.conn, books.project_id))[0].available
    if step == "grant":
        await grant(books.conn, books.project_id, False, amount)
    elif step == "take back":
        try:
            await grant(books.conn, books.project_id, False, -amount)
        except InsufficientCredits:
            assert amount > available
    elif step == "open":
        price = _part(available, amount)
        unfinished[await books.open(price)] = price
    elif unfinished:
        task_id, held = next(iter(unfinished.items()))
        if step == "adjust":
            price = _part(available + held, amount)
            await books.adjust(task_id, price - held)
            unfinished[task_id] = price
        else:
            charge = _part(held, amount) if step == "succeeded" else Decimal(0)
            await books.end(task_id, step, charge)
            del unfinished[task_id]


def _part(whole: Decimal, share: Decimal) -> Decimal:
    return (whole * share).quantize(Decimal("0.000001"), "ROUND_DOWN")


TAMPERINGS = {
    "update account set available = available + 1 where not sandbox": "account the account says",
    "update account set held = held - 1 where not sandbox": "account the account says",
    "delete from account where not sandbox": "account there are entries without an account",
    "update ledger_entry set available = -1 where kind = 'hold'": "entry a hold of -1",
    "update ledger_entry set held = 1 where kind = 'grant'": "entry a grant of 100 available and 1",
    "update ledger_entry set task_id = null where kind = 'settle'": "entry a settle of",
    "delete from ledger_entry where kind = 'hold'": "task it has 0 holds",
    "delete from ledger_entry where kind = 'settle'": "task it has ended with 0 settlements",
    "delete from ledger_entry where kind = 'release'": "task it has ended with 0 settlements",
    "update ledger_entry set held = held - 1 where kind = 'settle'": "task it has ended, but -1",
    "update ledger_entry set available = 0 where kind = 'settle'": "were charged, its entries say",
    "update ledger_entry set sandbox = true where kind = 'settle'": "task its entries belong to",
    "update task set charged = charged + 1 where state = 'succeeded'": "were charged, its entries",
    "update task set charged = null where state = 'succeeded'": "says 0 credits were charged",
    "update task set held = held + 1 where state = 'queued'": "task its record holds 31 credits",
    "update task set state = 'queued' where state = 'failed'": "task it was settled before",
    "update task set state = 'failed' where state = 'queued'": "job it is failed, but still has",
    "update task set sandbox = true where state = 'queued'": "task its entries belong to another",
    "delete from task where state = 'queued'": "task its record is gone, but it was not settled",
    "delete from job": "job it is queued, but has no job",
    "insert into job (task_id, lane) values (gen_random_uuid(), 'local')": "a job waits for a",
    "insert into job (task_id, lane) select id, 'local' from task where state = 'failed'": (
        "job it is failed, but still has a job"
    ),
}


async def three_tasks(books: Books) -> None:
    """One that is unfinished, one that succeeded, one that failed."""
    await grant(books.conn, books.project_id, False, Decimal(100))
    await books.open(Decimal(30))
    await books.end(await books.open(Decimal(20)), "succeeded", Decimal(15))
    await books.end(await books.open(Decimal(10)), "failed", Decimal(0))


@pytest.mark.parametrize(("tampering", "message"), TAMPERINGS.items())
async def test_tampering_is_found(pool: Pool, tampering: str, message: str) -> None:
    async with pool.acquire() as conn:
        await three_tasks(await open_books(conn))
        assert await audit(conn) == []
        await conn.execute("alter table ledger_entry disable trigger all")
        await conn.execute(tampering)
        found = [f"{item.what} {item.message}" for item in await audit(conn)]
    assert [text for text in found if message in text], found


async def test_two_ends_of_one_task_are_found(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await three_tasks(await open_books(conn))
        await conn.execute("drop index ledger_one_end")
        await conn.execute(
            "insert into ledger_entry select gen_random_uuid(), project_id, sandbox, key_id, "
            "task_id, kind, 0, 0, note from ledger_entry where kind = 'settle'"
        )
        assert "it has ended with 2 settlements" in [item.message for item in await audit(conn)]


async def test_tasks_that_were_dropped_with_their_month_are_no_fault(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await three_tasks(await open_books(conn))
        await conn.execute("delete from task where state <> 'queued'")
        assert await audit(conn) == []


async def test_entries_cannot_be_changed_in_passing(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await three_tasks(await open_books(conn))
        for change in ("update ledger_entry set held = 0", "delete from ledger_entry"):
            with pytest.raises(Exception, match="append-only"):
                await conn.execute(change)
