"""The entries of a purse, newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from genmux.db.migrate import first_uuid
from genmux.ledger.entry import Kind

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    import asyncpg

    from genmux.db.pool import Connection
    from genmux.ids import KeyId, ProjectId, TaskId

COLUMNS = "id, kind, available, held, key_id, task_id, note, created_at"
_LAST = UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it added to `available` and `held`, in credits; negative = taken away."""

    id: UUID
    kind: Kind
    available: Decimal
    held: Decimal
    key_id: KeyId | None
    task_id: TaskId | None
    note: str
    created_at: datetime


async def list_entries(
    conn: Connection,
    project_id: ProjectId,
    sandbox: bool,
    *,
    before: UUID | None = None,
    limit: int = 50,
    kind: Kind | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Entry]:
    """At most `limit` entries; the id of the last one is `before` of the next page."""
    last = first_uuid(until) if until else _LAST
    rows = await conn.fetch(
        f"select {COLUMNS} from ledger_entry "
        "where project_id = $1 and sandbox = $2 and id < $3 and id >= $5 "
        "and ($6::text is null or kind = $6) order by id desc limit $4",
        project_id,
        sandbox,
        min(before, last, key=lambda one: one.int) if before else last,
        limit,
        first_uuid(since) if since else UUID(int=0),
        kind,
    )
    return [read_entry(row) for row in rows]


def read_entry(row: asyncpg.Record) -> Entry:
    """From a row with COLUMNS."""
    return Entry(**{**dict(row), "kind": Kind(row["kind"])})
