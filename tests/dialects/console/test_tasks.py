"""Finding tasks, their stories, and following them while they run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.dialects.console import events as following
from genmux.projects.audit import COMMAND
from genmux.projects.people import add_person
from genmux.projects.project import Project, ensure_project
from genmux.projects.sessions import open_session
from genmux.tasks import search
from tests.dialects.console.conftest import ROOT, NewPerson, Person
from tests.dialects.studio import Studio
from tests.server import Caller

KITE = {"prompt": "a Red kite, 100% new", "aspect_ratio": "1:1"}
BOAT = {"prompt": 'a "blue" boat in Zürich', "aspect_ratio": "1:1"}


async def made(api: Caller, values: dict[str, Any]) -> str:
    return str((await api.create("z-image", values)).data["taskId"])


async def found(api: Caller, query: str) -> list[str]:
    data = (await api.get(f"{ROOT}/tasks?{query}")).data
    assert data["total"] == len(data["tasks"])
    return [task["taskId"] for task in data["tasks"]]


async def test_tasks_are_found_by_everything(
    api: Caller, new_person: NewPerson, project: Project
) -> None:
    person = await new_person(role="member")
    kite, boat = await made(api, KITE), await made(person, BOAT)
    assert await found(api, "text=red%20KITE") == [kite]
    assert await found(api, "text=100%25") == [kite]
    assert await found(api, "text=%25%25") == []
    assert await found(api, "text=%22blue%22") == [boat]
    assert await found(api, "text=z%C3%BCrich") == [boat]
    assert await found(api, f"key={person.id.hex}") == [boat]
    assert await found(api, "family=market&model=z-image&state=queued") == [boat, kite]
    assert await found(api, "family=suno") == []
    today = SystemClock().now().date()
    assert await found(api, f"from={today}&to={today}") == [boat, kite]
    assert await found(api, "to=2020-01-01") == []
    assert (
        await found(api, f"from={(await api.get(f'{ROOT}/tasks/{boat}')).data['createTime'] + 1}")
        == []
    )
    for wrong in ("text=x", "from=yesterday", "key=x", "state=done", f"text={'x' * 101}"):
        assert (await api.get(f"{ROOT}/tasks?{wrong}")).code == 422, wrong


async def test_pages_go_on_until_the_end(
    api: Caller, monkeypatch: pytest.MonkeyPatch, pool: Pool
) -> None:
    ids = [await made(api, KITE if number == 0 else BOAT) for number in range(7)]
    monkeypatch.setattr(search, "_WINDOW", search._WINDOW.replace(str(search.WINDOW), "3"))
    monkeypatch.setattr(search, "WINDOW", 3)
    seen: list[str] = []
    before, pages = "", 0
    while True:
        data = (await api.get(f"{ROOT}/tasks?text=kite&limit=1{before}")).data
        seen += [task["taskId"] for task in data["tasks"]]
        pages += 1
        if data["next"] is None:
            break
        before = f"&before={data['next']}"
    assert seen == [ids[0]]
    assert pages == 3
    first = (await api.get(f"{ROOT}/tasks?text=kite")).data
    assert (first["total"], first["totalIsExact"]) == (0, False)


async def signed_in(studio: Studio, role: str = "member") -> Person:
    """Somebody in the studio's project."""
    async with studio.pool.acquire() as conn:
        project = await ensure_project(conn)
        person = await add_person(conn, COMMAND, "ann@example.org", "Ann")
        await conn.execute(
            "insert into membership (project_id, person_id, role) values ($1, $2, $3)",
            project.id,
            person.id,
            role,
        )
        token, _ = await open_session(conn, person.id, SystemClock().now(), 12)
    return Person(studio.session, studio.caller.url, token, person.id, project.id)


async def events(person: Person, path: str, **headers: str) -> AsyncIterator[tuple[str, int, Any]]:
    """Name, id and data of each event, until the stream ends."""
    sent = {"Authorization": f"Bearer {person.token}", **headers}
    timeout = aiohttp.ClientTimeout(total=60)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(person.url + ROOT + path, headers=sent) as reply,
    ):
        assert reply.headers["content-type"].startswith("text/event-stream")
        text = ""
        async for chunk in reply.content.iter_any():
            text += chunk.decode()
            while "\n\n" in text:
                block, _, text = text.partition("\n\n")
                fields = dict(line.split(": ", 1) for line in block.split("\n") if line[0] != ":")
                if fields:
                    yield fields["event"], int(fields["id"]), orjson.loads(fields["data"])


