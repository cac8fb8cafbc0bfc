"""The secret that callbacks are signed with, and a signed test of a receiver."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import aiohttp
import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.callbacks.deliver import USER_AGENT
from genmux.callbacks.post import post
from genmux.callbacks.secrets import secrets_of
from genmux.callbacks.sign import headers as signed_headers
from genmux.callbacks.sign import webhook_id
from genmux.dialects.console import shapes
from genmux.dialects.http import Api
from genmux.dialects.submit import callback_of
from genmux.dialects.times import ms
from genmux.errors import InvalidInput
from genmux.ids import new_uuid
from genmux.projects.caller import Caller
from genmux.projects.noted import rotate_secret
from genmux.projects.roles import Role
from genmux.storage.guard import guarded_session, was_blocked

_ROOT = "/genmux/v1/callback-secret"
_CONNECTIONS = 4


def routes(api: Api) -> list[Route]:
    calls = _Calls(api)
    admin = Role.ADMIN
    return [
        Route(_ROOT, api.endpoint(calls.show), methods=["GET"]),
        Route(f"{_ROOT}/rotate", api.endpoint(calls.rotate, needs=admin), methods=["POST"]),
        Route(f"{_ROOT}/test", api.endpoint(calls.test), methods=["POST"]),
    ]


class _Calls:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._grace = timedelta(hours=api.settings.callbacks.rotation_hours)

    async def show(self, _request: Request, caller: Caller) -> Response:
        row = await self._api.pool.fetchrow(
            "select right(callback_secret, 4) as ending, callback_secret_rotated_at as rotated, "
            "callback_secret_old is not null as replaced from project where id = $1",
            caller.project_id,
        )
        assert row is not None
        until = row["rotated"] + self._grace if row["replaced"] else None
        if until is not None and until <= self._api.clock.now():
            until = None
        return self._api.reply(
            {
                "masked": f"whsec_••••{row['ending']}",
                "rotateTime": ms(row["rotated"]),
                "oldValidUntil": ms(until),
            }
        )

    async def rotate(self, request: Request, caller: Caller) -> Response:
        now = self._api.clock.now()
        async with self._api.pool.acquire() as conn:
            actor = shapes.actor(request, caller)
            secret = await rotate_secret(conn, actor, caller.project_id, now)
        return self._api.reply({"secret": secret, "oldValidUntil": ms(now + self._grace)})

    async def test(self, request: Request, caller: Caller) -> Response:
        """One request, made here and now: no task, no retries, nothing kept."""
        asked = await self._api.body(request)
        url = callback_of(asked, self._api.networks, "url")
        if url is None:
            raise InvalidInput("url is required", field="url")
        now, test_id = self._api.clock.now(), new_uuid().hex
        async with self._api.pool.acquire() as conn:
            secrets = await secrets_of(conn, caller.project_id, now, self._grace)
        body = orjson.dumps(_body(test_id))
        signed = signed_headers(secrets, test_id, test_id, body, now)
        sent = {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed}
        began = time.monotonic()
        async with guarded_session(self._api.networks, limit=_CONNECTIONS) as session:
            reply = await self._post(session, url, body, sent)
        return self._api.reply(
            {
                "ok": not reply.error,
                "status": reply.status,
                "error": reply.error,
                "milliseconds": round((time.monotonic() - began) * 1000),
                "reply": reply.text,
                "webhookId": webhook_id(test_id),
                "headers": sent,
            }
        )

    async def _post(
        self, session: aiohttp.ClientSession, url: str, body: bytes, sent: dict[str, str]
    ) -> Any:
        timeout = self._api.settings.callbacks.timeout_seconds
        return await post(session, url, body, sent, timeout=timeout, blocked=was_blocked)


def _body(test_id: str) -> dict[str, Any]:
    """As a callback looks, but of no task."""
    return {
        "code": 200,
        "msg": "This is a test of your callback address. There is no such task.",
        "taskId": test_id,
        "data": {"taskId": test_id, "task_id": test_id, "state": "success", "test": True},
    }
