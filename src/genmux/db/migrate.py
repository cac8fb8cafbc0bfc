"""Brings a database to the present schema: numbered SQL files, each applied once, in order.

A session lock makes it safe to start many processes at once. `partitions` keeps the monthly
parts of the task table ahead of the clock.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from uuid import UUID

import asyncpg

from genmux.db.pool import Connection

log = logging.getLogger(__name__)

_LOCK = 0x67656E6D7578  # "genmux"
_MONTHS_AHEAD = 2
_PATIENCE = "2s"
_NAME = "task_%Y%m"


async def migrate(conn: Connection) -> list[str]:
    """Applies what is missing and returns the names of the applied files."""
    await conn.execute("select pg_advisory_lock($1)", _LOCK)
    try:
        await conn.execute(
            "create table if not exists migration "
            "(name text primary key, applied_at timestamptz not null default now())"
        )
        known = {row["name"] for row in await conn.fetch("select name from migration")}
        applied = []
        folder = files("genmux.db") / "migrations"
        for file in sorted(folder.iterdir(), key=lambda item: item.name):
            if not file.name.endswith(".sql") or file.name in known:
                continue
            async with conn.transaction():
                await conn.execute(file.read_text(encoding="utf-8"))
                await conn.execute("insert into migration (name) values ($1)", file.name)
            applied.append(file.name)
        await ensure_partitions(conn, datetime.now(UTC))
        return applied
    finally:
        await conn.execute("select pg_advisory_unlock($1)", _LOCK)


async def ensure_partitions(conn: Connection, now: datetime) -> None:
    """Creates the task partitions of this month and the next ones where they are missing."""
    start = _month(now)
    for _ in range(_MONTHS_AHEAD + 1):
        if not await _exists(conn, partition_name(start)):
            with _unless_busy(partition_name(start)):
                await _add_partition(conn, start)
        start = _next_month(start)


async def _add_partition(conn: Connection, start: datetime) -> None:
    """Rows of that month may already lie in the default partition (a clock that ran ahead, a long
    pause without anyone to make partitions); they move, or the partition could not be added."""
    name = partition_name(start)
    lower, upper = first_uuid(start), first_uuid(_next_month(start))
    async with conn.transaction():
        await conn.execute(f"set local lock_timeout = '{_PATIENCE}'")
        await conn.execute("select pg_advisory_xact_lock($1)", _LOCK)
        if await _exists(conn, name):
            return
        await conn.execute(f"create table {name} (like task including all)")
        await conn.execute(
            f"with early as (delete from task_default where id >= '{lower}' and id < '{upper}' "
            f"returning *) insert into {name} select * from early"
        )
        await conn.execute(
            f"alter table task attach partition {name} for values from ('{lower}') to ('{upper}')"
        )


async def drop_partitions(conn: Connection, before: datetime) -> list[str]:
    """Drops the task partitions that ended before that moment; returns their names.

    One that still has an unfinished task stays: its credits are held until the task has ended.
    """
    rows = await conn.fetch(
        "select inhrelid::regclass::text as name from pg_inherits "
        "where inhparent = 'task'::regclass order by 1"
    )
    last = partition_name(before)
    dropped = []
    for row in rows:
        name: str = row["name"]
        if name == "task_default" or name >= last:
            continue
        start = datetime.strptime(name, _NAME).replace(tzinfo=UTC)
        unfinished = await conn.fetchval(
            "select exists (select from job where task_id >= $1 and task_id < $2)",
            first_uuid(start),
            first_uuid(_next_month(start)),
        )
        if not unfinished:
            with _unless_busy(name):
                async with conn.transaction():
                    await conn.execute(f"set local lock_timeout = '{_PATIENCE}'")
                    await conn.execute(f"drop table {name}")
                dropped.append(name)
    return dropped


@contextmanager
def _unless_busy(name: str) -> Iterator[None]:
    """Gives up quickly: who waits for the table's lock keeps every new task waiting behind it, as
    long as somebody reads the whole table (an audit). The next round tries again."""
    try:
        yield
    except asyncpg.LockNotAvailableError:
        log.info("partition %s is left as it is for now: the table is in use", name)


async def _exists(conn: Connection, table: str) -> bool:
    # Not to_regclass: inside a transaction it may answer from a cache older than the lock.
    query = "select exists (select from pg_class where relname = $1 and pg_table_is_visible(oid))"
    return bool(await conn.fetchval(query, table))


def _month(moment: datetime) -> datetime:
    return datetime(moment.year, moment.month, 1, tzinfo=UTC)


def _next_month(start: datetime) -> datetime:
    return _month(start + timedelta(days=31))


def partition_name(month: datetime) -> str:
    return month.strftime(_NAME)


def first_uuid(moment: datetime) -> UUID:
    """The smallest UUIDv7 of that millisecond: a lower bound for ids made since."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (0b10 << 62))
