"""Sessions as an API process remembers them, and the caller that they become."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from genmux.db.pool import Pool
from genmux.errors import Forbidden, InvalidInput
from genmux.ids import ProjectId, new_uuid
from genmux.projects.audit import COMMAND
from genmux.projects.members import add_member
from genmux.projects.people import add_person, change_person
from genmux.projects.project import ensure_project
from genmux.projects.roles import Role
from genmux.projects.sessions import SessionCache, looks_like_session, new_token, open_session


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def signed_in(pool: Pool, *projects: str, operator: bool = False) -> str:
    async with pool.acquire() as conn:
        person = await add_person(conn, COMMAND, "ann@example.org", operator=operator)
        for name in projects:
            project = await ensure_project(conn, name)
            if not operator:
                await add_member(
                    conn, COMMAND, project.id, person.email, Role.ADMIN, by=Role.OPERATOR
                )
        token, _ = await open_session(conn, person.id, datetime.now(UTC), 12)
    return token


async def test_a_session_is_remembered_until_a_signal(pool: Pool) -> None:
    time, token = Time(), await signed_in(pool, "films")
    cache = SessionCache(pool, clock=time)
    found = await cache.lookup(token)
    assert found is not None
    await pool.execute("delete from session")
    assert await cache.lookup(token) is found
    time.now += 6
    assert await cache.lookup(token) is None
    assert await cache.lookup(new_token()) is None
    assert await cache.lookup("no token") is None


async def test_who_is_disabled_has_no_session(pool: Pool) -> None:
    token, cache = await signed_in(pool), SessionCache(pool)
    await pool.execute("update person set disabled_at = now()")
    assert await cache.lookup(token) is None


async def test_one_project_needs_no_name_several_do(pool: Pool) -> None:
    session = await SessionCache(pool).lookup(await signed_in(pool, "films"))
    assert session is not None
    caller = session.caller(None, sandbox=True)
    assert (caller.role, caller.sandbox, caller.limits) == (Role.ADMIN, True, None)
    assert caller.key_id == session.person.id
    with pytest.raises(Forbidden, match="not in this project"):
        session.caller(ProjectId(new_uuid()), sandbox=False)


async def test_an_operator_is_in_every_project(pool: Pool) -> None:
    token = await signed_in(pool, "films", "songs", operator=True)
    session = await SessionCache(pool).lookup(token)
    assert session is not None
    assert [place.role for place in session.places.values()] == [Role.OPERATOR] * 2
    with pytest.raises(InvalidInput, match="X-Genmux-Project"):
        session.caller(None, sandbox=False)


async def test_old_sessions_are_swept_when_a_new_one_opens(pool: Pool) -> None:
    await signed_in(pool)
    async with pool.acquire() as conn:
        person_id = await conn.fetchval("select id from person")
        later = datetime.now(UTC) + timedelta(days=2)
        await open_session(conn, person_id, later, 12)
        assert await conn.fetchval("select count(*) from session") == 1
        await add_person(conn, COMMAND, "op@example.org", operator=True)
        await change_person(conn, COMMAND, person_id, {"disabled": True})
        assert await conn.fetchval("select count(*) from session") == 0


def test_what_looks_like_a_session() -> None:
    assert looks_like_session(new_token())
    for text in ("", "gmxs_", "sk-gmx-live-" + "x" * 43, new_token() + "\n", "gmxs_" + "é" * 43):
        assert not looks_like_session(text)
