"""Ending tasks: result, money, outbox, files and statistics, in one transaction per group.

The job row is deleted under its fence; whoever finds it gone has lost the task and writes
nothing. So a task ends once, is charged once, and its callback has one id, whatever died before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from genmux.db.batch import Batcher
from genmux.db.pool import Connection, Pool, retried
from genmux.errors import Unavailable
from genmux.ids import AssetId, TaskId, WorkerId, new_uuid
from genmux.ledger import entry
from genmux.ledger.purse import spend_buckets
from genmux.ledger.spend import spend
from genmux.tasks.read import get
from genmux.tasks.states import ENDED, State, sources
from genmux.tasks.task import Task
from genmux.tasks.telling import COLUMNS as WAY_COLUMNS
from genmux.tasks.telling import outbox, way

CallbackBody = Callable[[Task, Decimal], str]
"""(ended task, credits that remain available) → JSON text of the callback"""


_MOST_DOLLARS = 10_000_000


@dataclass(frozen=True, slots=True)
class NewAsset:
    """A stored output file; `expires_at` is when its links end."""

    id: AssetId
    key: str
    name: str
    mime: str
    size: int
    facts: dict[str, Any]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ending:
    """How a task ended. `charge` is credits out of the hold; 0 releases all of it.

    `worker_id` and `fence` name the claim; None ends a task that nobody has claimed or that
    its owner takes away from whoever has it (cancel).
    """

    task: Task
    state: State
    worker_id: WorkerId | None
    fence: int
    charge: Decimal = Decimal(0)
    result: str | None = None
    fail_code: str | None = None
    fail_msg: str | None = None
    assets: tuple[NewAsset, ...] = ()
    callback: CallbackBody | None = None
    engine: str | None = None
    cost: Decimal | None = None
    """US dollars that the vendor takes"""
    entry_id: UUID = field(default_factory=new_uuid)
    delivery_id: UUID = field(default_factory=new_uuid)


class Finisher:
    """`finish` returns True once the ending is committed, False when the claim was lost."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._batcher: Batcher[Ending, bool] = Batcher(self._flush, flushers=2, limit=256)

    async def start(self) -> None:
        await self._batcher.start()

    async def stop(self) -> None:
        await self._batcher.stop()

    async def finish(self, ending: Ending) -> bool:
        return await self._batcher.submit(ending)

    async def _flush(self, endings: list[Ending]) -> Sequence[bool | Exception]:
        try:
            return await retried(self._pool, lambda conn: end_all(conn, endings))
        except Unavailable:
            raise
        except Exception as error:
            if len(endings) == 1:
                return [error]
        # One that cannot be written must not take the others with it.
        return [(await self._flush([ending]))[0] for ending in endings]


async def end_all(conn: Connection, endings: Sequence[Ending]) -> list[bool]:
    """Ends those tasks that are still the claimant's; safe to repeat."""
    async with conn.transaction():
        purses = await _lock_accounts(conn, endings)
        claimed = await _lock_claimed(conn, endings)
        # Both the old and the new claimant of a task may be in one group; at most one counts.
        won = {ending.task.id: ending for ending in endings if ending.entry_id in claimed}
        rows, assets = [], []
        for ending in won.values():
            purse = (ending.task.project_id, ending.task.sandbox)
            change = entry.end(ending.task.held, ending.charge)
            purses[purse] += change.available
            rows.append(_row(ending, change, claimed[ending.entry_id], purses[purse]))
            assets += [asset_row(ending.task, asset) for asset in ending.assets]
        if rows:
            await conn.execute(
                _END,
                # asyncpg has a UUID class of its own, which orjson only knows as text.
                orjson.dumps(rows, default=str).decode(),
                orjson.dumps(assets, default=str).decode(),
            )
            await _unspend(conn, list(won.values()))
        done = {ending.entry_id for ending in won.values()}
        done |= await _written(conn, [one for one in endings if one.entry_id not in done])
    return [ending.entry_id in done for ending in endings]


