from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import orjson
import pytest

from genmux.db.pool import Connection, Pool
from genmux.ids import AssetId, WorkerId, new_uuid
from genmux.ledger.purse import KeyLimits
from genmux.tasks import claim
from genmux.tasks.claim import Claimed
from genmux.tasks.finish import Ending, Finisher, NewAsset, end_all
from genmux.tasks.states import Phase, State
from genmux.tasks.track import Mark, write_marks
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
)


def asset(key: str) -> NewAsset:
    until = datetime.now(UTC) + timedelta(days=14)
    return NewAsset(AssetId(new_uuid()), key, "a.png", "image/png", 12, {"width": 3}, until)


async def claimed_by(
    conn: Connection, worker: WorkerId, count: int, *, lane: Any = "local"
) -> list[Claimed]:
    claimed = await claim.claim(conn, worker, lane, count)
    assert len(claimed) == count
    return claimed


async def finished_by(pool: Pool, endings: list[Ending]) -> list[bool | BaseException]:
    finisher = Finisher(pool)
    await finisher.start()
    answers = await asyncio.gather(*map(finisher.finish, endings), return_exceptions=True)
    await finisher.stop()
    return answers


async def test_all_that_an_ending_means_is_written_together(pool: Pool) -> None:
    desk = await open_desk(pool, 10)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, "4")
        claimed = await claim_one(conn, worker)
        ending = success(claimed, worker, charge=Decimal(3), assets=(asset("k1"), asset("k2")))
        assert await end(conn, ending)
        task = await look(conn, claimed.task.id)
        files = await conn.fetch("select key, size, facts, task_id, project_id from asset")
        delivery = await conn.fetchrow("select * from delivery")
        outcome = await conn.fetchrow("select model, succeeded, failed from model_outcome")
        assert await conn.fetchval("select count(*) from job") == 0
        assert await desk.balance(conn) == (Decimal(7), Decimal(0))
        await prove(conn)
    assert (task.state, task.phase, task.charged, task.progress) == (
        State.SUCCEEDED,
        Phase.NONE,
        Decimal(3),
        1.0,
    )
    assert task.finished_at is not None
    assert task.result == ending.result
    assert {row["key"] for row in files} == {"k1", "k2"}
    assert {(row["task_id"], row["project_id"]) for row in files} == {(task.id, desk.project_id)}
    assert delivery is not None
    assert (delivery["id"], delivery["event"]) == (ending.delivery_id, "task.succeeded")
    assert orjson.loads(delivery["body"]) == {"state": "succeeded", "remaining": 7}
    assert outcome is not None
    assert tuple(outcome) == ("toy/model", 1, 0)


async def test_a_failure_releases_everything(pool: Pool) -> None:
    desk = await open_desk(pool, 10)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, "4")
        claimed = await claim_one(conn, worker)
        assert await end(conn, failure(claimed, worker, fail_msg="a \0 b \ud800"))
        task = await look(conn, claimed.task.id)
        assert await desk.balance(conn) == (Decimal(10), Decimal(0))
        assert await conn.fetchval("select failed from model_outcome") == 1
        await prove(conn)
    assert (task.state, task.charged, task.fail_code) == (State.FAILED, Decimal(0), "501")
    assert task.fail_msg == "a  b ?", "what cannot be stored is left out of the reason"


async def test_nobody_is_told_who_did_not_ask(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, callback_url=None)
        assert await end(conn, success(await claim_one(conn, worker), worker))
        assert await conn.fetchval("select count(*) from delivery") == 0


async def test_callbacks_of_a_group_count_down_the_same_purse(pool: Pool) -> None:
    desk = await open_desk(pool, 10)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for _ in range(3):
            await desk.create(conn, "2")
        one, two, three = await claimed_by(conn, worker, 3)
        stale = success(two, worker, fence=two.fence - 1, charge=Decimal(0))
        done = await end_all(
            conn,
            [success(one, worker, charge=Decimal(1)), stale, failure(three, worker)],
        )
        assert done == [True, False, True]
        bodies = await conn.fetch("select body from delivery order by id")
        assert [orjson.loads(row["body"])["remaining"] for row in bodies] == [5, 7]
        assert await desk.balance(conn) == (Decimal(7), Decimal(2))
        await prove(conn)


