"""How fast a backlog of callbacks reaches one receiver that answers at once; default settings."""

from __future__ import annotations

import asyncio
import time

import asyncpg

from .figures import Figure
from .ground import Ground, Tenant, tenants
from .servers import running

_DELIVERIES = 4000
_PATIENCE = 120.0
_BODY = '{"code":200,"msg":"success","data":{"state":"success"}}'

_FILL = """
insert into delivery (id, project_id, task_id, event, url, body)
select uuidv7(), $1, uuidv7(), 'task.succeeded', $2, $3 from generate_series(1, $4::int)
"""


async def measure(ground: Ground) -> list[Figure]:
    count = ground.count(_DELIVERIES, least=20)
    arrived: list[float] = []
    done = asyncio.Event()

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r")[0])
                await reader.readexactly(length)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                arrived.append(time.perf_counter())
                if len(arrived) >= count:
                    done.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(receive, "127.0.0.1", 0)
    async with server, ground.database() as url:
        (tenant,) = await tenants(url, 1)
        port = server.sockets[0].getsockname()[1]
        await _fill(url, tenant, f"http://127.0.0.1:{port}/callback", count)
        async with running(
            "worker", url, ground.folder, engines="instant", network__allow=["127.0.0.0/8"]
        ):
            async with asyncio.timeout(_PATIENCE):
                await done.wait()
    # The first ones pay for connections and first use.
    skip = count // 5
    rate = (len(arrived) - skip) / (arrived[-1] - arrived[skip])
    return [Figure("callbacks delivered to one receiver", rate, "/s", note=f"{count} deliveries")]


async def _fill(url: str, tenant: Tenant, to: str, count: int) -> None:
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(_FILL, tenant.project_id, to, _BODY, count)
    finally:
        await conn.close()
