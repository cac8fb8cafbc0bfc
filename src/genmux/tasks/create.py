"""Creating tasks: balance checked, task, hold and job written, in one transaction per group.

Requests that arrive while a commit is under way share the next one. Each is judged alone
(`ledger.purse.admit`); one that is refused does not touch the others.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from genmux.clock import Clock
from genmux.db.batch import Batcher
from genmux.db.migrate import first_uuid
from genmux.db.pool import Connection, Pool, retried
from genmux.errors import InvalidInput, Unauthorized, Unavailable
from genmux.ids import new_uuid
from genmux.ledger import entry
from genmux.ledger.purse import Admitted, CreateRate, Purse, admit, spend_buckets
from genmux.tasks.new_task import NewTask

log = logging.getLogger(__name__)


PurseKey = tuple[UUID, bool]
Answer = Admitted | Exception

# PostgreSQL, asyncpg and orjson each refuse other texts: NULs, lone surrogates, numbers too long.
_BAD_TEXT = (asyncpg.DataError, orjson.JSONEncodeError)


class Creator:
    """Accepts new tasks; `create` returns once the task is committed."""

    def __init__(self, pool: Pool, clock: Clock, rate: CreateRate) -> None:
        self._pool = pool
        self._clock = clock
        self._rate = rate
        self._batcher: Batcher[NewTask, Admitted] = Batcher(self._flush, flushers=2, limit=256)

    async def start(self) -> None:
        await self._batcher.start()

    async def stop(self) -> None:
        await self._batcher.stop()

    async def create(self, new: NewTask) -> Admitted:
        return await self._batcher.submit(new)

    async def _flush(self, group: list[NewTask], tries: int = 0) -> Sequence[Answer]:
        async def attempt(conn: Connection) -> list[Answer]:
            nonlocal tries
            tries += 1
            now = self._clock.now()
            simple = tries == 1 and not self._rate.creates
            if simple and await _write_covered(conn, group, now):
                return [Admitted(new.id, replayed=False) for new in group]
            return await write_group(conn, group, self._rate, now, repeated=tries > 1)

        try:
            return await retried(self._pool, attempt)
        except (asyncpg.PostgresError, orjson.JSONEncodeError) as error:
            # What one request brings must not take the others of its group with it.
            if len(group) == 1:
                return [_refusal(error)]
        answers: list[Answer] = []
        for new in group:
            try:
                # The tries go on counting: an earlier one of the group may have committed.
                answers += await self._flush([new], tries)
            except Unavailable as error:  # those before it are there, and must not be told so
                answers.append(error)
        return answers


async def write_group(
    conn: Connection,
    group: list[NewTask],
    rate: CreateRate,
    now: datetime,
    *,
    repeated: bool = False,
) -> list[Answer]:
    """Judges and writes a group in one transaction; one answer for each, in order.

    `repeated` says that an earlier try lost its connection: its commit may have happened.
    """
    async with conn.transaction():
        purses = await _lock_purses(conn, group, rate, now)
        # Under the locks only: the lost try may have been committing until it let go of them.
        written = await _written(conn, group) if repeated else set()
        answers: list[Answer] = []
        admitted: list[NewTask] = []
        for new in group:
            purse = purses.get((new.project_id, new.sandbox))
            if purse is None:
                answers.append(Unauthorized())
                continue
            if new.id in written:
                answers.append(Admitted(new.id, replayed=False))
                continue
            answer = admit(purse, new.ask, rate, now)
            answers.append(answer)
            if isinstance(answer, Admitted) and not answer.replayed:
                admitted.append(new)
        if admitted:
            await _insert(conn, admitted, now)
    return answers


def _refusal(error: Exception) -> Exception:
    if not isinstance(error, _BAD_TEXT):
        return error  # no text can cause it: a bug, to be logged as one
    log.warning("a create was refused by the database: %s", error)
    return InvalidInput("The request holds a text or number that cannot be stored.")


async def _written(conn: Connection, group: list[NewTask]) -> set[UUID]:
    rows = await conn.fetch(
        "select id from task where id = any($1::uuid[])", [new.id for new in group]
    )
    return {row["id"] for row in rows}


async def _lock_purses(
    conn: Connection, group: list[NewTask], rate: CreateRate, now: datetime
) -> dict[PurseKey, Purse]:
    keys = sorted({(new.project_id, new.sandbox) for new in group})
    # Locked in key order, here and wherever money moves, so that groups cannot deadlock.
    rows = await conn.fetch(
        "select a.project_id, a.sandbox, a.available from account a "
        "join unnest($1::uuid[], $2::bool[]) k(project_id, sandbox) using (project_id, sandbox) "
        "order by 1, 2 for update of a",
        [key[0] for key in keys],
        [key[1] for key in keys],
    )
    purses = {(row["project_id"], row["sandbox"]): Purse(row["available"]) for row in rows}
    await _load_known(conn, group, purses)
    await _load_spent(conn, group, purses, now)
    if rate.creates:
        await _load_recent(conn, purses, rate, now)
    return purses


async def _load_known(
    conn: Connection, group: list[NewTask], purses: dict[PurseKey, Purse]
) -> None:
    named = [(new, key) for new in group for key, _ in new.known_as]
    if not named:
        return
    rows = await conn.fetch(
        "select i.project_id, i.sandbox, i.key, i.fingerprint, i.task_id from idempotency i "
        "join (select distinct * from unnest($1::uuid[], $2::bool[], $3::text[]) "
        "  k(project_id, sandbox, key)) k using (project_id, sandbox, key)",
        [new.project_id for new, _ in named],
        [new.sandbox for new, _ in named],
        [key for _, key in named],
    )
    for row in rows:
        purse = purses.get((row["project_id"], row["sandbox"]))
        if purse is not None:
            purse.known[row["key"]] = (row["fingerprint"], row["task_id"])


async def _load_spent(
    conn: Connection, group: list[NewTask], purses: dict[PurseKey, Purse], now: datetime
) -> None:
    owners = {new.key_id: (new.project_id, new.sandbox) for new in group if new.limits}
    if not owners:
        return
    rows = await conn.fetch(
        "select key_id, bucket, amount from key_spend "
        "where key_id = any($1::uuid[]) and bucket = any($2::text[])",
        list(owners),
        list(spend_buckets(now)),
    )
    for row in rows:
        purse = purses.get(owners[row["key_id"]])
        if purse is not None:
            purse.spent[row["key_id"], row["bucket"]] = row["amount"]


async def _load_recent(
    conn: Connection, purses: dict[PurseKey, Purse], rate: CreateRate, now: datetime
) -> None:
    rows = await conn.fetch(
        "select k.project_id, k.sandbox, t.id from unnest($1::uuid[], $2::bool[]) "
        "  k(project_id, sandbox) cross join lateral ("
        "    select id from task where project_id = k.project_id and sandbox = k.sandbox "
        "    and id >= $3 order by id desc limit $4) t "
        "order by t.id desc",
        [key[0] for key in purses],
        [key[1] for key in purses],
        first_uuid(now - timedelta(seconds=rate.seconds)),
        rate.creates,
    )
    for row in rows:
        made = (row["id"].int >> 80) / 1000
        purses[row["project_id"], row["sandbox"]].recent.append(made)


_ROWS = """
  select * from json_to_recordset($1::json) as n(
    id uuid, entry_id uuid, project_id uuid, key_id uuid, sandbox boolean, limited boolean,
    family text, model text, lane text, priority smallint, request text, input text,
    callback_url text, base_url text, held numeric, retry_of uuid, fault text,
    wish text,
    created_at timestamptz)
