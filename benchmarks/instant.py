"""From create to visible success, for tasks whose engine needs no time at all.

Open loop: tasks begin at a fixed pace, whatever became of the earlier ones. Each client creates
one and then asks recordInfo every few milliseconds until it says success, as a page that waits
does; what is told is the time from sending the create to having that reply.
"""

from __future__ import annotations

import asyncio
import statistics
import time

import orjson

from .figures import Figure
from .ground import Ground, a_request, settle, tenants
from .load import Wire, request, wires
from .servers import running

PACE = 50
"""tasks per second"""
_SECONDS = 12.0
_POLL = 0.004
_PATIENCE = 10.0
_CLIENTS = 128
_WARM = 20
"""tasks before those that count: first use of everything in three processes"""


async def measure(ground: Ground) -> list[Figure]:
    _, body = a_request()
    async with ground.database() as url:
        (tenant,) = await tenants(url, 1)
        create = request("POST", "/api/v1/jobs/createTask", key=tenant.key, body=body)
        async with (
            running("worker", url, ground.folder, engines="instant"),
            running("api", url, ground.folder, engines="instant") as api,
            wires(api.address, _CLIENTS) as free,
        ):
            await settle(ground.url)
            await _open_loop(free, create, tenant.key, _WARM)
            took = await _open_loop(
                free, create, tenant.key, ground.count(round(PACE * _SECONDS), least=20)
            )
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    note = f"{len(took)} tasks, asked every {_POLL * 1000:g} ms"
    return [
        Figure(
            f"create to visible success at {PACE}/s, p50", cuts[49], "ms", at_most=25, note=note
        ),
        Figure(f"create to visible success at {PACE}/s, p99", cuts[98], "ms"),
    ]


async def _open_loop(free: list[Wire], create: bytes, key: str, count: int) -> list[float]:
    """Milliseconds of each task."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    tasks = []
    for number in range(count):
        await asyncio.sleep(max(0.0, begin + number / PACE - loop.time()))
        if not free:
            raise RuntimeError(f"the tasks pile up: {_CLIENTS} are not visible yet")
        tasks.append(asyncio.create_task(_one(free, create, key)))
    return await asyncio.gather(*tasks)


async def _one(free: list[Wire], create: bytes, key: str) -> float:
    wire = free.pop()
    began = time.perf_counter()
    reply = orjson.loads(await wire.ask(create))
    ask = request("GET", f"/api/v1/jobs/recordInfo?taskId={reply['data']['taskId']}", key=key)
    while b'"state":"success"' not in (last := await wire.ask(ask)):
        if time.perf_counter() - began > _PATIENCE or b'"state":"fail"' in last:
            raise RuntimeError(f"a task did not succeed: {last[:300]!r}")
        await asyncio.sleep(_POLL)
    took = time.perf_counter() - began
    free.append(wire)
    return took * 1000