async def _written(conn: Connection, endings: Sequence[Ending]) -> set[UUID]:
    """Those that an earlier try has committed, whose reply was lost."""
    if not endings:
        return set()
    rows = await conn.fetch(
        "select id from ledger_entry where id = any($1::uuid[])",
        [ending.entry_id for ending in endings],
    )
    return {row["id"] for row in rows}


async def _lock_accounts(
    conn: Connection, endings: Sequence[Ending]
) -> dict[tuple[UUID, bool], Decimal]:
    keys = sorted({(ending.task.project_id, ending.task.sandbox) for ending in endings})
    rows = await conn.fetch(
        "select a.project_id, a.sandbox, a.available from account a "
        "join unnest($1::uuid[], $2::bool[]) k(project_id, sandbox) using (project_id, sandbox) "
        "order by 1, 2 for update of a",
        [key[0] for key in keys],
        [key[1] for key in keys],
    )
    return {(row["project_id"], row["sandbox"]): row["available"] for row in rows}


# A state may only be reached from where `states.MOVES` allows it: that is the compare-and-set.
_MAY_END = (
    "("
    + " or ".join(
        f"(e.state = '{target}' and t.state in ({', '.join(map(repr, sources(target)))}))"
        for target in sorted(ENDED)
    )
    + ")"
)
# Locked job before task and in the order of ids, as wherever many of them are written.
_CLAIMED = f"""
select e.entry_id, now() as now
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::numeric[])
  e(id, entry_id, worker_id, fence, state, held)
join job j on j.task_id = e.id
  and (e.worker_id is null or (j.worker_id = e.worker_id and j.fence = e.fence))
join task t on t.id = e.id and t.held = e.held and {_MAY_END}
order by t.id for update of j for update of t
"""


async def _lock_claimed(conn: Connection, endings: Sequence[Ending]) -> dict[UUID, datetime]:
    """The endings (by entry) that may still happen, each with the time of this transaction."""
    rows = await conn.fetch(
        _CLAIMED,
        [ending.task.id for ending in endings],
        [ending.entry_id for ending in endings],
        [ending.worker_id for ending in endings],
        [ending.fence for ending in endings],
        [ending.state for ending in endings],
        [ending.task.held for ending in endings],
    )
    return {row["entry_id"]: row["now"] for row in rows}


_TOLD = """
  select delivery_id as id, project_id, id as task_id, 'task.' || state as event,
    callback_url as url, body, callback_delay, copies, lost
  from ended where body is not null
"""
_END = f"""
with e as (
  select * from json_to_recordset($1::json) as e(
    id uuid, entry_id uuid, delivery_id uuid, state text, kind text, available numeric,
    held numeric, charge numeric, result text, fail_code text, fail_msg text, engine text,
    cost numeric, progress real, callback_url text, body text, {WAY_COLUMNS})
), gone as (
  delete from job j using e where j.task_id = e.id
), ended as (
  update task t set state = e.state, phase = '', progress = e.progress, charged = e.charge,
    result = e.result, fail_code = e.fail_code, fail_msg = e.fail_msg,
    engine = coalesce(e.engine, t.engine), cost_usd = e.cost, updated_at = now(),
    finished_at = now()
  from e where t.id = e.id
  returning t.id, t.project_id, t.sandbox, t.key_id, t.model, t.engine, t.vendor_id, t.charged,
    t.cost_usd, e.state, e.entry_id, e.delivery_id, e.kind, e.available, e.held, e.callback_url,
    e.body, t.fault, e.callback_delay, e.copies, e.lost
), new_entry as (
  insert into ledger_entry (id, project_id, sandbox, key_id, task_id, kind, available, held)
  select entry_id, project_id, sandbox, key_id, id, kind, available, held from ended
), money as (
  update account a set available = a.available + s.available, held = a.held + s.held
  from (select project_id, sandbox, sum(available) as available, sum(held) as held
        from ended group by 1, 2) s
  where a.project_id = s.project_id and a.sandbox = s.sandbox
), to_cancel as (
  insert into vendor_cancel (task_id, project_id, vendor, vendor_id, model)
  select id, project_id, engine, vendor_id, model from ended
  where state = 'cancelled' and vendor_id is not null and engine is not null
), {outbox(_TOLD)}, {spend("select *, engine as made_by from ended")}, files as (
  insert into asset (id, project_id, task_id, key, name, mime, size, facts, expires_at)
  select f.id, ended.project_id, ended.id, f.key, f.name, f.mime, f.size, f.facts, f.expires_at
  from json_to_recordset($2::json) as f(id uuid, task_id uuid, key text, name text, mime text,
    size bigint, facts jsonb, expires_at timestamptz) join ended on ended.id = f.task_id
  on conflict (id) do nothing  -- stored when a stage was reached
)
insert into model_outcome as m (model, bucket, succeeded, failed)
select model, date_bin('10 minutes', now(), 'epoch'),
  count(*) filter (where state = 'succeeded'), count(*) filter (where state = 'failed')
from ended where state <> 'cancelled' and fault = '' group by 1 order by 1
on conflict (model, bucket) do update
  set succeeded = m.succeeded + excluded.succeeded, failed = m.failed + excluded.failed
"""


