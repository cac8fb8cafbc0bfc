"""Songs: three stages in the record and in callbacks, derived songs, and every documented limit."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.dialects.studio import Studio
from tests.dialects.suno.band import LYRICS
from tests.dialects.suno.songs import GENERATE, HOOK, RECORD, idea, song
from tests.server import Caller

CUSTOM = {"customMode": True, "style": "folk", "title": "Kite", "prompt": LYRICS}


async def at_status(studio: Studio, task_id: str, status: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            record: dict[str, Any] = (await studio.get(RECORD + task_id)).data
            if record["status"] == status:
                return record
            await asyncio.sleep(0.02)


@pytest.mark.covers(120, 121, 129, 135)
async def test_lyrics_first_track_and_all_are_shown_and_told_in_order(
    studio: Studio, tmp_path: Path
) -> None:
    steps = tmp_path / "steps"
    steps.mkdir()
    hook = studio.sink.url_for("/song")
    body = idea(**{**CUSTOM, "style": str(steps)}, callBackUrl=hook)
    task_id = await studio.start(GENERATE, body)
    pending = await at_status(studio, task_id, "PENDING")
    assert pending["response"]["sunoData"] == []
    (steps / "text").touch()
    texts = await at_status(studio, task_id, "TEXT_SUCCESS")
    assert [track["prompt"] for track in texts["response"]["sunoData"]] == [LYRICS, LYRICS]
    assert {track["audioUrl"] for track in texts["response"]["sunoData"]} == {""}
    (steps / "first").touch()
    first = await at_status(studio, task_id, "FIRST_SUCCESS")
    one, other = first["response"]["sunoData"]
    assert one["audioUrl"].endswith(".mp3")
    assert other["audioUrl"] == ""
    (steps / "complete").touch()
    record = await at_status(studio, task_id, "SUCCESS")
    tracks = record["response"]["sunoData"]
    assert tracks[0] == one, "what was shown early stays"
    assert tracks[0]["id"] != tracks[1]["id"]
    assert {track["title"] for track in tracks} == {"Kite"}
    assert {track["duration"] for track in tracks} == {1.0}
    assert record["operationType"] == "generate"
    assert (record["errorCode"], record["errorMessage"]) == (None, None)
    for track in tracks:
        assert (await studio.facts(track["audioUrl"])).kind == "audio"
        assert (await studio.facts(track["imageUrl"])).kind == "image"
    told = await studio.told("/song", 3)
    assert [one["data"]["callbackType"] for one in told] == ["text", "first", "complete"]
    assert [len(one["data"]["data"]) for one in told] == [0, 1, 2]
    assert {one["data"]["task_id"] for one in told} == {task_id}
    assert {one["code"] for one in told} == {200}
    shown = told[2]["data"]["data"][0]
    assert shown["audio_url"].split("/files/")[1] == tracks[0]["audioUrl"].split("/files/")[1]
    assert shown["id"] == tracks[0]["id"]
    assert shown["model_name"] == "chirp-v4-5"


@pytest.mark.covers(121)
async def test_a_failure_is_told_as_an_error(studio: Studio) -> None:
    body = idea(prompt="break", callBackUrl=studio.sink.url_for("/song"))
    task_id = await studio.start(GENERATE, body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert record["status"] == "GENERATE_AUDIO_FAILED"
    assert record["errorCode"] == 501
    assert record["errorMessage"] == "The band broke up."
    assert record["response"]["sunoData"] == []
    (told,) = await studio.told("/song")
    assert (told["code"], told["data"]["callbackType"], told["data"]["data"]) == (501, "error", [])


async def test_a_file_that_cannot_be_fetched_is_a_failed_start(studio: Studio) -> None:
    body = idea(uploadUrl=studio.sink.url_for("/gone.mp3"), prompt="calm", instrumental=True)
    task_id = await studio.start("/api/v1/generate/upload-cover", body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert record["status"] == "CREATE_TASK_FAILED"
    assert "uploadUrl" in record["errorMessage"]


@pytest.mark.covers(122, 130)
async def test_a_track_is_extended(studio: Studio) -> None:
    _, tracks = await song(studio)
    body = {
        "defaultParamFlag": True,
        "audioId": tracks[1]["id"],
        "prompt": LYRICS,
        "style": "folk",
        "title": "Kite",
        "continueAt": 0.5,
        "model": "V4_5",
        "callBackUrl": studio.sink.url_for("/more"),
    }
    task_id = await studio.made("/api/v1/generate/extend", body)
    record = (await studio.get(RECORD + task_id)).data
    assert record["parentMusicId"] == tracks[1]["id"]
    assert record["operationType"] == "extend"
    assert len(record["response"]["sunoData"]) == 2
    assert [one["data"]["callbackType"] for one in await studio.told("/more", 3)] == [
        "text",
        "first",
        "complete",
    ]


@pytest.mark.covers(123, 124, 125, 126, 131, 132, 133, 134, 142)
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("upload-cover", {"prompt": "calm", "customMode": False, "instrumental": True}),
        ("upload-extend", {"defaultParamFlag": False}),
        ("add-instrumental", {"title": "t", "tags": "folk", "negativeTags": "drums"}),
        ("add-vocals", {"prompt": "p", "title": "t", "style": "s", "negativeTags": "n"}),
        ("mashup", {"customMode": False, "prompt": "both"}),
    ],
)
async def test_songs_from_uploaded_sound(studio: Studio, path: str, more: dict[str, Any]) -> None:
    _, tracks = await song(studio)
    url = tracks[0]["audioUrl"]
    files = {"uploadUrlList": [url, tracks[1]["audioUrl"]]} if path == "mashup" else {}
    body = {"model": "V5", "callBackUrl": studio.sink.url_for("/up"), "uploadUrl": url}
    task_id = await studio.made(f"/api/v1/generate/{path}", {**body, **files, **more})
    record = (await studio.get(RECORD + task_id)).data
    assert record["status"] == "SUCCESS"
    assert record["operationType"] == path.replace("-", "_")
    assert len(await studio.told("/up", 3)) == 3
    if not files:
        assert record["response"]["sunoData"][0]["sourceAudioUrl"] == url


@pytest.mark.covers(128, 140)
async def test_a_section_is_replaced_and_told_once(studio: Studio) -> None:
    task_id, tracks = await song(studio)
    body = {
        "taskId": task_id,
        "audioId": tracks[0]["id"],
        "prompt": "new words",
        "tags": "folk",
        "title": "Kite",
        "infillStartS": 0,
        "infillEndS": 8.25,
        "callBackUrl": studio.sink.url_for("/section"),
    }
    new_id = await studio.made("/api/v1/generate/replace-section", body)
    told = await studio.told("/section")
    assert [one["data"]["callbackType"] for one in told] == ["complete"]
    assert (await studio.get(RECORD + new_id)).data["parentMusicId"] == tracks[0]["id"]


async def test_sounds_need_no_callback(studio: Studio) -> None:
    task_id = await studio.made("/api/v1/generate/sounds", {"prompt": "rain", "soundTempo": 90})
    assert (await studio.get(RECORD + task_id)).data["status"] == "SUCCESS"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"callBackUrl": None}, "Please enter callBackUrl."),
        ({"customMode": None}, "customMode is required"),
        ({"model": "V3"}, "model"),
        ({"prompt": None}, "prompt is required when customMode is false"),
        ({"prompt": "x" * 501}, "at most 500 characters when customMode is false"),
        ({**CUSTOM, "style": None}, "style and title are required when customMode is true"),
        ({**CUSTOM, "title": None}, "style and title are required when customMode is true"),
        ({**CUSTOM, "prompt": None}, "prompt (the lyrics) is required"),
        ({**CUSTOM, "prompt": "x" * 5001}, "prompt"),
        ({**CUSTOM, "prompt": "x" * 3001, "model": "V4"}, "at most 3000 characters with model V4"),
        ({**CUSTOM, "style": "x" * 201, "model": "V4"}, "at most 200 characters with model V4"),
        ({**CUSTOM, "style": "x" * 1001}, "style"),
        ({**CUSTOM, "title": "x" * 81}, "title"),
        ({"vocalGender": "x"}, "vocalGender"),
        ({"styleWeight": 1.5}, "styleWeight"),
        ({"personaModel": "style_persona"}, "personaModel is for model V5 and V5_5"),
        ({"personaId": "0" * 32}, "Record does not exist"),
    ],
)
async def test_limits_of_a_song(api: Caller, changes: dict[str, Any], message: str) -> None:
    reply = await api.post(GENERATE, idea(**changes))
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg
    assert (await api.get("/api/v1/chat/credit")).data == 1000


async def test_custom_instrumentals_need_no_words(api: Caller) -> None:
    body = idea(**{**CUSTOM, "prompt": None, "instrumental": True, "title": "x" * 80})
    assert (await api.post(GENERATE, body)).code == 200


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("extend", {"defaultParamFlag": False, "model": "V5"}, "audioId is required"),
        (
            "extend",
            {"defaultParamFlag": False, "model": "V5", "audioId": "nonsense"},
            "Record does not exist",
        ),
        (
            "extend",
            {"defaultParamFlag": True, "model": "V5", "audioId": "a", "prompt": "p", "style": "s"},
            "prompt, style, title and continueAt are required",
        ),
        ("upload-cover", {"customMode": False, "instrumental": True, "model": "V5"}, "uploadUrl"),
        (
            "upload-cover",
            {
                **CUSTOM,
                "title": "x" * 81,
                "instrumental": False,
                "model": "V4_5ALL",
                "uploadUrl": HOOK,
            },
            "title must have at most 80 characters with model V4 and V4_5ALL",
        ),
        ("upload-extend", {"defaultParamFlag": True, "model": "V5", "uploadUrl": HOOK}, "style"),
        (
            "add-vocals",
            {
                "uploadUrl": HOOK,
                "model": "V4",
                "prompt": "p",
                "title": "t",
                "style": "s",
                "negativeTags": "n",
            },
            "model",
        ),
        ("mashup", {"customMode": False, "model": "V5", "uploadUrlList": [HOOK]}, "2"),
        (
            "replace-section",
            {
                "taskId": "0" * 32,
                "audioId": "1" * 32,
                "prompt": "p",
                "tags": "t",
                "title": "t",
                "infillStartS": 1,
                "infillEndS": 5,
            },
            "infillEndS",
        ),
        ("sounds", {"prompt": "x" * 501}, "prompt"),
        ("sounds", {"prompt": "x", "soundKey": "H"}, "soundKey"),
        ("sounds", {"prompt": "x", "soundTempo": 301}, "soundTempo"),
    ],
)
async def test_limits_of_other_songs(
    api: Caller, path: str, body: dict[str, Any], message: str
) -> None:
    reply = await api.post(f"/api/v1/generate/{path}", {"callBackUrl": HOOK, **body})
    assert (reply.code, reply.data) == (422, None), reply.msg
    assert message in reply.msg


@pytest.mark.parametrize(
    ("path", "body", "price"),
    [
        ("", idea(), 12),
        (
            "/upload-cover",
            {
                "uploadUrl": HOOK,
                "customMode": False,
                "instrumental": True,
                "prompt": "p",
                "model": "V5",
            },
            12,
        ),
        ("/sounds", {"prompt": "rain"}, 2.5),
    ],
)
async def test_prices(api: Caller, path: str, body: dict[str, Any], price: float) -> None:
    reply = await api.post(f"{GENERATE}{path}", {"callBackUrl": HOOK, **body})
    assert reply.code == 200, reply.msg
    assert 1000 - (await api.get("/api/v1/chat/credit")).data == price


async def test_an_unknown_task_is_no_data(api: Caller) -> None:
    reply = await api.get(RECORD + "0" * 32)
    assert (reply.code, reply.data) == (200, None)


async def test_tracks_of_another_project_do_not_exist(studio: Studio) -> None:
    _, tracks = await song(studio)
    stranger = await studio.stranger()
    body = {
        "defaultParamFlag": False,
        "audioId": tracks[0]["id"],
        "model": "V4_5",
        "callBackUrl": HOOK,
    }
    reply = await stranger.post("/api/v1/generate/extend", body)
    assert reply.code == 422
    assert "Record does not exist" in reply.msg
