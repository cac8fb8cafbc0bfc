"""Making a new task out of one that ended: same request, a new id, its own hold."""

from __future__ import annotations

from datetime import datetime

from genmux.db.pool import Connection
from genmux.errors import Conflict, NotFound
from genmux.ids import KeyId, ProjectId, TaskId, new_uuid
from genmux.ledger.limits import read_limits
from genmux.ledger.purse import CreateRate
from genmux.tasks.create import write_group
from genmux.tasks.new_task import Lane, NewTask
from genmux.tasks.read import get
from genmux.tasks.states import ENDED


async def retry(
    conn: Connection,
    task_id: TaskId,
    now: datetime,
    lane: Lane,
    project_id: ProjectId | None = None,
    key_id: KeyId | None = None,
    fault: str | None = None,
) -> TaskId:
    """The id of the new task, paid by that key or by the old task's, within the key's budgets.

    The same goes wrong again unless another `fault` is given; empty = nothing does.

    Raises NotFound, Conflict while the old one is unfinished, and whatever refuses its hold.
    """
    old = await get(conn, task_id, project_id)
    if old is None:
        raise NotFound("Task not found")
    if old.state not in ENDED:
        raise Conflict(f"The task has not ended: it is {old.state.value}.")
    payer = key_id or old.key_id
    new = NewTask(
        id=TaskId(new_uuid()),
        project_id=old.project_id,
        key_id=payer,
        sandbox=old.sandbox,
        family=old.family,
        model=old.model,
        lane=lane,
        request=old.request,
        input=old.input,
        callback_url=old.callback_url,
        base_url=old.base_url,
        hold=old.held,
        limits=await read_limits(conn, payer),
        priority=old.priority,
        retry_of=old.id,
        fault=old.fault if fault is None else fault,
        wish=old.wish,
    )
    # Asked for by hand: the pace limit of the API is not meant for it.
    (answer,) = await write_group(conn, [new], CreateRate(creates=0), now)
    if isinstance(answer, Exception):
        raise answer
    return new.id
