"""What each role may: every call against every role, here and in the families."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.routing import Route

from genmux.db.pool import Pool
from genmux.projects.project import Project, ensure_project
from tests.dialects.conftest import NewCaller
from tests.dialects.console.conftest import ROOT, NewPerson
from tests.server import Caller

ID = "0" * 32
PICTURE = {"model": "z-image", "input": {"prompt": "a red kite", "aspect_ratio": "1:1"}}

# What it needs, method, path; bodies are empty: what may pass is refused for that, never with 403.
CALLS = [
    ("reader", "GET", "/tasks"),
    ("reader", "GET", f"/tasks/{ID}"),
    ("reader", "GET", f"/tasks/{ID}/story"),
    ("reader", "GET", f"/tasks/{ID}/events"),
    ("reader", "GET", f"/tasks/{ID}/deliveries"),
    ("reader", "POST", "/quote"),
    ("reader", "GET", "/models"),
    ("reader", "GET", "/keys"),
    ("reader", "GET", "/callback-secret"),
    ("reader", "GET", "/balance"),
    ("reader", "GET", "/ledger"),
    ("reader", "GET", "/spend"),
    ("reader", "GET", "/health"),
    ("reader", "GET", "/vendors"),
    ("reader", "GET", "/vendors/nobody"),
    ("reader", "GET", "/routing"),
    ("reader", "GET", "/api/v1/chat/credit"),
    ("reader", "GET", "/v1/models"),
    ("member", "POST", "/api/v1/jobs/createTask"),
    ("member", "POST", "/v1/chat/completions"),
    ("member", "POST", "/api/file-base64-upload"),
    ("member", "GET", "/api/v1/veo/get-1080p-video"),
    ("member", "POST", f"/tasks/{ID}/cancel"),
    ("member", "POST", f"/tasks/{ID}/retry"),
    ("member", "POST", f"/deliveries/{ID}/redeliver"),
    ("member", "POST", "/callback-secret/test"),
    ("admin", "POST", "/keys"),
    ("admin", "PATCH", f"/keys/{ID}"),
    ("admin", "DELETE", f"/keys/{ID}"),
    ("admin", "POST", "/callback-secret/rotate"),
    ("admin", "GET", "/audit"),
    ("admin", "PUT", "/vendors/nobody/key"),
    ("admin", "DELETE", "/vendors/nobody/key"),
    ("admin", "PUT", "/routing"),
    ("operator", "GET", "/audit?all=true"),
    ("operator", "GET", "/health?all=true"),
    ("operator", "POST", "/grants"),
    ("operator", "GET", "/settings"),
    ("operator", "GET", "/people"),
    ("operator", "POST", "/people"),
    ("operator", "PATCH", f"/people/{ID}"),
    ("operator", "POST", f"/people/{ID}/link"),
    ("operator", "POST", "/projects"),
]
IN_PATH = [
    ("reader", "GET", "members"),
    ("admin", "POST", "members"),
    ("admin", "PATCH", f"members/{ID}"),
    ("admin", "DELETE", f"members/{ID}"),
    ("admin", "POST", f"members/{ID}/link"),
]
ORDER = ["reader", "member", "admin", "owner", "operator"]


async def refused(who: Caller, method: str, path: str) -> bool:
    body: dict[str, Any] | None = None if method == "GET" else {}
    reply = await who.call(method, path, body)
    if reply.status == 403 or (reply.json and reply.json.get("code") == 403):
        assert "needs the role" in reply.raw.decode()
        return True
    return False


@pytest.mark.parametrize("role", ORDER)
async def test_a_role_reaches_what_it_may_and_nothing_else(
    new_person: NewPerson, project: Project, role: str
) -> None:
    person = await new_person(role=role)
    calls = [
        *CALLS,
        *((needs, how, f"/projects/{project.id.hex}/{path}") for needs, how, path in IN_PATH),
    ]
    calls.append(("owner", "PATCH", f"/projects/{project.id.hex}"))
    wrong = [
        (needs, method, path)
        for needs, method, path in calls
        if await refused(person, method, path) is (ORDER.index(role) >= ORDER.index(needs))
    ]
    assert wrong == []


async def test_a_key_is_a_member_and_no_person(api: Caller, project: Project) -> None:
    for needs, method, path in CALLS:
        full = path if path.startswith(("/api/", "/v1/")) else ROOT + path
        reply = await api.call(method, full, None if method == "GET" else {})
        code = reply.json.get("code", reply.status) if reply.json else reply.status
        assert (code in (401, 403)) is (needs not in ("reader", "member")), path
    for path in (f"/projects/{project.id.hex}/members", "/me", "/projects", "/people"):
        assert (await api.get(ROOT + path)).code == 401


async def test_a_reader_cannot_spend(new_person: NewPerson, pool: Pool) -> None:
    reader = await new_person(role="reader")
    reply = await reader.post("/api/v1/jobs/createTask", PICTURE)
    assert reply.code == 403
    assert reply.msg == "This needs the role member in this project; you are reader."
    chat = await reader.post("/v1/chat/completions", {"model": "gpt-5-5", "messages": []})
    assert chat.status == 403
    assert await pool.fetchval("select count(*) from task") == 0


async def test_a_member_works_as_a_key_does(new_person: NewPerson, new_caller: NewCaller) -> None:
    await new_caller(funds=10)  # the project's credits
    member = await new_person(role="member")
    task_id = (await member.post("/api/v1/jobs/createTask", PICTURE)).data["taskId"]
    (task,) = (await member.get("/tasks")).data["tasks"]
    assert task["taskId"] == task_id
    assert task["by"] == {"kind": "person", "id": member.id.hex}
    assert (await member.post(f"/tasks/{task_id}/cancel")).data["status"] == "cancelled"
    again = (await member.post(f"/tasks/{task_id}/retry")).data["taskId"]
    assert (await member.get(f"/tasks/{again}")).data["retryOf"] == task_id
    assert (await member.get("/api/v1/chat/credit")).data == 9.2


async def test_the_headers_choose_project_and_purse(
    new_person: NewPerson, pool: Pool, project: Project
) -> None:
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    person = await new_person(role="member")
    sent = {"X-Genmux-Project": other.id.hex}
    for path in ("/tasks", "/api/v1/chat/credit", "/keys"):
        reply = await person.call("GET", path, headers=sent)
        assert (reply.code, reply.msg) == (403, "You are not in this project.")
    # No difference between what belongs to others and what does not exist.
    reply = await person.call("GET", "/tasks", headers={"X-Genmux-Project": ID})
    assert (reply.code, reply.msg) == (403, "You are not in this project.")
    assert (await person.call("GET", "/tasks", headers={"X-Genmux-Project": "x"})).code == 422
    assert (await person.call("GET", "/tasks", headers={"X-Genmux-Sandbox": "x"})).code == 422
    person.project_id = None
    assert (await person.get("/tasks")).code == 200
    # A new session: what the first one may do is remembered until the signal comes round.
    person = await new_person(role="reader", place=other)
    person.project_id = None
    assert (await person.get("/tasks")).code == 422


async def test_nobody_without_a_project_gets_in(new_person: NewPerson) -> None:
    person = await new_person()
    assert (await person.get("/tasks")).code == 403
    assert (await person.get("/me")).data["projects"] == []


async def test_a_change_of_role_counts_at_once(new_person: NewPerson, project: Project) -> None:
    owner, person = await new_person("o@example.org", "owner"), await new_person(role="admin")
    assert (await person.get("/audit")).code == 200
    path = f"/projects/{project.id.hex}/members/{person.id.hex}"
    assert (await owner.patch(path, {"role": "reader"})).data["member"]["role"] == "reader"
    assert (await person.get("/audit")).code == 403
    assert (await owner.delete(path)).code == 200
    assert (await person.get("/tasks")).code == 403


async def test_a_second_user_sees_nothing_of_the_first(
    new_person: NewPerson, new_caller: NewCaller, pool: Pool
) -> None:
    await new_caller()
    first = await new_person("first@example.org", "owner")
    await first.post("/keys", {"name": "secret key of the first"})
    task_id = (await first.post("/api/v1/jobs/createTask", PICTURE)).data["taskId"]
    (key,) = [one for one in (await first.get("/keys")).data["keys"] if "secret" in one["name"]]
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    second = await new_person("second@example.org", "owner", other)
    paths = ["/tasks", "/keys", "/ledger", "/spend?by=key", "/spend?by=model", "/audit", "/health"]
    paths += ["/balance", "/projects", "/me", f"/projects/{other.id.hex}/members"]
    for path in paths:
        text = (await second.get(path)).raw.decode()
        for mark in ("first@", "secret key", task_id, key["id"], "z-image"):
            assert mark not in text, path
    for path in ("", "/story", "/events", "/deliveries"):
        assert (await second.get(f"/tasks/{task_id}{path}")).code == 404
    assert (await second.delete(f"/keys/{key['id']}")).code == 404
    assert (await second.patch(f"/keys/{key['id']}", {"name": "mine"})).code == 404
    assert (await first.get("/tasks")).data["tasks"][0]["taskId"] == task_id


async def test_no_call_is_forgotten_here(routes: set[tuple[str, str]], api: Caller) -> None:
    listed = {
        (method, path.partition("?")[0].replace(ID, "{}").replace("nobody", "{}"))
        for _, method, path in CALLS
    }
    listed |= {(method, f"/projects/{{}}/{path.replace(ID, '{}')}") for _, method, path in IN_PATH}
    about_oneself = {"/session", "/session/ways", "/session/oidc", "/me", "/me/password"}
    elsewhere = {"/projects", "/projects/{}", "/models/{}", "/chat/calls", "/hooks/{}/{}"}
    assert {path for _, path in routes - listed} <= about_oneself | elsewhere


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """Methods and paths below `/genmux/v1` of the API that is made next, `{}` for names."""
    found: set[tuple[str, str]] = set()
    make = Route.__init__

    def noted(self: Route, path: str, *args: Any, **more: Any) -> None:
        make(self, path, *args, **more)
        if path.startswith(ROOT):
            plain = re.sub(r"\{[^}]*\}", "{}", path.removeprefix(ROOT))
            found.update((how, plain) for how in self.methods or () if how != "HEAD")

    monkeypatch.setattr(Route, "__init__", noted)
    return found
