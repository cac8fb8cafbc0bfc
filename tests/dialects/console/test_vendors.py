"""What a project may set of its vendors: rules and keys of its own, by admins."""

from __future__ import annotations

from typing import Any

import pytest

from genmux.db.pool import Pool
from genmux.engines.registry import Engines
from genmux.projects.project import ensure_project
from tests.dialects.console.conftest import NewPerson
from tests.worker.toys import ToyVendor

KEY = "up-0123456789-wxyz"


@pytest.fixture
def engines() -> Engines:
    return Engines(remote={"toys": ToyVendor("http://toys.test", "toys", model="z-image")})


@pytest.fixture
def other_settings() -> dict[str, Any]:
    return {"secrets.key": "a secret of sixteen or more"}


async def test_a_projects_own_rules_come_first(new_person: NewPerson, pool: Pool) -> None:
    admin = await new_person(role="admin")
    rules = [{"models": "z-*", "use": ["sketch"]}]
    assert (await admin.call("PUT", "/routing", {"rules": rules})).data["rules"] == rules
    assert (await admin.get("/routing")).data == {"rules": rules, "then": []}
    ask = {"model": "z-image", "input": {"prompt": "a boat", "aspect_ratio": "1:1"}}
    quote = (await admin.post("/quote", ask)).data
    assert [one["engine"] for one in quote["routes"]] == ["sketch"]
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "others")
    stranger = await new_person("bob@example.org", "admin", other)
    assert (await stranger.get("/routing")).data["rules"] == []
    quote = (await stranger.post("/quote", ask)).data
    assert [one["engine"] for one in quote["routes"]] == ["toys"]
    (entry,) = (await admin.get("/audit?action=routing.set")).data["entries"]
    assert entry["after"] == {"rules": rules}


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("all", "rules must be a list"),
        ([{"use": ["toys"]}], "rules[0].models"),
        (
            [{"models": "*", "use": ["nobody"]}],
            "rules[0].use must list engines out of toys, sketch",
        ),
        ([{"models": "*", "use": []}], "rules[0].use"),
    ],
)
async def test_rules_that_cannot_be(new_person: NewPerson, rules: Any, told: str) -> None:
    admin = await new_person(role="admin")
    refused = await admin.call("PUT", "/routing", {"rules": rules})
    assert refused.code == 422
    assert told in refused.msg


async def test_a_project_brings_a_key_that_nobody_sees_again(
    new_person: NewPerson, pool: Pool
) -> None:
    admin = await new_person(role="admin")
    assert (await admin.call("PUT", "/vendors/kie/key", {"key": KEY})).code == 200
    reply = await admin.get("/vendors")
    mine = next(one for one in reply.data["vendors"] if one["name"] == "kie")
    assert (mine["own"], mine["keyEndsWith"]) == (True, "wxyz")
    entries = await admin.get("/audit?action=vendor_key.set")
    assert [one["target"] for one in entries.data["entries"]] == ["kie"]
    for shown in (reply, entries, await admin.get("/vendors/kie"), await admin.get("/audit")):
        assert KEY not in shown.raw.decode()
    assert (await admin.call("PUT", "/vendors/nobody/key", {"key": KEY})).code == 404
    assert (await admin.call("PUT", "/vendors/kie/key", {"key": 5})).code == 422
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "others")
    stranger = await new_person("bob@example.org", "admin", other)
    names = [one["name"] for one in (await stranger.get("/vendors")).data["vendors"]]
    assert names == ["toys"]
    assert (await admin.delete("/vendors/kie/key")).code == 200
    assert (await admin.delete("/vendors/kie/key")).code == 404
