"""A history: finished tasks with their files and ledger entries, spread over the last weeks.

Written by PostgreSQL itself. Ids are UUIDv7s of past moments in the order of time, as they would
be after those weeks. Indexes are rebuilt at the end, which is many times faster.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg

from genmux.db.migrate import ensure_partitions
from genmux.db.pool import Connection
from genmux.ids import TaskId

from .ground import Tenant

WEEKS = 4
_CHUNK = 250_000

_TASKS = """
create unlogged table filling as
select uuidv7((n - $1::int) * $2::interval / $1::int - interval '1 minute') as id,
  uuidv7((n - $1::int) * $2::interval / $1::int - interval '1 minute') as hold_id,
  uuidv7((n - $1::int) * $2::interval / $1::int - interval '50 second') as settle_id,
  uuidv7((n - $1::int) * $2::interval / $1::int - interval '50 second') as asset_id,
  now() + (n - $1::int) * $2::interval / $1::int - interval '1 minute' as at, n
from generate_series(1, $1::int) n
"""

_TASK = """
insert into task (id, project_id, key_id, sandbox, limited, family, model, state, phase, progress,
  request, input, base_url, held, charged, engine, result, created_at, updated_at, started_at,
  finished_at)
select id, $3, $4, false, false, 'market', $5, 'succeeded', '', 1, $6, $6, 'http://127.0.0.1:8787',
  1, 1, 'sketch', '{"files":[{"id":"' || replace(asset_id::text, '-', '')
  || '","name":"result-0.png","mime":"image/png","size":123456,"role":"result","expires":'
  || extract(epoch from at + interval '14 days')::bigint || '}],"extra":{}}',
  at, at + interval '10 s', at + interval '1 s', at + interval '10 s'
from filling where n > $1 and n <= $2
"""

_ENTRIES = """
insert into ledger_entry (id, project_id, sandbox, key_id, task_id, kind, available, held,
  created_at)
select hold_id, $3::uuid, false, $4::uuid, id, 'hold', -1, 1, at
from filling where n > $1 and n <= $2
union all
select settle_id, $3::uuid, false, $4::uuid, id, 'settle', 0, -1, at
from filling where n > $1 and n <= $2
"""

_ASSETS = """
insert into asset (id, project_id, task_id, key, name, mime, size, created_at, expires_at)
select asset_id, $3, id, to_char(at, 'YYYY/MM/DD/') || asset_id || '.png', 'result-0.png',
  'image/png', 123456, at, at + interval '14 days'
from filling where n > $1 and n <= $2
"""


async def fill(url: str, tenant: Tenant, model: str, text: str, count: int) -> list[TaskId]:
    """Writes `count` tasks of that tenant; returns a few thousand of their ids, evenly spread."""
    conn = await asyncpg.connect(url, server_settings={"synchronous_commit": "off"})
    try:
        await _months(conn)
        await conn.execute(_TASKS, count, timedelta(weeks=WEEKS))
        indexes = await _drop_indexes(conn)
        for start in range(0, count, _CHUNK):
            part = (start, min(start + _CHUNK, count), tenant.project_id, tenant.key_id)
            await conn.execute(_TASK, *part, model, text)
            await conn.execute(_ENTRIES, *part)
            await conn.execute(_ASSETS, *part[:3])
        for statement in indexes:
            await conn.execute(statement)
        await conn.execute(
            "update account set available = available - $2 where project_id = $1 and not sandbox",
            tenant.project_id,
            Decimal(count),
        )
        rows = await conn.fetch(
            "select id from filling where n % $1 = 0 limit 4000", max(1, count // 4000)
        )
        await conn.execute("drop table filling")
        await conn.execute("vacuum analyze")
        await conn.execute("checkpoint")
        return [TaskId(row["id"]) for row in rows]
    finally:
        await conn.close()


async def _months(conn: Connection) -> None:
    """The parts of the task table that would be there after those weeks."""
    now = datetime.now(UTC)
    for weeks in range(WEEKS, -1, -1):
        await ensure_partitions(conn, now - timedelta(weeks=weeks))


async def _drop_indexes(conn: Connection) -> list[str]:
    """Drops what is no constraint; returns how to make it again."""
    rows = await conn.fetch(
        "select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition "
        "from pg_index where indrelid = any('{ledger_entry,asset}'::regclass[]) "
        "and not indisprimary"
    )
    for row in rows:
        await conn.execute(f"drop index {row['name']}")
    return [row["definition"] for row in rows]
