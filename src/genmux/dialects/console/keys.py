"""API keys of a project: shown, made, changed, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.console import shapes
from genmux.dialects.console.values import amount, flag, moment, path_id, query_flag, text
from genmux.dialects.http import Api
from genmux.errors import InvalidInput
from genmux.ids import KeyId
from genmux.ledger.purse import KeyLimits
from genmux.projects.caller import Caller
from genmux.projects.key_usage import key_usage
from genmux.projects.keys import Changes, NewKey, change_key, create_key, list_keys, revoke_key
from genmux.projects.roles import Role

_ROOT = "/genmux/v1/keys"


def routes(api: Api) -> list[Route]:
    calls = _Calls(api)
    admin = Role.ADMIN
    return [
        Route(_ROOT, api.endpoint(calls.list_all), methods=["GET"]),
        Route(_ROOT, api.endpoint(calls.make, needs=admin), methods=["POST"]),
        Route(f"{_ROOT}/{{key_id}}", api.endpoint(calls.change, needs=admin), methods=["PATCH"]),
        Route(f"{_ROOT}/{{key_id}}", api.endpoint(calls.revoke, needs=admin), methods=["DELETE"]),
    ]


class _Calls:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def list_all(self, request: Request, caller: Caller) -> Response:
        sandbox, now = query_flag(request, "sandbox"), self._api.clock.now()
        async with self._api.pool.acquire() as conn:
            rows = await list_keys(conn, caller.project_id)
            usage = await key_usage(conn, caller.project_id, now)
        shown = [
            shapes.key(row, usage, now)
            for row in reversed(rows)
            if sandbox is None or row.sandbox == sandbox
        ]
        return self._api.reply({"keys": shown})

    async def make(self, request: Request, caller: Caller) -> Response:
        body, now = await self._api.body(request), self._api.clock.now()
        new = NewKey(
            name=text(body, "name"),
            sandbox=flag(body, "sandbox", default=False),
            limits=_limits(body) or KeyLimits(),
            networks=_networks(body) or (),
            expires_at=_expiry(body, now),
        )
        money = self._api.settings.money
        starting = money.sandbox_credits if new.sandbox else money.starting_credits
        async with self._api.pool.acquire() as conn:
            secret, row = await create_key(
                conn,
                caller.project_id,
                new,
                starting_credits=starting,
                actor=shapes.actor(request, caller),
            )
        return self._api.reply({"key": shapes.key(row, {}, now), "secret": secret})

    async def change(self, request: Request, caller: Caller) -> Response:
        body, now = await self._api.body(request), self._api.clock.now()
        wanted = Changes(
            name=text(body, "name") if "name" in body else None,
            limits=_limits(body),
            networks=_networks(body),
            expiry="expireTime" in body,
            expires_at=_expiry(body, now),
        )
        key_id = KeyId(path_id(request, "key_id"))
        async with self._api.pool.acquire() as conn:
            actor = shapes.actor(request, caller)
            row = await change_key(conn, actor, caller.project_id, key_id, wanted)
            usage = await key_usage(conn, caller.project_id, now)
        self._api.keys.invalidate()
        return self._api.reply({"key": shapes.key(row, usage, now)})

    async def revoke(self, request: Request, caller: Caller) -> Response:
        key_id = KeyId(path_id(request, "key_id"))
        async with self._api.pool.acquire() as conn:
            await revoke_key(conn, key_id, shapes.actor(request, caller), caller.project_id)
        self._api.keys.invalidate()
        return self._api.reply(None)


def _limits(body: Mapping[str, Any]) -> KeyLimits | None:
    """All three; one that is left out is lifted. None where the body says nothing of limits."""
    given = body.get("limits")
    if given is None:
        return None
    if not isinstance(given, Mapping) or set(given) - {"hour", "day", "total"}:
        raise InvalidInput("limits must be an object of hour, day and total", field="limits")
    return KeyLimits(amount(given, "hour"), amount(given, "day"), amount(given, "total"))


def _networks(body: Mapping[str, Any]) -> tuple[str, ...] | None:
    given = body.get("networks")
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise InvalidInput("networks must be a list of addresses", field="networks")
    return tuple(given)


def _expiry(body: Mapping[str, Any], now: datetime) -> datetime | None:
    expires_at = moment(body, "expireTime")
    if expires_at is not None and expires_at <= now:
        raise InvalidInput("expireTime has passed", field="expireTime")
    return expires_at
