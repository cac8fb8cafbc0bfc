"""Showing a part of the result while the rest is made: files, result and callback in one commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import orjson

from genmux.db.pool import Connection
from genmux.ids import new_uuid
from genmux.tasks.finish import NewAsset, asset_row
from genmux.tasks.task import Task
from genmux.tasks.telling import outbox, way
from genmux.tasks.track import Hold

StageBody = Callable[[Task], str | None]
"""(task at its new stage) → JSON text of the callback; None for a stage that is not told"""


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage of a task. `result` is its JSON text so far; `body` what its receiver is told."""

    task: Task
    hold: Hold
    name: str
    result: str
    assets: tuple[NewAsset, ...]
    body: str | None
    delivery_id: UUID = field(default_factory=new_uuid)


_TOLD = """
  select $6::uuid as id, project_id, id as task_id, 'task.' || $4::text as event,
    callback_url as url, $7::text as body, $9::float8 as callback_delay, $10::smallint as copies,
    $11::boolean as lost
  from held where $7::text is not null and callback_url is not null
"""
_REACH = f"""
with held as (
  select t.id, t.project_id, t.callback_url from job j join task t on t.id = j.task_id
  where j.task_id = $1 and j.worker_id = $2 and j.fence = $3 and t.state = 'running'
  for share of j for update of t
), {outbox(_TOLD)}, files as (
  insert into asset (id, project_id, task_id, key, name, mime, size, facts, expires_at)
  select f.id, held.project_id, held.id, f.key, f.name, f.mime, f.size, f.facts, f.expires_at
  from held cross join json_to_recordset($8::json) as f(id uuid, key text, name text, mime text,
    size bigint, facts jsonb, expires_at timestamptz)
  on conflict (id) do nothing
)
update task t set stage = $4, result = $5, updated_at = now() from held where t.id = held.id
"""


async def reach(conn: Connection, reached: Reached) -> bool:
    """False when the claim is lost; safe to repeat."""
    rows = [asset_row(reached.task, asset) for asset in reached.assets]
    status = await conn.execute(
        _REACH,
        reached.hold.task_id,
        reached.hold.worker_id,
        reached.hold.fence,
        reached.name,
        reached.result,
        reached.delivery_id,
        reached.body,
        orjson.dumps(rows, default=str).decode(),
        *way(reached.task).values(),
    )
    return status != "UPDATE 0"
