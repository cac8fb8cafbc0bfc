"""Suno MIDI: the notes of the stems of a separation. `successFlag` is a number here: 0 pending,
1 done, 2 could not start, 3 no notes could be made."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.calls import record_route
from genmux.dialects.http import Api
from genmux.dialects.records import extra_of
from genmux.dialects.submit import Order
from genmux.dialects.suno.shared import (
    created,
    derived_record,
    require_callback,
    submit_song,
    told,
    word_of,
)
from genmux.dialects.times import ms
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "suno-midi"
_CALL = "suno/midi"
_FLAGS = {"PENDING": 0, "SUCCESS": 1, "CREATE_TASK_FAILED": 2, "GENERATE_MIDI_FAILED": 3}


def routes(api: Api) -> list[BaseRoute]:
    async def generate(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        require_callback(body, caller)
        order = Order(FAMILY, api.catalogue.call(_CALL), body, body)
        return created(api, await submit_song(api, request, caller, order))

    return [
        Route("/api/v1/midi/generate", api.endpoint(generate), methods=["POST"]),
        record_route(api, "/api/v1/midi/record-info", FAMILY, record, null=True),
    ]


def record(task: Task, links: Links) -> dict[str, Any]:
    asked, common = orjson.loads(task.input), derived_record(task)
    return {
        "taskId": common["taskId"],
        # A number of the provider's own; nothing of ours counts like that.
        "recordTaskId": task.id.int >> 80,
        "audioId": asked.get("audioId", ""),
        "callbackUrl": common["callbackUrl"],
        "completeTime": ms(task.finished_at),
        "createTime": ms(task.created_at),
        "midiData": _notes(task, links) if task.state is State.SUCCEEDED else None,
        "successFlag": _FLAGS[word_of(task, "GENERATE_MIDI_FAILED")],
        "errorCode": None if common["errorCode"] is None else str(common["errorCode"]),
        "errorMessage": common["errorMessage"],
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    if task.state is State.SUCCEEDED:
        return told(task, "success", _notes(task, links))
    return told(task, "", {"state": "failed", "instruments": []})


def _notes(task: Task, links: Links) -> dict[str, Any]:
    return {"state": "complete", "instruments": extra_of(task, links).get("instruments", [])}
