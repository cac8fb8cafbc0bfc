"""Aleph: a given video, changed as the words say.

Recorded live replies win over the page: times are milliseconds, `successFlag` is 0 while it runs,
1 for success and 3 for failure, `errorCode` is null unless it failed. The record answers under both
paths that pages name. An unknown task is a 422: our decision, nothing is recorded.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from starlette.routing import BaseRoute

from genmux.dialects.calls import create_route, record_route
from genmux.dialects.codes import known_code
from genmux.dialects.http import Api
from genmux.dialects.records import dumped, shown_files, urls_of
from genmux.dialects.times import ms
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "aleph"
_GENERATE = "aleph/generate"
_FLAGS = {State.SUCCEEDED: 1, State.FAILED: 3, State.CANCELLED: 3}


def routes(api: Api) -> list[BaseRoute]:
    return [
        create_route(api, "/api/v1/aleph/generate", FAMILY, _GENERATE),
        record_route(api, "/api/v1/aleph/record-info", FAMILY, record),
        record_route(api, "/api/v1/aleph/record-detail", FAMILY, record),
    ]


def record(task: Task, links: Links) -> dict[str, Any]:
    failed = task.finished_at is not None and task.state is not State.SUCCEEDED
    response = None
    if task.state is State.SUCCEEDED:
        video, image = _urls(task, links)
        response = {
            "taskId": task.public_id,
            "resultVideoUrl": video,
            "resultImageUrl": image,
        }
    return {
        "taskId": task.public_id,
        "paramJson": task.request,
        "response": response,
        "createTime": ms(task.created_at),
        "completeTime": ms(task.finished_at),
        "successFlag": _FLAGS.get(task.state, 0),
        "errorCode": known_code(task) if failed else None,
        "errorMessage": task.fail_msg,
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    """The union of two documented shapes; a failure leaves the media fields empty."""
    succeeded = task.state is State.SUCCEEDED
    video, image = _urls(task, links) if succeeded else ("", "")
    found = [file.id for file in shown_files(task, links) if file.role == "result"]
    return dumped(
        {
            "code": 200 if succeeded else known_code(task),
            "msg": "success" if succeeded else task.fail_msg,
            "taskId": task.public_id,
            "data": {
                "task_id": task.public_id,
                "taskId": task.public_id,
                "video_id": found[0] if succeeded and found else "",
                "video_url": video,
                "image_url": image,
                "result_video_url": video,
                "result_image_url": image,
            },
        }
    )


def _urls(task: Task, links: Links) -> tuple[str, str]:
    video = next(iter(urls_of(task, links)), "")
    return video, next(iter(urls_of(task, links, "cover")), "")
