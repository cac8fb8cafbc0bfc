"""A project with credits at which tasks are created, claimed and ended."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from genmux.clock import Clock, SystemClock
from genmux.db.pool import Connection, Pool
from genmux.ids import KeyId, ProjectId, TaskId, WorkerId, new_uuid
from genmux.ledger.audit import audit
from genmux.ledger.grant import grant
from genmux.ledger.purse import Admitted, CreateRate, KeyLimits
from genmux.projects.keys import NewKey, create_key
from genmux.projects.project import ensure_project
from genmux.tasks import claim
from genmux.tasks.claim import Claimed
from genmux.tasks.create import Creator, write_group
from genmux.tasks.finish import Ending, end_all
from genmux.tasks.new_task import Lane, NewTask
from genmux.tasks.read import get
from genmux.tasks.states import State
from genmux.tasks.task import Task
from genmux.tasks.track import Hold

OPEN = CreateRate(creates=0)


@dataclass(frozen=True)
class Desk:
    project_id: ProjectId
    key_id: KeyId
    limits: KeyLimits | None

    def task(self, amount: str = "1", **changes: Any) -> NewTask:
        new = NewTask(
            id=TaskId(new_uuid()),
            project_id=self.project_id,
            key_id=self.key_id,
            sandbox=False,
            family="market",
            model="toy/model",
            lane="local",
            request="{}",
            input="{}",
            callback_url="http://127.0.0.1:9/hook",
            base_url="http://127.0.0.1:8787",
            hold=Decimal(amount),
            limits=self.limits,
        )
        return dataclasses.replace(new, **changes)

    async def create(self, conn: Connection, amount: str = "1", **changes: Any) -> TaskId:
        new = self.task(amount, **changes)
        (answer,) = await write_group(conn, [new], OPEN, datetime.now(UTC))
        assert answer == Admitted(new.id, replayed=False)
        return new.id

    async def balance(self, conn: Connection) -> tuple[Decimal, Decimal]:
        row = await conn.fetchrow(
            "select available, held from account where project_id = $1 and not sandbox",
            self.project_id,
        )
        assert row is not None
        return row["available"], row["held"]

    async def spent(self, conn: Connection) -> set[Decimal]:
        rows = await conn.fetch("select amount from key_spend where key_id = $1", self.key_id)
        return {row["amount"] for row in rows}


async def open_desk(
    pool: Pool, funds: int = 100, *, name: str = "default", limits: KeyLimits | None = None
) -> Desk:
    async with pool.acquire() as conn:
        project = await ensure_project(conn, name)
        _, key = await create_key(conn, project.id, NewKey(limits=limits or KeyLimits()))
        if funds:
            await grant(conn, project.id, False, Decimal(funds))
    return Desk(project.id, key.id, limits)


@asynccontextmanager
async def creating(
    pool: Pool, rate: CreateRate = OPEN, clock: Clock | None = None
) -> AsyncIterator[Creator]:
    creator = Creator(pool, clock or SystemClock(), rate)
    await creator.start()
    yield creator
    await creator.stop()


async def hire(conn: Connection) -> WorkerId:
    worker = WorkerId(new_uuid())
    await claim.register(conn, worker, "host", 1)
    return worker


async def bury(conn: Connection, worker: WorkerId) -> int:
    """Makes the worker silent for long and frees what it had."""
    await conn.execute(
        "update worker set seen_at = now() - interval '1 hour' where id = $1", worker
    )
    return await claim.reap(conn, 60)


async def claim_one(conn: Connection, worker: WorkerId, lane: Lane = "local") -> Claimed:
    (claimed,) = await claim.claim(conn, worker, lane, 1)
    return claimed


def hold_of(claimed: Claimed, worker: WorkerId) -> Hold:
    return Hold(claimed.task.id, worker, claimed.fence)


def success(claimed: Claimed, worker: WorkerId, **changes: Any) -> Ending:
    """Charges all of the hold and tells what remains."""
    ending = Ending(
        claimed.task,
        State.SUCCEEDED,
        worker,
        claimed.fence,
        charge=claimed.task.held,
        result='{"files": [], "extra": {}}',
        callback=lambda task, remaining: f'{{"state": "{task.state}", "remaining": {remaining:f}}}',
    )
    return dataclasses.replace(ending, **changes)


def failure(claimed: Claimed, worker: WorkerId, **changes: Any) -> Ending:
    given = {"charge": Decimal(0), "result": None, "fail_code": "501", "fail_msg": "no"}
    return success(claimed, worker, state=State.FAILED, **{**given, **changes})


async def end(conn: Connection, ending: Ending) -> bool:
    (done,) = await end_all(conn, [ending])
    return done


async def look(conn: Connection, task_id: TaskId) -> Task:
    task = await get(conn, task_id)
    assert task is not None
    return task


async def prove(conn: Connection) -> None:
    """The books are right, every ended task was paid once, nothing was told twice."""
    assert await audit(conn) == []
    assert not await conn.fetch(
        "select t.id from task t where t.state in ('succeeded', 'failed', 'cancelled') and 1 <> "
        "(select count(*) from ledger_entry e "
        "  where e.task_id = t.id and e.kind in ('settle', 'release'))"
    )
    assert not await conn.fetch(
        "select task_id from delivery group by task_id, event having count(*) > 1"
    )


async def until_someone_waits(pool: Pool) -> None:
    """Returns once a statement in this database is kept waiting by another one's lock."""
    waits = (
        "select exists (select from pg_stat_activity "
        "where datname = current_database() and wait_event_type = 'Lock')"
    )
    while not await pool.fetchval(waits):  # noqa: ASYNC110  # the server has no event for it
        await asyncio.sleep(0.01)