async def test_an_ending_under_an_old_fence_changes_nothing(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        old, new = await hire(conn), await hire(conn)
        await desk.create(conn)
        first = await claim_one(conn, old)
        assert await bury(conn, old) == 1
        second = await claim_one(conn, new)
        before = await look(conn, first.task.id)
        assert not await end(conn, success(first, old, assets=(asset("zombie"),)))
        assert not await end(conn, success(first, new))
        assert await look(conn, first.task.id) == before
        assert await conn.fetchval("select count(*) from asset") == 0
        assert await end(conn, success(second, new))
        assert not await end(conn, failure(first, old))
        await prove(conn)


async def test_old_and_new_claimant_in_one_group_end_it_once(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        old, new = await hire(conn), await hire(conn)
        await desk.create(conn)
        first = await claim_one(conn, old)
        await bury(conn, old)
        second = await claim_one(conn, new)
        done = await end_all(conn, [failure(first, old), success(second, new)])
        assert done == [False, True]
        assert (await look(conn, first.task.id)).state is State.SUCCEEDED
        await prove(conn)


@pytest.mark.parametrize(
    ("cost", "kept"),
    [
        (None, None),
        ("0.04", "0.04"),
        ("1e9", None),
        ("-1e9", None),
        ("NaN", None),
        ("Infinity", None),
    ],
)
async def test_no_price_that_a_vendor_tells_keeps_a_task_from_ending(
    pool: Pool, cost: str | None, kept: str | None
) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        claimed = await claim_one(conn, worker)
        told = None if cost is None else Decimal(cost)
        assert await end(conn, success(claimed, worker, cost=told))
        task = await look(conn, claimed.task.id)
    assert task.cost_usd == (None if kept is None else Decimal(kept))


async def test_a_task_that_was_given_back_cannot_be_ended_by_who_gave_it(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        claimed = await claim_one(conn, worker)
        await claim.give_back(conn, worker, claimed.task.id, claimed.fence)
        assert not await end(conn, success(claimed, worker))
        assert (await look(conn, claimed.task.id)).state is State.QUEUED


async def test_an_ending_whose_reply_was_lost_counts_as_done(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        ending = success(await claim_one(conn, worker), worker)
        assert await end_all(conn, [ending]) == [True]
        assert await end_all(conn, [ending]) == [True]
        await prove(conn)


async def test_an_ending_with_another_hold_in_mind_changes_nothing(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn, "2")
        claimed = await claim_one(conn, worker)
        wrong = dataclasses.replace(claimed.task, held=Decimal(3))
        assert not await end(conn, success(claimed, worker, task=wrong))
        await prove(conn)


def _explode(*_: object) -> str:
    raise RuntimeError("a bug in a dialect")


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"result": "NUL \0"}, asyncpg.DataError),
        ({"charge": Decimal(99)}, ValueError),
        ({"callback": _explode}, RuntimeError),
    ],
)
async def test_an_ending_that_cannot_be_written_fails_alone(
    pool: Pool, bad: dict[str, Any], error: type[Exception]
) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for _ in range(5):
            await desk.create(conn)
        claimed = await claimed_by(conn, worker, 5)
    endings = [success(one, worker) for one in claimed]
    endings[2] = dataclasses.replace(endings[2], **bad)
    answers = await finished_by(pool, endings)
    assert [one for one in answers if one is True] == [True] * 4
    assert isinstance(answers[2], error)
    async with pool.acquire() as conn:
        assert (await look(conn, claimed[2].task.id)).state is State.RUNNING
        await prove(conn)


async def test_a_budget_gets_back_what_was_not_charged(pool: Pool) -> None:
    limits = KeyLimits(Decimal(20), Decimal(20), Decimal(20))
    desk = await open_desk(pool, limits=limits)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for _ in range(2):
            await desk.create(conn, "5")
        one, two = await claimed_by(conn, worker, 2)
        assert await desk.spent(conn) == {Decimal(10)}
        await end(conn, success(one, worker, charge=Decimal(3)))
        assert await desk.spent(conn) == {Decimal(8)}
        await end(conn, failure(two, worker))
        assert await desk.spent(conn) == {Decimal(3)}


async def test_many_at_once_for_several_projects_and_models_never_block_each_other(
    pool: Pool,
) -> None:
    desks = [await open_desk(pool, name=f"p{number}") for number in range(4)]
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for number in range(80):
            await desks[number % 4].create(conn, model=f"m{number % 7}")
        claimed = await claimed_by(conn, worker, 80)
    over = False

    async def mark(order: int) -> None:
        marks = [
            Mark(hold_of(one, worker), Phase.RENDERING, 0.5, "toy") for one in claimed[::order]
        ]
        while not over:
            async with pool.acquire() as conn:
                await write_marks(conn, marks)

    marking = [asyncio.create_task(mark(1)), asyncio.create_task(mark(-1))]
    endings = [
        success(one, worker) if number % 3 else failure(one, worker)
        for number, one in enumerate(claimed)
    ]
    groups = [finished_by(pool, endings[start::4]) for start in range(4)]
    answers = [answer for group in await asyncio.gather(*groups) for answer in group]
    over = True
    await asyncio.gather(*marking)
    assert answers == [True] * 80
    async with pool.acquire() as conn:
        await prove(conn)
        sums = await conn.fetchrow(
            "select sum(succeeded) as good, sum(failed) as bad from model_outcome"
        )
        assert sums is not None
        assert tuple(sums) == (53, 27)
