"""What the database knows of jobs at vendors: places, phases, circuits, jobs to take back.

All writes name the claim; whoever lost it writes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from genmux.db.pool import Connection
from genmux.ids import TaskId
from genmux.tasks.track import Hold, step

_QUEUED, _SUBMITTING, _WAITING = step("'queued'"), step("'submitting'"), step("'waiting'")
_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 600.0
"""seconds for which nothing is sent to an account that fails; doubled each time"""
_LONGEST_LOOK = 600.0
"""seconds until a job is asked for again at the latest, whatever its vendor wishes"""
_TRIES = 10.0
"""a second, at a full account, of all tasks that wait together"""
_FAILURES = 5
"""in a row until it is taken for broken"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one account, over all workers; 0 = none."""

    concurrency: int = 0
    per_minute: float = 0.0


@dataclass(frozen=True, slots=True)
class Circuit:
    """`open_until` is when something is sent there again."""

    name: str
    failures: int
    reason: str
    open_until: datetime | None


def place_of(engine: str, project_id: UUID, *, mine: bool) -> str:
    """Under which name places and circuits of an account are counted; `mine` = the project's."""
    return f"{engine}/{project_id.hex}" if mine else engine


async def take_place(conn: Connection, hold: Hold, account: str, limits: Limits) -> float | None:
    """Counts the job among the account's; 0 when it may be sent, else the seconds to wait.

    None when the claim is lost.
    """
    async with conn.transaction():
        if limits.concurrency or limits.per_minute:
            await conn.execute(
                "select pg_advisory_xact_lock(hashtext('vendor place'), hashtext($1))", account
            )
            wait = await _wait(conn, hold, account, limits)
            if wait > 0:
                return wait
        taken = await conn.execute(
            "update job set vendor = $4 where task_id = $1 and worker_id = $2 and fence = $3",
            hold.task_id,
            hold.worker_id,
            hold.fence,
            account,
        )
        return None if taken == "UPDATE 0" else 0.0


async def _wait(conn: Connection, hold: Hold, account: str, limits: Limits) -> float:
    if limits.concurrency:
        there = await conn.fetchval(
            "select count(*) from job where vendor = $1 and task_id <> $2", account, hold.task_id
        )
        if there >= limits.concurrency:
            return await _turn(conn, 1.0)
    if not limits.per_minute:
        return 0.0
    # A bucket that holds a minute's worth at most, and one at least.
    tokens = await conn.fetchval(
        "insert into vendor as v (name, tokens, filled_at) "
        "values ($1, greatest($2::float8, 1) - 1, clock_timestamp()) "
        "on conflict (name) do update set "
        "  tokens = least(greatest($2::float8, 1), v.tokens + "
        "    extract(epoch from clock_timestamp() - v.filled_at) * $2 / 60) - 1, "
        "  filled_at = clock_timestamp() "
        "returning tokens",
        account,
        limits.per_minute,
    )
    if tokens >= 0:
        return 0.0
    await conn.execute("update vendor set tokens = tokens + 1 where name = $1", account)
    return await _turn(conn, float(-tokens * 60 / limits.per_minute))


async def _turn(conn: Connection, least: float) -> float:
    """Seconds until the next try: the more wait, the less often each comes by, and never all at
    once. Every try is a claim, and fetches what the request names."""
    waiting: int = await conn.fetchval(
        "select count(*) from (select from job where lane = 'remote' and worker_id is null "
        "and vendor is null limit 1000) w"
    )
    return max(least, waiting / _TRIES) * random.uniform(1.0, 1.5)  # noqa: S311  guards no secret


async def begin_submit(conn: Connection, hold: Hold, engine: str, road: str) -> bool:
    """Saves that the request is about to leave. False when the claim is lost."""
    return await _written(
        conn,
        "update task t set phase = 'submitting', engine = $4, route = $5, updated_at = now(), "
        f"  track = {_SUBMITTING} "
        "from held h where t.id = h.task_id and t.state = 'running'",
        hold,
        engine,
        road,
    )


async def withdraw(conn: Connection, hold: Hold, road: str) -> bool:
    """The vendor surely did not take it: as if it had never been sent."""
    return await _written(
        conn,
        "update task t set phase = 'fetching', engine = null, vendor_id = null, route = $4, "
        "  updated_at = now() from held h where t.id = h.task_id and t.state = 'running'",
        hold,
        road,
        job="vendor = null",
    )


async def note_road(conn: Connection, hold: Hold, road: str) -> bool:
    return await _written(
        conn,
        "update task t set route = $4 from held h where t.id = h.task_id and t.state = 'running'",
        hold,
        road,
    )


async def wait_turn(conn: Connection, hold: Hold, seconds: float, road: str) -> bool:
    """Gives the task back until then; it is queued again, unless its submit must be repeated."""
    return await _written(
        conn,
        "update task t set state = case when t.phase = 'submitting' then t.state else 'queued' end,"
        f"  route = $5, progress = 0, updated_at = now(), track = {_QUEUED} "
        "from held h where t.id = h.task_id and t.state = 'running'",
        hold,
        seconds,
        road,
        job="worker_id = null, run_at = now() + make_interval(secs => $4), "
        "vendor = case when (select phase from task where id = $1) = 'submitting' "
        "then j.vendor end",
    )


