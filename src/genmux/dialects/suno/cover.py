"""Suno cover pictures: one set for each music task. Asking again answers 400 with the first task's
id. `successFlag` is a number: 0 pending, 1 success, 2 generating, 3 failed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.calls import record_route
from genmux.dialects.http import Api
from genmux.dialects.records import urls_of
from genmux.dialects.submit import Order
from genmux.dialects.suno.shared import derived_record, submit_song, told
from genmux.dialects.times import iso
from genmux.ids import parse_id
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "suno-cover"
_CALL = "suno/cover"
_FLAGS = {State.QUEUED: 0, State.RUNNING: 2, State.SUCCEEDED: 1}


def routes(api: Api) -> list[BaseRoute]:
    async def generate(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        music = parse_id(body.get("taskId"))
        order = Order(
            FAMILY,
            api.catalogue.call(_CALL),
            body,
            body,
            once=f"{_CALL} {music.hex}" if music else "",
        )
        admitted = await submit_song(api, request, caller, order)
        data = {"taskId": admitted.task_id.hex}
        if admitted.existing:
            return api.reply(data, code=400, message="The cover of this task already exists.")
        return api.reply(data)

    return [
        Route("/api/v1/suno/cover/generate", api.endpoint(generate), methods=["POST"]),
        record_route(api, "/api/v1/suno/cover/record-info", FAMILY, record, null=True),
    ]


def record(task: Task, links: Links) -> dict[str, Any]:
    common, succeeded = derived_record(task), task.state is State.SUCCEEDED
    return {
        "taskId": common["taskId"],
        "parentTaskId": orjson.loads(task.input)["taskId"],
        "callbackUrl": common["callbackUrl"],
        "createTime": iso(task.created_at),
        "completeTime": iso(task.finished_at),
        "response": {"images": urls_of(task, links)} if succeeded else None,
        "successFlag": _FLAGS.get(task.state, 3),
        "errorCode": 200 if succeeded else common["errorCode"],
        "errorMessage": common["errorMessage"] or "",
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    images = urls_of(task, links) if task.state is State.SUCCEEDED else None
    return told(task, "success", {"images": images})
