"""The life of one task, as its row, its entries and its relatives tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from genmux.ids import TaskId
from genmux.ledger.history import COLUMNS, Entry, read_entry
from genmux.tasks.states import ENDED, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genmux.db.pool import Connection
    from genmux.tasks.task import Task


@dataclass(frozen=True, slots=True)
class Step:
    """From `moment` on the task was in that state and phase."""

    state: str
    phase: str
    moment: datetime


async def steps(conn: Connection, task: Task) -> list[Step]:
    """In order of time. Phases of less than a quarter of a second may be missing."""
    track: str | None = await conn.fetchval("select track from task where id = $1", task.id)
    found = [Step(State.QUEUED.value, "", task.created_at)]
    for word in (track or "").split():
        name, _, moment = word.partition("@")
        at = datetime.fromtimestamp(int(moment) / 1000, UTC)
        if name in (State.QUEUED, State.RUNNING):
            found.append(Step(name, "", at))
        else:
            found.append(Step(State.RUNNING.value, name, at))
    if task.state in ENDED and task.finished_at is not None:
        found.append(Step(task.state.value, "", task.finished_at))
    # Two clocks may have written: no step begins before the one that it follows.
    for number in range(1, len(found)):
        earlier, one = found[number - 1], found[number]
        if one.moment < earlier.moment:
            found[number] = Step(one.state, one.phase, earlier.moment)
    return found


async def entries_of(conn: Connection, task_id: TaskId) -> list[Entry]:
    """What the task moved in its purse, oldest first."""
    # One index for each kind: of all entries only those of this task are looked at.
    parts = ("'hold'", "'adjust'", "'settle', 'release'")
    query = " union all ".join(
        f"select {COLUMNS} from ledger_entry where task_id = $1 and kind in ({kinds})"
        for kinds in parts
    )
    rows = await conn.fetch(f"select * from ({query}) e order by id", task_id)
    return [read_entry(row) for row in rows]


async def retries_of(conn: Connection, task: Task) -> list[TaskId]:
    """Tasks that were made of this one, oldest first."""
    rows = await conn.fetch(
        "select id from task where retry_of = $1 and project_id = $2 order by id limit 100",
        task.id,
        task.project_id,
    )
    return [TaskId(row["id"]) for row in rows]


async def tasks_of_files(conn: Connection, file_ids: Sequence[UUID], task: Task) -> list[TaskId]:
    """The tasks of the same project that made those files."""
    rows = await conn.fetch(
        "select distinct task_id from asset where id = any($1::uuid[]) and project_id = $2 "
        "and task_id is not null",
        list(file_ids),
        task.project_id,
    )
    return [TaskId(row["task_id"]) for row in rows]