async def wait_for_vendor(
    conn: Connection,
    hold: Hold,
    vendor_id: str,
    poll_after: float,
    progress: float,
    road: str | None = None,
) -> bool:
    """Saves the vendor's id and gives the slot back until the next poll is due, in one step."""
    return await _written(
        conn,
        "update task t set phase = 'waiting', vendor_id = $5, progress = $6, "
        "  route = coalesce($7, t.route), updated_at = now(), "
        f"  track = case when t.phase = 'waiting' then t.track else {_WAITING} end "
        "from held h where t.id = h.task_id and t.state = 'running'",
        hold,
        min(poll_after, _LONGEST_LOOK),
        vendor_id,
        min(max(progress, 0.0), 1.0),
        road,
        job="worker_id = null, run_at = now() + make_interval(secs => $4)",
    )


async def _written(conn: Connection, update: str, hold: Hold, *args: object, job: str = "") -> bool:
    # Job before task, here and wherever both are written: no two can wait for each other.
    mine = "where j.task_id = $1 and j.worker_id = $2 and j.fence = $3"
    held = (
        f"update job j set {job} {mine} returning j.task_id"
        if job
        else f"select j.task_id from job j {mine} for update"
    )
    status = await conn.execute(
        f"with held as ({held}) {update}",
        hold.task_id,
        hold.worker_id,
        hold.fence,
        *args,
    )
    return status != "UPDATE 0"


async def wake(conn: Connection, task_id: TaskId) -> bool:
    """Lets a waiting job be asked for at once; False when there is none."""
    status = await conn.execute(
        "update job set run_at = least(run_at, now()) where task_id = $1 and vendor is not null",
        task_id,
    )
    return status != "UPDATE 0"


async def goes_on(conn: Connection, task_id: TaskId) -> bool:
    """Whether the task is not over: somebody has it, or will."""
    return bool(await conn.fetchval("select exists (select from job where task_id = $1)", task_id))


async def circuits(conn: Connection) -> list[Circuit]:
    """Accounts with something to tell."""
    rows = await conn.fetch(
        "select name, failures, reason, open_until from vendor where failures > 0 order by name"
    )
    return [Circuit(row["name"], row["failures"], row["reason"], row["open_until"]) for row in rows]


async def at_work(conn: Connection) -> dict[str, int]:
    """How many jobs each account has now."""
    rows = await conn.fetch(
        "select vendor, count(*) as jobs from job where vendor is not null group by 1"
    )
    return {row["vendor"]: row["jobs"] for row in rows}


async def failed(conn: Connection, account: str, reason: str, *, at_once: bool) -> None:
    """Counts a failure; nothing is sent there for a while when there were too many in a row, or
    `at_once` where the next would fail for the same reason.

    What fails in that while was sent before: it is one outage, and does not make the pause longer.
    """
    await conn.execute(
        "insert into vendor as v (name, failures, reason, open_until) "
        "values ($1, 1, $2, case when $3 then now() + make_interval(secs => $5) end) "
        "on conflict (name) do update set failures = v.failures + 1, reason = $2, "
        "  open_until = case when $3 or v.failures + 1 >= $4 then now() + make_interval(secs => "
        "    least($6, $5 * power(2, least(greatest(v.failures + 1 - $4, 0), 10)))) end "
        "where v.open_until is null or v.open_until <= now()",
        account,
        reason.replace("\0", ""),  # it may quote a vendor's bytes
        at_once,
        _FAILURES,
        _FIRST_PAUSE,
        _LONGEST_PAUSE,
    )


async def recovered(conn: Connection, account: str) -> None:
    await conn.execute(
        "update vendor set failures = 0, reason = '', open_until = null "
        "where name = $1 and failures > 0",
        account,
    )


@dataclass(frozen=True, slots=True)
class ToCancel:
    task_id: UUID
    project_id: UUID
    vendor: str
    vendor_id: str
    tries: int
    model: str


async def due_cancels(conn: Connection, most: int, pause: float) -> list[ToCancel]:
    """Jobs to take back; each comes again after `pause` seconds unless `cancelled` drops it."""
    rows = await conn.fetch(
        "update vendor_cancel c set tries = c.tries + 1, "
        "  next_at = now() + make_interval(secs => $2) "
        "where task_id in (select task_id from vendor_cancel where next_at <= now() "
        "  order by next_at limit $1 for update skip locked) "
        "returning task_id, project_id, vendor, vendor_id, tries, model",
        most,
        pause,
    )
    return [ToCancel(*row) for row in rows]


async def cancelled(conn: Connection, task_ids: Sequence[UUID]) -> None:
    await conn.execute("delete from vendor_cancel where task_id = any($1::uuid[])", task_ids)
