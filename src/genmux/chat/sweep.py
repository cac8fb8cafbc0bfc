"""Chat calls whose process died, and old ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from genmux.chat.money import end_all
from genmux.chat.record import CallEnd, CallState, NewCall
from genmux.db.migrate import first_uuid
from genmux.db.pool import Connection
from genmux.engines.talk import Usage
from genmux.ledger.purse import KeyLimits


async def release_lost(conn: Connection, now: datetime, limit: int) -> int:
    """Gives back what calls hold whose process has not said for a lease that it lives.

    Nobody knows what they used, so nothing is charged. Returns how many there were.
    """
    rows = await conn.fetch(
        "select id, project_id, key_id, sandbox, limited, model, dialect, streamed, held "
        "from chat_call where state = 'open' and lease_until < $1 order by lease_until limit $2",
        now,
        limit,
    )
    ends = [
        CallEnd(
            NewCall(
                id=row["id"],
                project_id=row["project_id"],
                key_id=row["key_id"],
                sandbox=row["sandbox"],
                limits=KeyLimits() if row["limited"] else None,
                model=row["model"],
                dialect=row["dialect"],
                streamed=row["streamed"],
                hold=row["held"],
            ),
            CallState.LOST,
            Usage(),
            Decimal(0),
            error="its process ended before it did",
        )
        for row in rows
    ]
    return len(await end_all(conn, ends)) if ends else 0


async def prune(conn: Connection, now: datetime, keep_days: int, limit: int) -> int:
    """Deletes old calls, with the contents that were kept of them; returns how many."""
    status = await conn.execute(
        "delete from chat_call where id in (select id from chat_call "
        "where id < $1 and state <> 'open' order by id limit $2)",
        first_uuid(now - timedelta(days=keep_days)),
        limit,
    )
    return int(status.rpartition(" ")[2])
