"""Runway: a video from words or a picture, and its continuation.

`state` is wait, queueing, generating, success or fail. An unknown task reads as null.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from starlette.routing import BaseRoute

from genmux.dialects.calls import create_route, record_route
from genmux.dialects.codes import known_code
from genmux.dialects.http import Api
from genmux.dialects.records import dumped, expired, shown_files, urls_of
from genmux.dialects.times import clock_time
from genmux.ids import parse_id
from genmux.storage.links import Links
from genmux.tasks.states import Phase, State
from genmux.tasks.task import Task

FAMILY = "runway"
_GENERATE = "runway/generate"
_EXTEND = "runway/extend"
_STATES = {
    State.QUEUED: "wait",
    State.RUNNING: "generating",
    State.SUCCEEDED: "success",
    State.FAILED: "fail",
    State.CANCELLED: "fail",
}


def routes(api: Api) -> list[BaseRoute]:
    def shown(task: Task, links: Links) -> dict[str, Any]:
        return record(task, links, api.clock.now())

    return [
        create_route(api, "/api/v1/runway/generate", FAMILY, _GENERATE),
        create_route(api, "/api/v1/runway/extend", FAMILY, _EXTEND),
        record_route(api, "/api/v1/runway/record-detail", FAMILY, shown, null=True),
    ]


def record(task: Task, links: Links, now: datetime) -> dict[str, Any]:
    sent: dict[str, Any] = orjson.loads(task.request)
    failed = task.finished_at is not None and task.state is not State.SUCCEEDED
    return {
        "taskId": task.public_id,
        "parentTaskId": _parent(task),
        "generateParam": {
            "prompt": sent["prompt"],
            "imageUrl": sent.get("imageUrl") or "",
            "expandPrompt": False,
        },
        "state": _state(task),
        "generateTime": clock_time(task.created_at),
        "videoInfo": _video(task, links) if task.state is State.SUCCEEDED else None,
        "failCode": known_code(task) if failed else 0,
        "failMsg": task.fail_msg or "",
        "expireFlag": int(expired(task, links, now)),
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    """A failure comes with empty media fields, of a continuation too."""
    succeeded = task.state is State.SUCCEEDED
    video = _video(task, links) if succeeded else {}
    return dumped(
        {
            "code": 200 if succeeded else known_code(task),
            "msg": "All generated successfully." if succeeded else task.fail_msg,
            "taskId": task.public_id,
            "data": {
                "task_id": task.public_id,
                "taskId": task.public_id,
                "video_id": video.get("videoId", ""),
                "video_url": video.get("videoUrl", ""),
                "image_url": video.get("imageUrl", ""),
            },
        }
    )


def _state(task: Task) -> str:
    if task.state is State.RUNNING and task.phase in (Phase.NONE, Phase.FETCHING):
        return "queueing"
    return _STATES[task.state]


def _parent(task: Task) -> str:
    if task.model != _EXTEND:
        return ""
    named = parse_id(orjson.loads(task.input)["taskId"])
    return named.hex if named else ""


def _video(task: Task, links: Links) -> dict[str, str]:
    film = next((file for file in shown_files(task, links) if file.role == "result"), None)
    return {
        "videoId": film.id if film else "",
        "taskId": task.public_id,
        "videoUrl": film.url if film else "",
        "imageUrl": next(iter(urls_of(task, links, "cover")), ""),
    }
