"""Projects by name. Everything that is paid, stored or called back belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.errors import InvalidInput
from genmux.ids import ProjectId, new_uuid

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg

    from genmux.db.pool import Connection

DEFAULT = "default"
_NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Project:
    id: ProjectId
    name: str
    created_at: datetime


async def ensure_project(conn: Connection, name: str = DEFAULT) -> Project:
    """The project of that name, made with empty purses and a callback secret when it is new."""
    from genmux.callbacks.sign import new_secret

    if not name.strip() or len(name) > _NAME_LIMIT or not name.isprintable():
        raise InvalidInput(f"A project name is 1 to {_NAME_LIMIT} printable characters.")
    async with conn.transaction():
        await conn.execute(
            "insert into project (id, name, callback_secret) values ($1, $2, $3) "
            "on conflict (name) do nothing",
            new_uuid(),
            name,
            new_secret(),
        )
        row = await conn.fetchrow("select id, name, created_at from project where name = $1", name)
        assert row is not None
        await conn.execute(
            "insert into account (project_id, sandbox) values ($1, false), ($1, true) "
            "on conflict do nothing",
            row["id"],
        )
    return _project(row)


async def find_project(conn: Connection, name: str) -> Project | None:
    row = await conn.fetchrow("select id, name, created_at from project where name = $1", name)
    return _project(row) if row else None


async def list_projects(conn: Connection) -> list[Project]:
    rows = await conn.fetch("select id, name, created_at from project order by id")
    return [_project(row) for row in rows]


def _project(row: asyncpg.Record) -> Project:
    return Project(ProjectId(row["id"]), row["name"], row["created_at"])
