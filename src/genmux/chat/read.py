"""Chat calls as they are in the books, newest first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from genmux.db.pool import Connection
from genmux.ids import ProjectId

_LAST = UUID(int=(1 << 128) - 1)


async def list_calls(
    conn: Connection,
    project_id: ProjectId,
    sandbox: bool,
    *,
    before: UUID | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """At most `limit` rows of `chat_call`; the id of the last one is `before` of the next page."""
    rows = await conn.fetch(
        "select id, model, dialect, streamed, state, route, stop, error, held, charged, "
        "input_tokens, cached_tokens, output_tokens, reasoning_tokens, estimated, first_ms, "
        "contents, created_at, finished_at from chat_call "
        "where project_id = $1 and sandbox = $2 and id < $3 order by id desc limit $4",
        project_id,
        sandbox,
        before or _LAST,
        limit,
    )
    return [dict(row) for row in rows]
