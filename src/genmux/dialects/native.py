"""What Genmux adds to the provider's API, under `/genmux/v1`, in the same envelope.

List, cancel and retry tasks, follow and repeat callbacks, and ask for a price without running.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.callbacks import outbox
from genmux.callbacks.delivery import Delivery
from genmux.callbacks.sign import webhook_id
from genmux.clock import epoch_ms
from genmux.db.signals import DELIVERY, JOB, TASK
from genmux.dialects.faulty import header_fault
from genmux.dialects.http import Api
from genmux.dialects.market import UNKNOWN_MODEL, record
from genmux.errors import Conflict, InvalidInput, NotFound
from genmux.ids import DeliveryId, TaskId, parse_hex
from genmux.projects.caller import Caller
from genmux.projects.roles import Role
from genmux.tasks.cancel import cancel
from genmux.tasks.finish import CallbackBody
from genmux.tasks.read import page, queue_position
from genmux.tasks.retry import retry
from genmux.tasks.states import State
from genmux.tasks.task import Task

MOST = 100


def routes(api: Api, callbacks: Mapping[str, CallbackBody]) -> list[Route]:
    return [*_task_routes(api, callbacks), *_delivery_routes(api), _quote_route(api)]


def _task_routes(api: Api, callbacks: Mapping[str, CallbackBody]) -> list[Route]:
    async def list_tasks(request: Request, caller: Caller) -> Response:
        query = request.query_params
        async with api.pool.acquire() as conn:
            tasks = await page(
                conn,
                project_id=caller.project_id,
                sandbox=caller.sandbox,
                state=_state(query.get("state")),
                model=_model(query.get("model")),
                before=_optional_id(query.get("before"), "before"),
                limit=_limit(query.get("limit")),
            )
        return api.reply({"tasks": [_task(api, task) for task in tasks]})

    async def show_task(request: Request, caller: Caller) -> Response:
        task = await _own(api, request, caller)
        shown = _task(api, task)
        if task.state is State.QUEUED:
            async with api.pool.acquire() as conn:
                shown["queuePosition"] = await queue_position(conn, task.id)
        return api.reply(shown)

    async def cancel_task(request: Request, caller: Caller) -> Response:
        task = await _own(api, request, caller)
        async with api.pool.acquire() as conn:
            task = await cancel(conn, task.id, caller.project_id, callbacks.get(task.family))
        api.signaller.send(TASK, task.public_id)
        api.signaller.send(DELIVERY)
        return api.reply(_task(api, task))

    async def retry_task(request: Request, caller: Caller) -> Response:
        task = await _own(api, request, caller)
        if task.sandbox != caller.sandbox:
            raise Conflict("A task is repeated with a key of its own kind, live or sandbox.")
        fault = await header_fault(api, request, caller)
        lane = api.engines.route(sandbox=task.sandbox).lane
        async with api.pool.acquire() as conn:
            new_id = await retry(
                conn, task.id, api.clock.now(), lane, caller.project_id, caller.key_id, fault
            )
        api.signaller.send(JOB)
        return api.reply({"taskId": new_id.hex, "recordId": new_id.hex})

    return [
        Route("/genmux/v1/tasks", api.endpoint(list_tasks), methods=["GET"]),
        Route("/genmux/v1/tasks/{task_id}", api.endpoint(show_task), methods=["GET"]),
        Route("/genmux/v1/tasks/{task_id}/cancel", api.endpoint(cancel_task), methods=["POST"]),
        Route("/genmux/v1/tasks/{task_id}/retry", api.endpoint(retry_task), methods=["POST"]),
    ]


def _delivery_routes(api: Api) -> list[Route]:
    async def list_deliveries(request: Request, caller: Caller) -> Response:
        task = await _own(api, request, caller)
        async with api.pool.acquire() as conn:
            found = await outbox.list_deliveries(
                conn, project_id=caller.project_id, task_id=task.id, limit=MOST
            )
            shown = [await _delivery(conn, one) for one in found]
        return api.reply({"deliveries": shown})

    async def _delivery(conn: Any, delivery: Delivery) -> dict[str, Any]:
        attempts = await outbox.attempts(conn, delivery.id)
        return {
            "deliveryId": delivery.id.hex,
            "webhookId": webhook_id(delivery.id.hex),
            "taskId": delivery.task_id.hex,
            "url": delivery.url,
            "event": delivery.event,
            "state": delivery.state,
            "createTime": epoch_ms(delivery.created_at),
            "attempts": [
                {
                    "number": attempt.number,
                    "startTime": epoch_ms(attempt.started_at),
                    "milliseconds": attempt.milliseconds,
                    "status": attempt.status,
                    "error": attempt.error,
                    "reply": attempt.reply,
                }
                for attempt in attempts
            ],
        }

    async def redeliver(request: Request, caller: Caller) -> Response:
        delivery_id = parse_hex(request.path_params["delivery_id"])
        async with api.pool.acquire() as conn:
            found = delivery_id and await outbox.redeliver(
                conn, DeliveryId(delivery_id), caller.project_id, now=api.clock.now()
            )
        if not found:
            raise NotFound("Delivery not found")
        api.signaller.send(DELIVERY)
        return api.reply({"deliveryId": request.path_params["delivery_id"]})

    return [
        Route(
            "/genmux/v1/tasks/{task_id}/deliveries",
            api.endpoint(list_deliveries),
            methods=["GET"],
        ),
        Route(
            "/genmux/v1/deliveries/{delivery_id}/redeliver",
            api.endpoint(redeliver),
            methods=["POST"],
        ),
    ]


def _quote_route(api: Api) -> Route:
    async def quote(request: Request, _caller: Caller) -> Response:
        body = await api.body(request)
        name = body.get("model")
        model = api.catalogue.get(name) if isinstance(name, str) else None
        if model is None:
            raise InvalidInput(UNKNOWN_MODEL, field="model")
        price = model.hold(model.check(body.get("input")))
        usd = price * api.settings.money.credit_usd
        return api.reply({"model": model.id, "credits": price, "usd": usd})

    return Route("/genmux/v1/quote", api.endpoint(quote, needs=Role.READER), methods=["POST"])


def _task(api: Api, task: Task) -> dict[str, Any]:
    """The family's record with the honest facts that it has no field for."""
    return {
        **record(task, api.links),
        "status": task.state.value,
        "phase": task.phase.value,
        "family": task.family,
        "engine": task.engine,
        "sandbox": task.sandbox,
        "creditsHeld": task.held if task.charged is None else 0,
        "creditsCharged": task.charged,
        "callBackUrl": task.callback_url,
        "fault": task.fault or None,
        "retryOf": task.retry_of.hex if task.retry_of else None,
    }


async def _own(api: Api, request: Request, caller: Caller) -> Task:
    task_id = parse_hex(request.path_params["task_id"])
    task = task_id and await api.reader.get(TaskId(task_id), caller.project_id)
    if not task:
        raise NotFound("Task not found")
    return task


def _state(text: str | None) -> State | None:
    if not text:
        return None
    try:
        return State(text)
    except ValueError as error:
        names = ", ".join(State)
        raise InvalidInput(f"state must be one of {names}", field="state") from error


def _model(text: str | None) -> str | None:
    """Not looked up: there may be tasks of models that the catalogue has no more."""
    if text and not (text.isascii() and text.isprintable()):
        raise InvalidInput("model holds characters that no model id has", field="model")
    return text or None


def _limit(text: str | None) -> int:
    if not text:
        return MOST // 2
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise InvalidInput(f"limit must be a whole number from 1 to {MOST}", field="limit")
    return int(text)


def _optional_id(text: str | None, field: str) -> TaskId | None:
    if not text:
        return None
    value = parse_hex(text)
    if value is None:
        raise InvalidInput(f"{field} must be an id of 32 hex digits", field=field)
    return TaskId(value)
