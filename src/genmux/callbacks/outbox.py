"""Deliveries in the database: written with the result, claimed by a sender, kept with each attempt.

A claim is a lease: it moves `next_at` into the future, and a sender that dies simply never writes
its outcome, so the delivery is due again. That is where "at least once" comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.callbacks.delivery import Attempt, Delivery
from genmux.db.migrate import first_uuid
from genmux.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta
    from uuid import UUID

    import asyncpg

    from genmux.callbacks.delivery import Outcome, State
    from genmux.db.pool import Connection
    from genmux.ids import DeliveryId, ProjectId, TaskId

_COLUMNS = (
    "d.id, d.project_id, d.task_id, d.event, d.url, d.host, d.body, d.state, d.attempts, "
    "d.next_at, d.created_at, d.finished_at, d.copies"
)


# Walks the hosts that anybody waits for (one index probe each), takes those with room in the order
# of their oldest due delivery, and from each no more than it has room for.
_CLAIM = f"""
with recursive waiting as (
  (select host, next_at from delivery where state = 'pending' order by host, next_at limit 1)
  union all
  select n.host, n.next_at from waiting w cross join lateral (
    select host, next_at from delivery
    where state = 'pending' and host > w.host order by host, next_at limit 1) n
), ready as (
  select w.host, coalesce(r.room, $4::int) as room
  from waiting w left join unnest($5::text[], $6::int[]) as r(host, room) using (host)
  where w.next_at <= $1::timestamptz and coalesce(r.room, $4::int) > 0
  order by w.next_at limit $2::int
), due as materialized (
  select c.id from ready cross join lateral (
    select id from delivery
    where state = 'pending' and host = ready.host and next_at <= $1::timestamptz
    order by next_at limit ready.room for update skip locked) c
  limit $2::int
)
update delivery d set next_at = $1::timestamptz + $3::interval
from due where d.id = due.id returning {_COLUMNS}
"""


async def claim(
    conn: Connection,
    now: datetime,
    limit: int,
    lease: timedelta,
    *,
    per_host: int,
    room: Mapping[str, int],
) -> list[Delivery]:
    """Takes due deliveries for the time of the lease: at most `limit`, and `per_host` of each host.

    `room` says for single hosts how many they may take instead, 0 included.
    """
    rows = await conn.fetch(
        _CLAIM, now, limit, lease, per_host, list(room.keys()), list(room.values())
    )
    return [_delivery(row) for row in rows]


# `started_at` makes a repetition harmless when the reply to the first commit was lost. A late
# failure never takes back a success; a late success counts, whatever was decided before.
_RECORD = """
with outcome as (
  select * from unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::int[], $5::text[],
    $6::text[], $7::text[], $8::timestamptz[])
    as o(id, started_at, milliseconds, status, error, reply, state, next_at)
), moved as (
  update delivery d set
    attempts = d.attempts + 1,
    copies = case when o.error = '' then greatest(1, d.copies - 1) else d.copies end,
    state = case when d.state = 'pending' or o.state = 'delivered' then o.state else d.state end,
    next_at = case when d.state = 'pending' and o.state = 'pending' then o.next_at
      else d.next_at end,
    finished_at = case
      when o.state = 'delivered' or (d.state = 'pending' and o.state = 'failed')
      then o.started_at + make_interval(secs => o.milliseconds / 1000.0) else d.finished_at end
  from outcome o
  where d.id = o.id and not exists (
    select from delivery_attempt a where a.delivery_id = o.id and a.started_at = o.started_at)
  returning d.id, d.attempts
)
insert into delivery_attempt (delivery_id, number, started_at, milliseconds, status, error, reply)
select id, attempts, started_at, milliseconds, status, error, reply
from moved join outcome using (id)
"""


async def record(conn: Connection, outcomes: Sequence[Outcome]) -> None:
    """Writes attempts and moves their deliveries, in one statement. At most one outcome each."""
    await conn.execute(
        _RECORD,
        [one.delivery_id for one in outcomes],
        [one.started_at for one in outcomes],
        [one.milliseconds for one in outcomes],
        [one.status for one in outcomes],
        [one.error for one in outcomes],
        [one.reply for one in outcomes],
        [one.state for one in outcomes],
        [one.next_at for one in outcomes],
    )


async def release(conn: Connection, ids: Sequence[DeliveryId], now: datetime) -> None:
    """Gives claims back before their lease ends."""
    await conn.execute(
        "update delivery set next_at = $2 where id = any($1::uuid[]) and state = 'pending'",
        ids,
        now,
    )


async def hasten(conn: Connection, host: str, now: datetime, later_than: timedelta) -> int:
    """Makes the retries of a host due now, except those due (or leased) within `later_than`."""
    status = await conn.execute(
        "update delivery set next_at = $2::timestamptz "
        "where state = 'pending' and host = $1 and attempts > 0 "
        "  and next_at > $2::timestamptz + $3::interval",
        host,
        now,
        later_than,
    )
    return _count(status)


async def abandon(
    conn: Connection, host: str, now: datetime, made_before: datetime, limit: int
) -> int:
    """Gives up due deliveries of a dead host that are older than their schedule would last."""
    status = await conn.execute(
        "with old as materialized ("
        "  select id from delivery where state = 'pending' and host = $1 and next_at <= $2 "
        "    and created_at < $3 order by next_at limit $4 for update skip locked"
        "), moved as ("
        "  update delivery d set state = 'failed', finished_at = $2, attempts = attempts + 1 "
        "  from old where d.id = old.id returning d.id, d.attempts) "
        "insert into delivery_attempt (delivery_id, number, started_at, milliseconds, error) "
        "select id, attempts, $2, 0, 'host_down' from moved",
        host,
        now,
        made_before,
        limit,
    )
    return _count(status)


_REDELIVER = f"""
update delivery d set state = 'pending', next_at = $3, finished_at = null
where id = $1 and ($2::uuid is null or project_id = $2) returning {_COLUMNS}
"""


async def redeliver(
    conn: Connection, delivery_id: DeliveryId, project_id: ProjectId | None, now: datetime
) -> Delivery:
    """Makes a delivery due now, whatever its state; same `webhook-id`, attempts count on.

    A `project_id` restricts it to that project's deliveries. Raises NotFound.
    """
    row = await conn.fetchrow(
        _REDELIVER,
        delivery_id,
        project_id,
        now,
    )
    if row is None:
        raise NotFound("no such delivery")
    return _delivery(row)


async def list_deliveries(
    conn: Connection,
    *,
    project_id: ProjectId | None = None,
    task_id: TaskId | None = None,
    state: State | None = None,
    limit: int = 50,
    before: DeliveryId | None = None,
) -> list[Delivery]:
    """Deliveries, newest first; the next page starts `before` the last id of this one."""
    filters: list[tuple[str, UUID | str | None]] = [
        ("d.project_id =", project_id),
        ("d.task_id =", task_id),
        ("d.state =", state),
        ("d.id <", before),
    ]
    used = [(text, value) for text, value in filters if value is not None]
    where = " and ".join(f"{text} ${number}" for number, (text, _) in enumerate(used, 2))
    rows = await conn.fetch(
        f"select {_COLUMNS} from delivery d {'where ' + where if where else ''} "
        "order by d.id desc limit $1",
        limit,
        *(value for _, value in used),
    )
    return [_delivery(row) for row in rows]


async def attempts(conn: Connection, delivery_id: DeliveryId) -> list[Attempt]:
    """Every attempt of a delivery, oldest first."""
    rows = await conn.fetch(
        "select number, started_at, milliseconds, status, error, reply from delivery_attempt "
        "where delivery_id = $1 order by number",
        delivery_id,
    )
    return [Attempt(**dict(row)) for row in rows]


async def prune(conn: Connection, before: datetime, limit: int) -> int:
    """Deletes finished deliveries made before that moment, oldest first; returns how many."""
    status = await conn.execute(
        "delete from delivery where id in (select id from delivery "
        "  where id < $1 and state <> 'pending' order by id limit $2 for update skip locked)",
        first_uuid(before),
        limit,
    )
    return _count(status)


def _delivery(row: asyncpg.Record) -> Delivery:
    return Delivery(**dict(row))


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
