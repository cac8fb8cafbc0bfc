"""The table of stored files. A row outlives its file for some days, so that a link can say why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    import asyncpg

    from genmux.db.pool import Connection

_COLUMNS = "id, project_id, task_id, key, name, mime, size, created_at, expires_at, deleted_at"


@dataclass(frozen=True, slots=True)
class Asset:
    """One stored file. `size` is in bytes; `facts` is what a probe found, as JSON values."""

    id: UUID
    project_id: UUID
    task_id: UUID | None
    key: str
    name: str
    mime: str
    size: int
    created_at: datetime
    expires_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    deleted_at: datetime | None = None

    @property
    def version(self) -> str:
        """Another one whenever the content is another, also behind the same id."""
        return self.key.rpartition("/")[2].partition(".")[0]


async def get(conn: Connection, asset_id: UUID) -> Asset | None:
    row = await conn.fetchrow(
        f"select {_COLUMNS}, facts::text as facts from asset where id = $1",
        asset_id,
    )
    return _asset(row) if row else None


async def locked(conn: Connection, asset_id: UUID) -> Asset | None:
    """The row, which nobody else changes until the caller's transaction ends."""
    row = await conn.fetchrow(
        f"select {_COLUMNS}, facts::text as facts from asset where id = $1 for update",
        asset_id,
    )
    return _asset(row) if row else None


async def is_named(conn: Connection, key: str) -> bool:
    """Whether a live row names that key."""
    return not await unknown_keys(conn, [key])


async def replace_content(conn: Connection, asset: Asset) -> None:
    """Lets the row of that id lead to another file from now on."""
    await conn.execute(
        "update asset set key = $2, mime = $3, size = $4, created_at = $5, expires_at = $6 "
        "where id = $1",
        asset.id,
        asset.key,
        asset.mime,
        asset.size,
        asset.created_at,
        asset.expires_at,
    )


async def of_task(conn: Connection, task_id: UUID) -> list[Asset]:
    """All files of a task in the order of their ids, swept ones included."""
    rows = await conn.fetch(
        f"select {_COLUMNS}, facts::text as facts from asset where task_id = $1 order by id",
        task_id,
    )
    return [_asset(row) for row in rows]


async def insert_many(conn: Connection, assets: Sequence[Asset]) -> None:
    """Writes the rows in one statement; part of the caller's transaction."""
    if not assets:
        return
    await conn.execute(
        """
        insert into asset
          (id, project_id, task_id, key, name, mime, size, facts, created_at, expires_at)
        select id, project_id, task_id, key, name, mime, size, facts::jsonb, created_at, expires_at
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[],
                    $7::bigint[], $8::text[], $9::timestamptz[], $10::timestamptz[])
          as row(id, project_id, task_id, key, name, mime, size, facts, created_at, expires_at)
        """,
        [one.id for one in assets],
        [one.project_id for one in assets],
        [one.task_id for one in assets],
        [one.key for one in assets],
        [one.name for one in assets],
        [one.mime for one in assets],
        [one.size for one in assets],
        [orjson.dumps(dict(one.facts)).decode() for one in assets],
        [one.created_at for one in assets],
        [one.expires_at for one in assets],
    )


async def expired(conn: Connection, now: datetime, limit: int) -> list[Asset]:
    """Files whose time has passed and that are still in the store, the oldest first."""
    rows = await conn.fetch(
        f"""
        select {_COLUMNS}, facts::text as facts from asset
        where deleted_at is null and expires_at <= $1 order by expires_at limit $2
        """,
        now,
        limit,
    )
    return [_asset(row) for row in rows]


async def mark_deleted(conn: Connection, gone: Sequence[Asset], now: datetime) -> int:
    """Notes that the files are gone; returns how many were not noted before.

    A row that leads to another file meanwhile is left alone: that one is there.
    """
    rows = await conn.fetch(
        """
        update asset set deleted_at = $3
        from unnest($1::uuid[], $2::text[]) as gone(id, key)
        where asset.id = gone.id and asset.key = gone.key and deleted_at is null
        returning 1
        """,
        [one.id for one in gone],
        [one.key for one in gone],
        now,
    )
    return len(rows)


async def forget(conn: Connection, deleted_before: datetime, limit: int) -> int:
    """Removes rows of files that were deleted before that moment; returns how many."""
    rows = await conn.fetch(
        """
        delete from asset where id in
          (select id from asset where deleted_at < $1 order by deleted_at limit $2)
        returning 1
        """,
        deleted_before,
        limit,
    )
    return len(rows)


async def unknown_keys(conn: Connection, keys: Sequence[str]) -> list[str]:
    """Those of the keys that no live row names."""
    rows = await conn.fetch(
        """
        select key from unnest($1::text[]) as stored(key)
        where not exists (select from asset where asset.key = stored.key and deleted_at is null)
        """,
        keys,
    )
    return [row["key"] for row in rows]


def _asset(row: asyncpg.Record) -> Asset:
    values = dict(row)
    return Asset(**{**values, "facts": orjson.loads(values["facts"])})
