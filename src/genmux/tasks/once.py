"""Finding what exists once only in a project, without asking for it to be made."""

from __future__ import annotations

from uuid import UUID

from genmux.db.pool import Connection
from genmux.ids import ProjectId, TaskId
from genmux.tasks.new_task import ONCE
from genmux.tasks.read import get
from genmux.tasks.states import State
from genmux.tasks.task import Task


async def made_once(
    conn: Connection, project_id: ProjectId, name: str, *, sandbox: bool
) -> Task | None:
    """The latest task that made, or tried to make, what has that name; see `NewTask.once`."""
    first = key = ONCE + name
    found = None
    while True:
        task_id: UUID | None = await conn.fetchval(
            "select task_id from idempotency where project_id = $1 and sandbox = $2 and key = $3",
            project_id,
            sandbox,
            key,
        )
        task = None if task_id is None else await get(conn, TaskId(task_id))
        if task is None:
            return found
        if task.state not in (State.FAILED, State.CANCELLED):
            return task
        found, key = task, f"{first} {task.id.hex}"
