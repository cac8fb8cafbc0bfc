"""The first act of every role: the database answers and has the present schema."""

from __future__ import annotations

import contextlib
import logging

import asyncpg

from genmux.db.migrate import migrate
from genmux.db.pool import LOST
from genmux.errors import Unavailable

log = logging.getLogger(__name__)


async def migrated(url: str) -> None:
    """Brings the database at `url` up to date. Raises Unavailable when it cannot be reached."""
    try:
        conn = await asyncpg.connect(url)
    except (OSError, asyncpg.CannotConnectNowError) as error:
        raise Unavailable(f"The database cannot be reached: {error}. See database.url.") from error
    try:
        applied = await migrate(conn)
    finally:
        with contextlib.suppress(*LOST):
            await conn.close()
    if applied:
        log.info("applied to the database: %s", ", ".join(applied))
