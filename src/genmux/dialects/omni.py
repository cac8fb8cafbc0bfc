"""Gemini Omni's helpers: voices and characters for later videos, answered with at once.

Their ids are those of the tasks that made them; `audio_ids` and `character_ids` of a video take
them. A voice lasts as long as its task is known, a character as long as its picture is kept.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.answers import made
from genmux.dialects.http import Api
from genmux.dialects.records import dumped, fail_code, urls_of
from genmux.dialects.submit import Order, submit
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "omni"
_VOICE, _CHARACTER = "omni/audio", "omni/character"


def routes(api: Api) -> list[BaseRoute]:
    async def answer(request: Request, caller: Caller, call: str) -> Response:
        body = await api.body(request)
        admitted = await submit(
            api, request, caller, Order(FAMILY, api.catalogue.call(call), body, body)
        )
        return api.reply(_told(await made(api, caller, admitted), api.links))

    async def create_voice(request: Request, caller: Caller) -> Response:
        return await answer(request, caller, _VOICE)

    async def create_character(request: Request, caller: Caller) -> Response:
        return await answer(request, caller, _CHARACTER)

    return [
        Route("/api/v1/omni/audio/create", api.endpoint(create_voice), methods=["POST"]),
        Route("/api/v1/omni/character/create", api.endpoint(create_character), methods=["POST"]),
    ]


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    """These calls know no callback; who names an address is told what the answer says."""
    succeeded = task.state is State.SUCCEEDED
    told = _told(task, links) if succeeded else {}
    return dumped(
        {
            "code": 200 if succeeded else fail_code(task),
            "msg": "success" if succeeded else task.fail_msg,
            "taskId": task.public_id,
            "data": {"taskId": task.public_id, "task_id": task.public_id, **told},
        }
    )


def _told(task: Task, links: Links) -> dict[str, Any]:
    given = orjson.loads(task.input)
    if task.model == _VOICE:
        return {"kieAudioId": task.public_id, "name": given["name"]}
    url = next(iter(urls_of(task, links, "part")), "")
    return {
        "characterId": task.public_id,
        "characterName": given.get("character_name", ""),
        "imageUrl": url,
    }
