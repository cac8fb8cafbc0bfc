"""Reading tasks: one by id, grouped with whoever asks at the same moment, or pages of a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from genmux.db.batch import Batcher
from genmux.db.migrate import first_uuid
from genmux.db.pool import Connection, Pool, retried
from genmux.ids import ProjectId, TaskId
from genmux.tasks.states import State
from genmux.tasks.task import COLUMNS, Task, from_row

_MAX_ID = UUID(int=(1 << 128) - 1)


class Reader:
    """`get` costs one shared indexed read, however many ask at once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._batcher: Batcher[TaskId, Task | None] = Batcher(self._flush, flushers=2, limit=256)

    async def start(self) -> None:
        await self._batcher.start()

    async def stop(self) -> None:
        await self._batcher.stop()

    async def get(self, task_id: TaskId, project_id: ProjectId) -> Task | None:
        """The task, or None when that project has no such task."""
        task = await self._batcher.submit(task_id)
        return task if task is not None and task.project_id == project_id else None

    async def _flush(self, ids: list[TaskId]) -> Sequence[Task | None]:
        rows = await retried(
            self._pool,
            lambda conn: conn.fetch(
                f"select {COLUMNS} from task where id = any($1::uuid[])",
                list(set(ids)),
            ),
        )
        found = {row["id"]: from_row(row) for row in rows}
        return [found.get(task_id) for task_id in ids]


async def get(
    conn: Connection, task_id: TaskId, project_id: ProjectId | None = None
) -> Task | None:
    row = await conn.fetchrow(f"select {COLUMNS} from task where id = $1", task_id)
    if row is None or project_id not in (None, row["project_id"]):
        return None
    return from_row(row)


async def page(
    conn: Connection,
    *,
    project_id: ProjectId | None = None,
    sandbox: bool | None = None,
    state: State | None = None,
    model: str | None = None,
    since: datetime | None = None,
    before: TaskId | None = None,
    limit: int = 50,
) -> list[Task]:
    """Newest first; the id of the last one is the cursor of the next page."""
    rows = await conn.fetch(
        f"select {COLUMNS} from task "
        "where id < $1 and id >= $2 and ($3::uuid is null or project_id = $3) "
        "and ($4::boolean is null or sandbox = $4) and ($5::text is null or state = $5) "
        "and ($6::text is null or model = $6) order by id desc limit $7",
        before or _MAX_ID,
        first_uuid(since) if since else UUID(int=0),
        project_id,
        sandbox,
        state,
        model,
        limit,
    )
    return [from_row(row) for row in rows]


async def queue_position(conn: Connection, task_id: TaskId) -> int | None:
    """How many jobs of the same lane start before this one; None when it is not waiting."""
    value: int | None = await conn.fetchval(
        "select count(*) from job j join job mine on mine.task_id = $1 "
        "where mine.worker_id is null and j.worker_id is null and j.lane = mine.lane "
        "and (j.priority > mine.priority "
        "  or (j.priority = mine.priority and j.run_at < mine.run_at))",
        task_id,
    )
    return value
