"""Projects and who is in them. The path names the project, not the header."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.console import shapes
from genmux.dialects.console.values import path_id, text
from genmux.dialects.http import Api
from genmux.errors import Conflict, Forbidden
from genmux.ids import PersonId, ProjectId
from genmux.projects.caller import Caller
from genmux.projects.entry import WEEK, person_link
from genmux.projects.members import (
    add_member,
    change_member,
    list_members,
    only_here,
    remove_member,
)
from genmux.projects.project import add_project, delete_project, rename_project
from genmux.projects.roles import Role, read_role
from genmux.projects.sessions import Place, Session

_ROOT = "/genmux/v1/projects"


def routes(api: Api) -> list[Route]:
    calls = _Calls(api)
    members = f"{_ROOT}/{{project_id}}/members"
    return [
        Route(_ROOT, api.guarded(calls.list_all), methods=["GET"]),
        Route(_ROOT, api.guarded(calls.add), methods=["POST"]),
        Route(f"{_ROOT}/{{project_id}}", api.guarded(calls.rename), methods=["PATCH"]),
        Route(f"{_ROOT}/{{project_id}}", api.guarded(calls.delete), methods=["DELETE"]),
        Route(members, api.guarded(calls.members), methods=["GET"]),
        Route(members, api.guarded(calls.add_member), methods=["POST"]),
        Route(f"{members}/{{person_id}}", api.guarded(calls.change_member), methods=["PATCH"]),
        Route(f"{members}/{{person_id}}", api.guarded(calls.remove_member), methods=["DELETE"]),
        Route(f"{members}/{{person_id}}/link", api.guarded(calls.link), methods=["POST"]),
    ]


class _Calls:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def list_all(self, request: Request) -> Response:
        session = await self._api.session(request)
        shown = [shapes.place(one) for one in session.places.values()]
        return self._api.reply({"projects": shown})

    async def add(self, request: Request) -> Response:
        session = await self._api.session(request)
        require_operator(session)
        name = text(await self._api.body(request), "name")
        async with self._api.pool.acquire() as conn:
            actor = shapes.actor(request, session.person)
            made = await add_project(conn, actor, name, session.person.id, self._api.settings.money)
        self._api.sessions.invalidate()
        shown = Place(made.id, made.name, Role.OPERATOR, made.created_at)
        return self._api.reply({"project": shapes.place(shown)})

    async def rename(self, request: Request) -> Response:
        caller = await self._in_path(request, Role.OWNER)
        name = text(await self._api.body(request), "name")
        async with self._api.pool.acquire() as conn:
            actor = shapes.actor(request, caller)
            changed = await rename_project(conn, actor, caller.project_id, name)
        self._api.sessions.invalidate()
        shown = Place(changed.id, changed.name, caller.role, changed.created_at)
        return self._api.reply({"project": shapes.place(shown)})

    async def delete(self, request: Request) -> Response:
        caller = await self._in_path(request, Role.OWNER)
        async with self._api.pool.acquire() as conn:
            await delete_project(conn, shapes.actor(request, caller), caller.project_id)
        self._api.keys.invalidate()
        self._api.sessions.invalidate()
        return self._api.reply(None)

    async def members(self, request: Request) -> Response:
        caller = await self._in_path(request, Role.READER)
        async with self._api.pool.acquire() as conn:
            found = await list_members(conn, caller.project_id)
        return self._api.reply({"members": [shapes.member(one) for one in found]})

    async def add_member(self, request: Request) -> Response:
        caller = await self._in_path(request, Role.ADMIN)
        body = await self._api.body(request)
        email, role = text(body, "email").lower(), read_role(body.get("role"))
        actor = shapes.actor(request, caller)
        async with self._api.pool.acquire() as conn, conn.transaction():
            member, new = await add_member(
                conn,
                actor,
                caller.project_id,
                email,
                role,
                by=caller.role,
                name=text(body, "name", ""),
            )
            link = None
            if new:
                now = self._api.clock.now()
                link = await person_link(conn, actor, member.person.id, now, WEEK)
        self._api.sessions.invalidate()
        return self._api.reply(
            {"member": shapes.member(member), "link": shapes.link(link) if link else None}
        )

    async def change_member(self, request: Request) -> Response:
        caller = await self._in_path(request, Role.ADMIN)
        role = read_role((await self._api.body(request)).get("role"))
        async with self._api.pool.acquire() as conn:
            changed = await change_member(
                conn,
                shapes.actor(request, caller),
                caller.project_id,
                PersonId(path_id(request, "person_id")),
                role,
                by=caller.role,
            )
        self._api.sessions.invalidate()
        return self._api.reply({"member": shapes.member(changed)})

    async def remove_member(self, request: Request) -> Response:
        person_id = PersonId(path_id(request, "person_id"))
        caller = await self._in_path(request, Role.READER)
        if caller.person is None or caller.person.id != person_id:
            caller.require(Role.ADMIN)
        async with self._api.pool.acquire() as conn:
            actor = shapes.actor(request, caller)
            await remove_member(conn, actor, caller.project_id, person_id, by=caller.role)
        self._api.sessions.invalidate()
        return self._api.reply(None)

    async def link(self, request: Request) -> Response:
        caller = await self._in_path(request, Role.ADMIN)
        person_id = PersonId(path_id(request, "person_id"))
        async with self._api.pool.acquire() as conn, conn.transaction():
            # A link signs in as that person: it must not open what belongs to others.
            if not await only_here(conn, caller.project_id, person_id):
                raise Conflict("This person has signed in before: an operator can make a link.")
            actor, now = shapes.actor(request, caller), self._api.clock.now()
            link = await person_link(conn, actor, person_id, now, WEEK)
        return self._api.reply(shapes.link(link))

    async def _in_path(self, request: Request, needs: Role) -> Caller:
        """The person in the project of the path. Raises Unauthorized, Forbidden."""
        session = await self._api.session(request)
        project_id = ProjectId(path_id(request, "project_id"))
        caller = session.caller(project_id, sandbox=False)
        caller.require(needs)
        return caller


def require_operator(session: Session) -> None:
    """Raises Forbidden."""
    if not session.person.operator:
        raise Forbidden("This needs the role operator on this server.")
