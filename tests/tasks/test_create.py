from __future__ import annotations

import asyncio
import dataclasses
import secrets
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from genmux.db.pool import Connection, Pool
from genmux.errors import (
    Conflict,
    InsufficientCredits,
    InvalidInput,
    KeyLimitReached,
    RateLimited,
    Unauthorized,
    Unavailable,
)
from genmux.ids import ProjectId, new_uuid
from genmux.ledger.purse import Admitted, CreateRate, KeyLimits
from genmux.tasks import create
from genmux.tasks.create import Creator, write_group
from genmux.tasks.new_task import NewTask
from genmux.tasks.states import State
from tests.tasks.desk import OPEN, creating, look, open_desk, prove, until_someone_waits

NOW = datetime(2026, 5, 4, 13, 59, 59, 900_000, tzinfo=UTC)


async def all_of(creator: Creator, tasks: list[NewTask]) -> list[Admitted | BaseException]:
    return await asyncio.gather(*map(creator.create, tasks), return_exceptions=True)


async def test_a_created_task_is_queued_with_hold_and_job(pool: Pool) -> None:
    desk = await open_desk(pool, 10)
    new = desk.task("2.5", priority=3, lane="remote", request='{"a": "é"}')
    async with creating(pool) as creator:
        assert await creator.create(new) == Admitted(new.id, replayed=False)
    async with pool.acquire() as conn:
        task = await look(conn, new.id)
        job = await conn.fetchrow("select * from job where task_id = $1", new.id)
        assert await desk.balance(conn) == (Decimal("7.5"), Decimal("2.5"))
        await prove(conn)
    assert (task.state, task.held, task.request) == (State.QUEUED, Decimal("2.5"), '{"a": "é"}')
    assert job is not None
    assert (job["lane"], job["priority"], job["worker_id"]) == ("remote", 3, None)


async def test_of_200_at_once_on_credits_for_50_exactly_50_are_admitted(pool: Pool) -> None:
    desk = await open_desk(pool, 100)
    async with creating(pool) as creator:
        answers = await all_of(creator, [desk.task("2") for _ in range(200)])
    assert Counter(map(type, answers)) == {Admitted: 50, InsufficientCredits: 150}
    async with pool.acquire() as conn:
        assert await desk.balance(conn) == (Decimal(0), Decimal(100))
        assert await conn.fetchval("select count(*) from task") == 50
        assert await conn.fetchval("select count(*) from job") == 50
        await prove(conn)


async def test_several_api_processes_share_one_budget(pool: Pool) -> None:
    desk = await open_desk(pool, 50)
    async with creating(pool) as one, creating(pool) as two, creating(pool) as three:
        groups = await asyncio.gather(
            *(all_of(creator, [desk.task() for _ in range(40)]) for creator in (one, two, three))
        )
    answers = [answer for group in groups for answer in group]
    assert Counter(map(type, answers)) == {Admitted: 50, InsufficientCredits: 70}
    async with pool.acquire() as conn:
        await prove(conn)


async def test_of_200_at_once_on_a_key_for_50_exactly_50_are_admitted(pool: Pool) -> None:
    desk = await open_desk(pool, 1000, limits=KeyLimits(day=Decimal(50)))
    async with creating(pool) as creator:
        answers = await all_of(creator, [desk.task() for _ in range(200)])
    assert Counter(map(type, answers)) == {Admitted: 50, KeyLimitReached: 150}
    async with pool.acquire() as conn:
        assert await desk.spent(conn) == {Decimal(50)}
        await prove(conn)


async def test_too_many_in_the_window_are_told_when_to_come_again(pool: Pool) -> None:
    desk = await open_desk(pool)
    other = await open_desk(pool, name="other")
    async with creating(pool, CreateRate(creates=3, seconds=10)) as creator:
        answers = await all_of(creator, [desk.task() for _ in range(5)])
        assert isinstance(await creator.create(other.task()), Admitted), "a pace is a project's own"
    assert Counter(map(type, answers)) == {Admitted: 3, RateLimited: 2}
    refusals = [answer for answer in answers if isinstance(answer, RateLimited)]
    assert all(0 < one.retry_after <= 10 for one in refusals)


