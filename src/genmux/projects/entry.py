"""Links that sign somebody in once: the first start's, an invitation, a forgotten password.

The link is a token; the console makes a page of it: `<console>/sign-in?link=<token>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from genmux.errors import Conflict
from genmux.projects.audit import COMMAND, Actor, note
from genmux.projects.people import add_person, end_sessions, get_person, signal
from genmux.projects.person import COLUMNS, Person, person, read_email, read_name
from genmux.projects.project import ensure_project, open_purses
from genmux.projects.sessions import looks_like_session, new_token, token_digest

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from genmux.ids import PersonId
    from genmux.settings import MoneySettings

SOON = timedelta(minutes=15)
WEEK = timedelta(days=7)
FIRST_EMAIL = "operator@localhost"
"""of the first person, until they say another"""
_FIRST = 0x67656E6D7631
"""lock under which the first person is made"""


@dataclass(frozen=True, slots=True)
class Link:
    token: str
    expires_at: datetime


async def first_link(conn: Connection, now: datetime) -> Link | None:
    """The link of the first start: it makes the first person. None once there are people.

    Earlier ones that nobody used end.
    """
    async with conn.transaction():
        await conn.execute("select pg_advisory_xact_lock($1)", _FIRST)
        if await anybody(conn):
            return None
        await conn.execute("delete from entry_link where person_id is null")
        return await _insert(conn, None, now, SOON)


async def anybody(conn: Connection) -> bool:
    return bool(await conn.fetchval("select exists (select from person)"))


async def person_link(
    conn: Connection, actor: Actor, person_id: PersonId, now: datetime, life: timedelta
) -> Link:
    """A link for a person; their earlier ones end. Raises NotFound, Conflict where disabled."""
    async with conn.transaction():
        who = await get_person(conn, person_id)
        if who.disabled:
            raise Conflict("This person is disabled.")
        await conn.execute("delete from entry_link where person_id = $1", person_id)
        await note(conn, actor, "person.link", who.email)
        return await _insert(conn, person_id, now, life)


async def enter(
    conn: Connection, token: str, now: datetime, first: dict[str, object], money: MoneySettings
) -> Person | None:
    """Uses a link up and tells whose it is; None for one that is unknown, used or too old.

    The first start's makes the operator, with email and name from `first` where it has them.
    """
    if not looks_like_session(token):
        return None
    async with conn.transaction():
        used = await conn.fetchrow(
            "delete from entry_link where token_hash = $1 returning person_id, expires_at",
            token_digest(token),
        )
        if used is None or used["expires_at"] <= now:
            return None
        if used["person_id"] is None:
            return await _first_person(conn, first, money)
        row = await conn.fetchrow(
            "with p as (update person set password_hash = null where id = $1 "
            f"and disabled_at is null returning *) select {COLUMNS} from p",
            used["person_id"],
        )
        if row is None:
            return None
        # Who needs a link has no password, or has lost it, or somebody else has it.
        await end_sessions(conn, row["id"])
        await signal(conn)
        return person(row)


async def _first_person(
    conn: Connection, given: dict[str, object], money: MoneySettings
) -> Person | None:
    """The operator, as owner of the default project, whose purses get their starting credits."""
    await conn.execute("select pg_advisory_xact_lock($1)", _FIRST)
    if await anybody(conn):
        return None
    email = read_email(given.get("email") or FIRST_EMAIL)
    name = read_name(given.get("name") or "")
    who = await add_person(conn, COMMAND, email, name, operator=True)
    project = await ensure_project(conn)
    await conn.execute(
        "insert into membership (project_id, person_id, role) values ($1, $2, 'owner')",
        project.id,
        who.id,
    )
    await open_purses(conn, project.id, money)
    return who


async def _insert(
    conn: Connection, person_id: PersonId | None, now: datetime, life: timedelta
) -> Link:
    token, expires_at = new_token(), now + life
    await conn.execute("delete from entry_link where expires_at < $1", now)
    await conn.execute(
        "insert into entry_link (token_hash, person_id, expires_at) values ($1, $2, $3)",
        token_digest(token),
        person_id,
        expires_at,
    )
    return Link(token, expires_at)
