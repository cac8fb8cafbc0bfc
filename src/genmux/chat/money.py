"""Holding and settling chat calls: groups of them in one statement each.

Accounts are locked first and in key order, as everywhere. A hold does not wait for the disk: its
end does, later in the same log, so a hold can be missing after a crash only together with
everything that followed it, and then the call's end writes it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from genmux.chat.pace import NO_LIMIT, PaceLimit, PurseKey, Recent
from genmux.chat.record import CallEnd, NewCall
from genmux.db.pool import Connection
from genmux.errors import GenmuxError, Unauthorized
from genmux.ids import new_uuid
from genmux.ledger import entry
from genmux.ledger.purse import Ask, CreateRate, Purse, admit, spend_buckets
from genmux.ledger.spend import spend

LEASE = timedelta(seconds=120)
"""how long a call outlives the last sign of its process"""
_NO_RATE = CreateRate(creates=0)

_ROWS = """
  select * from json_to_recordset($1::json) as n(
    id uuid, entry_id uuid, project_id uuid, key_id uuid, sandbox boolean, limited boolean,
    model text, dialect text, streamed boolean, held numeric, created_at timestamptz,
    lease_until timestamptz)
"""
_WRITE = """, new_call as (
  insert into chat_call (id, project_id, key_id, sandbox, limited, model, dialect, streamed, held,
    created_at, lease_until)
  select id, project_id, key_id, sandbox, limited, model, dialect, streamed, held,
    created_at, lease_until from n
), new_entry as (
  insert into ledger_entry (id, project_id, sandbox, key_id, task_id, kind, available, held)
  select entry_id, project_id, sandbox, key_id, id, 'hold', -held, held from n
)
update account a set available = a.available - s.amount, held = a.held + s.amount
from (select project_id, sandbox, sum(held) as amount from n group by 1, 2) s
where a.project_id = s.project_id and a.sandbox = s.sandbox
returning a.project_id, a.sandbox, a.available
"""
_HOLD = f"with n as ({_ROWS}) {_WRITE}"
_HOLD_COVERED = f"""
with given as ({_ROWS}), asked as (
  select project_id, sandbox, sum(held) as amount, count(*) as calls from given group by 1, 2
), covered as (
  select a.project_id, a.sandbox, set_config('synchronous_commit', 'off', true) from account a
  join asked using (project_id, sandbox) where a.available >= asked.amount
    and ($2::int = 0 or $2 >= asked.calls + (select count(*) from chat_call c
      where c.project_id = a.project_id and c.sandbox = a.sandbox and c.id >= $3))
  order by 1, 2 for update of a
), n as (
  select * from given where (select count(*) from covered) = (select count(*) from asked)
) {_WRITE}
"""
_LOCK = """
select a.project_id, a.sandbox, a.available from account a
join (select distinct * from unnest($1::uuid[], $2::bool[]) k(project_id, sandbox)) k
  using (project_id, sandbox) order by 1, 2 for update of a
