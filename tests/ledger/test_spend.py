"""The sums of what was spent agree with the ledger, whatever way things end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files

import pytest

from genmux.chat.money import end_all as end_calls
from genmux.chat.money import hold_all
from genmux.chat.record import CallEnd, CallState, NewCall
from genmux.db.pool import Connection, Pool
from genmux.engines.talk import Usage
from genmux.ids import new_uuid
from genmux.ledger.spend import By, Spent, spent_by, total
from genmux.tasks.finish import Ending, end_all
from genmux.tasks.read import get
from genmux.tasks.states import State
from tests.tasks.desk import Desk, open_desk


async def ended(
    conn: Connection, desk: Desk, state: State, charge: int = 0, model: str = "toy/model"
) -> None:
    """A task of two credits that ends in that way."""
    task_id = await desk.create(conn, "2", model=model)
    await conn.execute("update task set state = 'running' where id = $1", task_id)
    task = await get(conn, task_id)
    assert task is not None
    ending = Ending(task, state, None, 0, charge=Decimal(charge), result="{}", engine="toys")
    assert await end_all(conn, [ending]) == [True]
    assert await end_all(conn, [ending]) == [True]  # the reply was lost, the same is tried again


async def called(conn: Connection, desk: Desk, state: CallState, charge: str) -> None:
    call = NewCall(
        id=new_uuid(),
        project_id=desk.project_id,
        key_id=desk.key_id,
        sandbox=False,
        limits=None,
        model="chatter",
        dialect="openai-chat",
        streamed=False,
        hold=Decimal(5),
    )
    assert await hold_all(conn, [call], datetime.now(UTC)) == [None]
    end = CallEnd(call, state, Usage(1, 0, 1, 0), Decimal(charge), route="there")
    for _ in range(2):
        await end_calls(conn, [end])


async def by(conn: Connection, desk: Desk, way: By) -> list[Spent]:
    today = datetime.now(UTC).date()
    yesterday = today - timedelta(days=1)  # a test may begin just before midnight
    return await spent_by(conn, desk.project_id, False, yesterday, today, way)


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    return await open_desk(pool)


async def test_every_ending_is_counted_once(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        await ended(conn, desk, State.SUCCEEDED, 2)
        await ended(conn, desk, State.SUCCEEDED, 1, "toy/other")
        await ended(conn, desk, State.FAILED)
        await ended(conn, desk, State.CANCELLED)
        await called(conn, desk, CallState.DONE, "0.25")
        await called(conn, desk, CallState.CUT, "0.5")
        await called(conn, desk, CallState.FAILED, "0")
        models = await by(conn, desk, "model")
        assert models == [
            Spent("toy/model", Decimal(2), 1, 1, 1),
            Spent("toy/other", Decimal(1), 1, 0, 0),
            Spent("chatter", Decimal("0.75"), 2, 1, 0),
        ]
        assert [(row.key, row.tasks) for row in await by(conn, desk, "engine")] == [
            ("toys", 4),
            ("there", 3),
        ]
        (key,) = await by(conn, desk, "key")
        assert key.key == desk.key_id.hex
        days = await by(conn, desk, "day")
        assert len(days) == 2
        sums = total(days)
        assert (sums.charged, sums.tasks, sums.failed) == (Decimal("3.75"), 7, 2)
        left = await conn.fetchval("select available from account where not sandbox")
        assert sums.charged == 100 - left


async def test_what_ended_before_there_were_sums_is_counted(pool: Pool, desk: Desk) -> None:
    migration = (files("genmux.db") / "migrations" / "0008_people.sql").read_text()
    backfill = migration[migration.index("insert into spend_day") :]
    async with pool.acquire() as conn:
        await ended(conn, desk, State.SUCCEEDED, 2)
        await ended(conn, desk, State.FAILED)
        await called(conn, desk, CallState.CUT, "0.5")
        await desk.create(conn)
        kept = await conn.fetch("select * from spend_day order by model")
        await conn.execute("delete from spend_day")
        await conn.execute(backfill)
        assert await conn.fetch("select * from spend_day order by model") == kept


async def test_days_have_no_gaps(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        days = await spent_by(
            conn, desk.project_id, False, date(2024, 2, 27), date(2024, 3, 1), "day"
        )
    assert days == [Spent(f"2024-{day}") for day in ("02-27", "02-28", "02-29", "03-01")]
