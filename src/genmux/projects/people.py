"""People: added, changed, disabled. Nobody is ever deleted, for the audit log names them.

Every change is signalled, so that API processes forget what they remember of sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.db.signals import KEY
from genmux.errors import Conflict, NotFound
from genmux.ids import PersonId, ProjectId, new_uuid
from genmux.projects.audit import Actor, note
from genmux.projects.person import COLUMNS, Person, person, read_email, read_name
from genmux.projects.roles import Role, read_role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.db.pool import Connection

_OPERATORS = 0x67656E6F7073
"""lock under which the number of operators changes: the last one stays"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A person with the projects they are in."""

    person: Person
    projects: tuple[tuple[ProjectId, str, Role], ...]


async def find_person(conn: Connection, email: str) -> Person | None:
    row = await conn.fetchrow(f"select {COLUMNS} from person p where email = $1", email)
    return person(row) if row else None


async def get_person(conn: Connection, person_id: PersonId) -> Person:
    """Raises NotFound."""
    row = await conn.fetchrow(f"select {COLUMNS} from person p where id = $1", person_id)
    if row is None:
        raise NotFound("There is no such person.")
    return person(row)


async def add_person(
    conn: Connection, actor: Actor, email: str, name: str = "", *, operator: bool = False
) -> Person:
    """Raises InvalidInput, and Conflict where the email is known."""
    async with conn.transaction():
        row = await conn.fetchrow(
            "with p as (insert into person (id, email, name, operator) values ($1, $2, $3, $4) "
            f"on conflict (email) do nothing returning *) select {COLUMNS} from p",
            new_uuid(),
            read_email(email),
            read_name(name),
            operator,
        )
        if row is None:
            raise Conflict("A person with this email exists.")
        added = person(row)
        await note(conn, actor, "person.add", added.email, after={"operator": operator})
    return added


async def list_people(conn: Connection) -> list[Listed]:
    """Oldest first."""
    rows = await conn.fetch(f"select {COLUMNS} from person p order by p.id")
    memberships = await conn.fetch(
        "select m.person_id, m.role, j.id, j.name from membership m "
        "join project j on j.id = m.project_id where j.deleted_at is null order by j.id"
    )
    projects: dict[PersonId, list[tuple[ProjectId, str, Role]]] = {}
    for row in memberships:
        projects.setdefault(row["person_id"], []).append(
            (row["id"], row["name"], read_role(row["role"]))
        )
    return [Listed(person(row), tuple(projects.get(row["id"], ()))) for row in rows]


async def change_person(
    conn: Connection, actor: Actor, person_id: PersonId, changes: Mapping[str, object]
) -> Person:
    """`changes` may hold name, email, operator and disabled.

    Disabling ends all sessions and links. Raises NotFound, InvalidInput, and Conflict for the last
    operator and for an email that another person has.
    """
    async with conn.transaction():
        await conn.execute("select pg_advisory_xact_lock($1)", _OPERATORS)
        old = await get_person(conn, person_id)
        name = read_name(changes.get("name", old.name))
        email = read_email(changes.get("email", old.email))
        operator = bool(changes.get("operator", old.operator))
        disabled = bool(changes.get("disabled", old.disabled))
        if old.operator and not old.disabled and (disabled or not operator):
            await _keep_an_operator(conn, person_id)
        if email != old.email and await find_person(conn, email):
            raise Conflict("A person with this email exists.")
        row = await conn.fetchrow(
            "with p as (update person set name = $2, email = $3, operator = $4, "
            "  disabled_at = case when $5 then coalesce(disabled_at, now()) end "
            f"where id = $1 returning *) select {COLUMNS} from p",
            person_id,
            name,
            email,
            operator,
            disabled,
        )
        assert row is not None
        new = person(row)
        if disabled:
            await end_sessions(conn, person_id)
            await conn.execute("delete from entry_link where person_id = $1", person_id)
        before, after = _facts(old), _facts(new)
        if before != after:
            await note(conn, actor, "person.change", new.email, before=before, after=after)
        await signal(conn)
    return new


async def set_password(
    conn: Connection,
    actor: Actor,
    person_id: PersonId,
    password_hash: str,
    keep: bytes | None = None,
) -> None:
    """Also ends the person's sessions, save the one whose token's digest is `keep`."""
    async with conn.transaction():
        email = await conn.fetchval(
            "update person set password_hash = $2 where id = $1 returning email",
            person_id,
            password_hash,
        )
        if email is None:
            raise NotFound("There is no such person.")
        await end_sessions(conn, person_id, keep)
        await note(conn, actor, "password.set", email)
        await signal(conn)


async def end_sessions(conn: Connection, person_id: PersonId, keep: bytes | None = None) -> None:
    await conn.execute(
        "delete from session where person_id = $1 and token_hash is distinct from $2",
        person_id,
        keep,
    )


async def signal(conn: Connection) -> None:
    """Tells the API processes, when the transaction commits."""
    await conn.execute("select pg_notify($1, '')", KEY)


async def _keep_an_operator(conn: Connection, leaving: PersonId) -> None:
    others = await conn.fetchval(
        "select exists (select from person where operator and disabled_at is null and id <> $1)",
        leaving,
    )
    if not others:
        raise Conflict("The last operator stays one: make another operator first.")


def _facts(one: Person) -> dict[str, object]:
    return {
        "name": one.name,
        "email": one.email,
        "operator": one.operator,
        "disabled": one.disabled,
    }
