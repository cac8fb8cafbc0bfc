"""The whole story of one task: what happened when, why there, for how much, and who was told."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.callbacks import outbox
from genmux.db.pool import Connection
from genmux.dialects.console.money import entry
from genmux.dialects.http import Api
from genmux.dialects.native import own_task
from genmux.dialects.native_task import shown_delivery, shown_task
from genmux.dialects.records import shown_files
from genmux.dialects.times import ms
from genmux.dialects.wish import routes_now
from genmux.engines.registry import LOCAL, lane
from genmux.ids import parse_id
from genmux.ledger.entry import Kind
from genmux.projects.caller import Caller
from genmux.projects.names import names_of
from genmux.storage import assets
from genmux.tasks.read import queue_position
from genmux.tasks.road import read_road
from genmux.tasks.states import ENDED, State
from genmux.tasks.story import Step, entries_of, retries_of, steps, tasks_of_files
from genmux.tasks.task import Task
from genmux.tasks.wish import read_wish

_DELIVERIES = 100


def routes(api: Api) -> list[Route]:
    async def tell(request: Request, caller: Caller) -> Response:
        task = await own_task(api, request, caller)
        async with api.pool.acquire() as conn:
            return api.reply(await _story(api, conn, task))

    path = "/genmux/v1/tasks/{task_id}/story"
    return [Route(path, api.endpoint(tell), methods=["GET"])]


async def _story(api: Api, conn: Connection, task: Task) -> dict[str, Any]:
    names = await names_of(conn, [task.key_id])
    name = names.get(task.key_id)
    kind = name.kind if name else "key"
    shown = shown_task(api, task, kind)
    if task.state is State.QUEUED:
        shown["queuePosition"] = await queue_position(conn, task.id)
    deliveries = await outbox.list_deliveries(
        conn, project_id=task.project_id, task_id=task.id, limit=_DELIVERIES
    )
    return {
        "task": shown,
        "input": orjson.loads(task.input),
        "request": orjson.loads(task.request),
        "by": {"kind": kind, "id": task.key_id.hex, "name": name.text if name else None},
        "timeline": _timeline(await steps(conn, task)),
        "route": _route(task, await routes_now(api, task)),
        "money": await _money(api, conn, task),
        "failure": _failure(task),
        "files": await _files(api, conn, task),
        "deliveries": [await shown_delivery(conn, one) for one in deliveries],
        "retryOf": task.retry_of.hex if task.retry_of else None,
        "retries": [one.hex for one in await retries_of(conn, task)],
        "parents": await _parents(api, conn, task),
        "cancellable": task.state not in ENDED,
        "retryable": task.state in ENDED,
    }


def _timeline(found: Sequence[Step]) -> list[dict[str, Any]]:
    following = [*(step.moment for step in found[1:]), None]
    return [
        {
            "state": step.state,
            "phase": step.phase,
            "time": ms(step.moment),
            "milliseconds": None
            if until is None
            else round((until - step.moment).total_seconds() * 1000),
        }
        for step, until in zip(found, following, strict=True)
    ]


def _route(task: Task, routes: Sequence[str]) -> dict[str, Any]:
    """Who makes it and why, who would not, and what of the request has no effect there."""
    road, wish = read_road(task.route), read_wish(task.wish)
    engine = task.engine or (routes[0] if routes else LOCAL)
    if task.sandbox:
        why = "Sandbox tasks never leave this machine: the built-in engine makes them."
    elif road.tried and task.engine is None:
        why = "No route took it."
    elif task.engine is None:
        why = "Nothing has begun; this is where it would go now."
    elif wish.route:
        why = f"The request asked for {', '.join(wish.route)}."
    elif engine == LOCAL:
        why = "No account has this model, so the built-in engine made it."
    else:
        why = "It is the first route of this model that took it."
    return {
        "engine": engine,
        "lane": lane((engine,)),
        "why": why,
        "vendorId": task.vendor_id,
        "model": road.model or None,
        "notes": road.notes,
        "tried": [
            {"engine": one.engine, "why": one.why, "message": one.message, "at": one.at}
            for one in road.tried
        ],
        "costUsd": task.cost_usd if task.cost_usd is not None else road.usd,
    }


async def _money(api: Api, conn: Connection, task: Task) -> dict[str, Any]:
    found = await entries_of(conn, task.id)
    ends = [one for one in found if one.kind in (Kind.SETTLE, Kind.RELEASE)]
    charged = task.charged
    return {
        "held": task.held,
        "charged": charged,
        "released": sum((one.available for one in ends), Decimal(0)) if ends else None,
        "usd": None if charged is None else charged * api.settings.money.credit_usd,
        "entries": [entry(one) for one in found],
    }


def _failure(task: Task) -> dict[str, Any] | None:
    if task.state not in (State.FAILED, State.CANCELLED):
        return None
    return {"code": task.fail_code, "message": task.fail_msg}


async def _files(api: Api, conn: Connection, task: Task) -> list[dict[str, Any]]:
    rows = {row.id.hex: row for row in await assets.of_task(conn, task.id)}
    shown = []
    for file in shown_files(task, api.links):
        row = rows.get(file.id.replace("-", ""))
        shown.append(
            {
                "id": file.id,
                "url": file.url,
                "role": file.role,
                "mime": file.mime,
                "name": file.name,
                "size": row.size if row else None,
                "facts": row.facts if row else {},
                "expireTime": ms(file.expires),
            }
        )
    return shown


async def _parents(api: Api, conn: Connection, task: Task) -> list[str]:
    model = api.catalogue.of_task(task.model)
    if model is None:
        return []
    tasks: dict[str, None] = {}
    files: list[UUID] = []
    for ref in model.parent_refs(orjson.loads(task.input)):
        found = parse_id(ref.task_id)
        if found is None:
            continue
        if ref.by_file:
            files.append(found)
        else:
            tasks[found.hex] = None
    if files:
        tasks |= dict.fromkeys(one.hex for one in await tasks_of_files(conn, files, task))
    return list(tasks)
