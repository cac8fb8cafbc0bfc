"""The audit log: who changed what. Written in the transaction of the change, never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import orjson

from genmux.ids import ProjectId, new_uuid

if TYPE_CHECKING:
    from datetime import datetime

    from genmux.db.pool import Connection

_LAST = UUID(int=(1 << 128) - 1)

Kind = Literal["person", "key", "command", "nobody"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, and from where."""

    kind: Kind
    id: UUID | None
    name: str
    address: str | None = None


COMMAND = Actor("command", None, "command line")


@dataclass(frozen=True, slots=True)
class Entry:
    id: UUID
    project_id: ProjectId | None
    actor: Actor
    action: str
    target: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    created_at: datetime


async def note(
    conn: Connection,
    actor: Actor,
    action: str,
    target: str,
    *,
    project_id: ProjectId | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Adds an entry in the caller's transaction. `before` and `after` must not hold secrets."""
    await conn.execute(
        "insert into audit (id, project_id, actor_kind, actor_id, actor_name, action, target, "
        "before, after, address) values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10)",
        new_uuid(),
        project_id,
        actor.kind,
        actor.id,
        actor.name,
        action,
        target,
        _json(before),
        _json(after),
        actor.address,
    )


async def entries(
    conn: Connection,
    project_id: ProjectId | None,
    *,
    action: str | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Newest first, of one project, or of the whole server without one."""
    rows = await conn.fetch(
        "select id, project_id, actor_kind, actor_id, actor_name, action, target, before, after, "
        "address, created_at from audit where ($1::uuid is null or project_id = $1) "
        "and id < $2 and ($3::text is null or action = $3) order by id desc limit $4",
        project_id,
        before or _LAST,
        action,
        limit,
    )
    return [
        Entry(
            id=row["id"],
            project_id=row["project_id"],
            actor=Actor(row["actor_kind"], row["actor_id"], row["actor_name"], row["address"]),
            action=row["action"],
            target=row["target"],
            before=_read(row["before"]),
            after=_read(row["after"]),
            created_at=row["created_at"],
        )
        for row in rows
    ]


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value, default=str).decode()


def _read(text: str | None) -> Mapping[str, Any] | None:
    return None if text is None else orjson.loads(text)
