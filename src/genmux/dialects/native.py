"""What Genmux adds to the provider's API, under `/genmux/v1`, in the same envelope.

List, cancel and retry tasks, follow and repeat callbacks, and ask for a price without running.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.callbacks import outbox
from genmux.db.signals import DELIVERY, JOB, TASK
from genmux.dialects.console.values import (
    MOST,
    limit,
    query_choice,
    query_id,
    query_moment,
    query_text,
)
from genmux.dialects.faulty import header_fault
from genmux.dialects.http import Api
from genmux.dialects.market import UNKNOWN_MODEL
from genmux.dialects.native_task import shown_delivery, shown_task
from genmux.dialects.wish import check_credits, lane_of, quoted, read_wish
from genmux.errors import Conflict, InvalidInput, NotFound
from genmux.ids import DeliveryId, TaskId, parse_hex
from genmux.projects.caller import Caller
from genmux.projects.names import Kinds
from genmux.projects.roles import Role
from genmux.tasks.cancel import cancel
from genmux.tasks.finish import CallbackBody
from genmux.tasks.read import queue_position
from genmux.tasks.retry import retry
from genmux.tasks.search import Filter, count, search
from genmux.tasks.states import State
from genmux.tasks.task import Task

LEAST_TEXT, MOST_TEXT = 2, 100
"""characters of a text to look for"""


def routes(api: Api, callbacks: Mapping[str, CallbackBody]) -> list[Route]:
    return [*_task_routes(api, callbacks), *_delivery_routes(api), _quote_route(api)]


def _task_routes(api: Api, callbacks: Mapping[str, CallbackBody]) -> list[Route]:
    kinds = Kinds(api.pool)

    async def list_tasks(request: Request, caller: Caller) -> Response:
        wanted, many = _filter(request), limit(request)
        before = query_id(request, "before")
        total: tuple[int | None, bool] = (None, False)
        async with api.pool.acquire() as conn:
            page = await search(
                conn,
                caller.project_id,
                caller.sandbox,
                wanted,
                before=None if before is None else TaskId(before),
                limit=many,
            )
            if before is None:
                total = await count(conn, caller.project_id, caller.sandbox, wanted)
        by = await kinds.of(task.key_id for task in page.tasks)
        return api.reply(
            {
                "tasks": [shown_task(api, task, by[task.key_id]) for task in page.tasks],
                "next": page.next.hex if page.next else None,
                "total": total[0],
                "totalIsExact": total[1],
            }
        )

    async def show_task(request: Request, caller: Caller) -> Response:
        task = await own_task(api, request, caller)
        by = await kinds.of([task.key_id])
        shown = shown_task(api, task, by[task.key_id])
        if task.state is State.QUEUED:
            async with api.pool.acquire() as conn:
                shown["queuePosition"] = await queue_position(conn, task.id)
        return api.reply(shown)

    async def cancel_task(request: Request, caller: Caller) -> Response:
        task = await own_task(api, request, caller)
        async with api.pool.acquire() as conn:
            task = await cancel(conn, task.id, caller.project_id, callbacks.get(task.family))
        api.signaller.send(TASK, task.public_id)
        api.signaller.send(DELIVERY)
        by = await kinds.of([task.key_id])
        return api.reply(shown_task(api, task, by[task.key_id]))

    async def retry_task(request: Request, caller: Caller) -> Response:
        task = await own_task(api, request, caller)
        if task.sandbox != caller.sandbox:
            raise Conflict("A task is repeated with a key of its own kind, live or sandbox.")
        fault = await header_fault(api, request, caller)
        lane = await lane_of(api, task)
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
        task = await own_task(api, request, caller)
        async with api.pool.acquire() as conn:
            found = await outbox.list_deliveries(
                conn, project_id=caller.project_id, task_id=task.id, limit=MOST
            )
            shown = [await shown_delivery(conn, one) for one in found]
        return api.reply({"deliveries": shown})

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
    async def quote(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        name = body.get("model")
        model = api.catalogue.offered(name) if isinstance(name, str) else None
        if model is None:
            raise InvalidInput(UNKNOWN_MODEL, field="model")
        checked = model.check(body.get("input"))
        price = model.hold(checked)
        check_credits(request, price)
        usd = price * api.settings.money.credit_usd
        found = await quoted(api, caller, model, checked, read_wish(request))
        return api.reply({"model": model.id, "credits": price, "usd": usd, "routes": found})

    return Route("/genmux/v1/quote", api.endpoint(quote, needs=Role.READER), methods=["POST"])


async def own_task(api: Api, request: Request, caller: Caller) -> Task:
    """The task of the path. Raises NotFound for one of another project."""
    task_id = parse_hex(request.path_params["task_id"])
    task = task_id and await api.reader.get(TaskId(task_id), caller.project_id)
    if not task:
        raise NotFound("Task not found")
    return task


def _filter(request: Request) -> Filter:
    """What the query asks for. A model is not looked up: there may be tasks of models that the
    catalogue has no more."""
    state = query_choice(request, "state", tuple(State))
    model = query_text(request, "model")
    if model and not model.isascii():
        raise InvalidInput("model holds characters that no model id has", field="model")
    words = query_text(request, "text", MOST_TEXT)
    if words is not None and len(words) < LEAST_TEXT:
        raise InvalidInput(f"text must have at least {LEAST_TEXT} characters", field="text")
    return Filter(
        state=State(state) if state else None,
        model=model,
        family=query_text(request, "family"),
        key_id=query_id(request, "key"),
        since=query_moment(request, "from"),
        until=query_moment(request, "to", end=True),
        text=words,
    )
