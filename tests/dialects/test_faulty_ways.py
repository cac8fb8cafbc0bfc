"""How a fault is asked for, who may, and that every family knows them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from genmux.db.pool import Pool
from genmux.dialects.families import FAMILIES
from genmux.engines.registry import Engines
from genmux.faults import FAILURES
from genmux.ledger.audit import audit
from genmux.projects.keys import NewKey
from genmux.settings import Settings, SettingsError, load_settings
from tests.dialects.conftest import NewCaller
from tests.dialects.props import PLACE
from tests.dialects.studio import Studio, open_studio
from tests.dialects.suno.songs import idea, song
from tests.server import Caller, running_api

CREATE = "/api/v1/jobs/createTask"
RETRIED = "/genmux/v1/tasks/{}/retry"


def order(prompt: str = "a red kite") -> dict[str, Any]:
    return {"model": "z-image", "input": {"prompt": prompt, "aspect_ratio": "1:1"}}


@pytest.fixture
async def sandbox(new_caller: NewCaller) -> Caller:
    return await new_caller(NewKey(sandbox=True))


@pytest.fixture
async def studio(database: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Studio]:
    """Whose caller has a sandbox key."""
    async with open_studio(database, pool, tmp_path, engines=Engines(PLACE)) as studio:
        yield dataclasses.replace(studio, caller=studio.sandbox)


async def stored(pool: Pool, task_id: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """(fault, checked input, `param` of the record)"""
    row = await pool.fetchrow("select fault, input, request from task where id = $1::uuid", task_id)
    assert row is not None
    return row["fault"], orjson.loads(row["input"]), orjson.loads(row["request"])


@pytest.mark.parametrize(
    ("prompt", "fault", "meant"),
    [
        ("a red kite [[fault: fail=501]]", "fail=501", "a red kite"),
        ("[[ Fault :delay=1; empty ]] a kite", "delay=1; empty", "a kite"),
        ("a [[fault: empty]]kite", "empty", "akite"),
        ("a [[fault: none]] kite", "", "a kite"),
        ("[[default: x]] a kite", "", "[[default: x]] a kite"),
    ],
)
async def test_words_in_a_text_are_no_part_of_it(
    sandbox: Caller, pool: Pool, prompt: str, fault: str, meant: str
) -> None:
    reply = await sandbox.post(CREATE, order(prompt))
    kept, checked, shown = await stored(pool, reply.data["taskId"])
    assert (kept, checked["prompt"]) == (fault, meant)
    assert orjson.loads(shown["input"])["prompt"] == prompt, "the record shows what was sent"


@pytest.mark.parametrize(
    "prompt",
    ["a kite [[fault fail=501]]", "a kite [[fault: fail=501", "[fault: empty] a kite",
     "a kite [[fault: empty]] [[faults: delay=1]]"],
)  # fmt: skip
async def test_what_was_meant_to_be_one_is_refused(
    sandbox: Caller, new_caller: NewCaller, prompt: str
) -> None:
    reply = await sandbox.post(CREATE, order(prompt))
    assert reply.code == 422
    assert reply.msg.startswith("[[fault: ...]]: ")
    live = await new_caller()
    if "[[fault: empty]]" not in prompt:
        assert (await live.post(CREATE, order(prompt))).code == 200, (
            "others may write what they like"
        )


async def test_words_are_found_wherever_texts_are(sandbox: Caller, pool: Pool) -> None:
    lines = [
        {"text": "Hello.", "voice": "Rachel"},
        {"text": "Hi [[fault: empty]]", "voice": "Adam"},
    ]
    reply = await sandbox.create("elevenlabs/text-to-dialogue-v3", {"dialogue": lines})
    assert reply.code == 200, reply.msg
    fault, checked, _ = await stored(pool, reply.data["taskId"])
    assert (fault, checked["dialogue"][1]["text"]) == ("empty", "Hi")


async def test_a_text_of_nothing_but_a_fault_is_empty(sandbox: Caller) -> None:
    body = {**_RUNWAY, "prompt": "[[fault: empty]]"}
    reply = await sandbox.post("/api/v1/runway/generate", body)
    assert (reply.code, "prompt" in reply.msg) == (422, True)


@pytest.mark.parametrize(
    ("prompt", "header", "complaint"),
    [
        ("a", "fail=1", "X-Genmux-Fault: fail must be one of the codes 400, 402"),
        ("a [[fault: fial=501]]", "", "[[fault: ...]]: there is no fault fial; did you mean fail?"),
        ("a [[fault: empty]]", "empty", "X-Genmux-Fault: the input names a fault too"),
        ("[[fault: empty]] [[fault: delay=1]]", "", "[[fault: ...]]: is given twice"),
    ],
)
async def test_what_is_not_understood_is_refused(
    sandbox: Caller, pool: Pool, prompt: str, header: str, complaint: str
) -> None:
    reply = await sandbox.post(CREATE, order(prompt), X_Genmux_Fault=header)
    assert (reply.code, reply.data) == (422, None)
    assert reply.msg.startswith(complaint)
    assert not await pool.fetchval("select count(*) from task")


@pytest.mark.parametrize(
    ("prompt", "header", "place"),
    [("a", "none", "X-Genmux-Fault"), ("a [[fault: delay=1]]", "", "[[fault: ...]]")],
)
async def test_a_live_key_gets_none(
    api: Caller, pool: Pool, prompt: str, header: str, place: str
) -> None:
    reply = await api.post(CREATE, order(prompt), X_Genmux_Fault=header)
    assert reply.code == 422
    assert reply.msg == (
        f"{place}: faults are for sandbox keys and this is a live one; nothing was created"
    )
    assert not await pool.fetchval("select count(*) from task")
    assert (await api.get("/api/v1/chat/credit")).data == 1000


async def test_a_refusal_is_an_honest_status_where_that_is_set(
    settings: Settings, database: str, new_caller: NewCaller
) -> None:
    sandbox = await new_caller(NewKey(sandbox=True))
    honest = dataclasses.replace(
        settings, server=dataclasses.replace(settings.server, honest_status=True)
    )
    async with running_api(honest, database) as url:
        sandbox.url = url
        statuses = [
            (await sandbox.post(CREATE, order(), X_Genmux_Fault=f"refuse={code}")).status
            for code in (401, 429, 455, 500)
        ]
    assert statuses == [401, 429, 503, 500]


async def test_settings_have_a_fault_for_all_or_allow_none(
    settings: Settings, database: str, pool: Pool, new_caller: NewCaller
) -> None:
    sandbox, live = await new_caller(NewKey(sandbox=True)), await new_caller()
    given = dataclasses.replace(settings.sandbox, default_fault="fail=500")
    async with running_api(dataclasses.replace(settings, sandbox=given), database) as url:
        sandbox.url = live.url = url
        replies = [
            await sandbox.post(CREATE, order()),
            await sandbox.post(CREATE, order(), X_Genmux_Fault="none"),
            await sandbox.post(CREATE, order("a [[fault: empty]]")),
            await live.post(CREATE, order()),
        ]
    faults = [(await stored(pool, reply.data["taskId"]))[0] for reply in replies]
    assert faults == ["fail=500", "", "empty", ""]
    off = dataclasses.replace(given, faults=False)
    async with running_api(dataclasses.replace(settings, sandbox=off), database) as url:
        sandbox.url = url
        reply = await sandbox.post(CREATE, order())
        assert (await stored(pool, reply.data["taskId"]))[0] == ""
        reply = await sandbox.post(CREATE, order(), X_Genmux_Fault="empty")
        assert (reply.code, "sandbox.faults" in reply.msg) == (422, True)


def test_a_wrong_fault_in_the_settings_is_told_at_the_start(tmp_path: Path) -> None:
    flags = {"data.dir": str(tmp_path), "sandbox.default_fault": "fial=1"}
    with pytest.raises(SettingsError, match=r"default_fault must hold faults: there is no"):
        load_settings(file=None, environ={}, flags=flags)


async def test_a_retried_task_repeats_its_fault_unless_told_otherwise(studio: Studio) -> None:
    reply = await studio.caller.post(CREATE, order("a [[fault: fail=501; times=1]]"))
    task_id = reply.data["taskId"]
    assert (await studio.ended(task_id))["state"] == "fail"
    assert (await studio.get(f"/genmux/v1/tasks/{task_id}")).data["fault"] == "fail=501; times=1"
    codes = []
    for header in ("", "fail=455", "none", "refuse=433"):
        retried = await studio.caller.post(RETRIED.format(task_id), X_Genmux_Fault=header)
        ended = await studio.ended(retried.data["taskId"]) if retried.data else {}
        codes.append((retried.code, ended.get("failCode")))
    assert codes == [(200, "501"), (200, "455"), (200, None), (433, None)]


_RUNWAY = {"prompt": "a kite", "duration": 5, "quality": "720p", "aspectRatio": "1:1"}
Asked = dict[str, tuple[str, dict[str, Any]]]


async def asked_of(studio: Studio) -> Asked:
    """A create call of each family that has tasks, with what it builds on."""
    film = orjson.loads(
        (await studio.ended(await studio.start("/api/v1/runway/generate", _RUNWAY)))["resultJson"]
    )["resultUrls"][0]
    music, tracks = await song(studio)
    sound = tracks[0]["audioUrl"]
    track = {"taskId": music, "audioId": tracks[0]["id"]}
    split = {**track, "type": "separate_vocal", "callBackUrl": studio.sink.url_for("/stems")}
    stems = await studio.made("/api/v1/vocal-removal/generate", split)
    return {
        "market": (CREATE, order()),
        "flux-kontext": ("/api/v1/flux/kontext/generate", {"prompt": "a kite"}),
        "gpt4o-image": ("/api/v1/gpt4o-image/generate", {"prompt": "a kite", "size": "1:1"}),
        "omni": ("/api/v1/omni/audio/create", {"audio_id": "kore", "name": "Mia"}),
        "runway": ("/api/v1/runway/generate", _RUNWAY),
        "aleph": ("/api/v1/aleph/generate", {"prompt": "at night", "videoUrl": film}),
        "veo": ("/api/v1/veo/generate", {"prompt": "a kite"}),
        "suno": ("/api/v1/generate", idea()),
        "suno-lyrics": ("/api/v1/lyrics", {"prompt": "a kite"}),
        "suno-instant": ("/api/v1/style/generate", {"content": "folk"}),
        "suno-wav": ("/api/v1/wav/generate", track),
        "suno-mp4": ("/api/v1/mp4/generate", track),
        "suno-vocal-removal": ("/api/v1/vocal-removal/generate", split),
        "suno-midi": ("/api/v1/midi/generate", {"taskId": stems}),
        "suno-cover": ("/api/v1/suno/cover/generate", {"taskId": music}),
        "suno-voice": (
            "/api/v1/voice/validate",
            {"voiceUrl": sound, "vocalStartS": 0, "vocalEndS": 1},
        ),
    }


_RECORDS = {
    "market": "jobs/recordInfo",
    "flux-kontext": "flux/kontext/record-info",
    "gpt4o-image": "gpt4o-image/record-info",
    "runway": "runway/record-detail",
    "aleph": "aleph/record-info",
    "veo": "veo/record-info",
    "suno": "generate/record-info",
    "suno-lyrics": "lyrics/record-info",
    "suno-wav": "wav/record-info",
    "suno-mp4": "mp4/record-info",
    "suno-vocal-removal": "vocal-removal/record-info",
    "suno-midi": "midi/record-info",
    "suno-cover": "suno/cover/record-info",
    "suno-voice": "voice/validate-info",
}
_AT_ONCE = {"omni", "suno-instant"}
"""families that answer with the result and have no record"""


async def test_every_family_refuses_fails_and_ends_empty(studio: Studio) -> None:
    asked = await asked_of(studio)
    assert set(asked) == set(FAMILIES)
    await asyncio.gather(*(refused(studio, name, *call) for name, call in asked.items()))
    before = (await studio.get("/api/v1/chat/credit")).data
    await asyncio.gather(*(failed(studio, name, *call) for name, call in asked.items()))
    assert (await studio.get("/api/v1/chat/credit")).data == before, "failures cost nothing"
    await asyncio.gather(*(empty(studio, name, *call) for name, call in asked.items()))
    async with studio.pool.acquire() as conn:
        assert not await audit(conn)


async def refused(studio: Studio, name: str, path: str, body: dict[str, Any]) -> None:
    reply = await studio.caller.post(path, _heard(studio, name, body), X_Genmux_Fault="refuse=455")
    assert reply.code == 455, name


async def failed(studio: Studio, name: str, path: str, body: dict[str, Any]) -> None:
    sent = _heard(studio, f"{name}-failed", body)
    reply = await studio.caller.post(path, sent, X_Genmux_Fault="fail=500; callback=duplicate")
    if name in _AT_ONCE:
        assert (reply.code, reply.msg) == (500, FAILURES[500]), name
        return
    record = await studio.ended(reply.data["taskId"])
    assert (record["state"], record["failCode"]) == ("fail", "500"), name
    for told in await studio.told(f"/{name}-failed", 2):
        assert told["code"] == (501 if name == "market" else 500), name
    await _readable(studio, name, reply.data["taskId"])


async def empty(studio: Studio, name: str, path: str, body: dict[str, Any]) -> None:
    sent = _heard(studio, f"{name}-empty", body)
    reply = await studio.caller.post(path, sent, X_Genmux_Fault="empty")
    assert reply.code == 200, (name, reply.msg)
    if name in _AT_ONCE:
        return
    record = await studio.ended(reply.data["taskId"])
    assert (record["state"], record["response"]) == ("success", {"resultUrls": []}), name
    (told,) = await studio.told(f"/{name}-empty")
    assert told["code"] == 200, name
    await _readable(studio, name, reply.data["taskId"])


async def _readable(studio: Studio, name: str, task_id: str) -> None:
    read = await studio.get(f"/api/v1/{_RECORDS[name]}?taskId={task_id}")
    assert (read.code, read.data["taskId"]) == (200, task_id), name


def _heard(studio: Studio, name: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "callBackUrl": studio.sink.url_for(f"/{name}")}
