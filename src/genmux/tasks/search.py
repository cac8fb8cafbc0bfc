"""A project's tasks by filter, newest first. One page never costs more than a look at a fixed
number of tasks, whatever is asked for and however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from genmux.db.migrate import first_uuid
from genmux.db.pool import Connection
from genmux.ids import ProjectId, TaskId
from genmux.tasks.states import State
from genmux.tasks.task import COLUMNS, Task, from_row

WINDOW = 20_000
"""tasks that one page looks at"""
MOST_COUNTED = 10_000
_FIRST, _LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True)
class Filter:
    """`key_id` may be a person's; `since` and `until` are moments of creation; `text` is looked
    for in the input, letters of either case."""

    state: State | None = None
    model: str | None = None
    family: str | None = None
    key_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None

    @property
    def narrow(self) -> bool:
        """Whether anything but the time is asked for, so that tasks must be looked at."""
        return any((self.state, self.model, self.family, self.key_id, self.text))


@dataclass(frozen=True, slots=True)
class Page:
    tasks: list[Task]
    next: TaskId | None
    """`before` of the next page; None at the end"""


_WINDOW = (
    "from task where project_id = $1 and sandbox = $2 and id < $3 and id >= $4 "
    f"order by id desc limit {WINDOW}"
)
_MATCH = (
    "where ($5::text is null or state = $5) and ($6::text is null or model = $6) "
    "and ($7::text is null or family = $7) and ($8::uuid is null or key_id = $8) "
    "and ($9::text is null or input ilike $9)"
)


async def search(
    conn: Connection,
    project_id: ProjectId,
    sandbox: bool,
    wanted: Filter,
    *,
    before: TaskId | None = None,
    limit: int = 50,
) -> Page:
    """A page may be short, even empty, and still have a next one."""
    args = _args(project_id, sandbox, wanted, before)
    rows = await conn.fetch(
        f"select * from (select {COLUMNS} {_WINDOW}) w {_MATCH} order by id desc limit {limit + 1}",
        *args,
    )
    tasks = [from_row(row) for row in rows[:limit]]
    if len(rows) > limit:
        return Page(tasks, tasks[-1].id)
    return Page(tasks, await _end_of_window(conn, args) if wanted.narrow else None)


async def count(
    conn: Connection, project_id: ProjectId, sandbox: bool, wanted: Filter
) -> tuple[int, bool]:
    """How many there are, and whether that is exact: counting ends with the window."""
    args = _args(project_id, sandbox, wanted, None)
    found = await conn.fetchval(
        "select count(*) from (select 1 from "
        f"(select state, model, family, key_id, input {_WINDOW}) w {_MATCH} "
        f"limit {MOST_COUNTED + 1}) c",
        *args,
    )
    if found > MOST_COUNTED:
        return MOST_COUNTED, False
    return found, not wanted.narrow or await _end_of_window(conn, args) is None


async def _end_of_window(conn: Connection, args: tuple[object, ...]) -> TaskId | None:
    """The last task that was looked at, where there are more after it."""
    row = await conn.fetchval(
        "select id from task where project_id = $1 and sandbox = $2 and id < $3 and id >= $4 "
        f"order by id desc limit 1 offset {WINDOW - 1}",
        *args[:4],
    )
    return None if row is None else TaskId(row)


def _args(
    project_id: ProjectId, sandbox: bool, wanted: Filter, before: TaskId | None
) -> tuple[object, ...]:
    upper = first_uuid(wanted.until) if wanted.until else _LAST
    return (
        project_id,
        sandbox,
        min(before, upper, key=lambda one: one.int) if before else upper,
        first_uuid(wanted.since) if wanted.since else _FIRST,
        wanted.state,
        wanted.model,
        wanted.family,
        wanted.key_id,
        _pattern(wanted.text) if wanted.text else None,
    )


def _pattern(text: str) -> str:
    """The input is JSON text, so what is looked for is written as it is there."""
    inside = orjson.dumps(text).decode()[1:-1]
    return "%" + inside.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
