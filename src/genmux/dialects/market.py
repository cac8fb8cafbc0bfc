"""The Market family: one create call and one record call for every catalogue model.

Shapes follow recorded live replies first, documents second. Where sources differ, a reply
carries every field that any of them names.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.catalogue.entry import Model
from genmux.clock import epoch_ms
from genmux.dialects.http import MAX_VALUES, Api, value_marks
from genmux.dialects.links import file_urls, fill_links
from genmux.dialects.records import MissingParameter
from genmux.dialects.submit import Order, submit
from genmux.dialects.times import ms
from genmux.errors import GenmuxError, InvalidInput, MalformedBody, TooLarge
from genmux.ids import TaskId, parse_hex
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import Phase, State
from genmux.tasks.task import Task

FAMILY = "market"

UNKNOWN_MODEL = (
    "The model name you specified is not supported. "
    "Please verify your input and use one of the supported models provided by KIE."
)


class UnknownRecord(GenmuxError):
    """recordInfo is null"""

    code = 422
    status = 404


class UnreadableBody(MalformedBody):
    """The body is not the JSON object that it should be; the family validates with 422."""

    code = 422


def routes(api: Api) -> list[BaseRoute]:
    async def create_task(request: Request, caller: Caller) -> Response:
        try:
            body = await api.body(request)
        except MalformedBody as error:
            raise UnreadableBody(error.message) from error
        model, sent = _asked(api, body)

        def shown(linked: Any, callback_url: str | None) -> dict[str, Any]:
            return _param(model.id, linked, callback_url)

        order = Order(FAMILY, model, sent, body, text=shown)
        admitted = await submit(api, request, caller, order)
        task_id = admitted.task_id.hex
        return api.reply({"taskId": task_id, "recordId": task_id})

    async def record_info(request: Request, caller: Caller) -> Response:
        given = request.query_params.get("taskId", "").strip()
        if not given:
            raise MissingParameter("taskId parameter is required")
        task_id = parse_hex(given)
        task = task_id and await api.reader.get(TaskId(task_id), caller.project_id)
        if not task:
            raise UnknownRecord
        return api.reply(record(task, api.links))

    return [
        Route("/api/v1/jobs/createTask", api.endpoint(create_task), methods=["POST"]),
        Route("/api/v1/jobs/recordInfo", api.endpoint(record_info), methods=["GET"]),
    ]


def _asked(api: Api, body: Mapping[str, Any]) -> tuple[Model, Any]:
    """The model and the input as sent."""
    name = body.get("model")
    if name is None or name == "":
        raise InvalidInput("model is required", field="model")
    model = api.catalogue.get(name) if isinstance(name, str) else None
    if model is None:
        raise InvalidInput(UNKNOWN_MODEL, field="model")
    sent = body.get("input")
    if sent is None:
        raise InvalidInput("input is required", field="input")
    if isinstance(sent, str):
        # Records show the input as JSON text, and some clients send back what they read there.
        if value_marks(sent.encode()) > MAX_VALUES:
            raise TooLarge(f"input holds more than {MAX_VALUES} values", field="input")
        try:
            sent = orjson.loads(sent)
        except orjson.JSONDecodeError as error:
            raise InvalidInput("input must be an object", field="input") from error
    return model, sent


def _param(model: str, sent: Any, callback_url: str | None) -> dict[str, Any]:
    """`param` as live records show it: the input is JSON text inside JSON text."""
    param = {"input": orjson.dumps(sent).decode(), "model": model}
    if callback_url is not None:
        param["callBackUrl"] = callback_url
    return param


STATES: Mapping[State, str] = {
    State.QUEUED: "waiting",
    State.RUNNING: "generating",
    State.SUCCEEDED: "success",
    State.FAILED: "fail",
    State.CANCELLED: "fail",
}
_FLAGS = {State.SUCCEEDED: 1, State.FAILED: 3, State.CANCELLED: 3}


def record(task: Task, links: Links) -> dict[str, Any]:
    """`data` of a recordInfo reply."""
    result = result_of(task, links)
    data: dict[str, Any] = {
        "taskId": task.public_id,
        "model": task.model,
        "state": _state(task),
        "param": task.request,
        "resultJson": "" if result is None else orjson.dumps(result).decode(),
        "failCode": task.fail_code,
        "failMsg": task.fail_msg,
        "costTime": _cost_time(task),
        "completeTime": ms(task.finished_at),
        "createTime": epoch_ms(task.created_at),
        "updateTime": epoch_ms(task.updated_at),
        "progress": int(task.progress * 100),
        "creditsConsumed": task.held if task.charged is None else task.charged,
        "operationType": task.model,
        "successFlag": _FLAGS.get(task.state, 0),
        "paramJson": task.request,
    }
    if result is not None:
        data["response"] = result
    return data


def callback(task: Task, remaining: Decimal, links: Links) -> str:
    """The body that tells the end of a task: the union of the documented shapes."""
    succeeded = task.state is State.SUCCEEDED
    data = record(task, links)
    data["resultJson"] = data["resultJson"] or None
    body = {
        "code": 200 if succeeded else 501,
        "msg": f"Playground task {'completed successfully' if succeeded else 'failed'}.",
        "taskId": task.public_id,
        "data": {
            **data,
            "task_id": task.public_id,
            "callbackType": "task_completed",
            "consumeCredits": task.charged,
            "remainedCredits": remaining,
        },
    }
    return orjson.dumps(body, default=float).decode()


def result_of(task: Task, links: Links) -> dict[str, Any] | None:
    """The parsed result: URLs by role, and what the model adds to them."""
    if task.state is not State.SUCCEEDED or task.result is None:
        return None
    result: dict[str, Any] = orjson.loads(task.result)
    urls = file_urls(result["files"], task.base_url, links)
    shown: dict[str, Any] = {}
    for role, key in _ROLE_KEYS.items():
        named = [
            url for url, file in zip(urls, result["files"], strict=True) if file["role"] == role
        ]
        if named:
            shown[key] = named
    if not result["files"] and not result["extra"]:
        shown["resultUrls"] = []
    return {**shown, **fill_links(result["extra"], urls)}


_ROLE_KEYS = {
    "result": "resultUrls",
    "watermarked": "resultWaterMarkUrls",
    "first_frame": "firstFrameUrl",
    "last_frame": "lastFrameUrl",
}


def _state(task: Task) -> str:
    if task.state is State.RUNNING and task.phase in (Phase.NONE, Phase.FETCHING):
        return "queuing"
    return STATES[task.state]


def _cost_time(task: Task) -> int | None:
    """Whole seconds, as recorded live; the documents say milliseconds."""
    if task.finished_at is None:
        return None
    return round((task.finished_at - (task.started_at or task.created_at)).total_seconds())
