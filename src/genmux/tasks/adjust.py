"""Changing a hold once the real units are known, before anything is spent on the work."""

from __future__ import annotations

from decimal import Decimal

from genmux.db.pool import Connection
from genmux.errors import GenmuxError
from genmux.ids import new_uuid
from genmux.ledger import entry
from genmux.ledger.limits import read_limits
from genmux.ledger.purse import Ask, CreateRate, Purse, admit, spend_buckets
from genmux.tasks.task import Task
from genmux.tasks.track import Hold


async def adjust(conn: Connection, task: Task, hold: Hold, price: Decimal) -> bool:
    """Makes the hold equal to `price` credits. False when the claim was lost.

    Raises InsufficientCredits or KeyLimitReached when balance or key do not cover the difference.
    Safe to repeat: what is compared is the hold that the database has.
    """
    async with conn.transaction():
        available = await conn.fetchval(
            "select available from account where project_id = $1 and sandbox = $2 for update",
            task.project_id,
            task.sandbox,
        )
        # The job is locked so that nobody claims the task with the old hold in hand.
        held = await conn.fetchval(
            "select t.held from task t join job j on j.task_id = t.id "
            "where t.id = $1 and t.state = 'running' and j.worker_id = $2 and j.fence = $3 "
            "for update of j",
            hold.task_id,
            hold.worker_id,
            hold.fence,
        )
        if held is None:
            return False
        difference: Decimal = price - held
        if not difference:
            return True
        if difference > 0:
            await _check_covered(conn, task, available, held, price)
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


async def _check_covered(
    conn: Connection, task: Task, available: Decimal, held: Decimal, price: Decimal
) -> None:
    """Asks the purse as it would be without this hold, so that refusals name the whole price."""
    purse = Purse(available + held)
    limits = await read_limits(conn, task.key_id) if task.limited else None
    if limits is not None:
        rows = await conn.fetch(
            "select bucket, amount from key_spend where key_id = $1 and bucket = any($2::text[])",
            task.key_id,
            list(spend_buckets(task.created_at)),
        )
        for row in rows:
            purse.spent[task.key_id, row["bucket"]] = row["amount"] - held
    ask = Ask(task.id, task.key_id, price, limits)
    answer = admit(purse, ask, CreateRate(creates=0), task.created_at)
    if isinstance(answer, GenmuxError):
        raise answer
