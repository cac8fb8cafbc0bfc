"""Durable creates: Genmux against one naive transaction per request, and one busy project."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack

from .figures import Figure, ratio
from .ground import Ground, Tenant, a_request, settle, tenants
from .load import Request, Sample, closed_loop, request
from .servers import Role, running

CONNECTIONS = 64
_ROUNDS = 10
_SECONDS = 2.0


async def measure(ground: Ground) -> list[Figure]:
    _, body = a_request()
    samples: dict[str, list[Sample]] = {}
    async with AsyncExitStack() as stack:
        sides: dict[str, tuple[str, list[Request]]] = {}
        roles: Mapping[str, Role] = {"genmux": "api", "floor": "floor"}
        for name, role in roles.items():
            url = await stack.enter_async_context(ground.database())
            those = await tenants(url, CONNECTIONS)
            server = await stack.enter_async_context(running(role, url, ground.folder))
            many = _creates(those, body, naive=role == "floor")
            sides[f"{name}, many"] = server.address, many
            sides[f"{name}, one"] = server.address, many[:1] * CONNECTIONS
        for number in range(ground.rounds(_ROUNDS)):
            await settle(ground.url)
            # Forth and back, so that a drift of the machine favours nobody.
            order = list(sides) if number % 2 == 0 else list(reversed(sides))
            for name in order:
                address, requests = sides[name]
                sample = await closed_loop(
                    address, requests, ground.seconds(_SECONDS), expect=b'{"code":200'
                )
                samples.setdefault(name, []).append(sample)
    return _figures(samples)


def _creates(those: list[Tenant], body: bytes, *, naive: bool) -> list[Request]:
    texts = [
        request(
            "POST",
            "/api/v1/jobs/createTask",
            key=one.project_id.hex if naive else one.key,
            body=body,
        )
        for one in those
    ]
    return [lambda text=text: text for text in texts]  # type: ignore[misc]  # one request each


def _figures(samples: dict[str, list[Sample]]) -> list[Figure]:
    rates = {name: [one.rate for one in rounds] for name, rounds in samples.items()}
    figures = [
        Figure(
            f"createTask / floor, {CONNECTIONS} projects",
            ratio(rates["genmux, many"], rates["floor, many"]),
            "x",
            at_least=2,
        ),
        Figure(
            "createTask / floor, one project",
            ratio(rates["genmux, one"], rates["floor, one"]),
            "x",
        ),
        Figure(
            "createTask, one busy project / many",
            ratio(rates["genmux, one"], rates["genmux, many"]),
            "x",
            at_least=0.8,
        ),
    ]
    for name, rounds in samples.items():
        middle = sorted(rounds, key=lambda one: one.rate)[len(rounds) // 2]
        note = f"p50 {middle.p50:.1f} ms, p99 {middle.p99:.1f} ms"
        figures.append(Figure(f"creates per second: {name}", middle.rate, "/s", note=note))
    return figures
