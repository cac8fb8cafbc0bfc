"""Where vendors say that a job is done. They are not believed: the worker asks at once."""

from __future__ import annotations

import aiohttp
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genmux.db.signals import JOB
from genmux.dialects.http import Api, read_body
from genmux.engines.base import EngineFailure
from genmux.errors import GenmuxError
from genmux.ids import TaskId, parse_hex
from genmux.storage.hooks import PREFIX
from genmux.tasks.read import get
from genmux.tasks.vendor import wake
from genmux.worker.remote import play

_MOST_MB = 2


def routes(api: Api) -> list[Route]:
    async def called(request: Request) -> Response:
        task_id = parse_hex(request.path_params["task_id"])
        if task_id is None or not api.hooks.genuine(task_id.hex, request.path_params["mac"]):
            return JSONResponse({"error": "not found"}, 404)
        try:
            body = await read_body(request, _MOST_MB)
            known = await _genuine(api, TaskId(task_id), dict(request.headers), body)
        except GenmuxError as error:
            return JSONResponse({"error": error.message}, error.status)
        except EngineFailure:
            return JSONResponse({"error": "the signature could not be checked"}, 503)
        if not known:
            return JSONResponse({"error": "the signature is not the vendor's"}, 401)
        async with api.pool.acquire() as conn:
            woken = await wake(conn, TaskId(task_id))
        if woken:
            api.signaller.send(JOB)
        return JSONResponse({"status": "ok"})

    return [Route(f"{PREFIX}{{task_id}}/{{mac}}", called, methods=["POST"])]


async def _genuine(api: Api, task_id: TaskId, headers: dict[str, str], body: bytes) -> bool:
    """Whether the account that has the task says so; a task that has ended needs no call."""
    async with api.pool.acquire() as conn:
        task = await get(conn, task_id)
    if task is None or not task.engine:
        return True
    engine = api.engines.vendor(task.engine, await api.vendors.of(task.project_id))
    if engine is None:
        return True
    async with aiohttp.ClientSession() as session:
        return await play(session, engine.genuine(headers, body))
