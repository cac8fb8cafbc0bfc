"""The budgets of a key, as its row has them."""

from __future__ import annotations

from genmux.db.pool import Connection
from genmux.ids import KeyId
from genmux.ledger.purse import KeyLimits


async def read_limits(conn: Connection, key_id: KeyId) -> KeyLimits | None:
    """None for a key without budgets, so that nobody counts for it."""
    row = await conn.fetchrow(
        "select limit_hour, limit_day, limit_total from api_key where id = $1", key_id
    )
    if row is None or all(limit is None for limit in row):
        return None
    return KeyLimits(*row)
