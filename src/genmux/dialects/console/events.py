"""A task's progress as server-sent events, with what was missed told again."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from genmux.clock import epoch_ms
from genmux.db.pool import LOST
from genmux.dialects.http import Api, plain
from genmux.dialects.native import own_task
from genmux.dialects.native_task import shown_task
from genmux.errors import InvalidInput, Unavailable
from genmux.projects.caller import Caller
from genmux.projects.names import Kinds
from genmux.tasks.read import queue_position
from genmux.tasks.states import ENDED, State
from genmux.tasks.story import steps
from genmux.tasks.task import Task

_MEDIA_TYPE = "text/event-stream"
_PAUSE = 0.4
"""seconds between looks; those of all streams are one read"""
_HEARTBEAT = 15.0
_LONGEST = 600.0
"""seconds; a client comes back with Last-Event-ID"""


def routes(api: Api) -> list[Route]:
    kinds = Kinds(api.pool)

    async def follow(request: Request, caller: Caller) -> Response:
        task = await own_task(api, request, caller)
        since = _since(request)
        if request.method == "HEAD":
            return Response(media_type=_MEDIA_TYPE)
        by = (await kinds.of([task.key_id]))[task.key_id]
        return StreamingResponse(
            _events(api, request, caller, task, since, by),
            media_type=_MEDIA_TYPE,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    path = "/genmux/v1/tasks/{task_id}/events"
    return [Route(path, api.endpoint(follow), methods=["GET"])]


async def _events(
    api: Api, request: Request, caller: Caller, task: Task, since: int | None, by: str
) -> AsyncIterator[bytes]:
    began = spoke = time.monotonic()
    if since is not None:
        for data in await _missed(api, task, since):
            yield _event("state", data["time"], data)
    told: dict[str, Any] = {}
    while True:
        data = await _state(api, task)
        if {**data, "time": 0} != {**told, "time": 0}:
            told, spoke = data, time.monotonic()
            yield _event("state", data["time"], data)
        if task.state in ENDED:
            yield _event("end", data["time"], shown_task(api, task, by))
            return
        if time.monotonic() - began > _LONGEST or _stopping(request):
            return
        if time.monotonic() - spoke > _HEARTBEAT:
            spoke = time.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(_PAUSE)
        try:
            fresh = await api.reader.get(task.id, caller.project_id)
        except Unavailable:
            continue  # the database comes back, or the client leaves
        if fresh is None:
            return
        task = fresh


def _stopping(request: Request) -> bool:
    """Whether the server waits for its streams to end."""
    asked: Callable[[], bool] | None = getattr(request.app.state, "stopping", None)
    return asked is not None and asked()


async def _missed(api: Api, task: Task, since: int) -> list[dict[str, Any]]:
    """The steps after that moment, save the one that it is at now."""
    async with api.pool.acquire() as conn:
        found = await steps(conn, task)
    return [
        {
            "taskId": task.public_id,
            "status": step.state,
            "phase": step.phase,
            "progress": None,
            "queuePosition": None,
            "time": epoch_ms(step.moment),
        }
        for step in found[:-1]
        if epoch_ms(step.moment) > since
    ]


async def _state(api: Api, task: Task) -> dict[str, Any]:
    position = None
    if task.state is State.QUEUED:
        with contextlib.suppress(*LOST):
            async with api.pool.acquire() as conn:
                position = await queue_position(conn, task.id)
    return {
        "taskId": task.public_id,
        "status": task.state.value,
        "phase": task.phase.value,
        "progress": int(task.progress * 100),
        "queuePosition": position,
        "time": epoch_ms(task.updated_at),
    }


def _event(name: str, number: int, data: dict[str, Any]) -> bytes:
    body = orjson.dumps(data, default=plain)
    return b"event: %s\nid: %d\ndata: %s\n\n" % (name.encode(), number, body)


def _since(request: Request) -> int | None:
    given = request.headers.get("last-event-id", "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 16):
        raise InvalidInput("Last-Event-ID must be the id of an event", field="Last-Event-ID")
    return int(given)
