"""Vendors as a project sees them: what a key buys, how an account is doing, keys and rules of its
own. Keys go in and never come out."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.chat.vendors import chat_models
from genmux.clock import epoch_ms
from genmux.dialects.console.shapes import actor
from genmux.dialects.http import Api
from genmux.engines.registry import LOCAL, Own, Rule
from genmux.engines.remote import RemoteEngine
from genmux.engines.vendors.find import kinds
from genmux.errors import InvalidInput, NotFound
from genmux.projects.audit import note
from genmux.projects.caller import Caller
from genmux.projects.roles import Role
from genmux.projects.vendors import drop_key, list_keys, list_rules, put_key, put_rules
from genmux.tasks.vendor import Circuit, at_work, circuits, place_of

_MOST_RULES = 100
_MOST_KEY = 4096


def routes(api: Api) -> list[Route]:
    return [*_account_routes(api), *_key_routes(api), *_rule_routes(api)]


def _account_routes(api: Api) -> list[Route]:
    async def accounts(_request: Request, caller: Caller) -> Response:
        own = await api.vendors.of(caller.project_id)
        async with api.pool.acquire() as conn:
            broken = {one.name: one for one in await circuits(conn)}
            busy = await at_work(conn)
            hints = {one.vendor: one.hint for one in await list_keys(conn, caller.project_id)}
        shown = []
        for name in api.engines.names(own):
            engine = api.engines.vendor(name, own)
            if engine is not None:
                place = place_of(name, caller.project_id, mine=name in own.remote)
                shown.append(
                    {
                        "name": name,
                        "own": name in own.remote,
                        "keyEndsWith": hints.get(name),
                        "models": len(_models(api, name, engine)),
                        "inFlight": busy.get(place, 0),
                        **_health(api, broken.get(place)),
                    }
                )
        return api.reply({"vendors": shown, "kinds": kinds()})

    async def account(request: Request, caller: Caller) -> Response:
        own = await api.vendors.of(caller.project_id)
        name = request.path_params["name"]
        engine = api.engines.vendor(name, own)
        if engine is None:
            raise NotFound(f"There is no account {name:.60}.")
        return api.reply({"name": name, "models": _models(api, name, engine)})

    return [
        Route("/genmux/v1/vendors", api.endpoint(accounts), methods=["GET"]),
        Route("/genmux/v1/vendors/{name}", api.endpoint(account), methods=["GET"]),
    ]


def _key_routes(api: Api) -> list[Route]:
    async def put(request: Request, caller: Caller) -> Response:
        name, key = request.path_params["name"], (await api.body(request)).get("key")
        if not isinstance(key, str) or not 0 < len(key) <= _MOST_KEY:
            raise InvalidInput(f"key must be a text of 1 to {_MOST_KEY} characters.", field="key")
        known = {*kinds(), *api.engines.names()} - {LOCAL}
        if name not in known:
            raise NotFound(f"There is no vendor {name:.60}; known are {', '.join(sorted(known))}.")
        async with api.pool.acquire() as conn, conn.transaction():
            await put_key(conn, api.vendors.seal, caller.project_id, name, key)
            await note(
                conn,
                actor(request, caller),
                "vendor_key.set",
                name,
                project_id=caller.project_id,
            )
        api.vendors.forget(caller.project_id)
        return api.reply({"name": name})

    async def drop(request: Request, caller: Caller) -> Response:
        name = request.path_params["name"]
        async with api.pool.acquire() as conn, conn.transaction():
            if not await drop_key(conn, caller.project_id, name):
                raise NotFound("The project has no key of its own there.")
            await note(
                conn,
                actor(request, caller),
                "vendor_key.remove",
                name,
                project_id=caller.project_id,
            )
        api.vendors.forget(caller.project_id)
        return api.reply({"name": name})

    path = "/genmux/v1/vendors/{name}/key"
    return [
        Route(path, api.endpoint(put, needs=Role.ADMIN), methods=["PUT"]),
        Route(path, api.endpoint(drop, needs=Role.ADMIN), methods=["DELETE"]),
    ]


def _rule_routes(api: Api) -> list[Route]:
    async def show(_request: Request, caller: Caller) -> Response:
        async with api.pool.acquire() as conn:
            own = await list_rules(conn, caller.project_id)
        return api.reply({"rules": _shown(own), "then": _shown(api.engines.rules)})

    async def replace(request: Request, caller: Caller) -> Response:
        own = await api.vendors.of(caller.project_id)
        rules = _rules((await api.body(request)).get("rules"), api, own)
        async with api.pool.acquire() as conn, conn.transaction():
            before = await list_rules(conn, caller.project_id)
            await put_rules(conn, caller.project_id, rules)
            await note(
                conn,
                actor(request, caller),
                "routing.set",
                "rules",
                project_id=caller.project_id,
                before={"rules": _shown(before)},
                after={"rules": _shown(rules)},
            )
        api.vendors.forget(caller.project_id)
        return api.reply({"rules": _shown(rules)})

    return [
        Route("/genmux/v1/routing", api.endpoint(show), methods=["GET"]),
        Route("/genmux/v1/routing", api.endpoint(replace, needs=Role.ADMIN), methods=["PUT"]),
    ]


def _models(api: Api, name: str, engine: RemoteEngine) -> list[str]:
    kind = api.settings.vendors.accounts.get(name, {}).get("kind", name)
    media = [*api.catalogue, *api.catalogue.calls]
    found = [model.id for model in media if engine.offers(model.id)]
    return found + chat_models(kind, api.catalogue)


def _health(api: Api, circuit: Circuit | None) -> dict[str, Any]:
    until = circuit.open_until if circuit else None
    paused = until is not None and until > api.clock.now()
    return {
        "state": "paused" if paused else "failing" if circuit else "ok",
        "failures": circuit.failures if circuit else 0,
        "reason": circuit.reason if circuit else None,
        "pausedUntil": epoch_ms(until) if paused and until else None,
    }


def _shown(rules: Any) -> list[dict[str, Any]]:
    return [{"models": rule.models, "use": list(rule.use)} for rule in rules]


def _rules(given: Any, api: Api, own: Own) -> list[Rule]:
    if not isinstance(given, list) or len(given) > _MOST_RULES:
        raise InvalidInput(f"rules must be a list of at most {_MOST_RULES}.", field="rules")
    return [
        _rule(one, f"rules[{number}]", api.engines.names(own)) for number, one in enumerate(given)
    ]


def _rule(given: Any, place: str, known: list[str]) -> Rule:
    models = given.get("models") if isinstance(given, dict) else None
    use = given.get("use") if isinstance(given, dict) else None
    if not isinstance(models, str) or not 0 < len(models) <= 200:
        raise InvalidInput(
            f"{place}.models must be a model id or a pattern with *.", field=f"{place}.models"
        )
    if not isinstance(use, list) or not use or any(name not in known for name in use):
        raise InvalidInput(
            f"{place}.use must list engines out of {', '.join(known)}.", field=f"{place}.use"
        )
    return Rule(models, tuple(use))
