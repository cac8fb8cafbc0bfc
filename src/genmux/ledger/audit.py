"""The proof that the money is right: every balance equals its entries, every task is paid once.

Read-only and from one snapshot, so it may run while the server works. What it proves:

- an account's two halves are the sums of its ledger entries;
- each entry is one of the moves that exist (a hold moves, a settlement spends, a grant adds);
- a task, or a chat call, has one hold; an unfinished one holds exactly what its row says and has no
  end; an ended one has one end, holds nothing, and cost exactly what its row says;
- a job exists exactly while its task is unfinished.

Entries outlive their tasks: old task partitions are dropped, the ledger stays.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from genmux.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not add up. `subject` is the id of the task, or project and purse."""

    what: Literal["account", "entry", "task", "job"]
    subject: str
    message: str


async def audit(conn: Connection) -> list[Discrepancy]:
    """Everything that is wrong, in a stable order; empty when the books are right."""
    found = []
    async with _snapshot(conn):
        for what, query in _CHECKS.items():
            rows = await conn.fetch(query)
            found += [Discrepancy(what, row["subject"], row["message"]) for row in rows]
    return found


def _snapshot(conn: Connection) -> AbstractAsyncContextManager[Any]:
    if conn.is_in_transaction():
        return nullcontext()
    return conn.transaction(isolation="repeatable_read", readonly=True)


_ACCOUNTS = """
with sums as (
  select project_id, sandbox, sum(available) as available, sum(held) as held
  from ledger_entry group by 1, 2
)
select coalesce(a.project_id, s.project_id)::text
    || case when coalesce(a.sandbox, s.sandbox) then ' sandbox' else ' live' end as subject,
  case when a.project_id is null then 'there are entries without an account'
    else format('the account says %s available and %s held, its entries say %s and %s',
      trim_scale(a.available), trim_scale(a.held),
      trim_scale(coalesce(s.available, 0)), trim_scale(coalesce(s.held, 0))) end as message
from account a full join sums s on s.project_id = a.project_id and s.sandbox = a.sandbox
where a.project_id is null or a.available <> coalesce(s.available, 0)
  or a.held <> coalesce(s.held, 0)
order by 1
"""

_ENTRIES = """
select e.id::text as subject, format('a %s of %s available and %s held is no legal move', e.kind,
  trim_scale(e.available), trim_scale(e.held)) as message
from ledger_entry e
where not case e.kind
  when 'grant' then e.held = 0 and e.task_id is null
  when 'hold' then e.held >= 0 and e.available = -e.held and e.task_id is not null
  when 'adjust' then e.available = -e.held and e.task_id is not null
  when 'settle' then e.available >= 0 and e.held <= -e.available and e.task_id is not null
  else e.held <= 0 and e.available = -e.held and e.task_id is not null end
order by 1
"""

_TASKS = """
with paid as (
  select task_id, count(*) filter (where kind = 'hold') as holds,
    count(*) filter (where kind in ('settle', 'release')) as ends,
    sum(available) as available, sum(held) as held,
    count(distinct (project_id, sandbox)) as purses,
    min(project_id::text) as project_id, bool_or(sandbox) as sandbox
  from ledger_entry where task_id is not null group by 1
), t as (
  select id, project_id, sandbox, state in ('succeeded', 'failed', 'cancelled') as ended, charged,
    held from task
  union all
  select id, project_id, sandbox, state <> 'open', charged, held from chat_call
), seen as (
  select coalesce(t.id, p.task_id) as id, t.id is not null as kept, t.ended,
    coalesce(t.charged, 0) as charged, t.held as holding,
    coalesce(p.holds, 0) as holds, coalesce(p.ends, 0) as ends,
    coalesce(p.available, 0) as available, coalesce(p.held, 0) as held,
    p.purses > 1 or (t.id is not null and (p.project_id, p.sandbox)
      is distinct from (t.project_id::text, t.sandbox) and p.task_id is not null) as stray
  from t full join paid p on p.task_id = t.id
), judged as (
  select id, case
    when holds <> 1 then format('it has %s holds', holds)
    when stray then 'its entries belong to another purse'
    when not kept and (ends <> 1 or held <> 0)
      then format('its record is gone, but it was not settled (%s still held)', trim_scale(held))
    when kept and ended and ends <> 1 then format('it has ended with %s settlements', ends)
    when kept and ended and held <> 0
      then format('it has ended, but %s credits are still held', trim_scale(held))
    when kept and ended and available <> -charged
      then format('its record says %s credits were charged, its entries say %s',
        trim_scale(charged), trim_scale(-available))
    when kept and not ended and ends <> 0 then 'it was settled before it ended'
    when kept and not ended and (held <> holding or available <> -holding)
      then format('its record holds %s credits, its entries hold %s and took %s',
        trim_scale(holding), trim_scale(held), trim_scale(-available))
    end as message
  from seen
)
select replace(id::text, '-', '') as subject, message from judged
where message is not null order by id
"""

_JOBS = """
select replace(coalesce(t.id, j.task_id)::text, '-', '') as subject,
  case when t.id is null then 'a job waits for a task that is gone'
    when j.task_id is null then format('it is %s, but has no job', t.state)
    else format('it is %s, but still has a job', t.state) end as message
from (select id, state from task where state in ('queued', 'running')) u
full join job j on j.task_id = u.id
left join task t on t.id = coalesce(u.id, j.task_id)
where u.id is null or j.task_id is null
order by 1
"""

_CHECKS: dict[Literal["account", "entry", "task", "job"], str] = {
    "account": _ACCOUNTS,
    "entry": _ENTRIES,
    "task": _TASKS,
    "job": _JOBS,
}
