"""Credits given to a project's purse, or taken back from what it has not promised yet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from genmux.errors import InsufficientCredits, InvalidInput, NotFound
from genmux.ids import ProjectId, new_uuid
from genmux.ledger.entry import Kind

if TYPE_CHECKING:
    from genmux.db.pool import Connection

PLACES = Decimal("0.000001")
"""the smallest part of a credit that is kept"""
_LIMIT = Decimal("1e12")
_NOTE_LIMIT = 500


def checked(amount: Decimal) -> Decimal:
    """The amount, when it is one that the ledger can hold exactly; else InvalidInput."""
    if not amount.is_finite() or abs(amount) > _LIMIT or amount != amount.quantize(PLACES):
        raise InvalidInput(
            "An amount has at most 6 decimals and is not over 1000000000000 credits."
        )
    return amount


async def grant(
    conn: Connection, project_id: ProjectId, sandbox: bool, amount: Decimal, note: str = ""
) -> Decimal:
    """Adds credits and returns what is available then; a negative amount takes back.

    Raises InvalidInput (0, too many decimals), NotFound (purse), InsufficientCredits (more would
    be taken than is available).
    """
    if not checked(amount):
        raise InvalidInput("The amount must not be 0.")
    if len(note) > _NOTE_LIMIT or "\0" in note:
        raise InvalidInput(f"A note is text of at most {_NOTE_LIMIT} characters.")
    async with conn.transaction():
        before = await conn.fetchval(
            "select available from account where project_id = $1 and sandbox = $2 for update",
            project_id,
            sandbox,
        )
        if before is None:
            raise NotFound("There is no such project.")
        after: Decimal = before + amount
        if after < 0:
            raise InsufficientCredits(
                f"Only {before.normalize():f} credits are available to take back."
            )
        checked(after)
        await conn.execute(
            "update account set available = $3 where project_id = $1 and sandbox = $2",
            project_id,
            sandbox,
            after,
        )
        await conn.execute(
            "insert into ledger_entry (id, project_id, sandbox, kind, available, held, note) "
            "values ($1, $2, $3, $4, $5, 0, $6)",
            new_uuid(),
            project_id,
            sandbox,
            Kind.GRANT,
            amount,
            note,
        )
    return after


STARTING = "starting credits"


async def open_purse(
    conn: Connection, project_id: ProjectId, sandbox: bool, amount: Decimal
) -> None:
    """Grants the starting credits to a purse that never had an entry; to any other nothing."""
    async with conn.transaction():
        await conn.execute(
            "select 1 from account where project_id = $1 and sandbox = $2 for update",
            project_id,
            sandbox,
        )
        used = await conn.fetchval(
            "select exists (select from ledger_entry where project_id = $1 and sandbox = $2)",
            project_id,
            sandbox,
        )
        if not used and amount:
            await grant(conn, project_id, sandbox, amount, STARTING)


async def has_started(conn: Connection, project_id: ProjectId, sandbox: bool) -> bool:
    """Whether the purse was opened with its starting credits, which are given once."""
    note = await conn.fetchval(
        "select note from ledger_entry where project_id = $1 and sandbox = $2 order by id limit 1",
        project_id,
        sandbox,
    )
    return bool(note == STARTING)
