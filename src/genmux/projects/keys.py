"""API keys: made, listed, revoked. Only a hash is stored; the text is known once, to its maker.

Every change is signalled, so that API processes forget what they remember of keys.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from decimal import Decimal
from ipaddress import ip_network
from typing import TYPE_CHECKING

from genmux.db.signals import KEY
from genmux.errors import Conflict, InvalidInput, NotFound
from genmux.ids import KeyId, ProjectId, new_uuid, parse_hex
from genmux.ledger.grant import STARTING, checked, grant, has_started
from genmux.ledger.purse import KeyLimits
from genmux.projects.audit import COMMAND, Actor, note
from genmux.projects.caller import Network, hashed

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    import asyncpg

    from genmux.db.pool import Connection

_NAME_LIMIT = 100
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """Wishes for a key. Limits are credits; `networks` are CIDR texts or single addresses."""

    name: str = "default"
    sandbox: bool = False
    limits: KeyLimits = field(default_factory=KeyLimits)
    networks: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as it may be shown: `hint` is its last four characters."""

    id: KeyId
    project_id: ProjectId
    name: str
    hint: str
    sandbox: bool
    limits: KeyLimits
    networks: tuple[Network, ...]
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """Wishes for a key that exists; None leaves things as they are. With `expiry` the expiry
    becomes `expires_at`, which may be none."""

    name: str | None = None
    limits: KeyLimits | None = None
    networks: tuple[str, ...] | None = None
    expiry: bool = False
    expires_at: datetime | None = None


_COLUMNS = (
    "id, project_id, name, hint, sandbox, limit_hour, limit_day, limit_total, networks, "
    "expires_at, revoked_at, created_at"
)

_INSERT = (
    "insert into api_key (id, project_id, name, secret_hash, hint, sandbox, limit_hour, "
    "limit_day, limit_total, networks, expires_at) "
    f"values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning {_COLUMNS}"
)


async def create_key(
    conn: Connection,
    project_id: ProjectId,
    new: NewKey,
    *,
    credits: Decimal | None = None,  # noqa: A002 - the word of the domain
    starting_credits: Decimal = Decimal(0),
    actor: Actor = COMMAND,
) -> tuple[str, KeyRow]:
    """Makes a key and answers with its text, which cannot be had again.

    `credits` go into the project's purse of the key's kind; None grants `starting_credits` when
    it is the first key of that kind. Raises InvalidInput, NotFound (project).
    """
    name, limits, networks = _checked(new)
    text = f"sk-gmx-{'test' if new.sandbox else 'live'}-{secrets.token_urlsafe(_SECRET_BYTES)}"
    async with conn.transaction():
        # The lock makes "the first key" exact when two are made at the same moment.
        found = await conn.fetchval(
            "select true from project where id = $1 and deleted_at is null for update", project_id
        )
        if not found:
            raise NotFound("There is no such project.")
        first = not await conn.fetchval(
            "select exists (select from api_key where project_id = $1 and sandbox = $2)",
            project_id,
            new.sandbox,
        )
        row = await conn.fetchrow(
            _INSERT,
            new_uuid(),
            project_id,
            name,
            hashed(text),
            text[-4:],
            new.sandbox,
            limits.hour,
            limits.day,
            limits.total,
            networks,
            new.expires_at,
        )
        assert row is not None
        if credits is None and first and await has_started(conn, project_id, new.sandbox):
            first = False
        given = credits if credits is not None else starting_credits if first else Decimal(0)
        if given:
            reason = f"with key {name}" if credits is not None else STARTING
            await grant(conn, project_id, new.sandbox, given, reason)
        key = _key(row)
        await note(conn, actor, "key.create", named(key), project_id=project_id, after=_facts(key))
        await _signal(conn)
    return text, key


async def list_keys(conn: Connection, project_id: ProjectId | None = None) -> list[KeyRow]:
    """Oldest first, revoked ones too; of one project or of all."""
    rows = await conn.fetch(
        f"select {_COLUMNS} from api_key where $1::uuid is null or project_id = $1 order by id",
        project_id,
    )
    return [_key(row) for row in rows]


async def find_keys(
    conn: Connection, word: str, project_id: ProjectId | None = None
) -> list[KeyRow]:
    """Keys whose id, whole text, last four characters or name is that word."""
    key_id: UUID | None = parse_hex(word)
    rows = await conn.fetch(
        f"select {_COLUMNS} from api_key where ($1::uuid is null or project_id = $1) "
        "and (id = $2 or secret_hash = $3 or hint = $4 or name = $4) order by id",
        project_id,
        key_id,
        hashed(word),
        word,
    )
    return [_key(row) for row in rows]


