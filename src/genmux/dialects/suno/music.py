"""Suno songs: every call that ends in tracks, their common record, and its three callbacks.

Record keys are camelCase, those of callbacks snake_case. Stages: `text` (lyrics ready), `first`
(one track ready), then the end, told as `complete` or `error`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from genmux.dialects.calls import record_route
from genmux.dialects.http import Api
from genmux.dialects.records import ShownFile, dumped, extra_of, shown_files
from genmux.dialects.submit import Order
from genmux.dialects.suno.shared import (
    created,
    fail_code_of,
    failed,
    require_callback,
    submit_song,
    word_of,
)
from genmux.dialects.times import clock_time
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "suno"
_CREATES = {
    "/api/v1/generate": "suno/generate",
    "/api/v1/generate/extend": "suno/extend",
    "/api/v1/generate/upload-cover": "suno/upload-cover",
    "/api/v1/generate/upload-extend": "suno/upload-extend",
    "/api/v1/generate/add-instrumental": "suno/add-instrumental",
    "/api/v1/generate/add-vocals": "suno/add-vocals",
    "/api/v1/generate/mashup": "suno/mashup",
    "/api/v1/generate/replace-section": "suno/replace-section",
    "/api/v1/generate/sounds": "suno/sounds",
}
_CALLBACK_OPTIONAL = {"suno/replace-section", "suno/sounds"}
_STAGES = {"": "PENDING", "text": "TEXT_SUCCESS", "first": "FIRST_SUCCESS"}
_REFUSED_WORDS = 400
_MESSAGES = {
    "text": "Text generated successfully.",
    "first": "First track generated successfully.",
    "complete": "All generated successfully.",
}


def routes(api: Api) -> list[BaseRoute]:
    def create(call: str) -> ASGIApp:
        async def generate(request: Request, caller: Caller) -> Response:
            body = await api.body(request)
            if call not in _CALLBACK_OPTIONAL:
                require_callback(body, caller)
            order = Order(FAMILY, api.catalogue.call(call), body, body)
            return created(api, await submit_song(api, request, caller, order))

        return api.endpoint(generate)

    return [
        *(Route(path, create(call), methods=["POST"]) for path, call in _CREATES.items()),
        record_route(api, "/api/v1/generate/record-info", FAMILY, record, null=True),
    ]


def record(task: Task, links: Links) -> dict[str, Any]:
    operation = task.model.partition("/")[2].replace("-", "_")
    return {
        "taskId": task.public_id,
        "parentMusicId": orjson.loads(task.input).get("audioId", ""),
        "param": task.request,
        "response": {"taskId": task.public_id, "sunoData": tracks(task, links)},
        "status": _status(task),
        "type": operation.upper(),
        "operationType": operation,
        "errorCode": fail_code_of(task) if failed(task) else None,
        "errorMessage": task.fail_msg if failed(task) else None,
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    if task.state is State.SUCCEEDED:
        return _told(task, "complete", links)
    return _told(task, "error", links)


def stage_callback(task: Task, links: Links) -> str | None:
    return _told(task, task.stage, links)


def tracks(task: Task, links: Links) -> list[dict[str, Any]]:
    """The tracks so far, camelCase; before its sound is there a track has its text alone."""
    files = [file for file in shown_files(task, links) if file.role == "result"]
    texts = extra_of(task, links).get("tracks", [])
    shown = [_track(task, file, file.detail) for file in files]
    return shown + [_track(task, None, text) for text in texts[len(files) :]]


def _track(task: Task, file: ShownFile | None, detail: Mapping[str, Any]) -> dict[str, Any]:
    asked = orjson.loads(task.input)
    url = file.url if file else ""
    picture = detail.get("cover", "")
    return {
        "id": file.id if file else "",
        "audioUrl": url,
        "sourceAudioUrl": asked.get("uploadUrl") or url,
        "streamAudioUrl": url,
        "sourceStreamAudioUrl": asked.get("uploadUrl") or url,
        "imageUrl": picture,
        "sourceImageUrl": picture,
        "prompt": detail.get("lyrics", ""),
        "modelName": f"chirp-{asked.get('model', '').lower().replace('_', '-')}",
        "title": detail.get("title", ""),
        "tags": detail.get("tags", ""),
        "createTime": clock_time(task.created_at),
        "duration": detail.get("seconds"),
    }


_SNAKE = {
    "id": "id",
    "audioUrl": "audio_url",
    "sourceAudioUrl": "source_audio_url",
    "streamAudioUrl": "stream_audio_url",
    "sourceStreamAudioUrl": "source_stream_audio_url",
    "imageUrl": "image_url",
    "sourceImageUrl": "source_image_url",
    "prompt": "prompt",
    "modelName": "model_name",
    "title": "title",
    "tags": "tags",
    "createTime": "createTime",
    "duration": "duration",
}


def _told(task: Task, kind: str, links: Links) -> str:
    ready = [track for track in tracks(task, links) if track["audioUrl"]]
    error = kind == "error"
    return dumped(
        {
            "code": fail_code_of(task) if error else 200,
            "msg": task.fail_msg if error else _MESSAGES.get(kind, "success"),
            "taskId": task.public_id,
            "data": {
                "callbackType": kind,
                "task_id": task.public_id,
                "taskId": task.public_id,
                "data": [{_SNAKE[name]: value for name, value in track.items()} for track in ready],
            },
        }
    )


def _status(task: Task) -> str:
    if failed(task) and fail_code_of(task) == _REFUSED_WORDS:
        return "SENSITIVE_WORD_ERROR"
    if task.finished_at is None:
        return _STAGES.get(task.stage, "PENDING")
    return word_of(task, "GENERATE_AUDIO_FAILED")
