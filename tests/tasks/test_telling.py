"""Callbacks that are lost, late or doubled on request, also when a process dies in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from genmux.callbacks import outbox
from genmux.callbacks.delivery import Delivery, Outcome
from genmux.db.pool import Connection, Pool
from genmux.faults import LOST
from genmux.tasks.cancel import cancel
from genmux.tasks.stage import Reached, reach
from tests.tasks.desk import claim_one, end, failure, hire, hold_of, open_desk, prove, success

LEASE = timedelta(seconds=20)


async def rows(conn: Connection) -> list[asyncpg.Record]:
    return await conn.fetch(
        "select state, attempts, copies, next_at - created_at as late, event from delivery "
        "order by created_at"
    )


async def ended(pool: Pool, conn: Connection, fault: str) -> None:
    desk = await open_desk(pool)
    worker = await hire(conn)
    await desk.create(conn, fault=fault)
    claimed = await claim_one(conn, worker)
    hold = hold_of(claimed, worker)
    reached = Reached(claimed.task, hold, "first", '{"files": []}', (), "{}")
    assert await reach(conn, reached)
    assert await reach(conn, reached), "a commit whose reply was lost is repeated"
    ending = success(claimed, worker)
    assert await end(conn, ending)
    assert await end(conn, ending)
    await prove(conn)


async def test_without_a_fault_a_callback_is_due_at_once(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await ended(pool, conn, "")
        for row in await rows(conn):
            assert tuple(row)[:4] == ("pending", 0, 1, timedelta(0))


async def test_lost_ones_are_in_the_log_with_the_reason(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await ended(pool, conn, "callback=lost")
        found = await rows(conn)
        assert [row["event"] for row in found] == ["task.first", "task.succeeded"]
        assert {tuple(row)[:2] for row in found} == {("failed", 1)}
        log = await conn.fetch("select number, status, error from delivery_attempt")
        assert [tuple(row) for row in log] == [(1, None, LOST)] * 2
        assert not await claim(conn)
        first, _ = await outbox.list_deliveries(conn)
        await outbox.redeliver(conn, first.id, None, datetime.now(UTC))
        (sent,) = await claim(conn)
        await outbox.record(conn, [outcome(sent)])
        assert [one.number for one in await outbox.attempts(conn, sent.id)] == [1, 2]


async def test_late_ones_are_due_later(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await ended(pool, conn, "callback_delay=90")
        assert {row["late"] for row in await rows(conn)} == {timedelta(seconds=90)}
        assert not await claim(conn)
        assert len(await claim(conn, timedelta(seconds=91))) == 2


async def test_failures_and_cancelled_tasks_are_told_the_same_way(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, fault="callback_delay=5; fail=501")
        assert await end(conn, failure(await claim_one(conn, worker), worker))
        other = await desk.create(conn, fault="callback_delay=5")
        await cancel(conn, other, callback=lambda _task, _left: "{}")
        assert [(row["event"], row["late"].seconds) for row in await rows(conn)] == [
            ("task.failed", 5),
            ("task.cancelled", 5),
        ]


async def test_a_double_is_taken_twice_whoever_dies(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await ended(pool, conn, "callback=duplicate")
        await conn.execute("delete from delivery where event = 'task.first'")
        assert (await claim(conn))[0].copies == 2
        # That sender died before it wrote its outcome: the lease ends.
        (again,) = await claim(conn, LEASE * 2)
        assert again.copies == 2
        refused = outcome(again, error="status", after=1)
        taken = outcome(again, after=2)
        for one in (refused, taken, taken):  # the last repeats a commit whose reply was lost
            await outbox.record(conn, [one])
        (second,) = await claim(conn, timedelta(minutes=3))
        assert (second.id, second.copies, second.state) == (again.id, 1, "pending")
        await outbox.record(conn, [outcome(second, state="delivered", after=3)])
        assert not await claim(conn, timedelta(days=1))
        assert [(row["state"], row["copies"]) for row in await rows(conn)] == [("delivered", 1)]


async def test_failures_on_request_are_not_the_models(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for fault in ("", "fail=501"):
            await desk.create(conn, fault=fault)
            assert await end(conn, failure(await claim_one(conn, worker), worker))
        counted = await conn.fetchrow("select sum(succeeded), sum(failed) from model_outcome")
        assert counted is not None
        assert tuple(counted) == (0, 1)


async def claim(conn: Connection, ahead: timedelta = timedelta(0)) -> list[Delivery]:
    now = datetime.now(UTC) + ahead
    return await outbox.claim(conn, now, 10, LEASE, per_host=10, room={})


def outcome(
    delivery: Delivery, *, error: str = "", state: Any = "pending", after: int = 0
) -> Outcome:
    moment = datetime.now(UTC) + timedelta(minutes=after)
    return Outcome(delivery.id, moment, 1, None if error else 200, error, "", state, moment)