async def change_key(
    conn: Connection, actor: Actor, project_id: ProjectId, key_id: KeyId, wanted: Changes
) -> KeyRow:
    """Raises InvalidInput, NotFound, and Conflict for a revoked key."""
    async with conn.transaction():
        old = await _locked(conn, key_id, project_id)
        if old.revoked_at is not None:
            raise Conflict("This key was revoked.")
        new = NewKey(
            name=old.name if wanted.name is None else wanted.name,
            sandbox=old.sandbox,
            limits=wanted.limits or old.limits,
            networks=tuple(map(str, old.networks)) if wanted.networks is None else wanted.networks,
            expires_at=wanted.expires_at if wanted.expiry else old.expires_at,
        )
        name, limits, networks = _checked(new)
        row = await conn.fetchrow(
            "update api_key set name = $2, limit_hour = $3, limit_day = $4, limit_total = $5, "
            f"networks = $6, expires_at = $7 where id = $1 returning {_COLUMNS}",
            key_id,
            name,
            limits.hour,
            limits.day,
            limits.total,
            networks,
            new.expires_at,
        )
        assert row is not None
        key = _key(row)
        await note(
            conn,
            actor,
            "key.change",
            named(key),
            project_id=project_id,
            before=_facts(old),
            after=_facts(key),
        )
        await _signal(conn)
    return key


async def revoke_key(
    conn: Connection,
    key_id: KeyId,
    actor: Actor = COMMAND,
    project_id: ProjectId | None = None,
) -> bool:
    """Ends a key for good. False when it was revoked before; raises NotFound without such a key.

    Tasks that it started run on and settle.
    """
    async with conn.transaction():
        key = await _locked(conn, key_id, project_id)
        if key.revoked_at is not None:
            return False
        await conn.execute("update api_key set revoked_at = now() where id = $1", key_id)
        await note(conn, actor, "key.revoke", named(key), project_id=key.project_id)
        await _signal(conn)
    return True


async def _locked(conn: Connection, key_id: KeyId, project_id: ProjectId | None) -> KeyRow:
    row = await conn.fetchrow(
        f"select {_COLUMNS} from api_key where id = $1 "
        "and ($2::uuid is null or project_id = $2) for update",
        key_id,
        project_id,
    )
    if row is None:
        raise NotFound("There is no such key.")
    return _key(row)


def named(key: KeyRow) -> str:
    """A key as people tell it apart from others."""
    return f"{key.name} (…{key.hint})"


def _facts(key: KeyRow) -> dict[str, object]:
    """What the audit log may show of it."""
    return {
        "name": key.name,
        "sandbox": key.sandbox,
        "limits": [key.limits.hour, key.limits.day, key.limits.total],
        "networks": [str(one) for one in key.networks],
        "expires": key.expires_at and key.expires_at.isoformat(),
    }


async def _signal(conn: Connection) -> None:
    await conn.execute("select pg_notify($1, '')", KEY)


def _checked(new: NewKey) -> tuple[str, KeyLimits, list[Network]]:
    if not new.name.strip() or len(new.name) > _NAME_LIMIT or not new.name.isprintable():
        raise InvalidInput(f"A key name is 1 to {_NAME_LIMIT} printable characters.")
    for word in ("hour", "day", "total"):
        limit: Decimal | None = getattr(new.limits, word)
        if limit is not None and checked(limit) <= 0:
            raise InvalidInput(f"The {word} limit must be more than 0 credits.")
    if new.expires_at is not None and new.expires_at.tzinfo is None:
        raise InvalidInput("The expiry needs a time zone.")
    networks: list[Network] = []
    for text in new.networks:
        try:
            networks.append(ip_network(text.strip(), strict=False))
        except ValueError:
            raise InvalidInput(
                f"{text!r} is neither an address nor a network such as 10.0.0.0/8."
            ) from None
    return new.name, new.limits, networks


def _key(row: asyncpg.Record) -> KeyRow:
    return KeyRow(
        id=row["id"],
        project_id=row["project_id"],
        name=row["name"],
        hint=row["hint"],
        sandbox=row["sandbox"],
        limits=KeyLimits(row["limit_hour"], row["limit_day"], row["limit_total"]),
        networks=tuple(row["networks"]),
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        created_at=row["created_at"],
    )
