"""All people of the server, for its operators."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.console import shapes
from genmux.dialects.console.projects import require_operator
from genmux.dialects.console.values import flag, path_id, text
from genmux.dialects.http import Api
from genmux.ids import PersonId
from genmux.projects.entry import SOON, WEEK, person_link
from genmux.projects.people import Listed, add_person, change_person, list_people
from genmux.projects.sessions import Session

_ROOT = "/genmux/v1/people"


def routes(api: Api) -> list[Route]:
    calls = _Calls(api)
    return [
        Route(_ROOT, api.guarded(calls.list_all), methods=["GET"]),
        Route(_ROOT, api.guarded(calls.add), methods=["POST"]),
        Route(f"{_ROOT}/{{person_id}}", api.guarded(calls.change), methods=["PATCH"]),
        Route(f"{_ROOT}/{{person_id}}/link", api.guarded(calls.link), methods=["POST"]),
    ]


class _Calls:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def list_all(self, request: Request) -> Response:
        await self._operator(request)
        async with self._api.pool.acquire() as conn:
            found = await list_people(conn)
        return self._api.reply({"people": [_listed(one) for one in found]})

    async def add(self, request: Request) -> Response:
        session = await self._operator(request)
        body = await self._api.body(request)
        actor, now = shapes.actor(request, session.person), self._api.clock.now()
        async with self._api.pool.acquire() as conn, conn.transaction():
            added = await add_person(
                conn,
                actor,
                text(body, "email"),
                text(body, "name", ""),
                operator=flag(body, "operator", default=False),
            )
            link = await person_link(conn, actor, added.id, now, WEEK)
        return self._api.reply({"person": shapes.person(added), "link": shapes.link(link)})

    async def change(self, request: Request) -> Response:
        session = await self._operator(request)
        body = await self._api.body(request)
        changes: dict[str, object] = {}
        for name in ("operator", "disabled"):
            if name in body:
                changes[name] = flag(body, name, default=False)
        for name in ("name", "email"):
            if name in body:
                changes[name] = body[name]
        person_id = PersonId(path_id(request, "person_id"))
        async with self._api.pool.acquire() as conn:
            actor = shapes.actor(request, session.person)
            changed = await change_person(conn, actor, person_id, changes)
        self._api.sessions.invalidate()
        return self._api.reply({"person": shapes.person(changed)})

    async def link(self, request: Request) -> Response:
        session = await self._operator(request)
        person_id = PersonId(path_id(request, "person_id"))
        async with self._api.pool.acquire() as conn:
            actor, now = shapes.actor(request, session.person), self._api.clock.now()
            link = await person_link(conn, actor, person_id, now, SOON)
        return self._api.reply(shapes.link(link))

    async def _operator(self, request: Request) -> Session:
        session = await self._api.session(request)
        require_operator(session)
        return session


def _listed(one: Listed) -> dict[str, Any]:
    projects = [
        {"id": project_id.hex, "name": name, "role": role.word}
        for project_id, name, role in one.projects
    ]
    return {**shapes.person(one.person), "projects": projects}
