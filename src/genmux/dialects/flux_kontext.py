"""Flux Kontext: one picture from words, or an edit of a given one.

`successFlag` 0 running, 1 success, 2 could not start, 3 generation failed. Times are ISO 8601.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from starlette.routing import BaseRoute

from genmux.dialects.calls import create_route, record_route
from genmux.dialects.codes import known_code
from genmux.dialects.http import Api
from genmux.dialects.records import dumped, urls_of
from genmux.dialects.times import iso
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "flux-kontext"
_GENERATE = "flux-kontext/generate"
_MADE_BADLY = 501
_FLAGS = {State.SUCCEEDED: 1, State.FAILED: 3, State.CANCELLED: 3}


def routes(api: Api) -> list[BaseRoute]:
    return [
        create_route(api, "/api/v1/flux/kontext/generate", FAMILY, _GENERATE),
        record_route(api, "/api/v1/flux/kontext/record-info", FAMILY, record),
    ]


def record(task: Task, links: Links) -> dict[str, Any]:
    ended = task.state is not State.SUCCEEDED and task.finished_at is not None
    return {
        "taskId": task.public_id,
        "paramJson": task.request,
        "createTime": iso(task.created_at),
        "completeTime": iso(task.finished_at),
        "response": _response(task, links) if task.state is State.SUCCEEDED else None,
        "successFlag": _FLAGS.get(task.state, 0),
        "errorCode": known_code(task, _MADE_BADLY) if ended else None,
        "errorMessage": task.fail_msg or "",
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    succeeded = task.state is State.SUCCEEDED
    info = _response(task, links) if succeeded else {"originImageUrl": "", "resultImageUrl": ""}
    return dumped(
        {
            "code": 200 if succeeded else known_code(task, _MADE_BADLY),
            "msg": "success" if succeeded else task.fail_msg,
            "taskId": task.public_id,
            "data": {"taskId": task.public_id, "task_id": task.public_id, "info": info},
        }
    )


def _response(task: Task, links: Links) -> dict[str, str]:
    """The original lasts ten minutes at the provider; here both are the stored file."""
    url = next(iter(urls_of(task, links)), "")
    return {"originImageUrl": url, "resultImageUrl": url}
