"""Projects by name. Everything that is paid, stored or called back belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.errors import Conflict, InvalidInput, NotFound
from genmux.ids import ProjectId, new_uuid
from genmux.ledger.grant import open_purse
from genmux.projects.audit import Actor, note
from genmux.projects.people import signal

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg

    from genmux.db.pool import Connection
    from genmux.ids import PersonId
    from genmux.settings import MoneySettings

DEFAULT = "default"
_NAME_LIMIT = 100
_NAMES = 0x67656E6D786E
"""lock under which names are given, so that nobody waits for a unique index with an error"""


@dataclass(frozen=True, slots=True)
class Project:
    id: ProjectId
    name: str
    created_at: datetime


async def ensure_project(conn: Connection, name: str = DEFAULT) -> Project:
    """The project of that name, made with empty purses and a callback secret when it is new."""
    from genmux.callbacks.sign import new_secret

    _check(name)
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


async def add_project(
    conn: Connection, actor: Actor, name: str, owner: PersonId, money: MoneySettings
) -> Project:
    """A new project with its first owner and starting credits. Raises InvalidInput, Conflict."""
    async with conn.transaction():
        await _take_name(conn, name)
        project = await ensure_project(conn, name)
        await conn.execute(
            "insert into membership (project_id, person_id, role) values ($1, $2, 'owner')",
            project.id,
            owner,
        )
        await open_purses(conn, project.id, money)
        await note(conn, actor, "project.add", name, project_id=project.id)
        await signal(conn)
    return project


async def open_purses(conn: Connection, project_id: ProjectId, money: MoneySettings) -> None:
    """The starting credits of both purses, where they were never used."""
    await open_purse(conn, project_id, False, money.starting_credits)
    await open_purse(conn, project_id, True, money.sandbox_credits)


async def rename_project(
    conn: Connection, actor: Actor, project_id: ProjectId, name: str
) -> Project:
    """Raises InvalidInput, NotFound, Conflict."""
    async with conn.transaction():
        old = await _locked(conn, project_id)
        if name != old.name:
            await _take_name(conn, name)
        await conn.execute("update project set name = $2 where id = $1", project_id, name)
        await note(
            conn,
            actor,
            "project.rename",
            name,
            project_id=project_id,
            before={"name": old.name},
            after={"name": name},
        )
        await signal(conn)
    return Project(old.id, name, old.created_at)


async def delete_project(conn: Connection, actor: Actor, project_id: ProjectId) -> None:
    """Ends a project: its keys are revoked, nobody reaches it, its name is free. Its books stay.

    Raises NotFound, and Conflict while something is being made.
    """
    async with conn.transaction():
        old = await _locked(conn, project_id)
        # Under the lock of the accounts nothing new can be accepted.
        await conn.execute(
            "select 1 from account where project_id = $1 order by sandbox for update", project_id
        )
        unfinished = await conn.fetchval(
            "select exists (select from job j join task t on t.id = j.task_id "
            "where t.project_id = $1) or exists (select from chat_call "
            "where project_id = $1 and state = 'open')",
            project_id,
        )
        if unfinished:
            raise Conflict("Tasks of this project are unfinished: cancel them, or wait.")
        await conn.execute(
            "update api_key set revoked_at = now() where project_id = $1 and revoked_at is null",
            project_id,
        )
        await conn.execute(
            "update project set deleted_at = now(), name = $2 where id = $1",
            project_id,
            f"{old.name} (deleted {project_id.hex})",
        )
        await note(conn, actor, "project.delete", old.name, project_id=project_id)
        await signal(conn)


async def _locked(conn: Connection, project_id: ProjectId) -> Project:
    row = await conn.fetchrow(
        "select id, name, created_at from project where id = $1 and deleted_at is null for update",
        project_id,
    )
    if row is None:
        raise NotFound("There is no such project.")
    return _project(row)


async def _take_name(conn: Connection, name: str) -> None:
    _check(name)
    await conn.execute("select pg_advisory_xact_lock($1)", _NAMES)
    if await find_project(conn, name) is not None:
        raise Conflict("A project of this name exists.")


def _check(name: str) -> None:
    if not name.strip() or len(name) > _NAME_LIMIT or not name.isprintable():
        raise InvalidInput(f"A project name is 1 to {_NAME_LIMIT} printable characters.")


def _project(row: asyncpg.Record) -> Project:
    return Project(ProjectId(row["id"]), row["name"], row["created_at"])
