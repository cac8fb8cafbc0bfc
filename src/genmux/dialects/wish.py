"""What a request's headers ask of its route, and whether there is one that can do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import orjson

from genmux.engines.base import EngineFailure, Work
from genmux.engines.registry import LOCAL, Own, lane
from genmux.engines.remote import Plan
from genmux.errors import InvalidInput
from genmux.tasks.new_task import Lane
from genmux.tasks.wish import Wish
from genmux.tasks.wish import read_wish as kept_wish

if TYPE_CHECKING:
    from starlette.requests import Request

    from genmux.catalogue.entry import Model
    from genmux.dialects.http import Api
    from genmux.projects.caller import Caller
    from genmux.tasks.task import Task

ROUTE = "X-Genmux-Route"
MAX_USD = "X-Genmux-Max-Cost-Usd"
MAX_CREDITS = "X-Genmux-Max-Credits"
_MOST = 10


@dataclass(frozen=True, slots=True)
class Considered:
    """A route as far as it can be judged before the files are there. `refusal` says why not."""

    engine: str
    plan: Plan | None = None
    refusal: str = ""


def read_wish(request: Request) -> Wish:
    """Raises InvalidInput, naming the header."""
    named = request.headers.get(ROUTE, "")
    route = tuple(part.strip() for part in named.split(",") if part.strip())
    if len(route) > _MOST:
        raise InvalidInput(f"{ROUTE} names more than {_MOST} routes.", field=ROUTE)
    return Wish(route, _number(request, MAX_USD))


def check_credits(request: Request, hold: Decimal) -> None:
    """Raises InvalidInput where the request costs more credits than it allows itself."""
    most = _number(request, MAX_CREDITS)
    if most is not None and hold > most:
        raise InvalidInput(
            f"{MAX_CREDITS}: this request costs {hold:f} credits, the limit is {most:f}.",
            field=MAX_CREDITS,
        )


def _number(request: Request, name: str) -> Decimal | None:
    text = request.headers.get(name)
    if text is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0:
        raise InvalidInput(f"{name} must be a number, 0 or more.", field=name)
    return number


async def routed(
    api: Api, caller: Caller, model: Model, checked: Mapping[str, Any], wish: Wish
) -> Lane:
    """Where the task waits for a worker. Raises InvalidInput where no route can take it."""
    if caller.sandbox:
        if wish.route and wish.route != (LOCAL,):
            raise InvalidInput(
                f"{ROUTE}: sandbox keys always use the built-in engine, {LOCAL}.", field=ROUTE
            )
        return lane((LOCAL,), model.shape(checked))
    own = await api.vendors.of(caller.project_id)
    routes = routes_of(api, model.id, own, wish)
    here = lane(routes, model.shape(checked))
    if here != "remote":
        return here
    found = consider(api, model, checked, own, routes, wish)
    if all(one.refusal for one in found):
        raise InvalidInput(found[0].refusal if len(found) == 1 else _together(found))
    return "remote"


def routes_of(api: Api, model_id: str, own: Own, wish: Wish) -> tuple[str, ...]:
    """Raises InvalidInput where there is none."""
    known = api.engines.names(own)
    for name in wish.route:
        if name not in known:
            raise InvalidInput(
                f"{ROUTE}: there is no route {name:.60}; known are {', '.join(known)}.",
                field=ROUTE,
            )
    routes = api.engines.routes(model_id, sandbox=False, wish=wish.route, own=own)
    if not routes:
        why = ", ".join(wish.route) if wish.route else "the routing rules name none that has it"
        raise InvalidInput(f"There is no route for {model_id}: {why}.", field=ROUTE)
    return routes


async def quoted(
    api: Api, caller: Caller, model: Model, checked: Mapping[str, Any], wish: Wish
) -> list[dict[str, Any]]:
    """The routes of a request in order, with what the vendor would take and leave out."""
    if caller.sandbox:
        return [{"engine": LOCAL, "model": "", "costUsd": Decimal(0), "notes": [], "refusal": None}]
    own = await api.vendors.of(caller.project_id)
    found = consider(api, model, checked, own, routes_of(api, model.id, own, wish), wish)
    return [
        {
            "engine": one.engine,
            "model": one.plan.model if one.plan else "",
            "costUsd": one.plan.cost if one.plan else None,
            "notes": list(one.plan.notes) if one.plan else [],
            "refusal": one.refusal or None,
        }
        for one in found
    ]


def consider(
    api: Api,
    model: Model,
    checked: Mapping[str, Any],
    own: Own,
    routes: tuple[str, ...],
    wish: Wish,
) -> list[Considered]:
    """Each route with what it would cost and leave out, or why it cannot."""
    work = Work(
        task_id="",
        model=model.id,
        title=model.title,
        task=model.task,
        input=checked,
        media=(),
        shape=model.shape(checked),
        seed=0,
        out_dir="",
        credits=model.hold(checked),
    )
    return [_one(api, name, own, work, wish) for name in routes]


def _one(api: Api, name: str, own: Own, work: Work, wish: Wish) -> Considered:
    engine = api.engines.vendor(name, own)
    if engine is None:
        return Considered(name, Plan("", (), Decimal(0)))
    try:
        plan = engine.plan(work)
    except EngineFailure as error:
        return Considered(name, refusal=error.message)
    if wish.max_usd is not None and (plan.cost is None or plan.cost > wish.max_usd):
        takes = "an unknown price" if plan.cost is None else f"{plan.cost:f} USD"
        text = f"{MAX_USD}: {name} takes {takes}, the limit is {wish.max_usd:f} USD."
        return Considered(name, plan, text)
    return Considered(name, plan)


def _together(found: list[Considered]) -> str:
    return "No route can take this request. " + " ".join(
        f"{one.engine}: {one.refusal}" for one in found
    )


async def lane_of(api: Api, task: Task) -> Lane:
    """Where a task that is run once more waits for a worker."""
    model = api.catalogue.of_task(task.model)
    shape = model.shape(orjson.loads(task.input)) if model is not None else None
    return lane(await routes_now(api, task), shape)


async def routes_now(api: Api, task: Task) -> tuple[str, ...]:
    """The routes of a task as they are set by now."""
    own = await api.vendors.of(task.project_id)
    wish = kept_wish(task.wish)
    return api.engines.routes(task.model, sandbox=task.sandbox, wish=wish.route, own=own)
