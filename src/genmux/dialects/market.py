"""The Market family: one create call and one record call for every catalogue model.

Shapes follow recorded live replies first, documents second. Where sources differ, a reply
carries every field that any of them names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.catalogue.entry import Model
from genmux.clock import epoch_ms
from genmux.db.signals import JOB
from genmux.dialects.http import MAX_VALUES, Api, idempotency, value_marks
from genmux.dialects.inline import InlineFiles
from genmux.dialects.links import file_urls, fill_links
from genmux.errors import GenmuxError, InvalidInput, MalformedBody, TooLarge, Unfetchable
from genmux.ids import TaskId, new_uuid, parse_hex
from genmux.projects.caller import Caller
from genmux.storage.guard import check_url
from genmux.storage.links import Links
from genmux.tasks.create import NewTask
from genmux.tasks.states import Phase, State
from genmux.tasks.task import Task

FAMILY = "market"

UNKNOWN_MODEL = (
    "The model name you specified is not supported. "
    "Please verify your input and use one of the supported models provided by KIE."
)
MAX_URL = 2048
_MAX_INPUT = 1024 * 1024
"""bytes that a task's record keeps of what was sent; the longest texts of all models need less"""


class MissingParameter(GenmuxError):
    """A query parameter is missing; the family's documented code for that is 400."""

    code = status = 400


class UnknownRecord(GenmuxError):
    """recordInfo is null"""

    code = 422
    status = 404


class UnreadableBody(MalformedBody):
    """The body is not the JSON object that it should be; the family validates with 422."""

    code = 422


def routes(api: Api) -> list[Route]:
    async def create_task(request: Request, caller: Caller) -> Response:
        try:
            body = await api.body(request)
        except MalformedBody as error:
            raise UnreadableBody(error.message) from error
        files = InlineFiles(api, api.base_url(request))
        model, checked, sent = _asked(api, body, files)
        await _check_parents(api, model, checked, caller)
        key, fingerprint = idempotency(request, body)
        callback_url = callback_of(body, api.networks)
        new = NewTask(
            id=TaskId(new_uuid()),
            project_id=caller.project_id,
            key_id=caller.key_id,
            sandbox=caller.sandbox,
            family=FAMILY,
            model=model.id,
            lane=api.engines.route(sandbox=caller.sandbox).lane,
            request=_request_text(model.id, sent, callback_url),
            input=orjson.dumps(checked).decode(),
            callback_url=callback_url,
            base_url=api.base_url(request),
            hold=model.hold(checked),
            limits=caller.limits,
            idempotency_key=key,
            fingerprint=fingerprint,
        )
        await files.store(caller.project_id)
        admitted = await api.creator.create(new)
        if not admitted.replayed:
            api.signaller.send(JOB)
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


def _asked(
    api: Api, body: Mapping[str, Any], files: InlineFiles
) -> tuple[Model, dict[str, Any], Any]:
    """The model, its checked input and the input as sent."""
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
    sent = files.linked(sent)
    return model, model.check(sent), sent


async def _check_parents(
    api: Api, model: Model, checked: Mapping[str, Any], caller: Caller
) -> None:
    for ref in model.parent_refs(checked):
        parent_id = parse_hex(ref.task_id)
        parent = parent_id and await api.reader.get(TaskId(parent_id), caller.project_id)
        if not parent or parent.sandbox != caller.sandbox:
            raise InvalidInput(f"{ref.field}: there is no such task", field=ref.field)
        if parent.state is not State.SUCCEEDED:
            raise InvalidInput(
                f"{ref.field} must name a successful task; this one is {STATES[parent.state]}",
                field=ref.field,
            )
        model_of_parent = api.catalogue.get(parent.model)
        kind = model_of_parent.kind if model_of_parent else ""
        refusal = ref.refusal(parent.model, kind, orjson.loads(parent.input))
        if refusal is not None:
            raise InvalidInput(f"{ref.field} {refusal}", field=ref.field)


def callback_of(
    body: Mapping[str, Any], networks: Sequence[IPv4Network | IPv6Network]
) -> str | None:
    """The callBackUrl of a request body; None when it asks for no callback.

    Refused at once where it could never be reached, so that nobody waits for it in vain.
    """
    url = body.get("callBackUrl")
    if url is None or url == "":
        return None
    if not isinstance(url, str) or len(url) > MAX_URL:
        raise InvalidInput(
            f"callBackUrl must be a URL of at most {MAX_URL} characters", field="callBackUrl"
        )
    if not url.isprintable():
        raise InvalidInput("callBackUrl holds characters no URL has", field="callBackUrl")
    try:
        check_url(url, networks, field="callBackUrl")
    except Unfetchable as error:
        raise InvalidInput(
            f"{error.message}; `genmux serve --allow-net` opens private networks",
            field="callBackUrl",
        ) from error
    return url


def _request_text(model: str, sent: Any, callback_url: str | None) -> str:
    """`param` as live records show it: the input is JSON text inside JSON text."""
    text = orjson.dumps(sent)
    if len(text) > _MAX_INPUT:
        raise TooLarge("input is larger than 1 MB without the files in it", field="input")
    param = {"input": text.decode(), "model": model}
    if callback_url is not None:
        param["callBackUrl"] = callback_url
    return orjson.dumps(param).decode()


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
        "completeTime": _ms(task.finished_at),
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


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else epoch_ms(moment)