async def test_the_window_slides(pool: Pool) -> None:
    desk = await open_desk(pool)
    rate = CreateRate(creates=1, seconds=10)
    one, two, three = desk.task(), desk.task(), desk.task()
    now = datetime.now(UTC)
    async with pool.acquire() as conn:
        (first,) = await write_group(conn, [one], rate, now)
        (second,) = await write_group(conn, [two], rate, now + timedelta(seconds=5))
        (third,) = await write_group(conn, [three], rate, now + timedelta(seconds=11))
    assert isinstance(first, Admitted)
    assert isinstance(second, RateLimited)
    assert second.retry_after == 5
    assert isinstance(third, Admitted)


async def test_an_idempotency_key_replays_and_refuses_another_body(pool: Pool) -> None:
    desk = await open_desk(pool)
    other = await open_desk(pool, name="other")
    first = desk.task(idempotency_key="k", fingerprint=b"1")
    async with creating(pool) as creator:
        await creator.create(first)
        again = await creator.create(desk.task(idempotency_key="k", fingerprint=b"1"))
        assert again == Admitted(first.id, replayed=True)
        with pytest.raises(Conflict):
            await creator.create(desk.task(idempotency_key="k", fingerprint=b"2"))
        foreign = await creator.create(other.task(idempotency_key="k", fingerprint=b"2"))
        assert not foreign.replayed
    async with pool.acquire() as conn:
        assert await desk.balance(conn) == (Decimal(99), Decimal(1))
        await prove(conn)


async def test_50_at_once_with_one_idempotency_key_are_one_task(pool: Pool) -> None:
    desk = await open_desk(pool)
    tasks = [desk.task(idempotency_key="k", fingerprint=b"1") for _ in range(50)]
    async with creating(pool) as one, creating(pool) as two:
        answers = await asyncio.gather(
            *(creator.create(task) for task, creator in zip(tasks, [one, two] * 25, strict=True))
        )
    assert len({answer.task_id for answer in answers}) == 1
    assert Counter(answer.replayed for answer in answers) == {True: 49, False: 1}
    async with pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from task") == 1
        await prove(conn)


@pytest.mark.parametrize(
    "bad",
    [
        {"request": "NUL \0"},
        {"input": "lone \ud800"},
        {"idempotency_key": "lone \ud800"},
        {"idempotency_key": "NUL \0"},
        {"priority": 1_000_000},
    ],
    ids=str,
)
async def test_a_row_that_cannot_be_stored_fails_alone(pool: Pool, bad: dict[str, object]) -> None:
    desk = await open_desk(pool)
    tasks = [desk.task() for _ in range(9)]
    tasks[4] = dataclasses.replace(tasks[4], **bad)  # type: ignore[arg-type]
    async with creating(pool) as creator:
        answers = await all_of(creator, tasks)
    assert [type(one) for one in answers] == [Admitted] * 4 + [InvalidInput] + [Admitted] * 4
    async with pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from task") == 8
        await prove(conn)


async def test_whatever_the_database_says_of_one_is_no_matter_of_the_others(pool: Pool) -> None:
    desk = await open_desk(pool)
    tasks = [desk.task(), desk.task(once=secrets.token_hex(4000)), desk.task()]
    async with creating(pool) as creator:
        answers = await all_of(creator, tasks)
    assert [type(one) for one in answers] == [
        Admitted,
        asyncpg.ProgramLimitExceededError,
        Admitted,
    ]
    async with pool.acquire() as conn:
        await prove(conn)


