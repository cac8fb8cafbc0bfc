"""recordInfo against a bare read: one row by its primary key, returned as JSON."""

from __future__ import annotations

import random

from .create import CONNECTIONS
from .figures import Figure, ratio
from .fill import fill
from .ground import Ground, a_request, settle, tenants
from .load import Request, Sample, closed_loop, request
from .servers import running

_ROUNDS = 10
_SECONDS = 2.0
_TASKS = 10_000


async def measure(ground: Ground) -> list[Figure]:
    model, body = a_request()
    rounds: dict[str, list[Sample]] = {"genmux": [], "bare": []}
    async with ground.database() as url:
        (tenant,) = await tenants(url, 1)
        ids = await fill(url, tenant, model, body.decode(), ground.count(_TASKS))
        reads = read_requests([task_id.hex for task_id in ids], tenant.key, CONNECTIONS)
        async with (
            running("api", url, ground.folder) as ours,
            running("floor", url, ground.folder) as bare,
        ):
            sides = {"genmux": ours.address, "bare": bare.address}
            for number in range(ground.rounds(_ROUNDS)):
                order = list(sides) if number % 2 == 0 else list(reversed(sides))
                await settle(ground.url)
                for name in order:
                    sample = await closed_loop(
                        sides[name], reads, ground.seconds(_SECONDS), expect=b'{"code":200'
                    )
                    rounds[name].append(sample)
    figures = [
        Figure(
            "recordInfo / bare indexed read",
            ratio([one.rate for one in rounds["genmux"]], [one.rate for one in rounds["bare"]]),
            "x",
            at_least=0.6,
        )
    ]
    for name, samples in rounds.items():
        middle = sorted(samples, key=lambda one: one.rate)[len(samples) // 2]
        note = f"p50 {middle.p50:.1f} ms, p99 {middle.p99:.1f} ms"
        figures.append(Figure(f"reads per second: {name}", middle.rate, "/s", note=note))
    return figures


def read_requests(ids: list[str], key: str, connections: int) -> list[Request]:
    """Each connection asks for the tasks in an order of its own."""
    texts = [request("GET", f"/api/v1/jobs/recordInfo?taskId={one}", key=key) for one in ids]
    return [_shuffled(texts, seed) for seed in range(connections)]


def _shuffled(texts: list[bytes], seed: int) -> Request:
    order = texts.copy()
    random.Random(seed).shuffle(order)
    turn = 0

    def following() -> bytes:
        nonlocal turn
        turn += 1
        return order[turn % len(order)]

    return following
