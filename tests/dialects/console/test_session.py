"""Signing in: the first start, passwords, sessions that end, and what strangers are told."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.projects.audit import COMMAND
from genmux.projects.entry import SOON, Link, first_link, person_link
from genmux.projects.project import Project
from tests.dialects.console.conftest import ROOT, NewPerson, Person
from tests.server import Caller

PASSWORD = "correct horse battery"


async def made_first(pool: Pool, ago: timedelta = timedelta()) -> Link | None:
    async with pool.acquire() as conn:
        return await first_link(conn, SystemClock().now() - ago)


async def first_token(pool: Pool) -> str:
    link = await made_first(pool)
    assert link is not None
    return link.token


async def with_password(person: Person) -> None:
    reply = await person.post("/me/password", {"new": PASSWORD})
    assert reply.data["person"]["hasPassword"] is True


async def test_the_first_link_makes_the_operator(
    stranger: Caller, pool: Pool, project: Project
) -> None:
    ways = (await stranger.get(f"{ROOT}/session/ways")).data
    assert ways == {"password": True, "oidc": None, "people": False}
    token = await first_token(pool)
    reply = await stranger.post(f"{ROOT}/session", {"link": token, "email": "Ann@Example.org"})
    assert reply.data["person"]["operator"] is True
    assert reply.data["person"]["email"] == "ann@example.org"
    (place,) = reply.data["projects"]
    assert (place["id"], place["role"]) == (project.id.hex, "operator")
    assert reply.data["token"].startswith("gmxs_")
    me = stranger.with_key(reply.data["token"])
    assert (await me.get("/api/v1/chat/credit")).data == 1000
    assert (await stranger.get(f"{ROOT}/session/ways")).data["people"] is True
    again = await stranger.post(f"{ROOT}/session", {"link": token})
    assert again.code == 401
    assert await made_first(pool) is None


async def test_a_link_ends_with_its_time(stranger: Caller, pool: Pool) -> None:
    link = await made_first(pool, SOON + timedelta(seconds=1))
    assert link is not None
    assert (await stranger.post(f"{ROOT}/session", {"link": link.token})).code == 401


async def test_a_newer_first_link_ends_the_older(stranger: Caller, pool: Pool) -> None:
    older, newer = await first_token(pool), await first_token(pool)
    assert (await stranger.post(f"{ROOT}/session", {"link": older})).code == 401
    assert (await stranger.post(f"{ROOT}/session", {"link": newer})).code == 200


async def test_a_password_signs_in(stranger: Caller, new_person: NewPerson) -> None:
    await with_password(await new_person(role="reader"))
    body = {"email": " ANN@example.org", "password": PASSWORD}
    reply = await stranger.post(f"{ROOT}/session", body)
    assert reply.data["person"]["email"] == "ann@example.org"
    assert [place["role"] for place in reply.data["projects"]] == ["reader"]
    shown = await stranger.with_key(reply.data["token"]).get(f"{ROOT}/me")
    assert shown.data["person"]["lastSignInTime"] is not None
    assert shown.data["expireTime"] == reply.data["expireTime"]


async def test_wrong_email_and_wrong_password_read_the_same(
    stranger: Caller, new_person: NewPerson
) -> None:
    await with_password(await new_person())
    bodies = [
        {"email": "ann@example.org", "password": "something else"},
        {"email": "bob@example.org", "password": PASSWORD},
    ]
    told = [await stranger.post(f"{ROOT}/session", body) for body in bodies]
    assert [(reply.code, reply.msg) for reply in told] == [(401, "Email or password is wrong.")] * 2


async def test_somebody_without_a_password_cannot_use_one(
    stranger: Caller, new_person: NewPerson
) -> None:
    await new_person()
    body = {"email": "ann@example.org", "password": "nobody has this password"}
    assert (await stranger.post(f"{ROOT}/session", body)).code == 401


@pytest.mark.parametrize(
    "password", ["short", "", "aaaaaaaaaaaaaaaa", None, 123456789012, "x" * 2000]
)
async def test_weak_passwords_are_refused(new_person: NewPerson, password: object) -> None:
    person = await new_person()
    reply = await person.post("/me/password", {"new": password})
    assert reply.code == 422
    assert not password or str(password) not in reply.msg


async def test_changing_a_password_needs_the_old_one_and_ends_other_sessions(
    new_person: NewPerson,
) -> None:
    person, elsewhere = await new_person(), await new_person()
    await with_password(person)
    assert (await elsewhere.get("/me")).code == 401
    body = {"new": "another long password"}
    assert (await person.post("/me/password", body)).code == 403
    assert (await person.post("/me/password", {**body, "current": "wrong"})).code == 403
    assert (await person.post("/me/password", {**body, "current": PASSWORD})).code == 200
    assert (await person.get("/me")).code == 200


async def test_failures_make_one_wait(stranger: Caller, new_person: NewPerson, pool: Pool) -> None:
    await with_password(await new_person())
    wrong = {"email": "ann@example.org", "password": "guess number one"}
    codes = [(await stranger.post(f"{ROOT}/session", wrong)).code for _ in range(6)]
    assert codes == [401] * 6
    # A second is soon over on a slow machine.
    await pool.execute("update sign_in_failure set next_at = next_at + interval '1 minute'")
    right = {"email": "ann@example.org", "password": PASSWORD}
    reply = await stranger.post(f"{ROOT}/session", right)
    assert reply.code == 429
    assert int(reply.headers["retry-after"]) >= 1


async def test_signing_out_ends_the_session(new_person: NewPerson) -> None:
    person = await new_person(role="member")
    assert (await person.get("/tasks")).code == 200
    assert (await person.delete("/session")).code == 200
    for path in ("/me", "/tasks"):
        assert (await person.get(path)).code == 401


async def test_a_session_ends_with_its_time(new_person: NewPerson, pool: Pool) -> None:
    person = await new_person(role="member")
    await pool.execute("update session set expires_at = now() - interval '1 second'")
    assert (await person.get("/tasks")).code == 401
    assert (await person.get("/me")).code == 401


async def test_a_reset_link_ends_the_old_password_and_sessions(
    stranger: Caller, new_person: NewPerson, pool: Pool
) -> None:
    person = await new_person()
    await with_password(person)
    async with pool.acquire() as conn:
        link = await person_link(conn, COMMAND, person.id, SystemClock().now(), SOON)
    reply = await stranger.post(f"{ROOT}/session", {"link": link.token})
    assert reply.data["person"]["hasPassword"] is False
    assert (await person.get("/me")).code == 401
    body = {"email": "ann@example.org", "password": PASSWORD}
    assert (await stranger.post(f"{ROOT}/session", body)).code == 401


async def test_only_operators_change_an_email(new_person: NewPerson) -> None:
    person, operator = await new_person(), await new_person("op@example.org", "operator")
    assert (await person.patch("/me", {"name": "Ann"})).data["person"]["name"] == "Ann"
    assert (await person.patch("/me", {"email": "op2@example.org"})).code == 403
    reply = await operator.patch("/me", {"email": "op2@example.org"})
    assert reply.data["person"]["email"] == "op2@example.org"


@pytest.mark.parametrize("body", [{}, {"email": "ann@example.org"}, {"link": 5}, {"email": 1}])
async def test_a_sign_in_without_its_parts_is_named(stranger: Caller, body: object) -> None:
    assert (await stranger.post(f"{ROOT}/session", body)).code == 422


async def test_nothing_secret_is_stored_or_logged(
    stranger: Caller, new_person: NewPerson, pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person = await new_person(role="owner")
    await with_password(person)
    await stranger.post(f"{ROOT}/session", {"email": "a@b", "password": "wrong password 1"})
    stored = ""
    for table in ("session", "person", "entry_link", "audit", "sign_in_failure"):
        stored += str(await pool.fetch(f"select t::text from {table} t"))
    for secret in (PASSWORD, "wrong password 1", person.token):
        assert secret not in stored
        assert secret not in caplog.text


async def test_no_cookie_is_set_or_read(stranger: Caller, new_person: NewPerson) -> None:
    person = await new_person(role="member")
    reply = await person.get("/me")
    assert "set-cookie" not in {name.lower() for name in reply.headers}
    sent = {"Authorization": "", "Cookie": f"session={person.token}; token={person.token}"}
    assert (await stranger.call("GET", f"{ROOT}/me", headers=sent)).code == 401