async def test_a_story_is_told_whole(studio: Studio) -> None:
    person = await signed_in(studio)
    body = {"model": "z-image", "input": KITE, "callBackUrl": studio.sink.url_for("/hook")}
    reply = await person.post("/api/v1/jobs/createTask", body)
    assert reply.code == 200, reply.msg
    task_id = reply.data["taskId"]
    told = [event async for event in events(person, f"/tasks/{task_id}/events")]
    assert [name for name, _, _ in told][-1] == "end"
    assert told[-1][2]["status"] == "succeeded"
    assert told[-2][2]["progress"] == 100
    await studio.told("hook")
    async with asyncio.timeout(30):
        while True:
            story = (await person.get(f"/tasks/{task_id}/story")).data
            if story["deliveries"][0]["state"] == "delivered":
                break
            await asyncio.sleep(0.05)
    assert story["by"] == {"kind": "person", "id": person.id.hex, "name": "Ann"}
    steps = [(step["state"], step["phase"]) for step in story["timeline"]]
    assert steps[:2] == [("queued", ""), ("running", "")]
    assert steps[-1] == ("succeeded", "")
    times = [step["time"] for step in story["timeline"]]
    assert times == sorted(times)
    assert story["timeline"][-1]["milliseconds"] is None
    assert story["input"]["prompt"] == KITE["prompt"]
    assert story["route"]["engine"] == "sketch"
    assert story["route"]["lane"] == "local"
    money = story["money"]
    assert (money["held"], money["charged"], money["released"], money["usd"]) == (
        0.8,
        0.8,
        0,
        0.004,
    )
    assert [entry["kind"] for entry in money["entries"]] == ["hold", "settle"]
    (file,) = story["files"]
    assert (file["mime"], file["role"]) == ("image/png", "result")
    assert file["size"] > 1000
    assert (await studio.download(file["url"])).stat().st_size == file["size"]
    (delivery,) = story["deliveries"]
    assert [attempt["status"] for attempt in delivery["attempts"]] == [200]
    assert (story["cancellable"], story["retryable"], story["failure"]) == (False, True, None)
    again = (await person.post(f"/tasks/{task_id}/retry")).data["taskId"]
    await studio.ended(again)
    assert (await person.get(f"/tasks/{task_id}/story")).data["retries"] == [again]
    assert (await person.get(f"/tasks/{again}/story")).data["retryOf"] == task_id
    # What was missed is told again, what was seen is not.
    everything = [
        e async for e in events(person, f"/tasks/{task_id}/events", **{"Last-Event-ID": "0"})
    ]
    assert [data["status"] for _, _, data in everything][:2] == ["queued", "running"]
    later = str(times[-2])
    rest = [e async for e in events(person, f"/tasks/{task_id}/events", **{"Last-Event-ID": later})]
    assert [data["status"] for _, _, data in rest] == ["succeeded", "succeeded"]
    spent = (await person.get("/spend?by=engine")).data["rows"]
    assert [(row["key"], row["credits"], row["tasks"]) for row in spent] == [("sketch", 1.6, 2)]
    health = (await person.get("/health")).data
    assert health["successRate"] == 1
    assert health["models"][0]["succeeded"] == 2
    assert 0 < health["models"][0]["p50Ms"] <= health["models"][0]["p95Ms"]
    assert (health["engines"][0]["engine"], health["workers"]["alive"]) == ("sketch", 1)
    assert health["storage"] == {"bytes": 2 * file["size"], "files": 2}


async def test_what_a_task_was_made_from_is_told(studio: Studio) -> None:
    task_id = await studio.made("/api/v1/veo/generate", {"prompt": "a kite", "model": "veo3_fast"})
    await studio.get(f"/api/v1/veo/get-1080p-video?taskId={task_id}")
    (child,) = [
        task["taskId"]
        for task in (await studio.get(f"{ROOT}/tasks")).data["tasks"]
        if task["taskId"] != task_id
    ]
    story = (await studio.get(f"{ROOT}/tasks/{child}/story")).data
    assert story["parents"] == [task_id]


async def test_streams_end_when_the_server_stops(
    api: Caller, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await new_person(role="reader")
    task_id = await made(api, KITE)
    monkeypatch.setattr(following, "_stopping", lambda _request: True)
    told = [event async for event in events(person, f"/tasks/{task_id}/events")]
    assert [(name, data["queuePosition"]) for name, _, data in told] == [("state", 0)]


async def test_a_wrong_event_id_is_named(api: Caller) -> None:
    task_id = await made(api, KITE)
    sent = {"Last-Event-ID": "yesterday"}
    reply = await api.call("GET", f"{ROOT}/tasks/{task_id}/events", headers=sent)
    assert reply.code == 422