"""
_WRITE = """, new_task as (
  insert into task (id, project_id, key_id, sandbox, limited, family, model, priority, request,
    input, callback_url, base_url, held, retry_of, fault, wish, created_at)
  select id, project_id, key_id, sandbox, limited, family, model, priority, request,
    input, callback_url, base_url, held, retry_of, fault, wish, created_at from n
), new_job as (
  insert into job (task_id, lane, priority) select id, lane, priority from n
), new_entry as (
  insert into ledger_entry (id, project_id, sandbox, key_id, task_id, kind, available, held)
  select entry_id, project_id, sandbox, key_id, id, 'hold', -held, held from n
)
update account a set available = a.available - s.amount, held = a.held + s.amount
from (select project_id, sandbox, sum(held) as amount from n group by 1, 2) s
where a.project_id = s.project_id and a.sandbox = s.sandbox
"""
_INSERT = f"with n as ({_ROWS}) {_WRITE}"
_INSERT_COVERED = f"""
with given as ({_ROWS}), asked as (
  select project_id, sandbox, sum(held) as amount from given group by 1, 2
), covered as (
  select a.project_id, a.sandbox from account a
  join asked using (project_id, sandbox) where a.available >= asked.amount
  order by 1, 2 for update of a
), n as (
  select * from given where (select count(*) from covered) = (select count(*) from asked)
) {_WRITE}
"""


async def _write_covered(conn: Connection, group: list[NewTask], now: datetime) -> bool:
    """Writes the whole group in one statement when only the balance can refuse, and does not.

    One round trip instead of four, and the accounts are locked for little more than the commit
    (measured: an eighth less of the API's CPU, and on one busy project 1.9 times the creates where
    the disk is slow). False when nothing was written: then each is judged for itself.
    """
    if any(new.limits or new.known_as for new in group):
        return False
    rows = orjson.dumps([_row(new, now) for new in group], default=str)
    return await conn.execute(_INSERT_COVERED, rows.decode()) != "UPDATE 0"


async def _insert(conn: Connection, admitted: list[NewTask], now: datetime) -> None:
    # asyncpg has a UUID class of its own, which orjson only knows as text.
    rows = orjson.dumps([_row(new, now) for new in admitted], default=str)
    await conn.execute(_INSERT, rows.decode())
    named = [(new, *known) for new in admitted for known in new.known_as]
    if named:
        await conn.executemany(
            "insert into idempotency (project_id, sandbox, key, fingerprint, task_id) "
            "values ($1, $2, $3, $4, $5)",
            [
                (new.project_id, new.sandbox, key, fingerprint, new.id)
                for new, key, fingerprint in named
            ],
        )
    spends = [
        (new.key_id, bucket, new.hold)
        for new in admitted
        if new.limits
        for bucket in new.limits.buckets(now)
    ]
    if spends:
        await conn.executemany(
            "insert into key_spend (key_id, bucket, amount) values ($1, $2, $3) "
            "on conflict (key_id, bucket) "
            "do update set amount = key_spend.amount + excluded.amount",
            spends,
        )


def _row(new: NewTask, now: datetime) -> dict[str, Any]:
    change = entry.hold(new.hold)
    return {
        "id": new.id,
        "entry_id": new_uuid(),
        "project_id": new.project_id,
        "key_id": new.key_id,
        "sandbox": new.sandbox,
        "limited": new.limits is not None,
        "family": new.family,
        "model": new.model,
        "lane": new.lane,
        "priority": new.priority,
        "request": new.request,
        "input": new.input,
        "callback_url": new.callback_url,
        "base_url": new.base_url,
        "held": str(change.held),
        "retry_of": new.retry_of,
        "fault": new.fault,
        "wish": new.wish,
        # The moment whose spend buckets the hold counts in: what is given back finds them again.
        "created_at": now,
    }