"""
_END = f"""
with e as (
  select * from json_to_recordset($1::json) as e(
    id uuid, entry_id uuid, project_id uuid, sandbox boolean, state text, charge numeric,
    route text, stop text, error text, input integer, cached integer, output integer,
    reasoning integer, estimated boolean, first_ms integer, contents text)
), purse as (
  select a.project_id, a.sandbox from account a
  where (a.project_id, a.sandbox) in (select project_id, sandbox from e)
  order by 1, 2 for update of a
), ended as (
  update chat_call c set state = e.state, charged = e.charge, route = e.route, stop = e.stop,
    error = e.error, input_tokens = e.input, cached_tokens = e.cached, output_tokens = e.output,
    reasoning_tokens = e.reasoning, estimated = e.estimated, first_ms = e.first_ms,
    contents = case when p.name = any($2::text[]) then e.contents end, finished_at = now()
  from e join project p on p.id = e.project_id
  where c.id = e.id and c.state = 'open' and c.held >= e.charge
    and (select count(*) from purse) > 0
  returning c.id, c.project_id, c.sandbox, c.key_id, c.held, e.charge, e.entry_id, c.model,
    c.charged, e.route, case e.state when 'done' then 'succeeded' when 'cut' then 'succeeded'
      else 'failed' end as state
), {spend("select *, route as made_by, 0::numeric as cost_usd from ended")}, new_entry as (
  insert into ledger_entry (id, project_id, sandbox, key_id, task_id, kind, available, held)
  select entry_id, project_id, sandbox, key_id, id,
    case when charge > 0 then 'settle' else 'release' end, held - charge, -held from ended
), money as (
  update account a set available = a.available + s.available, held = a.held - s.held
  from (select project_id, sandbox, sum(held - charge) as available, sum(held) as held
        from ended group by 1, 2) s
  where a.project_id = s.project_id and a.sandbox = s.sandbox
)
select id from ended
"""


async def hold_all(
    conn: Connection,
    calls: Sequence[NewCall],
    now: datetime,
    *,
    repeated: bool = False,
    seen: dict[PurseKey, Decimal] | None = None,
    limit: PaceLimit = NO_LIMIT,
) -> list[GenmuxError | None]:
    """Holds the estimate of each call; None or the refusal of each, in order.

    `repeated` says that an earlier try may have been committed without our knowing. `seen` is
    filled with what is available afterwards, where that cost nothing to know. `limit` is kept by
    all processes together; two that count in the same moment may let pass what each of them has.
    """
    rows = orjson.dumps([_row(call, now) for call in calls], default=str).decode()
    simple = not repeated and not any(call.limits for call in calls)
    if simple and (purses := await conn.fetch(_HOLD_COVERED, rows, limit.calls, limit.since(now))):
        if seen is not None:
            seen.update({(row["project_id"], row["sandbox"]): row["available"] for row in purses})
        return [None] * len(calls)
    return await _judged(conn, calls, now, limit)


async def _judged(
    conn: Connection, calls: Sequence[NewCall], now: datetime, limit: PaceLimit
) -> list[GenmuxError | None]:
    """One after the other, with the budgets of their keys."""
    answers: list[GenmuxError | None] = []
    admitted: list[NewCall] = []
    recent = Recent(limit, now)
    async with conn.transaction():
        purses = await _locked(conn, calls)
        known = await conn.fetch(
            "select id from chat_call where id = any($1::uuid[])", [call.id for call in calls]
        )
        written = {row["id"] for row in known}
        await _load_spent(conn, calls, purses)
        await recent.load(conn, calls)
        for call in calls:
            purse = purses.get((call.project_id, call.sandbox))
            if purse is None:
                answers.append(Unauthorized())
                continue
            if call.id in written:
                answers.append(None)
                continue
            ask = Ask(call.id, call.key_id, call.hold, call.limits)
            answer = recent.refusal(call) or admit(purse, ask, _NO_RATE, made_at(call.id))
            refused = answer if isinstance(answer, GenmuxError) else None
            answers.append(refused)
            if refused is None:
                admitted.append(call)
                recent.add(call)
        if admitted:
            rows = orjson.dumps([_row(call, now) for call in admitted], default=str)
            await conn.execute(_HOLD, rows.decode())
            await _spend(conn, [(call, call.hold) for call in admitted])
    return answers


async def end_all(
    conn: Connection, ends: Sequence[CallEnd], kept_of: Sequence[str] = ()
) -> list[UUID]:
    """Settles those calls that are open and whose hold covers the charge; returns their ids.

    `kept_of` are the names of the projects whose contents are kept. Safe to repeat.
    """
    rows = orjson.dumps([_end_row(end) for end in ends], default=str).decode()
    if not any(end.call.limits for end in ends):
        return [row["id"] for row in await conn.fetch(_END, rows, list(kept_of))]
    async with conn.transaction():
        done = [row["id"] for row in await conn.fetch(_END, rows, list(kept_of))]
        ended = set(done)
        await _respend(
            conn, [(end.call, end.charge - end.call.hold) for end in ends if end.call.id in ended]
        )
    return done


async def end_with_more(
    conn: Connection, end: CallEnd, now: datetime, kept_of: Sequence[str] = ()
) -> Decimal:
    """Settles a call whose hold is too small or is missing; returns what was charged.

    The hold is made larger first, by as much as the balance has; the rest stays unpaid, for it is
    used already. For a call that has ended before it is what was charged then.
    """
    call = end.call
    async with conn.transaction():
        purses = await _locked(conn, [call])
        purse = purses.get((call.project_id, call.sandbox))
        row = await conn.fetchrow(
            "select state, held, charged from chat_call where id = $1 for update", call.id
        )
        if purse is None:
            return Decimal(0)
        if row is not None and row["state"] != "open":
            return row["charged"] or Decimal(0)
        if row is None:  # the hold went down with the database
            hold = min(call.hold, purse.available)
            await conn.execute(_HOLD, orjson.dumps([_row(call, now, hold)], default=str).decode())
            await _spend(conn, [(call, hold)])
        else:
            hold = row["held"]
        left = purse.available - (hold if row is None else 0)
        more = min(end.charge - hold, left)
        if more > 0:
            await _adjust(conn, call, more)
            hold += more
        charge = min(end.charge, hold)
        settled = [{**_end_row(end), "charge": str(charge)}]
        await conn.execute(_END, orjson.dumps(settled, default=str).decode(), list(kept_of))
        await _respend(conn, [(call, charge - hold)])
    return charge


async def _adjust(conn: Connection, call: NewCall, more: Decimal) -> None:
    change = entry.adjust(more)
    await conn.execute(
        "insert into ledger_entry (id, project_id, sandbox, key_id, task_id, kind, available, held)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(new_uuid(), call.project_id, call.sandbox, call.key_id, call.id),
        *(change.kind, change.available, change.held),
    )
    await conn.execute(
        "update account set available = available + $3, held = held + $4 "
        "where project_id = $1 and sandbox = $2",
        *(call.project_id, call.sandbox, change.available, change.held),
    )
    await conn.execute("update chat_call set held = held + $2 where id = $1", call.id, more)
    await _respend(conn, [(call, more)])


async def _locked(conn: Connection, calls: Sequence[NewCall]) -> dict[tuple[UUID, bool], Purse]:
    rows = await conn.fetch(
        _LOCK, [call.project_id for call in calls], [call.sandbox for call in calls]
    )
    return {(row["project_id"], row["sandbox"]): Purse(row["available"]) for row in rows}


async def _load_spent(
    conn: Connection, calls: Sequence[NewCall], purses: dict[tuple[UUID, bool], Purse]
) -> None:
    limited = [call for call in calls if call.limits]
    if not limited:
        return
    owners = {call.key_id: (call.project_id, call.sandbox) for call in limited}
    rows = await conn.fetch(
        "select key_id, bucket, amount from key_spend "
        "where key_id = any($1::uuid[]) and bucket = any($2::text[])",
        list(owners),
        list({bucket for call in limited for bucket in spend_buckets(made_at(call.id))}),
    )
    for row in rows:
        purse = purses.get(owners[row["key_id"]])
        if purse is not None:
            purse.spent[row["key_id"], row["bucket"]] = row["amount"]


async def _spend(conn: Connection, holds: Sequence[tuple[NewCall, Decimal]]) -> None:
    """Counts new holds for the budgets of limited keys."""
    rows = [
        (call.key_id, bucket, amount)
        for call, amount in holds
        if call.limits
        for bucket in call.limits.buckets(made_at(call.id))
    ]
    if rows:
        await conn.executemany(
            "insert into key_spend (key_id, bucket, amount) values ($1, $2, $3) "
            "on conflict (key_id, bucket) "
            "do update set amount = key_spend.amount + excluded.amount",
            sorted(rows, key=lambda row: (row[0], row[1])),
        )


async def _respend(conn: Connection, moves: Sequence[tuple[NewCall, Decimal]]) -> None:
    """Corrects what was counted, in the buckets of the call's hold."""
    rows = [
        (call.key_id, bucket, amount)
        for call, amount in moves
        if call.limits and amount
        for bucket in spend_buckets(made_at(call.id))
    ]
    if rows:
        await conn.executemany(
            "update key_spend set amount = amount + $3 where key_id = $1 and bucket = $2",
            sorted(rows, key=lambda row: (row[0], row[1])),
        )


