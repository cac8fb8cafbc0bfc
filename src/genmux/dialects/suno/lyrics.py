"""Suno lyrics: two or three variants of a text. Some codes mean other things here than elsewhere:
405 is the pace limit, 413 a prompt that is too long, 429 missing credits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.calls import record_route
from genmux.dialects.http import Api
from genmux.dialects.records import dumped, extra_of
from genmux.dialects.submit import Order
from genmux.dialects.suno.shared import created, fail_code_of, failed, submit_song, word_of
from genmux.errors import GenmuxError, InsufficientCredits, RateLimited
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "suno-lyrics"
_CALL = "suno/lyrics"


class PromptTooLong(GenmuxError):
    """The prompt is too long."""

    code = status = 413


class TooFrequent(RateLimited):
    """Your call frequency is too high. Please try again later."""

    code = 405


class NoCredits(GenmuxError):
    """Credits insufficient."""

    code = 429
    status = 402


def routes(api: Api) -> list[BaseRoute]:
    async def generate(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        model = api.catalogue.call(_CALL)
        prompt, most = body.get("prompt"), model.fields[0].max_length or 0
        if isinstance(prompt, str) and len(prompt) > most:
            raise PromptTooLong(f"prompt must have at most {most} characters (got {len(prompt)})")
        try:
            admitted = await submit_song(api, request, caller, Order(FAMILY, model, body, body))
        except RateLimited as error:
            raise TooFrequent(error.message, retry_after=error.retry_after) from error
        except InsufficientCredits as error:
            raise NoCredits(error.message) from error
        return created(api, admitted)

    return [
        Route("/api/v1/lyrics", api.endpoint(generate), methods=["POST"]),
        record_route(api, "/api/v1/lyrics/record-info", FAMILY, record, null=True),
    ]


def record(task: Task, links: Links) -> dict[str, Any]:
    response = None
    if task.state is State.SUCCEEDED:
        response = {"taskId": task.public_id, "data": _variants(task, links, "errorMessage")}
    return {
        "taskId": task.public_id,
        "param": task.request,
        "response": response,
        "status": word_of(task, "GENERATE_LYRICS_FAILED"),
        "type": "LYRICS",
        "errorCode": fail_code_of(task) if failed(task) else None,
        "errorMessage": task.fail_msg if failed(task) else None,
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    succeeded = task.state is State.SUCCEEDED
    return dumped(
        {
            "code": 200 if succeeded else fail_code_of(task),
            "msg": "All generated successfully." if succeeded else task.fail_msg,
            "taskId": task.public_id,
            "data": {
                "callbackType": "complete" if succeeded else "error",
                "task_id": task.public_id,
                "taskId": task.public_id,
                "data": _variants(task, links, "error_message") if succeeded else None,
            },
        }
    )


def _variants(task: Task, links: Links, error_key: str) -> list[dict[str, str]]:
    return [
        {"text": one["text"], "title": one["title"], "status": "complete", error_key: ""}
        for one in extra_of(task, links).get("lyrics", [])
    ]
