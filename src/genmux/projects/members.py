"""Who is in a project, and as what. A project always keeps an owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.errors import Conflict, Forbidden, NotFound
from genmux.ids import PersonId, ProjectId
from genmux.projects.audit import Actor, note
from genmux.projects.people import add_person, find_person, signal
from genmux.projects.person import COLUMNS, Person, person, read_email
from genmux.projects.roles import Role, read_role

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg

    from genmux.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Member:
    person: Person
    role: Role
    created_at: datetime


_SELECT = (
    f"select {COLUMNS}, m.role, m.created_at as since from membership m "
    "join person p on p.id = m.person_id where m.project_id = $1"
)


async def list_members(conn: Connection, project_id: ProjectId) -> list[Member]:
    """In the order in which they came."""
    rows = await conn.fetch(f"{_SELECT} order by m.created_at, p.id", project_id)
    return [_member(row) for row in rows]


async def add_member(
    conn: Connection,
    actor: Actor,
    project_id: ProjectId,
    email: str,
    role: Role,
    *,
    by: Role,
    name: str = "",
) -> tuple[Member, bool]:
    """The new member, and whether the person is new too. `by` is the role of who adds.

    Raises InvalidInput, Forbidden, and Conflict for who is a member already.
    """
    email = read_email(email)
    async with conn.transaction():
        await _lock(conn, project_id)
        _may(by, role)
        found = await find_person(conn, email)
        added = found or await add_person(conn, actor, email, name)
        done = await conn.fetchval(
            "insert into membership (project_id, person_id, role) values ($1, $2, $3) "
            "on conflict do nothing returning true",
            project_id,
            added.id,
            role.word,
        )
        if not done:
            raise Conflict("This person is a member already.")
        await note(
            conn,
            actor,
            "member.add",
            added.email,
            project_id=project_id,
            after={"role": role.word},
        )
        await signal(conn)
        return await _get(conn, project_id, added.id), found is None


async def change_member(
    conn: Connection,
    actor: Actor,
    project_id: ProjectId,
    person_id: PersonId,
    role: Role,
    *,
    by: Role,
) -> Member:
    """Raises NotFound, Forbidden, and Conflict for the last owner."""
    async with conn.transaction():
        await _lock(conn, project_id)
        old = await _get(conn, project_id, person_id)
        _may(by, max(role, old.role))
        if old.role is Role.OWNER and role is not Role.OWNER:
            await _keep_an_owner(conn, project_id, person_id)
        await conn.execute(
            "update membership set role = $3 where project_id = $1 and person_id = $2",
            project_id,
            person_id,
            role.word,
        )
        await note(
            conn,
            actor,
            "member.change",
            old.person.email,
            project_id=project_id,
            before={"role": old.role.word},
            after={"role": role.word},
        )
        await signal(conn)
        return await _get(conn, project_id, person_id)


async def remove_member(
    conn: Connection,
    actor: Actor,
    project_id: ProjectId,
    person_id: PersonId,
    *,
    by: Role,
) -> None:
    """Anyone may remove themselves. Raises NotFound, Forbidden, Conflict for the last owner."""
    async with conn.transaction():
        await _lock(conn, project_id)
        old = await _get(conn, project_id, person_id)
        if actor.id != person_id:
            _may(by, old.role)
        if old.role is Role.OWNER:
            await _keep_an_owner(conn, project_id, person_id)
        await conn.execute(
            "delete from membership where project_id = $1 and person_id = $2",
            project_id,
            person_id,
        )
        await note(
            conn,
            actor,
            "member.remove",
            old.person.email,
            project_id=project_id,
            before={"role": old.role.word},
        )
        await signal(conn)


async def only_here(conn: Connection, project_id: ProjectId, person_id: PersonId) -> bool:
    """Whether the person never signed in and is in this project alone: then a link may be made
    for them here without giving anybody what belongs to others."""
    member = await _get(conn, project_id, person_id)
    one = member.person
    if one.last_sign_in_at is not None or one.has_password or one.operator or one.disabled:
        return False
    return not await conn.fetchval(
        "select exists (select from membership where person_id = $1 and project_id <> $2)",
        person_id,
        project_id,
    )


async def _lock(conn: Connection, project_id: ProjectId) -> None:
    """Members of a project change one after the other, or two last owners could leave at once."""
    found = await conn.fetchval(
        "select true from project where id = $1 and deleted_at is null for update", project_id
    )
    if not found:
        raise NotFound("There is no such project.")


async def _get(conn: Connection, project_id: ProjectId, person_id: PersonId) -> Member:
    row = await conn.fetchrow(f"{_SELECT} and m.person_id = $2", project_id, person_id)
    if row is None:
        raise NotFound("There is no such member.")
    return _member(row)


async def _keep_an_owner(conn: Connection, project_id: ProjectId, leaving: PersonId) -> None:
    others = await conn.fetchval(
        "select exists (select from membership "
        "where project_id = $1 and role = 'owner' and person_id <> $2)",
        project_id,
        leaving,
    )
    if not others:
        raise Conflict("The last owner stays one: make another owner first.")


def _may(by: Role, touched: Role) -> None:
    if by < Role.ADMIN or (touched is Role.OWNER and by < Role.OWNER):
        needed = Role.OWNER if touched is Role.OWNER else Role.ADMIN
        raise Forbidden(f"This needs the role {needed.word} in this project; you are {by.word}.")


def _member(row: asyncpg.Record) -> Member:
    return Member(person(row), read_role(row["role"]), row["since"])
