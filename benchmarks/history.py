"""Whether a long history makes a request slower: two million finished tasks against none."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack

import orjson

from .figures import Figure, ratio
from .fill import fill
from .ground import Ground, a_request, settle, tenants
from .load import Request, Sample, closed_loop, request
from .read import read_requests
from .servers import running

_TASKS = 2_000_000
_ROUNDS = 6
_SECONDS = 2.0
_CONNECTIONS = 8
_FEW = 1000


async def measure(ground: Ground) -> list[Figure]:
    model, body = a_request()
    text = orjson.dumps(orjson.loads(body)["input"]).decode()
    count = ground.count(_TASKS)
    rounds: dict[str, list[Sample]] = {}
    async with AsyncExitStack() as stack:
        sides: dict[str, tuple[str, list[Request]]] = {}
        began = time.monotonic()
        for name, tasks in (("full", count), ("empty", min(_FEW, count))):
            url = await stack.enter_async_context(ground.database())
            (tenant,) = await tenants(url, 1)
            # The empty one has what recordInfo needs to answer the same way.
            ids = await fill(url, tenant, model, text, tasks)
            api = await stack.enter_async_context(running("api", url, ground.folder))
            create = request("POST", "/api/v1/jobs/createTask", key=tenant.key, body=body)
            reads = read_requests([one.hex for one in ids], tenant.key, _CONNECTIONS)
            sides[f"recordInfo, {name}"] = api.address, reads
            sides[f"createTask, {name}"] = api.address, [lambda text=create: text] * _CONNECTIONS  # type: ignore[misc]
            if name == "full":
                filled = time.monotonic() - began
        for number in range(ground.rounds(_ROUNDS)):
            await settle(ground.url)
            order = list(sides) if number % 2 == 0 else list(reversed(sides))
            for name in order:
                address, requests = sides[name]
                sample = await closed_loop(
                    address, requests, ground.seconds(_SECONDS), expect=b'{"code":200'
                )
                rounds.setdefault(name, []).append(sample)
    return [
        *(_figure(call, rounds, count) for call in ("createTask", "recordInfo")),
        Figure("seconds to write that history", filled, "s", note="with ledger and files"),
    ]


def _figure(call: str, rounds: dict[str, list[Sample]], count: int) -> Figure:
    full = [one.p50 for one in rounds[f"{call}, full"]]
    empty = [one.p50 for one in rounds[f"{call}, empty"]]
    return Figure(
        f"{call} p50 with {count:,} tasks / with none",
        ratio(full, empty),
        "x",
        at_most=1.3,
        note=f"{sorted(full)[len(full) // 2]:.2f} ms against {sorted(empty)[len(empty) // 2]:.2f} "
        f"ms, {_CONNECTIONS} connections",
    )
