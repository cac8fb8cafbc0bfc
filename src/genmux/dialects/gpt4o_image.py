"""4o image: one, two or four pictures from words, from pictures, or within a mask.

`successFlag` 0 running, 1 success, 2 failed; `status` says the same in words. Times are
milliseconds. The record spells the links both ways, for its own two documents disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.calls import create_route, record_route
from genmux.dialects.codes import known_code
from genmux.dialects.http import Api
from genmux.dialects.links import download_link, file_behind
from genmux.dialects.records import NoRecord, dumped, fail_code, named_task, urls_of
from genmux.dialects.times import ms
from genmux.errors import InvalidInput
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "gpt4o-image"
_GENERATE = "gpt4o-image/generate"
_PATH = "/api/v1/gpt4o-image"
_NO_RESULT = "record is null"
_FLAGS = {State.SUCCEEDED: 1, State.FAILED: 2, State.CANCELLED: 2}
_UNFETCHABLE = 451
_UNUSABLE = (413, 422, _UNFETCHABLE)
"""codes of input that could not be taken: the work on the picture had not begun"""


def routes(api: Api) -> list[BaseRoute]:
    async def download_url(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        given = {name: body.get(name) for name in ("taskId", "url")}
        for name, value in given.items():
            if value is None or value == "":
                raise InvalidInput(f"{name} is required", field=name)
        task = await named_task(api, str(given["taskId"]).strip(), caller, FAMILY)
        if task is None or task.state is not State.SUCCEEDED:
            raise NoRecord(_NO_RESULT)
        try:
            asset = await file_behind(api, caller, given["url"])
        except InvalidInput as error:
            raise NoRecord(_NO_RESULT) from error
        if asset.task_id != task.id:
            raise NoRecord(_NO_RESULT)
        return api.reply(download_link(api, request, asset))

    return [
        create_route(api, f"{_PATH}/generate", FAMILY, _GENERATE, _one_spelling),
        record_route(api, f"{_PATH}/record-info", FAMILY, record),
        Route(f"{_PATH}/download-url", api.endpoint(download_url), methods=["POST"]),
    ]


def record(task: Task, links: Links) -> dict[str, Any]:
    succeeded = task.state is State.SUCCEEDED
    ended = task.finished_at is not None
    urls = urls_of(task, links) if succeeded else []
    return {
        "taskId": task.public_id,
        "paramJson": task.request,
        "createTime": ms(task.created_at),
        "completeTime": ms(task.finished_at),
        "response": {"resultUrls": urls, "result_urls": urls} if succeeded else None,
        "successFlag": _FLAGS.get(task.state, 0),
        "status": _status(task),
        "progress": _progress(task),
        "errorCode": known_code(task, _UNFETCHABLE) if ended and not succeeded else None,
        "errorMessage": task.fail_msg or "",
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    succeeded = task.state is State.SUCCEEDED
    info = {"result_urls": urls_of(task, links)} if succeeded else None
    return dumped(
        {
            "code": 200 if succeeded else known_code(task, _UNFETCHABLE),
            "msg": "success" if succeeded else task.fail_msg,
            "taskId": task.public_id,
            "data": {"taskId": task.public_id, "task_id": task.public_id, "info": info},
        }
    )


def _one_spelling(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Clients that follow both documents send the same picture twice; the newer field counts."""
    if not body.get("filesUrl"):
        return body
    return {name: value for name, value in body.items() if name != "fileUrl"}


def _status(task: Task) -> str:
    if task.state is State.SUCCEEDED:
        return "SUCCESS"
    if task.finished_at is None:
        return "GENERATING"
    unusable = task.state is State.FAILED and fail_code(task) in _UNUSABLE
    return "CREATE_TASK_FAILED" if unusable else "GENERATE_FAILED"


def _progress(task: Task) -> str:
    """Two decimals, rounded down; 1.00 only once the pictures are there."""
    if task.state is State.SUCCEEDED:
        return "1.00"
    return f"{min(99, int(task.progress * 100)) / 100:.2f}"
