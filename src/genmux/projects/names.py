"""Who is behind the ids that tasks and charts carry: keys and people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

if TYPE_CHECKING:
    from genmux.db.pool import Connection, Pool

_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Name:
    kind: Literal["key", "person"]
    text: str


async def names_of(conn: Connection, ids: Iterable[UUID]) -> dict[UUID, Name]:
    """Those that are known; a key's name with its last four characters."""
    rows = await conn.fetch(
        "select id, 'key' as kind, name || ' (…' || hint || ')' as text from api_key "
        "where id = any($1::uuid[]) union all "
        "select id, 'person', coalesce(nullif(name, ''), email) from person "
        "where id = any($1::uuid[])",
        list(set(ids)),
    )
    return {row["id"]: Name(row["kind"], row["text"]) for row in rows}


class Kinds:
    """Whether an id is a key's or a person's, remembered for good: that never changes."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: dict[UUID, Literal["key", "person"]] = {}

    async def of(self, ids: Iterable[UUID]) -> dict[UUID, Literal["key", "person"]]:
        """What is neither counts as a key."""
        wanted = set(ids)
        missing = wanted - self._known.keys()
        if missing:
            if len(self._known) > _LIMIT:
                self._known.clear()
            async with self._pool.acquire() as conn:
                found = await names_of(conn, wanted)
            self._known |= {one: found[one].kind if one in found else "key" for one in wanted}
        return {one: self._known[one] for one in wanted}
