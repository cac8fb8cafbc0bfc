"""Deliveries for tests, and a deliverer that runs while a block does."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from genmux.callbacks import outbox
from genmux.callbacks.deliver import Deliverer
from genmux.callbacks.delivery import Delivery
from genmux.ids import DeliveryId, ProjectId, TaskId, new_uuid
from genmux.settings import CallbackSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    import aiohttp

    from genmux.db.pool import Connection, Pool


@dataclass(frozen=True, slots=True)
class NewDelivery:
    id: DeliveryId
    project_id: ProjectId
    task_id: TaskId
    event: str
    url: str
    body: str
    delay: float = 0.0
    """seconds before the first attempt"""


async def enqueue(conn: Connection, rows: Sequence[NewDelivery], now: datetime) -> None:
    """Adds deliveries that no task has told of."""
    await conn.execute(
        "insert into delivery (id, project_id, task_id, event, url, body, next_at, created_at) "
        "select id, project_id, task_id, event, url, body, "
        "  $8::timestamptz + make_interval(secs => delay), $8 "
        "from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], "
        "  $7::float8[]) as n(id, project_id, task_id, event, url, body, delay)",
        [row.id for row in rows],
        [row.project_id for row in rows],
        [row.task_id for row in rows],
        [row.event for row in rows],
        [row.url for row in rows],
        [row.body for row in rows],
        [row.delay for row in rows],
        now,
    )


class ShiftedClock:
    """The real time, plus what a test has added."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def settings(
    *,
    schedule: tuple[float, ...] = (0.01,) * 7,
    timeout: float = 5.0,
    concurrency: int = 50,
    per_host: int = 10,
) -> CallbackSettings:
    return CallbackSettings(
        schedule=schedule,
        jitter=0.0,
        timeout_seconds=timeout,
        concurrency=concurrency,
        per_host=per_host,
        rotation_hours=24.0,
        keep_days=60,
    )


def letter(project: ProjectId, url: str, **changes: Any) -> NewDelivery:
    task_id = TaskId(new_uuid())
    return NewDelivery(
        **{
            "id": DeliveryId(new_uuid()),
            "project_id": project,
            "task_id": task_id,
            "event": "complete",
            "url": url,
            "body": json.dumps({"code": 200, "data": {"taskId": task_id.hex}, "taskId": "x"}),
            **changes,
        }
    )


async def post_letters(pool: Pool, *letters: NewDelivery, now: datetime | None = None) -> None:
    async with pool.acquire() as conn:
        await enqueue(conn, letters, now or datetime.now(UTC))


async def look(pool: Pool, delivery_id: DeliveryId) -> Delivery:
    async with pool.acquire() as conn:
        found = {one.id: one for one in await outbox.list_deliveries(conn, limit=1000)}
    return found[delivery_id]


async def until_state(pool: Pool, state: str, *letters: NewDelivery) -> None:
    """Waits until all of them are in that state. Raises TimeoutError."""
    others = "select count(*) from delivery where id = any($1) and state <> $2"
    await until_count(pool, others, 0, [one.id for one in letters], state)


async def until_attempts(pool: Pool, count: int, written: NewDelivery) -> None:
    """Waits until so many attempts are recorded. Raises TimeoutError."""
    made = "select count(*) from delivery_attempt where delivery_id = $1"
    await until_count(pool, made, count, written.id)


async def until_count(pool: Pool, query: str, count: int, *values: object) -> None:
    """Waits until the query gives that number. Raises TimeoutError."""
    async with asyncio.timeout(20):
        while await pool.fetchval(query, *values) != count:  # noqa: ASYNC110  rows tell nobody
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def delivering(
    pool: Pool,
    session: aiohttp.ClientSession,
    config: CallbackSettings | None = None,
    **options: Any,
) -> AsyncIterator[Deliverer]:
    deliverer = Deliverer(
        pool, session, config or settings(), **{"poll": 0.005, "drain": 5.0, **options}
    )
    stop = asyncio.Event()
    running = asyncio.create_task(deliverer.run(stop))
    try:
        yield deliverer
    finally:
        stop.set()
        await asyncio.wait_for(running, 20)
