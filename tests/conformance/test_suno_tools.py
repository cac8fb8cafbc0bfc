"""What can be made of a finished song, and the helpers beside it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checks import fits, is_file, refused
from tests.conformance.client import Client
from tests.conformance.receiver import Receiver
from tests.conformance.suno import (
    GENERATE,
    MODEL,
    SONG,
    UNKNOWN,
    flag_ended,
    number_ended,
    sung,
    tracks,
)


@pytest.fixture(scope="module")
def song(client: Client, callback_url: str) -> Any:
    return sung(client, GENERATE, {**SONG, "callBackUrl": callback_url})


@pytest.fixture(scope="module")
def track(song: Any, callback_url: str) -> dict[str, Any]:
    """The fields that name its first track and ask for a callback."""
    return {
        "taskId": song["taskId"],
        "audioId": tracks(song)[0]["id"],
        "callBackUrl": callback_url,
    }


@pytest.fixture(scope="module")
def stems(client: Client, track: dict[str, Any]) -> Any:
    body = {**track, "type": "separate_vocal"}
    task_id = client.create("/api/v1/vocal-removal/generate", body)
    return client.until(flag_ended, "/api/v1/vocal-removal/record-info", taskId=task_id)


def told(receiver: Receiver, task_id: str) -> Any:
    """`data` of the one callback of a task."""
    (body,) = receiver.told(task_id)
    assert body["code"] == 200
    return body["data"]


@pytest.mark.covers(146, 147, 148)
def test_a_wav(client: Client, track: dict[str, Any], any_receiver: Receiver | None) -> None:
    task_id = client.create("/api/v1/wav/generate", track)
    data = client.until(flag_ended, "/api/v1/wav/record-info", taskId=task_id)
    assert data["successFlag"] == "SUCCESS", data["errorMessage"]
    assert (data["taskId"], data["musicId"]) == (task_id, track["audioId"])
    assert data["musicIndex"] in (0, 1)
    link = data["response"]["audioWavUrl"]
    is_file(client, link, "audio")
    assert client.download(link).raw[:4] == b"RIFF"
    if any_receiver is not None:
        assert told(any_receiver, task_id)["audio_wav_url"] == link


@pytest.mark.covers(149, 151, 152)
def test_voice_and_accompaniment(
    client: Client, track: dict[str, Any], stems: Any, any_receiver: Receiver | None
) -> None:
    assert stems["successFlag"] == "SUCCESS", stems["errorMessage"]
    assert stems["musicId"] == track["audioId"]
    fits(stems, {"createTime": int, "completeTime": int, "response": dict})
    found = stems["response"]
    is_file(client, found["vocalUrl"], "audio")
    is_file(client, found["instrumentalUrl"], "audio")
    for part in found["originData"]:
        fits(part, {"id": str, "audio_url": str, "stem_type_group_name": str})
    if any_receiver is not None:
        info = told(any_receiver, stems["taskId"])["vocal_removal_info"]
        assert info["vocal_url"] == found["vocalUrl"]
        assert info["instrumental_url"] == found["instrumentalUrl"]


@pytest.mark.covers(150, 153, 154)
def test_the_notes(
    client: Client, stems: Any, callback_url: str, any_receiver: Receiver | None
) -> None:
    body = {"taskId": stems["taskId"], "callBackUrl": callback_url}
    task_id = client.create("/api/v1/midi/generate", body)
    data = client.until(number_ended, "/api/v1/midi/record-info", taskId=task_id)
    assert data["successFlag"] == 1, data["errorMessage"]
    assert data["midiData"]["state"] == "complete"
    for instrument in data["midiData"]["instruments"]:
        assert instrument["name"]
        for note in instrument["notes"]:
            assert 0 <= note["pitch"] <= 127
            assert 0 <= note["velocity"] <= 1
            assert float(note["start"]) <= float(note["end"])
    if any_receiver is not None:
        assert told(any_receiver, task_id)["state"] == "complete"


@pytest.mark.covers(155, 156, 157)
def test_a_music_video(
    client: Client, track: dict[str, Any], any_receiver: Receiver | None
) -> None:
    task_id = client.create("/api/v1/mp4/generate", {**track, "author": "The Keepers"})
    data = client.until(flag_ended, "/api/v1/mp4/record-info", taskId=task_id)
    assert data["successFlag"] == "SUCCESS", data["errorMessage"]
    assert data["musicId"] == track["audioId"]
    link = data["response"]["videoUrl"]
    is_file(client, link, "video")
    if any_receiver is not None:
        assert told(any_receiver, task_id)["video_url"] == link


@pytest.mark.covers(127, 138, 139)
def test_cover_pictures(
    client: Client, song: Any, callback_url: str, any_receiver: Receiver | None
) -> None:
    body = {"taskId": song["taskId"], "callBackUrl": callback_url}
    task_id = client.create("/api/v1/suno/cover/generate", body)
    data = client.until(number_ended, "/api/v1/suno/cover/record-info", taskId=task_id)
    assert data["successFlag"] == 1, data["errorMessage"]
    assert data["parentTaskId"] == song["taskId"]
    for link in data["response"]["images"]:
        is_file(client, link, "image")
    if any_receiver is not None:
        assert told(any_receiver, task_id)["images"] == data["response"]["images"]
    again = client.post("/api/v1/suno/cover/generate", body)
    assert again.code in (200, 400, 409)


@pytest.mark.covers(136)
def test_when_each_word_is_sung(client: Client, track: dict[str, Any]) -> None:
    data = client.post("/api/v1/generate/get-timestamped-lyrics", track).data
    assert data["alignedWords"]
    for word in data["alignedWords"]:
        fits(word, {"word": str, "success": bool, "startS": int | float, "endS": int | float})
        assert word["startS"] <= word["endS"]
    assert data["waveformData"]


@pytest.mark.covers(141)
def test_a_persona_can_sing_again(client: Client, track: dict[str, Any], callback_url: str) -> None:
    body = {**track, "name": "Keeper", "description": "a calm voice"}
    persona = client.post("/api/v1/generate/generate-persona", body).data
    fits(persona, {"personaId": str, "name": str, "description": str})
    assert client.post("/api/v1/generate/generate-persona", body).code == 409
    custom = {
        "prompt": "[Verse]\nThe lamp is lit",
        "customMode": True,
        "instrumental": False,
        "model": MODEL,
        "style": "sea shanty",
        "title": "Lamp",
        "personaId": persona["personaId"],
        "callBackUrl": callback_url,
    }
    assert len(tracks(sung(client, GENERATE, custom))) == 2


@pytest.mark.covers(137)
def test_a_style_is_told_at_once(client: Client) -> None:
    data = client.post("/api/v1/style/generate", {"content": "calm, sea"}).data
    fits(data, {"taskId": str, "result": str, "creditsConsumed": int | float})
    assert data["result"]


@pytest.mark.covers(143, 144, 145)
def test_lyrics(client: Client, callback_url: str, any_receiver: Receiver | None) -> None:
    body = {"prompt": "a song about the sea", "callBackUrl": callback_url}
    task_id = client.create("/api/v1/lyrics", body)
    data = client.until(
        lambda data: data["status"] != "PENDING", "/api/v1/lyrics/record-info", taskId=task_id
    )
    assert data["status"] == "SUCCESS", data["errorMessage"]
    versions = data["response"]["data"]
    assert versions
    for version in versions:
        fits(version, {"text": str, "title": str})
        assert version["status"] == "complete"
    if any_receiver is not None:
        callback = told(any_receiver, task_id)
        assert callback["callbackType"] == "complete"
        assert [one["text"] for one in callback["data"]] == [one["text"] for one in versions]


def test_a_voice(client: Client, speech: str, callback: dict[str, str]) -> None:
    body = {"voiceUrl": speech, "vocalStartS": 0, "vocalEndS": 4, "language": "en", **callback}
    asked = client.create("/api/v1/voice/validate", body)
    phrase = client.until(
        lambda data: data["status"] in ("wait_validating", "success", "fail"),
        "/api/v1/voice/validate-info",
        taskId=asked,
    )
    assert phrase["validateInfo"], phrase
    body = {"taskId": asked, "verifyUrl": speech, "voiceName": "Keeper", **callback}
    task_id = client.create("/api/v1/voice/generate", body)
    voice = client.until(
        lambda data: data["status"] in ("success", "fail"),
        "/api/v1/voice/record-info",
        taskId=task_id,
    )
    assert voice["status"] == "success", voice["errorMessage"]
    assert voice["voiceId"]
    available = client.post("/api/v1/voice/check-voice", {"task_id": task_id}).data
    assert available["isAvailable"] is True


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("wav/generate", marks=pytest.mark.covers(147)),
        pytest.param("mp4/generate", marks=pytest.mark.covers(156)),
        pytest.param("vocal-removal/generate", marks=pytest.mark.covers(151)),
        pytest.param("midi/generate", marks=pytest.mark.covers(153)),
    ],
)
def test_what_is_made_of_a_song_needs_one(client: Client, callback_url: str, path: str) -> None:
    body = {"taskId": UNKNOWN, "audioId": "none", "type": "separate_vocal"}
    refused(client, f"/api/v1/{path}", {**body, "callBackUrl": callback_url}, 404, 422)


@pytest.mark.covers(144)
def test_wrong_lyrics(client: Client, callback_url: str) -> None:
    refused(client, "/api/v1/lyrics", {"callBackUrl": callback_url}, 400, 422)
