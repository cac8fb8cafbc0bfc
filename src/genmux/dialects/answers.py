"""Calls that answer with the result itself. Behind each stands a task like any other."""

from __future__ import annotations

from genmux.dialects.http import Api
from genmux.dialects.records import fail_code
from genmux.dialects.submit import ended
from genmux.errors import GenmuxError
from genmux.ids import TaskId
from genmux.ledger.purse import Admitted
from genmux.projects.caller import Caller
from genmux.tasks.states import State
from genmux.tasks.task import Task

PATIENCE = 60.0
"""seconds that a caller waits for an answer"""


class NotInTime(GenmuxError):
    """The result took too long. The task goes on."""

    code = 408
    status = 504
    retryable = True


class NotMade(GenmuxError):
    """The result could not be made."""

    def __init__(self, task: Task) -> None:
        super().__init__(task.fail_msg)
        self.code = fail_code(task)
        self.status = 422 if 400 <= self.code < 500 else 500


async def made(api: Api, caller: Caller, admitted: Admitted, seconds: float = PATIENCE) -> Task:
    """The task once it has succeeded. Raises NotMade with its reason, or NotInTime."""
    task = await ended(api, TaskId(admitted.task_id), caller.project_id, seconds)
    if task is None:
        raise NotInTime
    if task.state is not State.SUCCEEDED:
        raise NotMade(task)
    return task
