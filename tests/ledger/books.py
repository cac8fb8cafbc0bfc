"""Hand-written bookkeeping for tests: tasks that are held, adjusted and ended by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.ids import ProjectId, new_uuid
from genmux.ledger import entry
from genmux.projects.project import ensure_project

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    from genmux.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Books:
    """Writes what the create and finish code writes, one step at a time."""

    conn: Connection
    project_id: ProjectId
    sandbox: bool = False

    async def open(self, amount: Decimal) -> UUID:
        task_id = new_uuid()
        async with self.conn.transaction():
            await self.conn.execute(
                "insert into task (id, project_id, key_id, sandbox, limited, family, model, "
                "request, input, base_url, held) "
                "values ($1, $2, $1, $3, false, 'market', 'm', '{}', '{}', '', $4)",
                task_id,
                self.project_id,
                self.sandbox,
                amount,
            )
            await self.conn.execute("insert into job (task_id, lane) values ($1, 'local')", task_id)
            await self._write(task_id, entry.hold(amount))
        return task_id

    async def adjust(self, task_id: UUID, difference: Decimal) -> None:
        async with self.conn.transaction():
            await self._write(task_id, entry.adjust(difference))
            await self.conn.execute(
                "update task set held = held + $2 where id = $1", task_id, difference
            )

    async def end(self, task_id: UUID, state: str, charge: Decimal) -> None:
        async with self.conn.transaction():
            held = await self.conn.fetchval("select held from task where id = $1", task_id)
            await self._write(task_id, entry.end(held, charge))
            await self.conn.execute("delete from job where task_id = $1", task_id)
            await self.conn.execute(
                "update task set state = $2, charged = $3 where id = $1", task_id, state, charge
            )

    async def _write(self, task_id: UUID, change: entry.Change) -> None:
        await self.conn.execute(
            "insert into ledger_entry (id, project_id, sandbox, task_id, kind, available, held) "
            "values ($1, $2, $3, $4, $5, $6, $7)",
            new_uuid(),
            self.project_id,
            self.sandbox,
            task_id,
            change.kind,
            change.available,
            change.held,
        )
        await self.conn.execute(
            "update account set available = available + $3, held = held + $4 "
            "where project_id = $1 and sandbox = $2",
            self.project_id,
            self.sandbox,
            change.available,
            change.held,
        )


async def open_books(conn: Connection, name: str = "default") -> Books:
    return Books(conn, (await ensure_project(conn, name)).id)
