"""What a purse holds now: the account row, which the audit proves equal to its entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from genmux.db.pool import Connection
    from genmux.ids import ProjectId


@dataclass(frozen=True, slots=True)
class Balance:
    """Credits: `available` is free to spend, `held` is promised to unfinished tasks."""

    project_id: ProjectId
    sandbox: bool
    available: Decimal
    held: Decimal


async def balances(conn: Connection, project_id: ProjectId | None = None) -> list[Balance]:
    """The purses of one project or of all, live before sandbox."""
    rows = await conn.fetch(
        "select project_id, sandbox, available, held from account "
        "where $1::uuid is null or project_id = $1 order by 1, 2",
        project_id,
    )
    return [
        Balance(row["project_id"], row["sandbox"], row["available"], row["held"]) for row in rows
    ]
