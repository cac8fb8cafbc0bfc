"""The secret of this database with which links and hooks are signed."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from genmux.db.pool import Pool

_BYTES = 32


async def link_secret(pool: Pool) -> bytes:
    """Made when there is none yet."""
    fresh = base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    await pool.execute(
        "insert into setting (name, value) values ('link_secret', $1::jsonb) "
        "on conflict (name) do nothing",
        orjson.dumps(fresh).decode(),
    )
    text = await pool.fetchval("select value #>> '{}' from setting where name = 'link_secret'")
    return base64.b64decode(text)
