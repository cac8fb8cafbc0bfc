"""People who call the API with a session."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import pytest

from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.ids import PersonId, ProjectId
from genmux.projects.audit import COMMAND
from genmux.projects.people import add_person, find_person, signal
from genmux.projects.project import Project
from genmux.projects.sessions import open_session
from tests.server import Caller, Reply

ROOT = "/genmux/v1"


class Person(Caller):
    """A caller with a session, working in one project; paths begin below `/genmux/v1`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        token: str,
        person_id: PersonId,
        project_id: ProjectId | None,
    ) -> None:
        super().__init__(session, url, token)
        self.token = token
        self.id = person_id
        self.project_id = project_id
        self.sandbox = False

    async def call(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> Reply:
        where: dict[str, str] = {}
        if self.project_id is not None:
            where["X-Genmux-Project"] = self.project_id.hex
        if self.sandbox:
            where["X-Genmux-Sandbox"] = "true"
        full = path if path.startswith(("/api/", "/v1/", ROOT)) else ROOT + path
        return await super().call(method, full, body, headers={**where, **(headers or {})})

    async def patch(self, path: str, body: Any) -> Reply:
        return await self.call("PATCH", path, body)

    async def delete(self, path: str) -> Reply:
        return await self.call("DELETE", path)


NewPerson = Callable[..., Awaitable[Person]]


@pytest.fixture
async def new_person(pool: Pool, project: Project, address: str) -> AsyncIterator[NewPerson]:
    """Makes people who are signed in: `await new_person("ann@example.org", "admin")`; the role is
    one in the project, `operator`, or nothing."""
    async with aiohttp.ClientSession() as session:

        async def make(
            email: str = "ann@example.org", role: str = "", place: Project = project
        ) -> Person:
            async with pool.acquire() as conn:
                operator = role == "operator"
                found = await find_person(conn, email) or await add_person(
                    conn, COMMAND, email, operator=operator
                )
                if role and not operator:
                    await conn.execute(
                        "insert into membership (project_id, person_id, role) values ($1, $2, $3)",
                        place.id,
                        found.id,
                        role,
                    )
                token, _ = await open_session(conn, found.id, SystemClock().now(), 12)
                await signal(conn)
            inside = place.id if role else None
            return Person(session, address, token, found.id, inside)

        yield make


@pytest.fixture
async def stranger(address: str) -> AsyncIterator[Caller]:
    """Nobody: calls without a key."""
    async with aiohttp.ClientSession() as session:
        yield Caller(session, address, "")
