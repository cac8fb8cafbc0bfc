"""Projects, their members and all people of the server."""

from __future__ import annotations

from genmux.db.pool import Pool
from genmux.ledger.audit import audit
from genmux.projects.project import Project
from tests.dialects.conftest import NewCaller
from tests.dialects.console.conftest import ROOT, NewPerson
from tests.server import Caller

INPUT = {"prompt": "a red kite", "aspect_ratio": "1:1"}


async def test_an_invitation_brings_somebody_in(
    new_person: NewPerson, project: Project, stranger: Caller
) -> None:
    admin = await new_person(role="admin")
    members = f"/projects/{project.id.hex}/members"
    body = {"email": "Bob@example.org", "role": "member", "name": "Bob"}
    invited = (await admin.post(members, body)).data
    assert invited["member"]["person"]["email"] == "bob@example.org"
    assert invited["member"]["role"] == "member"
    signed_in = (await stranger.post(f"{ROOT}/session", invited["link"])).data
    assert [place["role"] for place in signed_in["projects"]] == ["member"]
    shown = (await admin.get(members)).data["members"]
    assert [one["person"]["email"] for one in shown] == ["ann@example.org", "bob@example.org"]
    assert (await admin.post(members, body)).code == 409
    assert (await admin.post(members, {**body, "role": "king"})).code == 422
    assert (await admin.post(members, {**body, "email": "bob"})).code == 422


async def test_nobody_gets_a_link_into_the_account_of_others(
    new_person: NewPerson, project: Project, pool: Pool
) -> None:
    admin, known = await new_person(role="admin"), await new_person("bob@example.org")
    members = f"/projects/{project.id.hex}/members"
    added = (await admin.post(members, {"email": "bob@example.org", "role": "reader"})).data
    assert added["link"] is None
    assert (await admin.post(f"{members}/{known.id.hex}/link")).code == 409
    fresh = (await admin.post(members, {"email": "eve@example.org", "role": "reader"})).data
    path = f"{members}/{fresh['member']['person']['id']}/link"
    assert (await admin.post(path)).data["link"] != fresh["link"]["link"]
    await pool.execute("update person set operator = true where email = 'eve@example.org'")
    assert (await admin.post(path)).code == 409


async def test_an_owner_is_made_by_owners_and_one_stays(
    new_person: NewPerson, project: Project
) -> None:
    admin, owner = await new_person(role="admin"), await new_person("o@example.org", "owner")
    members = f"/projects/{project.id.hex}/members"
    assert (await admin.patch(f"{members}/{admin.id.hex}", {"role": "owner"})).code == 403
    assert (await admin.patch(f"{members}/{owner.id.hex}", {"role": "reader"})).code == 403
    assert (await admin.delete(f"{members}/{owner.id.hex}")).code == 403
    assert (await owner.patch(f"{members}/{owner.id.hex}", {"role": "admin"})).code == 409
    assert (await owner.delete(f"{members}/{owner.id.hex}")).code == 409
    assert (await owner.patch(f"{members}/{admin.id.hex}", {"role": "owner"})).code == 200
    assert (await owner.delete(f"{members}/{owner.id.hex}")).code == 200
    assert (await owner.get("/tasks")).code == 403


async def test_anyone_may_leave(new_person: NewPerson, project: Project) -> None:
    reader = await new_person(role="reader")
    path = f"/projects/{project.id.hex}/members/{reader.id.hex}"
    assert (await reader.delete(path)).code == 200
    assert (await reader.get("/me")).data["projects"] == []


async def test_an_operator_opens_a_project(
    new_person: NewPerson, pool: Pool, project: Project
) -> None:
    operator = await new_person(role="operator")
    made = (await operator.post("/projects", {"name": "films"})).data["project"]
    assert (made["name"], made["role"]) == ("films", "operator")
    assert (await operator.post("/projects", {"name": "films"})).code == 409
    names = [place["name"] for place in (await operator.get("/projects")).data["projects"]]
    assert names == [project.name, "films"]
    where = {"X-Genmux-Project": made["id"]}
    balance = (await operator.call("GET", "/balance", headers=where)).data
    assert balance["available"] == 1000
    # Starting credits are given once: not again with the first key.
    await operator.call("POST", "/keys", {"name": "first"}, headers=where)
    assert (await operator.call("GET", "/balance", headers=where)).data["available"] == 1000
    granted = await operator.call("POST", "/grants", {"credits": 5.5}, headers=where)
    assert granted.data == {"available": 1005.5}
    async with pool.acquire() as conn:
        assert await audit(conn) == []


async def test_a_project_is_renamed_and_deleted(
    new_person: NewPerson, project: Project, new_caller: NewCaller
) -> None:
    key = await new_caller()
    owner = await new_person(role="owner")
    path = f"/projects/{project.id.hex}"
    assert (await owner.patch(path, {"name": "films"})).data["project"]["name"] == "films"
    assert (await owner.patch(path, {"name": ""})).code == 422
    task = (await key.create("z-image", INPUT)).data
    assert (await owner.delete(path)).code == 409
    await key.post(f"{ROOT}/tasks/{task['taskId']}/cancel")
    assert (await owner.delete(path)).code == 200
    assert (await owner.get("/tasks")).code == 403
    assert (await key.get(f"{ROOT}/tasks")).code == 401


async def test_people_are_added_changed_and_disabled(
    new_person: NewPerson, stranger: Caller, project: Project
) -> None:
    operator, person = (
        await new_person("op@example.org", "operator"),
        await new_person(role="owner"),
    )
    added = (await operator.post("/people", {"email": "new@example.org"})).data
    assert (await stranger.post(f"{ROOT}/session", added["link"])).code == 200
    listed = {one["email"]: one for one in (await operator.get("/people")).data["people"]}
    assert listed["ann@example.org"]["projects"] == [
        {"id": project.id.hex, "name": project.name, "role": "owner"}
    ]
    assert set(listed) == {"op@example.org", "ann@example.org", "new@example.org"}
    path = f"/people/{person.id.hex}"
    reset = (await operator.post(f"{path}/link")).data
    assert (await operator.patch(path, {"disabled": True})).data["person"]["disabled"] is True
    assert (await person.get("/me")).code == 401
    assert (await stranger.post(f"{ROOT}/session", reset)).code == 401
    assert (await operator.post(f"{path}/link")).code == 409
    await operator.patch(path, {"disabled": False})
    assert (await operator.patch(f"/people/{operator.id.hex}", {"operator": False})).code == 409
    assert (await operator.patch(f"/people/{operator.id.hex}", {"disabled": True})).code == 409
    assert (await operator.patch(path, {"operator": True})).code == 200
    assert (await operator.patch(f"/people/{operator.id.hex}", {"operator": False})).code == 200
    assert (await operator.get("/people")).code == 403
