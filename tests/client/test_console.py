"""The console's client against the API itself: every method once, as its own types."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from genmux.client import ClientError, Console
from genmux.client.records_console import Limits
from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.projects.entry import first_link
from tests.client.script import Script, script
from tests.dialects.conftest import (
    address,
    catalogue,
    engines,
    other_settings,
    project,
    settings,
)

__all__ = [
    "address",
    "catalogue",
    "engines",
    "other_settings",
    "project",
    "script",
    "settings",
]


async def first(address: str, pool: Pool) -> str:
    async with pool.acquire() as conn:
        link = await first_link(conn, SystemClock().now())
    assert link is not None
    async with Console(address) as door:
        assert (await door.ways())["people"] is False
        return (await door.enter(link.token)).token


async def test_people_projects_and_keys(address: str, pool: Pool) -> None:
    token = await first(address, pool)
    async with Console(address, token) as console:
        me, (default,) = await console.me()
        assert (me.operator, default.role) == (True, "operator")
        assert (await console.set_password("correct horse battery")).has_password
        films = await console.add_project("films")
        assert [one.name for one in await console.projects()] == ["default", "films"]
        assert (await console.rename_project(films.id, "movies")).name == "movies"
        member, link = await console.add_member(films.id, "bob@example.org", "reader")
        assert link is not None
        changed = await console.change_member(films.id, member.person.id, "member")
        assert changed.role == "member"
        assert len(await console.members(films.id)) == 2
    async with Console(address) as door:
        bob = await door.enter(link.token)
        assert [one.name for one in bob.projects] == ["movies"]
        again = await door.sign_in(me.email, "correct horse battery")
        assert again.expires_at > datetime.now(UTC)
        with pytest.raises(ClientError) as caught:
            await door.sign_in(me.email, "wrong")
        assert caught.value.code == 401
    async with Console(address, token, project=films.id) as console:
        soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
        secret, key = await console.add_key(
            "shop", limits=Limits(day=Decimal("1.5")), networks=["10.0.0.0/8"], expires_at=soon
        )
        assert secret.endswith(key.hint)
        assert (key.limits.day, key.expires_at) == (Decimal("1.5"), soon)
        assert (await console.change_key(key.id, {"name": "till"})).name == "till"
        await console.revoke_key(key.id)
        assert [one.state for one in await console.keys(sandbox=False)] == ["revoked"]
        log = await console.audit(limit=1)
        assert (log.items[0].action, log.items[0].actor) == ("key.revoke", me.email)
        assert log.next == log.items[0].id
        await console.remove_member(films.id, member.person.id)
        await console.delete_project(films.id)
        await console.sign_out()
        with pytest.raises(ClientError):
            await console.projects()


async def test_money_tasks_and_models(address: str, pool: Pool) -> None:
    async with Console(address, await first(address, pool)) as console:
        assert await console.grant(Decimal("2.5")) == Decimal("1002.5")
        assert (await console.balance()).available == Decimal("1002.5")
        ledger = await console.ledger(limit=1, kind="grant")
        assert (ledger.items[0].available, ledger.next) == (Decimal("2.5"), ledger.items[0].id)
        assert len(await console.spend("day")) == 30
        assert (await console.health(1))["tasks"]["unfinished"] == 0
        assert {one["kind"] for one in await console.models(kind="video")} == {"video"}
        example = (await console.model("z-image"))["example"]
        body = {"model": "z-image", "input": example}
        created = await console._wire.ask("POST", "/api/v1/jobs/createTask", body)
        page = await console.tasks(state="queued")
        assert (page.total, page.next) == (1, None)
        assert page.items[0]["taskId"] == created["taskId"]
        assert (await console.story(created["taskId"]))["timeline"][0]["state"] == "queued"
        await console.send("POST", f"/tasks/{created['taskId']}/cancel")
        events = [event async for event in console.follow(created["taskId"], after="0")]
        assert [event.name for event in events][-1] == "end"
        assert events[-1].data["status"] == "cancelled"
        with pytest.raises(ClientError) as caught:
            await anext(console.follow("0" * 32))
        assert caught.value.code == 404


async def test_a_way_through_an_issuer(script: Script) -> None:
    script.add({"url": "http://issuer/authorize?x", "state": "s"})
    async with Console(script.url) as door:
        assert await door.begin_oidc("http://here/back") == ("http://issuer/authorize?x", "s")
        script.add(code=401, msg="no")
        with pytest.raises(ClientError, match="no"):
            await door.finish_oidc("c", "s")
    sent = [body for _, body in script.requests]
    assert sent == [{"redirectUri": "http://here/back"}, {"oidc": {"code": "c", "state": "s"}}]
