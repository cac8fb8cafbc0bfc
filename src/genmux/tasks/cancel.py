"""Taking a task back before it ended: nothing is charged, its callback still tells."""

from __future__ import annotations

from genmux.db.pool import Connection
from genmux.errors import Conflict, NotFound
from genmux.ids import ProjectId, TaskId
from genmux.tasks.finish import CallbackBody, Ending, end_one
from genmux.tasks.read import get
from genmux.tasks.states import ENDED, State
from genmux.tasks.task import Task


async def cancel(
    conn: Connection,
    task_id: TaskId,
    project_id: ProjectId | None = None,
    callback: CallbackBody | None = None,
) -> Task:
    """Cancels and releases the hold; returns the task as it is then.

    Raises NotFound for a task of another project, Conflict for one that has ended. The worker
    that has it finds its claim gone and drops what it made.
    """
    task = await get(conn, task_id, project_id)
    if task is None:
        raise NotFound("Task not found")

    def ending(now_task: Task) -> Ending:
        return Ending(
            now_task,
            State.CANCELLED,
            worker_id=None,
            fence=0,
            fail_code="499",
            fail_msg="The task was cancelled; nothing was charged.",
            callback=callback,
        )

    ended = await end_one(conn, task_id, ending)
    task = await get(conn, task_id, project_id)
    if task is None:
        raise NotFound("Task not found")
    if not ended and task.state in ENDED:
        raise Conflict(f"The task has already ended: it is {task.state.value}.")
    return task