def made_at(call_id: UUID) -> datetime:
    """The moment of the id, which decides the budgets that the call counts in."""
    return datetime.fromtimestamp((call_id.int >> 80) / 1000, UTC)


def _row(call: NewCall, now: datetime, hold: Decimal | None = None) -> dict[str, Any]:
    return {
        "id": call.id,
        "entry_id": new_uuid(),
        "project_id": call.project_id,
        "key_id": call.key_id,
        "sandbox": call.sandbox,
        "limited": call.limits is not None,
        "model": call.model,
        "dialect": call.dialect,
        "streamed": call.streamed,
        "held": str(call.hold if hold is None else hold),
        "created_at": now,
        "lease_until": now + LEASE,
    }


def _end_row(end: CallEnd) -> dict[str, Any]:
    return {
        "id": end.call.id,
        "entry_id": end.entry_id,
        "project_id": end.call.project_id,
        "sandbox": end.call.sandbox,
        "state": end.state,
        "charge": str(end.charge),
        "route": end.route,
        "stop": end.stop,
        "error": end.error.replace("\0", "")[:500],
        "input": end.usage.input,
        "cached": end.usage.cached,
        "output": end.usage.output,
        "reasoning": end.usage.reasoning,
        "estimated": end.estimated,
        "first_ms": end.first_ms,
        "contents": end.contents,
    }
