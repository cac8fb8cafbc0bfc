"""Changing a hold once the real units are known, before anything is spent on the work."""

from __future__ import annotations

from decimal import Decimal

from genmux.db.pool import Connection
from genmux.errors import InsufficientCredits
from genmux.ids import new_uuid
from genmux.ledger import entry
from genmux.ledger.purse import spend_buckets
from genmux.tasks.task import Task
from genmux.tasks.track import Hold


async def adjust(conn: Connection, task: Task, hold: Hold, price: Decimal) -> bool:
    """Makes the hold equal to `price` credits. False when the claim was lost.

    Raises InsufficientCredits when the balance does not cover the difference. Safe to repeat:
    what is compared is the hold that the database has.
    """
    async with conn.transaction():
        available = await conn.fetchval(
            "select available from account where project_id = $1 and sandbox = $2 for update",
            task.project_id,
            task.sandbox,
        )
        held = await conn.fetchval(
            "select t.held from task t join job j on j.task_id = t.id "
            "where t.id = $1 and t.state = 'running' and j.worker_id = $2 and j.fence = $3",
            hold.task_id,
            hold.worker_id,
            hold.fence,
        )
        if held is None:
            return False
        difference: Decimal = price - held
        if not difference:
            return True
        if difference > available:
            raise InsufficientCredits(
                f"Credits insufficient: this request needs {price.normalize():f} credits, "
                f"{(available + held).normalize():f} are available."
            )
        change = entry.adjust(difference)
        await conn.execute(
            "insert into ledger_entry "
            "(id, project_id, sandbox, key_id, task_id, kind, available, held) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8)",
            new_uuid(),
            task.project_id,
            task.sandbox,
            task.key_id,
            task.id,
            change.kind,
            change.available,
            change.held,
        )
        await conn.execute(
            "update account set available = available + $3, held = held + $4 "
            "where project_id = $1 and sandbox = $2",
            task.project_id,
            task.sandbox,
            change.available,
            change.held,
        )
        await conn.execute("update task set held = $2 where id = $1", task.id, price)
        if task.limited:
            await conn.execute(
                "update key_spend set amount = amount + $3 "
                "where key_id = $1 and bucket = any($2::text[])",
                task.key_id,
                list(spend_buckets(task.created_at)),
                difference,
            )
        return True
