"""Brings a database to the present schema: numbered SQL files, each applied once, in order.

A session lock makes it safe to start many processes at once. `partitions` keeps the monthly
parts of the task table ahead of the clock.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg

if TYPE_CHECKING:  # generic only in the stubs
    Connection = asyncpg.Connection[Any]
else:
    Connection = asyncpg.Connection

_LOCK = 0x67656E6D7578  # "genmux"
_MONTHS_AHEAD = 2


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
    year, month = now.year, now.month
    for _ in range(_MONTHS_AHEAD + 1):
        start = datetime(year, month, 1, tzinfo=UTC)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        end = datetime(year, month, 1, tzinfo=UTC)
        await conn.execute(
            f"create table if not exists {partition_name(start)} partition of task "
            f"for values from ('{first_uuid(start)}') to ('{first_uuid(end)}')"
        )


async def drop_partitions(conn: Connection, before: datetime) -> list[str]:
    """Drops the task partitions that ended before that moment; returns their names."""
    rows = await conn.fetch(
        "select inhrelid::regclass::text as name from pg_inherits "
        "where inhparent = 'task'::regclass order by 1"
    )
    last = partition_name(before)
    dropped = []
    for row in rows:
        name: str = row["name"]
        if name != "task_default" and name < last:
            await conn.execute(f"drop table {name}")
            dropped.append(name)
    return dropped


def partition_name(month: datetime) -> str:
    return f"task_{month:%Y%m}"


def first_uuid(moment: datetime) -> UUID:
    """The smallest UUIDv7 of that millisecond: a lower bound for ids made since."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (0b10 << 62))
