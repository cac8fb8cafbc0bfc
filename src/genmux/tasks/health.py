"""How the work goes: success, latency, queue, storage, deliveries. Of one project or of all.

Everything that grows with use is looked at up to a fixed number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from genmux.db.migrate import first_uuid

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from genmux.ids import ProjectId

SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Pulse:
    """One model, one engine, or everything (empty name). Latencies in milliseconds, of what
    succeeded; None where nothing did."""

    name: str
    succeeded: int
    failed: int
    cancelled: int
    unfinished: int
    p50: float | None
    p95: float | None

    @property
    def rate(self) -> float | None:
        judged = self.succeeded + self.failed
        return self.succeeded / judged if judged else None


@dataclass(frozen=True, slots=True)
class Pulses:
    whole: Pulse
    models: list[Pulse]
    engines: list[Pulse]
    sampled: bool
    """there were more tasks in the window than were looked at"""


_NEWEST = (
    "where id >= $1 and ($2::uuid is null or project_id = $2) "
    f"and ($3::boolean is null or sandbox = $3) order by id desc limit {SAMPLE + 1}"
)
_PULSES = f"""
with seen as (
  (select model, engine, state, fault, created_at, finished_at from task {_NEWEST})
  union all
  (select model, route, case state when 'done' then 'succeeded' when 'cut' then 'succeeded'
     when 'open' then 'running' else 'failed' end, '', created_at, finished_at
   from chat_call {_NEWEST})
)
select model, engine, grouping(model) as any_model, grouping(engine) as any_engine,
  count(*) as seen,
  count(*) filter (where state = 'succeeded' and fault = '') as succeeded,
  count(*) filter (where state = 'failed' and fault = '') as failed,
  count(*) filter (where state = 'cancelled') as cancelled,
  count(*) filter (where state in ('queued', 'running')) as unfinished,
  percentile_cont(array[0.5, 0.95]) within group (
    order by extract(epoch from finished_at - created_at) * 1000)
    filter (where state = 'succeeded' and fault = '') as latency
from seen group by grouping sets ((model), (engine), ()) order by count(*) desc, 1, 2
"""


async def pulses(
    conn: Connection, project_id: ProjectId | None, sandbox: bool | None, since: datetime
) -> Pulses:
    """Of what was created since then."""
    rows = await conn.fetch(_PULSES, first_uuid(since), project_id, sandbox)
    whole = Pulse("", 0, 0, 0, 0, None, None)
    models, engines, sampled = [], [], False
    for row in rows:
        latency = row["latency"] or (None, None)
        name = row["model"] if not row["any_model"] else row["engine"]
        pulse = Pulse(
            name or "",
            row["succeeded"],
            row["failed"],
            row["cancelled"],
            row["unfinished"],
            *latency,
        )
        if row["any_model"] and row["any_engine"]:
            whole, sampled = pulse, row["seen"] > SAMPLE
        elif row["any_engine"]:
            models.append(pulse)
        elif name:  # tasks that nobody has begun have no engine yet
            engines.append(pulse)
    return Pulses(whole, models, engines, sampled)


async def queue(conn: Connection, now: datetime) -> tuple[list[dict[str, Any]], float | None]:
    """Jobs per lane of the whole server, and for how many milliseconds the oldest has waited."""
    rows = await conn.fetch(
        # One that was never claimed waits; the rest is in work, or at a vendor's.
        "select lane, count(*) filter (where fence = 0) as waiting, "
        "count(*) filter (where fence > 0) as running from job group by 1 order by 1"
    )
    oldest = await conn.fetchval("select task_id from job where fence = 0 order by 1 limit 1")
    waited = None
    if oldest is not None:
        since = datetime.fromtimestamp((oldest.int >> 80) / 1000, UTC)
        waited = max(0.0, (now - since).total_seconds() * 1000)
    return [dict(row) for row in rows], waited


async def workers_alive(conn: Connection, lease: float) -> int:
    """Of the whole server."""
    alive: int = await conn.fetchval(
        "select count(*) from worker where seen_at > now() - make_interval(secs => $1)", lease
    )
    return alive


async def stored(conn: Connection, project_id: ProjectId | None) -> tuple[int, int]:
    """Bytes and files that are kept. Looks at every row: ask seldom."""
    row = await conn.fetchrow(
        "select coalesce(sum(size), 0)::bigint as bytes, count(*) as files from asset "
        "where deleted_at is null and ($1::uuid is null or project_id = $1)",
        project_id,
    )
    assert row is not None
    return row["bytes"], row["files"]


async def deliveries(
    conn: Connection, project_id: ProjectId | None, since: datetime
) -> tuple[int, int]:
    """Callbacks that are pending, and those since then that failed for good."""
    row = await conn.fetchrow(
        "select (select count(*) from delivery where state = 'pending' "
        "  and ($1::uuid is null or project_id = $1)) as pending, "
        "(select count(*) from delivery where state = 'failed' and id >= $2 "
        "  and ($1::uuid is null or project_id = $1)) as failed",
        project_id,
        first_uuid(since),
    )
    assert row is not None
    return row["pending"], row["failed"]
