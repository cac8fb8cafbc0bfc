"""Signing in and out, and what people may say about themselves."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.console import shapes
from genmux.dialects.console.values import text
from genmux.dialects.http import Api
from genmux.dialects.times import ms
from genmux.errors import Forbidden
from genmux.projects.audit import note
from genmux.projects.people import change_person, get_person, signal
from genmux.projects.sessions import Session

_ROOT = "/genmux/v1"


def routes(api: Api) -> list[Route]:
    calls = _Calls(api)
    return [
        Route(f"{_ROOT}/session/ways", api.guarded(calls.ways), methods=["GET"]),
        Route(f"{_ROOT}/session/oidc", api.guarded(calls.begin_oidc), methods=["POST"]),
        Route(f"{_ROOT}/session", api.guarded(calls.open), methods=["POST"]),
        Route(f"{_ROOT}/session", api.guarded(calls.close), methods=["DELETE"]),
        Route(f"{_ROOT}/me", api.guarded(calls.me), methods=["GET"]),
        Route(f"{_ROOT}/me", api.guarded(calls.change_me), methods=["PATCH"]),
        Route(f"{_ROOT}/me/password", api.guarded(calls.password), methods=["POST"]),
    ]


class _Calls:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def ways(self, _request: Request) -> Response:
        sign_in = self._api.sign_in
        issuer = self._api.settings.access.oidc_issuer
        return self._api.reply(
            {
                "password": True,
                "oidc": {"name": urlsplit(issuer).hostname} if sign_in.oidc else None,
                "people": await sign_in.has_people(),
            }
        )

    async def begin_oidc(self, request: Request) -> Response:
        body = await self._api.body(request)
        url, state = await self._api.sign_in.begin_oidc(
            body.get("redirectUri"), shapes.address_of(request)
        )
        return self._api.reply({"url": url, "state": state})

    async def open(self, request: Request) -> Response:
        body = await self._api.body(request)
        opened = await self._api.sign_in.open(body, shapes.address_of(request))
        return self._api.reply({"token": opened.token, **_shown(opened.session)})

    async def close(self, request: Request) -> Response:
        session = await self._api.session(request)
        async with self._api.pool.acquire() as conn, conn.transaction():
            await conn.execute("delete from session where token_hash = $1", session.digest)
            actor = shapes.actor(request, session.person)
            await note(conn, actor, "session.close", session.person.email)
            await signal(conn)
        self._api.sessions.invalidate()
        return self._api.reply(None)

    async def me(self, request: Request) -> Response:
        return self._api.reply(_shown(await self._api.session(request)))

    async def change_me(self, request: Request) -> Response:
        session = await self._api.session(request)
        body = await self._api.body(request)
        changes: dict[str, object] = {}
        if "name" in body:
            changes["name"] = body["name"]
        if "email" in body:
            # An address is how an issuer's account finds its person: nobody may take another's.
            if not session.person.operator:
                raise Forbidden("Only an operator may change an email address.")
            changes["email"] = text(body, "email")
        async with self._api.pool.acquire() as conn:
            actor = shapes.actor(request, session.person)
            changed = await change_person(conn, actor, session.person.id, changes)
        return self._api.reply({"person": shapes.person(changed)})

    async def password(self, request: Request) -> Response:
        session = await self._api.session(request)
        body = await self._api.body(request)
        actor = shapes.actor(request, session.person)
        await self._api.sign_in.change_password(
            session, body.get("current"), body.get("new"), actor
        )
        async with self._api.pool.acquire() as conn:
            changed = await get_person(conn, session.person.id)
        self._api.sessions.invalidate()
        return self._api.reply({"person": shapes.person(changed)})


def _shown(session: Session) -> dict[str, Any]:
    return {
        "person": shapes.person(session.person),
        "projects": [shapes.place(one) for one in session.places.values()],
        "expireTime": ms(session.expires_at),
    }
