"""Who works on what: workers take jobs, keep them by being alive, and lose them by dying.

A claim raises the job's fence. Whatever a worker writes later names (worker, fence), so a worker
that was given up for dead changes nothing when it comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genmux.db.pool import Connection
from genmux.ids import TaskId, WorkerId
from genmux.tasks.new_task import Lane
from genmux.tasks.task import Task, columns, from_row
from genmux.tasks.track import step

_SHORTEST = 0.01
"""seconds; a due job that is still free is in the hands of another claim right now"""
_QUEUED, _RUNNING = step("'queued'"), step("'running'")


@dataclass(frozen=True, slots=True)
class Claimed:
    task: Task
    fence: int
    crashes: int
    """how often a worker died while it had this task"""


async def register(conn: Connection, worker: WorkerId, host: str, pid: int) -> None:
    await conn.execute(
        "insert into worker (id, host, pid) values ($1, $2, $3) "
        "on conflict (id) do update set seen_at = now()",
        worker,
        host,
        pid,
    )


async def beat(conn: Connection, worker: WorkerId) -> bool:
    """Says that the worker lives. False when it was given up meanwhile: its tasks are gone."""
    return (
        await conn.execute("update worker set seen_at = now() where id = $1", worker) != "UPDATE 0"
    )


async def unregister(conn: Connection, worker: WorkerId) -> None:
    """Gives everything back that the worker still has, without counting it as a crash."""
    async with conn.transaction():
        # The worker first, as `reap` does, so that the two cannot wait for each other.
        await conn.execute("select 1 from worker where id = $1 for update", worker)
        await _give_back(conn, "worker_id = $1", worker)
        await conn.execute("delete from worker where id = $1", worker)


async def give_back(conn: Connection, worker: WorkerId, task: TaskId, fence: int) -> None:
    await _give_back(conn, "worker_id = $1 and task_id = $2 and fence = $3", worker, task, fence)


async def give_back_others(
    conn: Connection, worker: WorkerId, running: Sequence[TaskId], broken: Sequence[TaskId] = ()
) -> None:
    """Gives back what the worker has, but is not running: claims whose reply was lost, and tasks
    whose ending could not be written. The `broken` ones count as a crash, so that they end."""
    async with conn.transaction():
        await conn.execute(
            "update job set crashes = crashes + 1 "
            "where worker_id = $1 and task_id = any($2::uuid[]) and task_id <> all($3::uuid[])",
            worker,
            broken,
            running,
        )
        await _give_back(conn, "worker_id = $1 and task_id <> all($2::uuid[])", worker, running)


async def _give_back(conn: Connection, which: str, *args: object) -> None:
    await conn.execute(
        "with mine as (select task_id from job "
        f"  where {which} order by task_id for update"
        "), given as (update job j set worker_id = null from mine m "
        "  where j.task_id = m.task_id returning j.task_id) "
        "update task t set state = 'queued', progress = 0, updated_at = now(), "
        f" track = {_QUEUED} from given g "
        "where t.id = g.task_id and t.state = 'running' "
        "and t.phase not in ('waiting', 'submitting')",
        *args,
    )


async def claim(conn: Connection, worker: WorkerId, lane: Lane, most: int) -> list[Claimed]:
    """Takes up to `most` due jobs of that lane: highest priority first, then the oldest.

    A worker that was given up for dead gets nothing: nobody would ever take it back from it.
    """
    rows = await conn.fetch(
        "with me as (select id from worker where id = $1 for key share"
        "), ready as ("
        "  select task_id from job j where worker_id is null and lane = $2 and run_at <= now()"
        # Asked for each job, so that without one nothing is locked and no commit has to be synced.
        "    and exists (select from me where j.task_id is not null)"
        "  order by priority desc, run_at limit $3 for update skip locked"
        "), mine as ("
        "  update job j set worker_id = $1, fence = j.fence + 1 from ready r"
        "  where j.task_id = r.task_id returning j.task_id, j.fence, j.crashes, j.run_at"
        ") "
        "update task t set state = 'running', started_at = coalesce(t.started_at, now()), "
        "  updated_at = now(), "
        f" track = case t.state when 'queued' then {_RUNNING} else t.track end from mine m "
        "where t.id = m.task_id and t.state in ('queued', 'running') "
        f"returning {columns('t')}, m.fence, m.crashes, m.run_at",
        worker,
        lane,
        most,
    )
    rows.sort(key=lambda row: (-row["priority"], row["run_at"]))
    return [Claimed(from_row(row), row["fence"], row["crashes"]) for row in rows]


async def next_run(conn: Connection, lanes: Sequence[Lane]) -> float:
    """Seconds until the next free job of those lanes is due; one second at most, the safety
    net's pace."""
    wait = await conn.fetchval(
        "select extract(epoch from min(run_at) - now()) from job "
        "where worker_id is null and lane = any($1::text[])",
        lanes,
    )
    return 1.0 if wait is None else min(max(float(wait), _SHORTEST), 1.0)


async def reap(conn: Connection, lease: float) -> int:
    """Frees the jobs of workers that were not seen for `lease` seconds; returns how many."""
    async with conn.transaction():
        dead = await conn.fetch(
            "select id from worker where seen_at < now() - make_interval(secs => $1) "
            "for update skip locked",
            lease,
        )
        if not dead:
            return 0
        ids = [row["id"] for row in dead]
        freed = await conn.fetch(
            "with theirs as (select task_id from job where worker_id = any($1::uuid[]) "
            "  order by task_id for update) "
            "update job j set worker_id = null, crashes = j.crashes + 1, run_at = now() "
            "from theirs t where j.task_id = t.task_id returning j.task_id",
            ids,
        )
        await conn.execute("delete from worker where id = any($1::uuid[])", ids)
        return len(freed)
