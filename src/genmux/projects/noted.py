"""Changes of the rooms below that the audit log has to know of, each with its entry."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from genmux.callbacks.secrets import rotate
from genmux.ledger.grant import grant
from genmux.projects.audit import Actor, note

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from genmux.ids import ProjectId


async def grant_credits(
    conn: Connection,
    actor: Actor,
    project_id: ProjectId,
    sandbox: bool,
    amount: Decimal,
    reason: str = "",
) -> Decimal:
    """What is available then. Raises what `ledger.grant.grant` raises."""
    async with conn.transaction():
        available = await grant(conn, project_id, sandbox, amount, reason)
        await note(
            conn,
            actor,
            "credits.grant",
            "sandbox" if sandbox else "live",
            project_id=project_id,
            after={"credits": amount, "note": reason},
        )
    return available


async def rotate_secret(
    conn: Connection, actor: Actor, project_id: ProjectId, now: datetime
) -> str:
    """The new secret of callbacks. Raises NotFound."""
    async with conn.transaction():
        secret = await rotate(conn, project_id, now)
        await note(
            conn,
            actor,
            "callback_secret.rotate",
            f"whsec_••••{secret[-4:]}",
            project_id=project_id,
        )
    return secret
