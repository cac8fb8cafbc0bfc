"""Suno calls that answer with the result itself: lyrics with their times, richer style words, and
personas. Behind each stands a task like any other, so it is charged and logged like one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.clock import epoch_ms
from genmux.dialects.answers import made
from genmux.dialects.http import Api
from genmux.dialects.records import extra_of
from genmux.dialects.submit import Order
from genmux.dialects.suno.shared import created, submit_song, told, track_name
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.task import Task

FAMILY = "suno-instant"
_LYRICS, _STYLE, _PERSONA = "suno/timestamped-lyrics", "suno/style", "suno/persona"
_DONE = "成功"
"""`successFlag` of a style as recorded live; the documents say "1" """


def routes(api: Api) -> list[BaseRoute]:
    async def lyrics(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        order = Order(FAMILY, api.catalogue.call(_LYRICS), body, body)
        task = await made(api, caller, await submit_song(api, request, caller, order))
        found = extra_of(task, api.links)
        return api.reply(
            {
                "alignedWords": [_aligned(word) for word in found.get("words", [])],
                "waveformData": found.get("waveform", []),
                "hootCer": 0.0,
                "isStreamed": False,
            }
        )

    async def style(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        order = Order(FAMILY, api.catalogue.call(_STYLE), body, body)
        task = await made(api, caller, await submit_song(api, request, caller, order))
        return api.reply(
            {
                "taskId": task.public_id,
                "param": task.request,
                "result": extra_of(task, api.links).get("style", ""),
                "creditsConsumed": task.charged,
                "creditsRemaining": await _remaining(api, caller),
                "successFlag": _DONE,
                "errorCode": None,
                "errorMessage": "",
                "errorMsg": "",
                "createTime": epoch_ms(task.created_at),
            }
        )

    async def persona(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        call, name = api.catalogue.call(_PERSONA), track_name(body)
        order = Order(FAMILY, call, body, body, once=f"{_PERSONA} {name}")
        admitted = await submit_song(api, request, caller, order)
        created(api, admitted)  # a second persona of the same track is a 409
        task = await made(api, caller, admitted)
        return api.reply(
            {
                "personaId": task.public_id,
                "name": body["name"],
                "description": body["description"],
            }
        )

    return [
        Route("/api/v1/generate/get-timestamped-lyrics", api.endpoint(lyrics), methods=["POST"]),
        Route("/api/v1/style/generate", api.endpoint(style), methods=["POST"]),
        Route("/api/v1/generate/generate-persona", api.endpoint(persona), methods=["POST"]),
    ]


def callback(task: Task, _remaining: Decimal, _links: Links) -> str:
    """These calls know no callback; who names an address is told the state."""
    return told(task, "success", {"state": task.state.value})


async def _remaining(api: Api, caller: Caller) -> Any:
    return await api.pool.fetchval(
        "select available from account where project_id = $1 and sandbox = $2",
        caller.project_id,
        caller.sandbox,
    )


def _aligned(word: dict[str, Any]) -> dict[str, Any]:
    return {
        "word": word["word"],
        "success": True,
        "startS": word["start"],
        "endS": word["end"],
        "palign": 0,
    }
