"""A worker with thousands of tasks that wait for a vendor: memory, and whether polls keep up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal

import asyncpg

from genmux.ids import TaskId, new_uuid
from genmux.ledger.purse import CreateRate
from genmux.tasks.create import write_group
from genmux.tasks.new_task import NewTask

from .figures import Figure
from .ground import Ground, Tenant, a_request, tenants
from .processes import rss
from .servers import running

_TASKS = 5000
_EVERY = 10.0
"""seconds between two polls of a task; vendors' films take minutes"""
_WATCH = 15.0
_PATIENCE = 180.0
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"


class _Vendor(asyncio.Protocol):
    """Answers `{}` to everything and counts; one per connection."""

    asked = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        # The bodies that come here are a model's name in one packet with their head.
        if b"\r\n\r\n" in self._buffer:
            self._buffer = b""
            _Vendor.asked += 1
            self._transport.write(_OK)  # type: ignore[attr-defined]  # it is a stream


@asynccontextmanager
async def _vendor() -> AsyncIterator[str]:
    server = await asyncio.get_running_loop().create_server(_Vendor, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def measure(ground: Ground) -> list[Figure]:
    model, body = a_request()
    count = ground.count(_TASKS, least=20)
    every, watch = max(1.0, ground.seconds(_EVERY)), max(2.0, ground.seconds(_WATCH))
    async with ground.database() as url, _vendor() as vendor:
        (tenant,) = await tenants(url, 1)
        conn = await asyncpg.connect(url)
        try:
            async with running(
                "worker", url, ground.folder, engines=f"patient {vendor} {every}"
            ) as worker:
                await asyncio.sleep(1.0)
                before = rss(worker.pid)
                began = asyncio.get_running_loop().time()
                await _create(conn, tenant, model, body.decode(), count)
                await _all_waiting(conn, count)
                handed_over = asyncio.get_running_loop().time() - began
                most = rss(worker.pid)
                asked = _Vendor.asked
                for _ in range(10):
                    await asyncio.sleep(watch / 10)
                    most = max(most, rss(worker.pid))
                polls = (_Vendor.asked - asked) / watch
        finally:
            await conn.close()
    return [
        Figure(
            f"memory added by {count:,} waiting tasks",
            most - before,
            "MB",
            at_most=300,
            note=f"from {before:.0f} MB, one worker process",
        ),
        Figure(
            "polls / polls that were due",
            polls * every / count,
            "x",
            note=f"{polls:.0f}/s, each task every {every:g} s",
        ),
        Figure("tasks handed over to the vendor", count / handed_over, "/s"),
    ]


async def _create(
    conn: asyncpg.Connection[asyncpg.Record], tenant: Tenant, model: str, text: str, count: int
) -> None:
    def new() -> NewTask:
        return NewTask(
            id=TaskId(new_uuid()),
            project_id=tenant.project_id,
            key_id=tenant.key_id,
            sandbox=False,
            family="market",
            model=model,
            lane="remote",
            request=text,
            input="{}",
            callback_url=None,
            base_url="http://127.0.0.1:8787",
            hold=Decimal(1),
        )

    while count > 0:
        group = [new() for _ in range(min(count, 256))]
        await write_group(conn, group, CreateRate(creates=0), datetime.now(UTC))
        count -= len(group)


async def _all_waiting(conn: asyncpg.Connection[asyncpg.Record], count: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while await conn.fetchval("select count(*) from task where phase = 'waiting'") < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"the vendor did not get {count} tasks in {_PATIENCE:g} s")
        await asyncio.sleep(0.2)
