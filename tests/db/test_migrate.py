from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.db import migrate as migrate_module
from genmux.db.migrate import (
    drop_partitions,
    ensure_partitions,
    first_uuid,
    migrate,
    partition_name,
)
from genmux.db.pool import Connection, Pool
from genmux.ids import TaskId, new_uuid
from genmux.testing.postgres import drop_database, fresh_database
from tests.tasks.desk import Desk, claim_one, end, hire, open_desk, prove, success

APRIL = datetime(2031, 4, 10, 12, tzinfo=UTC)


@pytest.fixture
async def empty(postgres_server: str) -> AsyncIterator[str]:
    url = await fresh_database(postgres_server)
    yield url
    await drop_database(url)


def id_at(moment: datetime) -> TaskId:
    return TaskId(UUID(int=first_uuid(moment).int | new_uuid().int & (1 << 62) - 1))


async def partitions(conn: Connection) -> list[str]:
    rows = await conn.fetch(
        "select inhrelid::regclass::text as name from pg_inherits "
        "where inhparent = 'task'::regclass order by 1"
    )
    return [row["name"] for row in rows]


async def home(conn: Connection, task_id: TaskId) -> str:
    name: str = await conn.fetchval(
        "select tableoid::regclass::text from task where id = $1", task_id
    )
    return name


async def test_a_second_time_changes_nothing(empty: str) -> None:
    conn = await asyncpg.connect(empty)
    applied = await migrate(conn)
    assert applied[0] == "0001_core.sql"
    assert applied == sorted(applied)
    before = await partitions(conn)
    assert await migrate(conn) == []
    assert await partitions(conn) == before
    await conn.close()


async def test_ten_at_once_apply_each_file_once(empty: str) -> None:
    conns = [await asyncpg.connect(empty) for _ in range(10)]
    applied = await asyncio.gather(*map(migrate, conns))
    names = [row["name"] for row in await conns[0].fetch("select name from migration")]
    assert sorted(name for some in applied for name in some) == sorted(names)
    await asyncio.gather(*(conn.close() for conn in conns))


async def test_partitions_are_made_ahead(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await ensure_partitions(conn, datetime(2031, 11, 30, 23, 59, tzinfo=UTC))
        assert {"task_203111", "task_203112", "task_203201"} <= set(await partitions(conn))
        assert "task_203202" not in await partitions(conn)


async def test_ten_at_once_make_the_same_partitions(pool: Pool) -> None:
    async def ensure() -> None:
        async with pool.acquire() as conn:
            await ensure_partitions(conn, APRIL)

    await asyncio.gather(*(ensure() for _ in range(10)))
    async with pool.acquire() as conn:
        assert {"task_203104", "task_203105", "task_203106"} <= set(await partitions(conn))


async def test_a_task_lies_in_the_partition_of_its_month(pool: Pool) -> None:
    desk = await open_desk(pool)
    first = datetime(2031, 5, 1, tzinfo=UTC)
    last = first - timedelta(milliseconds=1)
    async with pool.acquire() as conn:
        await ensure_partitions(conn, APRIL)
        ids = [await desk.create(conn, id=id_at(moment)) for moment in (last, first)]
        assert [await home(conn, task_id) for task_id in ids] == ["task_203104", "task_203105"]


async def test_tasks_that_came_before_their_partition_move_into_it(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        early = await desk.create(conn, id=id_at(APRIL))
        later = await desk.create(conn, id=id_at(APRIL + timedelta(days=365)))
        assert await home(conn, early) == "task_default"
        await ensure_partitions(conn, APRIL)
        assert await home(conn, early) == "task_203104"
        assert await home(conn, later) == "task_default"
        worker = await hire(conn)
        assert await end(conn, success(await claim_one(conn, worker), worker))
        await prove(conn)


async def test_only_what_is_old_and_ended_is_dropped(pool: Pool) -> None:
    desk = await open_desk(pool)
    now = datetime.now(UTC)
    async with pool.acquire() as conn:
        for month in (1, 2, 3, 4):
            await ensure_partitions(conn, datetime(2019, month, 1, tzinfo=UTC))
        await ended_at(conn, desk, datetime(2019, 1, 31, tzinfo=UTC))
        await ended_at(conn, desk, datetime(2019, 3, 1, tzinfo=UTC))
        open_one = await desk.create(conn, id=id_at(datetime(2019, 2, 2, tzinfo=UTC)))
        dropped = await drop_partitions(conn, datetime(2019, 4, 1, tzinfo=UTC))
        assert dropped == ["task_201901", "task_201903"]
        left = await partitions(conn)
        assert {"task_201902", "task_201904", partition_name(now), "task_default"} <= set(left)
        assert await home(conn, open_one) == "task_201902"
        await prove(conn)


async def test_a_reader_of_everything_is_not_waited_for(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate_module, "_PATIENCE", "50ms")
    now = datetime.now(UTC)
    async with pool.acquire() as conn, pool.acquire() as reader:
        await ensure_partitions(conn, datetime(2019, 1, 1, tzinfo=UTC))
        async with reader.transaction():
            await reader.fetch("select id from task")
            assert await drop_partitions(conn, now) == []
            await ensure_partitions(conn, APRIL)
            assert "task_203104" not in await partitions(conn)
        assert "task_201901" in await drop_partitions(conn, now)
        await ensure_partitions(conn, APRIL)
        assert "task_203104" in await partitions(conn)


async def ended_at(conn: Connection, desk: Desk, moment: datetime) -> None:
    await desk.create(conn, id=id_at(moment))
    worker = await hire(conn)
    assert await end(conn, success(await claim_one(conn, worker), worker))


@given(
    st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    )
)
def test_the_first_uuid_is_a_lower_bound_of_its_millisecond(moment: datetime) -> None:
    first = first_uuid(moment)
    assert first.version == 7
    assert first.variant == "specified in RFC 4122"
    shown = (first.int >> 80) / 1000
    assert moment.timestamp() - 0.0011 < shown <= moment.timestamp()
    assert first_uuid(moment + timedelta(milliseconds=2)) > first


def test_an_id_made_now_is_not_under_the_first_of_now() -> None:
    assert first_uuid(datetime.now(UTC)) <= new_uuid()
