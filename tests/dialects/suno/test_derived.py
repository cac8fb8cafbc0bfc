"""What is made from a finished track: WAV, video, stems, notes and pictures, each in its record."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.studio import Studio
from tests.dialects.suno.songs import GENERATE, HOOK, RECORD, idea, song
from tests.server import Caller


def about(task_id: str, track: dict[str, Any], hook: str = HOOK, **more: Any) -> dict[str, Any]:
    return {"taskId": task_id, "audioId": track["id"], "callBackUrl": hook, **more}


async def read(studio: Studio, name: str, task_id: str) -> dict[str, Any]:
    record: dict[str, Any] = (await studio.get(f"/api/v1/{name}/record-info?taskId={task_id}")).data
    return record


@pytest.mark.covers(146, 147, 148, 155, 156, 157)
@pytest.mark.parametrize(
    ("name", "recorded_as", "told_as"),
    [("wav", "audioWavUrl", "audio_wav_url"), ("mp4", "videoUrl", "video_url")],
)
async def test_a_track_in_another_form_exists_once(
    studio: Studio, name: str, recorded_as: str, told_as: str
) -> None:
    parent, tracks = await song(studio)
    body = about(parent, tracks[1], studio.sink.url_for("/form"))
    task_id = await studio.made(f"/api/v1/{name}/generate", body)
    record = await read(studio, name, task_id)
    assert record["successFlag"] == "SUCCESS"
    assert (record["musicId"], record["musicIndex"]) == (tracks[1]["id"], 1)
    assert record["callbackUrl"] == body["callBackUrl"]
    assert len(record["createTime"]) == len("2026-01-01 00:00:00")
    assert (await studio.facts(record["response"][recorded_as])).seconds
    (told,) = await studio.told("/form")
    assert (told["code"], told["data"]["task_id"]) == (200, task_id)
    assert told["data"][told_as] == record["response"][recorded_as]
    again = await studio.caller.post(f"/api/v1/{name}/generate", body)
    assert (again.code, again.data) == (409, None)
    assert task_id in again.msg
    other = await studio.caller.post(f"/api/v1/{name}/generate", about(parent, tracks[0]))
    assert other.code == 200


async def test_what_exists_once_is_repeated_with_its_key(studio: Studio) -> None:
    parent, tracks = await song(studio)
    body = about(parent, tracks[0])
    replies = [
        await studio.caller.post("/api/v1/wav/generate", body, Idempotency_Key="k")
        for _ in range(2)
    ]
    assert replies[0].data == replies[1].data
    assert {reply.code for reply in replies} == {200}


async def test_what_failed_may_be_made_again(studio: Studio) -> None:
    parent, tracks = await song(studio)
    body = about(parent, tracks[0])
    async with studio.pool.acquire() as conn:
        await conn.execute("update asset set key = 'gone/' || id where name = 'track-1.mp3'")
    first = await studio.start("/api/v1/wav/generate", body)
    assert (await studio.ended(first))["state"] == "fail"
    record = await read(studio, "wav", first)
    assert record["response"] == {"audioWavUrl": None}
    second = await studio.start("/api/v1/wav/generate", body)
    assert second != first


@pytest.mark.covers(149, 151, 152)
@pytest.mark.parametrize(
    ("kind", "price", "filled"),
    [
        ("separate_vocal", 10, {"vocalUrl", "instrumentalUrl"}),
        ("split_stem", 50, {"vocalUrl", "drumsUrl", "bassUrl", "keyboardUrl"}),
    ],
)
async def test_a_track_is_taken_apart(
    studio: Studio, kind: str, price: int, filled: set[str]
) -> None:
    parent, tracks = await song(studio)
    before = (await studio.get("/api/v1/chat/credit")).data
    body = about(parent, tracks[0], studio.sink.url_for("/stems"), type=kind)
    task_id = await studio.made("/api/v1/vocal-removal/generate", body)
    assert before - (await studio.get("/api/v1/chat/credit")).data == price
    record = await read(studio, "vocal-removal", task_id)
    response = record["response"]
    links = {key for key, value in response.items() if key.endswith("Url") and value}
    assert links == filled | {"originUrl"}
    assert (await studio.facts(response["originUrl"])).kind == "audio"
    assert len(response["originData"]) == len(filled)
    assert {"id", "duration", "audio_url", "stem_type_group_name"} == set(response["originData"][0])
    assert isinstance(record["createTime"], int)
    (told,) = await studio.told("/stems")
    assert told["msg"] == "vocal Removal generated successfully."
    info = told["data"]["vocal_removal_info"]
    assert info["vocal_url"] == response["vocalUrl"]
    assert info["origin_url"] == response["originUrl"]
    assert "piano_url" not in info
    assert ("instrumental_url" in info) == (kind == "separate_vocal")
    assert (await studio.caller.post("/api/v1/vocal-removal/generate", body)).code == 200


@pytest.mark.covers(150, 153, 154)
async def test_stems_become_notes(studio: Studio) -> None:
    parent, tracks = await song(studio)
    split = about(parent, tracks[0], type="split_stem")
    stems = await studio.made("/api/v1/vocal-removal/generate", split)
    bass = (await read(studio, "vocal-removal", stems))["response"]["originData"][2]
    hook = studio.sink.url_for("/midi")
    task_id = await studio.made("/api/v1/midi/generate", {"taskId": stems, "callBackUrl": hook})
    record = await read(studio, "midi", task_id)
    assert record["successFlag"] == 1
    assert isinstance(record["recordTaskId"], int)
    names = [one["name"] for one in record["midiData"]["instruments"]]
    assert names == ["vocal", "drums", "bass", "keyboard"]
    (told,) = await studio.told("/midi")
    assert told["data"]["state"] == "complete"
    assert told["data"]["instruments"] == record["midiData"]["instruments"]
    one = {"taskId": stems, "audioId": bass["id"], "callBackUrl": HOOK}
    record = await read(studio, "midi", await studio.made("/api/v1/midi/generate", one))
    assert [part["name"] for part in record["midiData"]["instruments"]] == ["bass"]
    assert record["audioId"] == bass["id"]
    wrong = await studio.caller.post(
        "/api/v1/midi/generate", {"taskId": parent, "callBackUrl": HOOK}
    )
    assert wrong.code == 422
    assert "Record does not exist" in wrong.msg


@pytest.mark.covers(127, 138, 139)
async def test_pictures_of_a_song_exist_once(studio: Studio) -> None:
    parent, _ = await song(studio)
    body = {"taskId": parent, "callBackUrl": studio.sink.url_for("/cover")}
    task_id = await studio.made("/api/v1/suno/cover/generate", body)
    record = await read(studio, "suno/cover", task_id)
    assert (record["successFlag"], record["errorCode"]) == (1, 200)
    assert record["parentTaskId"] == parent
    assert record["completeTime"].endswith("Z")
    assert len(record["response"]["images"]) == 2
    (told,) = await studio.told("/cover")
    assert told["data"]["taskId"] == task_id
    assert told["data"]["images"] == record["response"]["images"]
    again = await studio.caller.post("/api/v1/suno/cover/generate", body)
    assert (again.code, again.data) == (400, {"taskId": task_id})


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("wav/generate", {"taskId": "0" * 32, "audioId": "1" * 32}, "Please enter callBackUrl."),
        (
            "wav/generate",
            {"taskId": "0" * 32, "audioId": "1" * 32, "callBackUrl": HOOK},
            "Record does not exist",
        ),
        ("wav/generate", {"taskId": "0" * 32, "callBackUrl": HOOK}, "audioId is required"),
        (
            "mp4/generate",
            {"taskId": "0" * 32, "audioId": "1" * 32, "callBackUrl": HOOK, "author": "x" * 51},
            "author",
        ),
        (
            "vocal-removal/generate",
            {"taskId": "0" * 32, "audioId": "1" * 32, "callBackUrl": HOOK, "type": "all"},
            "type",
        ),
        ("midi/generate", {"callBackUrl": HOOK}, "taskId is required"),
        ("suno/cover/generate", {"taskId": "x"}, "Record does not exist"),
    ],
)
async def test_limits(api: Caller, path: str, body: dict[str, Any], message: str) -> None:
    reply = await api.post(f"/api/v1/{path}", body)
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


@pytest.mark.parametrize("name", ["wav", "mp4", "vocal-removal", "midi", "suno/cover"])
async def test_unknown_records_are_no_data(api: Caller, name: str) -> None:
    reply = await api.get(f"/api/v1/{name}/record-info?taskId={'0' * 32}")
    assert (reply.code, reply.data) == (200, None)
    assert (await api.get(f"/api/v1/{name}/record-info")).code == 400


async def test_an_unfinished_song_has_no_wav(api: Caller) -> None:
    task_id = (await api.post(GENERATE, idea())).data["taskId"]
    body = {"taskId": task_id, "audioId": "1" * 32, "callBackUrl": HOOK}
    reply = await api.post("/api/v1/wav/generate", body)
    assert reply.code == 422
    assert "has not been successful" in reply.msg
    assert (await api.get(RECORD + task_id)).data["status"] == "PENDING"