def _row(ending: Ending, change: entry.Change, now: datetime, remaining: Decimal) -> dict[str, Any]:
    task = ending.task
    succeeded = ending.state is State.SUCCEEDED
    body = None
    if task.callback_url and ending.callback:
        after = dataclasses.replace(
            task,
            state=ending.state,
            charged=ending.charge,
            result=ending.result,
            fail_code=ending.fail_code,
            fail_msg=ending.fail_msg and _storable(ending.fail_msg),
            updated_at=now,
            finished_at=now,
            progress=1.0 if succeeded else task.progress,
        )
        body = ending.callback(after, remaining)
    return {
        "id": task.id,
        "entry_id": ending.entry_id,
        "delivery_id": ending.delivery_id,
        "state": ending.state,
        "kind": change.kind,
        "available": str(change.available),
        "held": str(change.held),
        "charge": str(ending.charge),
        "result": ending.result,
        "fail_code": ending.fail_code,
        "fail_msg": ending.fail_msg and _storable(ending.fail_msg),
        "engine": ending.engine,
        "cost": _dollars(ending.cost),
        "progress": 1.0 if succeeded else task.progress,
        "callback_url": task.callback_url,
        "body": body,
        **way(task),
    }


def _dollars(cost: Decimal | None) -> str | None:
    """What a vendor says may be anything; the ending must not fail on it."""
    if cost is None or not cost.is_finite() or abs(cost) > _MOST_DOLLARS:
        return None
    return str(cost)


def _storable(text: str) -> str:
    """A reason may quote anything, e.g. a vendor's bytes; the ending must not fail on it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def asset_row(task: Task, asset: NewAsset) -> dict[str, Any]:
    return {
        "id": asset.id,
        "task_id": task.id,
        "key": asset.key,
        "name": asset.name,
        "mime": asset.mime,
        "size": asset.size,
        "facts": asset.facts,
        "expires_at": asset.expires_at,
    }


async def _unspend(conn: Connection, endings: list[Ending]) -> None:
    """Gives back to the budgets of limited keys what was held and not charged."""
    rows = [
        (ending.task.key_id, bucket, ending.task.held - ending.charge)
        for ending in endings
        if ending.task.limited and ending.task.held != ending.charge
        for bucket in spend_buckets(ending.task.created_at)
    ]
    if rows:
        await conn.executemany(
            "update key_spend set amount = amount - $3 where key_id = $1 and bucket = $2",
            sorted(rows, key=lambda row: (row[0], row[1])),
        )


async def end_one(conn: Connection, task_id: TaskId, ending: Callable[[Task], Ending]) -> bool:
    """Ends a task from outside its worker; the row is locked so that its hold cannot move."""
    async with conn.transaction():
        await conn.execute(
            "select 1 from account a join task t using (project_id, sandbox) "
            "where t.id = $1 for update of a",
            task_id,
        )
        task = await get(conn, task_id)
        if task is None:
            return False
        return (await end_all(conn, [ending(task)]))[0]
