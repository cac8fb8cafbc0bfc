"""How the work goes, for whoever looks after it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.console.csv import csv_reply, wants_csv
from genmux.dialects.console.values import query_choice, query_flag, query_number
from genmux.dialects.http import Api
from genmux.ids import ProjectId
from genmux.projects.caller import Caller
from genmux.projects.roles import Role
from genmux.tasks import health
from genmux.tasks.health import Pulse

_MOST_HOURS = 720
_KEPT = 60.0
"""seconds; counting what is stored looks at every file"""
_PROJECTS = 1000


def routes(api: Api) -> list[Route]:
    calls = _Calls(api)
    return [Route("/genmux/v1/health", api.endpoint(calls.health), methods=["GET"])]


class _Calls:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._stored: dict[ProjectId | None, tuple[float, tuple[int, int]]] = {}

    async def health(self, request: Request, caller: Caller) -> Response:
        hours = query_number(request, "hours", 24, _MOST_HOURS)
        by = query_choice(request, "by", ("model", "engine")) or "model"
        project_id: ProjectId | None = caller.project_id
        sandbox: bool | None = caller.sandbox
        if query_flag(request, "all"):
            caller.require(Role.OPERATOR)
            project_id = sandbox = None
        now = self._api.clock.now()
        since = now - timedelta(hours=hours)
        async with self._api.pool.acquire() as conn:
            seen = await health.pulses(conn, project_id, sandbox, since)
            if wants_csv(request):
                found = seen.models if by == "model" else seen.engines
                rows = ((one.name, *_pulse(one).values()) for one in found)
                return csv_reply(f"health-by-{by}.csv", (by, *_HEAD), rows)
            lanes, oldest = await health.queue(conn, now)
            lease = self._api.settings.worker.lease_seconds
            alive = await health.workers_alive(conn, lease)
            pending, failed = await health.deliveries(conn, project_id, since)
        size, files = await self._kept(project_id)
        return self._api.reply(
            {
                "hours": hours,
                "tasks": {
                    "succeeded": seen.whole.succeeded,
                    "failed": seen.whole.failed,
                    "cancelled": seen.whole.cancelled,
                    "unfinished": seen.whole.unfinished,
                },
                "successRate": seen.whole.rate,
                "models": [{"model": one.name, **_pulse(one)} for one in seen.models],
                "engines": [{"engine": one.name, **_pulse(one)} for one in seen.engines],
                "sampled": seen.sampled,
                "queue": lanes,
                "oldestQueuedMs": None if oldest is None else round(oldest),
                "workers": {"alive": alive},
                "storage": {"bytes": size, "files": files},
                "deliveries": {"pending": pending, "failed": failed},
            }
        )

    async def _kept(self, project_id: ProjectId | None) -> tuple[int, int]:
        known = self._stored.get(project_id)
        if known is not None and time.monotonic() < known[0]:
            return known[1]
        async with self._api.pool.acquire() as conn:
            found = await health.stored(conn, project_id)
        if len(self._stored) >= _PROJECTS:
            self._stored.clear()
        self._stored[project_id] = (time.monotonic() + _KEPT, found)
        return found


_HEAD = ("succeeded", "failed", "successRate", "p50Ms", "p95Ms")


def _pulse(one: Pulse) -> dict[str, Any]:
    return {
        "succeeded": one.succeeded,
        "failed": one.failed,
        "successRate": one.rate,
        "p50Ms": None if one.p50 is None else round(one.p50),
        "p95Ms": None if one.p95 is None else round(one.p95),
    }
