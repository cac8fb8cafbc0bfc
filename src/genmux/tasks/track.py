"""What a running task is at: phases and progress, written only while the claim still holds."""

from __future__ import annotations

from dataclasses import dataclass

from genmux.db.pool import Connection
from genmux.ids import TaskId, WorkerId
from genmux.tasks.states import Phase


@dataclass(frozen=True, slots=True)
class Hold:
    """A claim on one task, as the database knows it."""

    task_id: TaskId
    worker_id: WorkerId
    fence: int


@dataclass(frozen=True, slots=True)
class Mark:
    hold: Hold
    phase: Phase
    progress: float
    """0.0 to 1.0"""
    engine: str


_STEPS = 1000
"""characters; a task that is begun again and again is not written down for ever"""


def step(word: str) -> str:
    """SQL: the task's track with the moment at which it came to `word`, an expression, added."""
    return (
        f"case when length(t.track) > {_STEPS} then t.track else t.track || ' ' || {word} || '@' "
        "|| (extract(epoch from clock_timestamp()) * 1000)::bigint end"
    )


async def write_marks(conn: Connection, marks: list[Mark]) -> list[bool]:
    """Saves phase and progress of many tasks; tells for each whether its claim still holds.

    `submitting` and `waiting` stay until the end: they decide whether a restart may send again, so
    neither a late mark nor `storing` may hide them, nor who was asked.
    """
    rows = await conn.fetch(
        "with held as ("
        # Job before task and in the order of ids, here and wherever tasks are written: no two can
        # wait for each other. The job is locked so that nobody takes it over in between.
        "  select t.id, m.phase, m.progress, m.engine"
        "  from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::real[], $6::text[])"
        "    m(id, worker_id, fence, phase, progress, engine)"
        "  join job j on j.task_id = m.id and j.worker_id = m.worker_id and j.fence = m.fence"
        "  join task t on t.id = m.id and t.state = 'running' order by t.id"
        "  for share of j for update of t"
        ") "
        "update task t set progress = h.progress, updated_at = now(), "
        "  engine = case when t.phase in ('submitting', 'waiting') then t.engine "
        "   else h.engine end, "
        "  track = case when t.phase in ('submitting', 'waiting', h.phase) then t.track "
        f"   else {step('h.phase')} end, "
        "  phase = case when t.phase in ('submitting', 'waiting') then t.phase else h.phase end "
        "from held h where t.id = h.id returning t.id",
        [mark.hold.task_id for mark in marks],
        [mark.hold.worker_id for mark in marks],
        [mark.hold.fence for mark in marks],
        [mark.phase for mark in marks],
        [mark.progress for mark in marks],
        [mark.engine for mark in marks],
    )
    written = {row["id"] for row in rows}
    return [mark.hold.task_id in written for mark in marks]
