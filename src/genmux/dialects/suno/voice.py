"""Suno voices: a recording, a phrase to read aloud, a reading of it, and a voice for later songs.

`calBackUrl` in regenerate is spelled so; `task_id` in check-voice too. The voice's id is that of
its task, and goes where a `personaId` goes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.http import Api
from genmux.dialects.records import asked_task, extra_of
from genmux.dialects.submit import Order
from genmux.dialects.suno.shared import (
    created,
    fail_code_of,
    failed,
    submit_song,
    told,
)
from genmux.errors import InvalidInput
from genmux.ids import TaskId, parse_id
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "suno-voice"
_VALIDATE, _REGENERATE, _VOICE = "suno/voice-validate", "suno/voice-regenerate", "suno/voice"


def routes(api: Api) -> list[BaseRoute]:
    def create(call: str, callback_field: str = "callBackUrl") -> Any:
        async def handler(request: Request, caller: Caller) -> Response:
            body = await api.body(request)
            field = callback_field if body.get(callback_field) else "callBackUrl"
            order = Order(FAMILY, api.catalogue.call(call), body, body, callback_field=field)
            return created(api, await submit_song(api, request, caller, order))

        return api.endpoint(handler)

    async def validate_info(request: Request, caller: Caller) -> Response:
        task = await asked_task(api, request, caller, FAMILY)
        found = task is not None and task.model != _VOICE
        return api.reply(_record(task, api.links) if task and found else None)

    async def record_info(request: Request, caller: Caller) -> Response:
        task = await asked_task(api, request, caller, FAMILY)
        found = task is not None and task.model == _VOICE
        return api.reply(_record(task, api.links) if task and found else None)

    async def check_voice(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        given = body.get("task_id") or body.get("taskId")
        if not given:
            raise InvalidInput("task_id is required", field="task_id")
        task_id = parse_id(given)
        task = await api.reader.get(TaskId(task_id), caller.project_id) if task_id else None
        usable = bool(task and task.model == _VOICE and task.state is State.SUCCEEDED)
        return api.reply({"isAvailable": usable})

    return [
        Route("/api/v1/voice/validate", create(_VALIDATE), methods=["POST"]),
        Route("/api/v1/voice/regenerate", create(_REGENERATE, "calBackUrl"), methods=["POST"]),
        Route("/api/v1/voice/generate", create(_VOICE), methods=["POST"]),
        Route("/api/v1/voice/validate-info", api.endpoint(validate_info), methods=["GET"]),
        Route("/api/v1/voice/record-info", api.endpoint(record_info), methods=["GET"]),
        Route("/api/v1/voice/check-voice", api.endpoint(check_voice), methods=["POST"]),
    ]


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    return told(task, "success", _record(task, links))


def _record(task: Task, links: Links) -> dict[str, Any]:
    is_voice = task.model == _VOICE
    made = task.state is State.SUCCEEDED
    result = (
        {"voiceId": task.public_id if made else None}
        if is_voice
        else {"validateInfo": extra_of(task, links).get("phrase") if made else None}
    )
    return {
        "taskId": task.public_id,
        **result,
        "status": _status(task, is_voice=is_voice),
        "errorCode": fail_code_of(task) if failed(task) else None,
        "errorMessage": task.fail_msg if failed(task) else None,
    }


def _status(task: Task, *, is_voice: bool) -> str:
    if task.state is State.QUEUED:
        return "wait_processing"
    if task.state is State.RUNNING:
        return "wait_processing" if is_voice else "processing_validate"
    if task.state is State.SUCCEEDED:
        return "success" if is_voice else "wait_validating"
    return "fail" if is_voice else "processing_validate_fail"
