"""Models as a market shows them: what they make, what they take, what they cost, who makes it here.

Media models and chat models stand in one list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.catalogue.chat_model import ChatModel
from genmux.catalogue.entry import Model
from genmux.catalogue.field import Field, MediaSpec
from genmux.dialects.console.values import query_choice, query_text
from genmux.dialects.http import Api
from genmux.dialects.market import UNKNOWN_MODEL
from genmux.engines.registry import LOCAL, Own, lane
from genmux.errors import NotFound
from genmux.projects.caller import Caller

_KINDS = ("image", "video", "audio", "speech", "object", "chat")
_FACETS = ("kind", "task", "family", "provider")
_BUILT_IN = "Built-in"
_PLACEHOLDERS = {
    "image": "https://example.com/picture.png",
    "video": "https://example.com/film.mp4",
    "audio": "https://example.com/sound.mp3",
    "task": "0" * 32,
}


def routes(api: Api) -> list[Route]:
    async def list_all(request: Request, caller: Caller) -> Response:
        own = await api.vendors.of(caller.project_id)
        every = [_media(api, model, own) for model in api.catalogue.offers]
        every += [_chat(api, model) for model in api.catalogue.chats]
        found = [one for one in every if _wanted(request, one)]
        facets = {name: sorted({one[name] for one in every}) for name in _FACETS}
        return api.reply({"models": found, "total": len(found), "facets": facets})

    async def show(request: Request, caller: Caller) -> Response:
        own = await api.vendors.of(caller.project_id)
        name = request.path_params["model"]
        model = api.catalogue.offered(name)
        if model is not None:
            return api.reply({**_media(api, model, own), **_form(model), "chat": None})
        chat = api.catalogue.chat(name)
        if chat is None:
            raise NotFound(UNKNOWN_MODEL)
        nothing = {"schema": None, "example": None}
        return api.reply({**_chat(api, chat), **nothing, "chat": _talk(chat)})

    return [
        Route("/genmux/v1/models", api.endpoint(list_all), methods=["GET"]),
        Route("/genmux/v1/models/{model:path}", api.endpoint(show), methods=["GET"]),
    ]


def _wanted(request: Request, one: Mapping[str, Any]) -> bool:
    query_choice(request, "kind", _KINDS)
    for name in _FACETS:
        given = query_text(request, name)
        if given and given.lower() != str(one[name]).lower():
            return False
    engine = query_text(request, "engine")
    if engine and engine not in {each["name"] for each in one["engines"]}:
        return False
    text = f"{one['id']} {one['title']} {one['family']} {one['provider']} {one['task']}".lower()
    return all(word in text for word in (query_text(request, "q") or "").lower().split())


def _media(api: Api, model: Model, own: Own) -> dict[str, Any]:
    return {
        "id": model.id,
        "title": model.title,
        "kind": model.kind,
        "task": model.task,
        "family": model.family,
        "provider": model.provider,
        "taskTypes": list(model.task_types),
        "description": model.notes or None,
        "price": model.price_text(),
        "priceFrom": _cheapest(model),
        "engines": _engines(
            [
                *((name, "live") for name in api.engines.routes(model.id, sandbox=False, own=own)),
                (LOCAL, "sandbox"),
            ]
        ),
        "accepts": sorted({kind for spec in _specs(model.fields) for kind in spec.kinds}),
        "listed": model.listed or None,
        "path": model.path or None,
    }


def _engines(found: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    engines: dict[str, dict[str, Any]] = {}
    for name, use in found:
        label = _BUILT_IN if name == LOCAL else name
        one = {"name": name, "label": label, "lane": lane((name,)), "for": []}
        engines.setdefault(name, one)["for"].append(use)
    return list(engines.values())


def _cheapest(model: Model) -> dict[str, Any]:
    row = min(model.prices.rows, key=lambda one: one.credits / one.amount)
    unit = row.unit if row.amount == 1 else f"{row.amount} {row.unit}s"
    return {"credits": row.credits, "per": unit}


def _specs(fields: Iterable[Field]) -> Iterable[MediaSpec]:
    for field in fields:
        if field.media is not None:
            yield field.media
        if field.items is not None:
            yield from _specs([field.items])
        yield from _specs(field.fields)


def _form(model: Model) -> dict[str, Any]:
    """The schema, with what a form needs to know beyond it."""
    schema = {**model.schema}
    _annotate(schema, model.fields)
    return {"schema": schema, "example": model.example(_PLACEHOLDERS)}


def _annotate(schema: dict[str, Any], fields: tuple[Field, ...]) -> None:
    """Adds `x-order`, and to each field what files or tasks it names; changes copies only."""
    schema["x-order"] = [field.name for field in fields]
    properties = schema["properties"] = dict(schema["properties"])
    for field in fields:
        properties[field.name] = _annotated(properties[field.name], field)


def _annotated(schema: Mapping[str, Any], field: Field) -> dict[str, Any]:
    found = dict(schema)
    if field.media is not None:
        found["x-media"] = _files(field.media)
    if field.parent is not None:
        found["x-task"] = {
            "models": list(field.parent.models),
            "kinds": list(field.parent.kinds),
            "by": field.parent.by,
        }
    if field.items is not None:
        found["items"] = _annotated(found["items"], field.items)
    if field.fields:
        _annotate(found, field.fields)
    return found


def _files(spec: MediaSpec) -> dict[str, Any]:
    limits = spec.limits
    return {
        "kinds": list(spec.kinds),
        "roles": list(spec.roles),
        "accepts": list(limits.accepts),
        "maxMb": limits.max_mb,
        "minSidePx": limits.min_side_px,
        "maxSidePx": limits.max_side_px,
        "minSeconds": limits.min_seconds,
        "maxSeconds": limits.max_seconds,
    }


def _chat(api: Api, model: ChatModel) -> dict[str, Any]:
    engines: dict[str, dict[str, Any]] = {}
    for use, sandbox in (("live", False), ("sandbox", True)):
        for route in api.chat_routes.of(model, sandbox=sandbox):
            local = route.name == LOCAL
            one: dict[str, Any] = {
                "name": route.name,
                "label": _BUILT_IN if local else route.name,
                "lane": "local" if local else "remote",
                "for": [],
            }
            engines.setdefault(route.name, one)["for"].append(use)
    price = model.price
    return {
        "id": model.id,
        "title": model.title,
        "kind": "chat",
        "task": "chat",
        "family": "chat",
        "provider": model.provider,
        "taskTypes": ["Chat"],
        "description": None,
        "price": f"{_short(price.input)} credits for a million tokens in, "
        f"{_short(price.output)} out.",
        "priceFrom": {"credits": price.input, "per": "million tokens"},
        "engines": list(engines.values()),
        "accepts": sorted(set(model.inputs) & {"image", "video", "audio"}),
        "listed": model.listed or None,
        "path": None,
    }


def _talk(model: ChatModel) -> dict[str, Any]:
    return {
        "context": model.context,
        "maxOutput": model.max_output,
        "inputs": sorted(model.inputs),
        "tools": sorted(model.tools),
        "efforts": list(model.efforts),
        "thinking": model.thinking,
        "schema": model.schema,
        "dialects": list(model.paths),
        "price": {
            "input": model.price.input,
            "cached": model.price.cached,
            "output": model.price.output,
        },
    }


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"
