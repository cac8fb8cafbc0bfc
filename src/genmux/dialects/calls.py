"""The two calls that most families have alike: one creates a task, one shows its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.http import Api
from genmux.dialects.records import NoRecord, asked_task
from genmux.dialects.submit import Order, submit
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.task import Task

Body = Mapping[str, Any]
Record = Callable[[Task, Links], Mapping[str, Any]]
"""what a family shows of a task"""


def _as_sent(body: Body) -> Body:
    return body


def create_route(
    api: Api, path: str, family: str, call: str, read: Callable[[Body], Body] = _as_sent
) -> Route:
    """`call` is of the catalogue; `read` finds its input in the body."""

    async def create(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        order = Order(family, api.catalogue.call(call), read(body), body)
        admitted = await submit(api, request, caller, order)
        return api.reply({"taskId": admitted.task_id.hex})

    return Route(path, api.endpoint(create), methods=["POST"])


def record_route(api: Api, path: str, family: str, record: Record, *, null: bool = False) -> Route:
    """A task that the family does not have is refused, or with `null` reads as null."""

    async def show(request: Request, caller: Caller) -> Response:
        task = await asked_task(api, request, caller, family)
        if task is None and not null:
            raise NoRecord
        return api.reply(task and record(task, api.links))

    return Route(path, api.endpoint(show), methods=["GET"])
