"""Signing secrets of projects: one in force and, for a grace after a rotation, the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.callbacks.sign import new_secret
from genmux.errors import NotFound
from genmux.ids import ProjectId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from genmux.db.pool import Connection


async def secrets_of(
    conn: Connection, project_id: ProjectId, now: datetime, grace: timedelta
) -> list[str]:
    """The valid secrets of a project, newest first. Raises NotFound."""
    found = await secrets_of_many(conn, [project_id], now, grace)
    if project_id not in found:
        raise NotFound("no such project")
    return found[project_id]


async def secrets_of_many(
    conn: Connection, project_ids: Sequence[ProjectId], now: datetime, grace: timedelta
) -> dict[ProjectId, list[str]]:
    """The same for several projects at once; unknown ones are left out."""
    rows = await conn.fetch(
        "select id, callback_secret as newest, "
        "  case when callback_secret_rotated_at > $2 then callback_secret_old end as previous "
        "from project where id = any($1::uuid[])",
        project_ids,
        now - grace,
    )
    return {
        ProjectId(row["id"]): [row["newest"], *([row["previous"]] if row["previous"] else [])]
        for row in rows
    }


async def rotate(conn: Connection, project_id: ProjectId, now: datetime) -> str:
    """Puts a new secret in force and returns it; the one before stays valid for the grace.

    A second rotation within the grace ends the validity of the oldest at once. Raises NotFound.
    """
    secret = new_secret()
    done = await conn.fetchval(
        "update project set callback_secret_old = callback_secret, callback_secret = $2, "
        "  callback_secret_rotated_at = $3 where id = $1 returning true",
        project_id,
        secret,
        now,
    )
    if not done:
        raise NotFound("no such project")
    return secret
