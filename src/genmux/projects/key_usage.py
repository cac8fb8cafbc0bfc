"""What keys have spent, for whoever looks at them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from genmux.ids import KeyId, ProjectId
from genmux.ledger.purse import spend_buckets

if TYPE_CHECKING:
    from genmux.db.pool import Connection


async def key_usage(
    conn: Connection, project_id: ProjectId, now: datetime
) -> dict[KeyId, tuple[Decimal | None, Decimal, Decimal]]:
    """What each key of the project spent this hour, this day (UTC) and in all, in credits.

    With limits that is what they count, holds included; without, what was charged, by the day.
    """
    hour, day, _ = spend_buckets(now.astimezone(UTC))
    charged = await conn.fetch(
        "select key_id, sum(charged) as total, "
        "coalesce(sum(charged) filter (where day = $2), 0) as today "
        "from spend_day where project_id = $1 group by 1",
        project_id,
        now.astimezone(UTC).date(),
    )
    usage: dict[KeyId, tuple[Decimal | None, Decimal, Decimal]] = {
        row["key_id"]: (None, row["today"], row["total"]) for row in charged
    }
    counted = await conn.fetch(
        "select k.id, s.bucket, s.amount from api_key k join key_spend s on s.key_id = k.id "
        "where k.project_id = $1 and s.bucket = any($2::text[]) and (k.limit_hour is not null "
        "or k.limit_day is not null or k.limit_total is not null)",
        project_id,
        [hour, day, "total"],
    )
    spent: dict[KeyId, dict[str, Decimal]] = {}
    for row in counted:
        spent.setdefault(row["id"], {})[row["bucket"]] = row["amount"]
    for key_id, buckets in spent.items():
        _, today, total = usage.get(key_id, (None, Decimal(0), Decimal(0)))
        # A bucket exists only where the limit is set.
        usage[key_id] = (buckets.get(hour), buckets.get(day, today), buckets.get("total", total))
    return usage