async def test_what_was_created_is_not_said_to_be_unavailable(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away while a group with a bad row is written one by one."""
    desk = await open_desk(pool)
    tasks = [desk.task(), desk.task(), desk.task(request="NUL \0")]
    really_write = create.write_group

    async def write(conn: Connection, group: list[NewTask], *given: Any, **named: Any) -> Any:
        if group == [tasks[1]]:
            raise Unavailable
        return await really_write(conn, group, *given, **named)

    monkeypatch.setattr(create, "write_group", write)
    async with creating(pool) as creator:
        answers = await all_of(creator, tasks)
    assert list(map(type, answers)) == [Admitted, Unavailable, InvalidInput]
    async with pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from task") == 1
        await prove(conn)


async def test_a_project_that_is_gone_is_refused(pool: Pool) -> None:
    desk = await open_desk(pool)
    lost = desk.task(project_id=ProjectId(new_uuid()))
    async with creating(pool) as creator:
        answers = await all_of(creator, [lost, desk.task()])
    assert [type(answer) for answer in answers] == [Unauthorized, Admitted]


async def test_a_group_that_was_committed_without_a_reply_is_not_written_again(pool: Pool) -> None:
    desk = await open_desk(pool, 3)
    group = [desk.task(idempotency_key=str(number)) for number in range(3)]
    async with pool.acquire() as conn:
        first = await write_group(conn, group, OPEN, NOW)
        again = await write_group(conn, group, OPEN, NOW, repeated=True)
        assert first == again == [Admitted(new.id, replayed=False) for new in group]
        assert await desk.balance(conn) == (Decimal(0), Decimal(3))
        await prove(conn)


async def test_a_try_whose_commit_is_still_under_way_is_waited_for(pool: Pool) -> None:
    desk = await open_desk(pool, 3)
    new = desk.task()
    async with pool.acquire() as slow, pool.acquire() as conn:
        transaction = slow.transaction()
        await transaction.start()
        await write_group(slow, [new], OPEN, NOW)
        again = asyncio.create_task(write_group(conn, [new], OPEN, NOW, repeated=True))
        await until_someone_waits(pool)
        await transaction.commit()
        assert await again == [Admitted(new.id, replayed=False)]
        await prove(conn)


async def test_a_hold_counts_in_the_hour_that_its_task_remembers(pool: Pool) -> None:
    limits = KeyLimits(hour=Decimal(5))
    desk = await open_desk(pool, limits=limits)
    async with pool.acquire() as conn:
        task_id = await desk.create(conn, "2")
        await write_group(conn, [desk.task("3")], OPEN, NOW)
        rows = await conn.fetch("select created_at, held from task")
        spent = await conn.fetch("select bucket, amount from key_spend where bucket like 'hour%'")
    assert task_id is not None
    assert {(f"hour {row['created_at']:%Y-%m-%dT%H}", row["held"]) for row in rows} == {
        (row["bucket"], row["amount"]) for row in spent
    }


async def test_connections_killed_in_a_storm_lose_and_double_nothing(
    pool: Pool, database: str
) -> None:
    desks = [await open_desk(pool, 10_000, name=f"p{number}") for number in range(4)]
    accepted: list[NewTask] = []
    storm_pool = await asyncpg.create_pool(
        database, min_size=1, max_size=6, server_settings={"application_name": "storm"}
    )

    async def client(creator: Creator, number: int, killing: asyncio.Task[int]) -> None:
        for turn in range(1000):
            if killing.done():
                return
            named = {"idempotency_key": f"{number}-{turn}"} if turn % 3 else {}
            new = desks[number % 4].task(**named)
            assert await creator.create(new) == Admitted(new.id, replayed=False)
            accepted.append(new)

    async def killer() -> int:
        killed = 0
        for _ in range(25):
            killed += await pool.fetchval(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where "
                "application_name = 'storm' and datname = current_database()"
            )
            await asyncio.sleep(0.03)
        return killed

    async with creating(storm_pool) as creator:
        killing = asyncio.create_task(killer())
        await asyncio.gather(*(client(creator, number, killing) for number in range(24)))
        assert await killing, "nothing was killed, so nothing is shown"
    storm_pool.terminate()
    async with pool.acquire() as conn:
        stored = [row["id"] for row in await conn.fetch("select id from task")]
        assert sorted(stored) == sorted(new.id for new in accepted)
        await prove(conn)
