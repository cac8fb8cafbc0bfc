"""Sessions: what a person holds in place of a key. Only a hash of the token is stored."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from genmux.db.pool import retried
from genmux.errors import Forbidden, InvalidInput
from genmux.ids import KeyId, PersonId, ProjectId
from genmux.projects.caller import Caller
from genmux.projects.person import COLUMNS, Person, person
from genmux.projects.roles import Role, read_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.db.pool import Connection, Pool

_PREFIX = "gmxs_"
_TOKEN = re.compile(r"gmxs_[A-Za-z0-9_-]{43}")
_BYTES = 32
_TTL = 5.0
"""seconds; how long an ended session could live on if its signal were lost"""
_LIMIT = 10_000
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A project as one person sees it."""

    id: ProjectId
    name: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A person who is signed in, and where they may go."""

    digest: bytes
    person: Person
    places: Mapping[ProjectId, Place]
    expires_at: datetime

    def caller(self, project_id: ProjectId | None, *, sandbox: bool) -> Caller:
        """The person in one project. Raises Forbidden, and InvalidInput where none is named and
        there are several."""
        if project_id is None:
            if len(self.places) > 1:
                raise InvalidInput("The header X-Genmux-Project must name a project.")
            project_id = next(iter(self.places), None)
        place = self.place(project_id)
        return Caller(
            key_id=KeyId(self.person.id),
            project_id=place.id,
            sandbox=sandbox,
            limits=None,
            networks=(),
            expires_at=self.expires_at,
            revoked=False,
            role=place.role,
            person=self.person,
        )

    def place(self, project_id: ProjectId | None) -> Place:
        """Raises Forbidden, in the same words whether there is such a project or not."""
        place = self.places.get(project_id) if project_id is not None else None
        if place is None:
            raise Forbidden("You are not in this project.")
        return place


def looks_like_session(text: str) -> bool:
    return text.startswith(_PREFIX) and _TOKEN.fullmatch(text) is not None


def token_digest(text: str) -> bytes:
    """What is stored of a token. Its 256 random bits need no slow hash."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def new_token() -> str:
    """For sessions and links alike."""
    return _PREFIX + secrets.token_urlsafe(_BYTES)


async def open_session(
    conn: Connection, person_id: PersonId, now: datetime, hours: float
) -> tuple[str, datetime]:
    """The token, which cannot be had again, and when it ends."""
    token, expires_at = new_token(), now + timedelta(hours=hours)
    await conn.execute("delete from session where expires_at < $1", now - _KEPT)
    await conn.execute(
        "insert into session (token_hash, person_id, created_at, expires_at) "
        "values ($1, $2, $3, $4)",
        token_digest(token),
        person_id,
        now,
        expires_at,
    )
    await conn.execute("update person set last_sign_in_at = $2 where id = $1", person_id, now)
    return token, expires_at


async def find_session(conn: Connection, digest: bytes) -> Session | None:
    """None where it ended, where its person is disabled, and where there never was one."""
    row = await conn.fetchrow(
        f"select {COLUMNS}, s.expires_at from session s join person p on p.id = s.person_id "
        "where s.token_hash = $1 and p.disabled_at is null",
        digest,
    )
    if row is None:
        return None
    found = person(row)
    return Session(digest, found, await places_of(conn, found), row["expires_at"])


async def places_of(conn: Connection, who: Person) -> dict[ProjectId, Place]:
    """The projects that a person may work in, oldest first: an operator in all of them."""
    rows = await conn.fetch(
        "select j.id, j.name, j.created_at, m.role from project j left join membership m "
        "on m.project_id = j.id and m.person_id = $1 "
        "where j.deleted_at is null and ($2 or m.role is not null) order by j.id",
        who.id,
        who.operator,
    )
    return {
        ProjectId(row["id"]): Place(
            ProjectId(row["id"]),
            row["name"],
            Role.OPERATOR if who.operator else read_role(row["role"]),
            row["created_at"],
        )
        for row in rows
    }


class SessionCache:
    """Sessions by token, remembered for a moment like keys. Wrong tokens are not remembered."""

    def __init__(
        self, pool: Pool, *, ttl: float = _TTL, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pool = pool
        self._ttl = ttl
        self._clock = clock
        self._known: dict[bytes, tuple[float, Session]] = {}
        self._generation = 0

    async def lookup(self, token: str) -> Session | None:
        """Also one whose time is over: ask its `expires_at`. Raises Unavailable when the database
        stays away."""
        if not looks_like_session(token):
            return None
        digest = token_digest(token)
        known = self._known.get(digest)
        if known is not None and self._clock() < known[0]:
            return known[1]
        generation = self._generation
        session = await retried(self._pool, lambda conn: find_session(conn, digest))
        # An answer that was read before an invalidation must not outlive it.
        if session is not None and generation == self._generation:
            if len(self._known) >= _LIMIT:
                self._known.clear()
            self._known[digest] = (self._clock() + self._ttl, session)
        return session

    def invalidate(self) -> None:
        """Forgets everything; called when the database signals a change of keys or people."""
        self._generation += 1
        self._known.clear()
