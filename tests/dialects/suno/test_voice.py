"""From a recording to a voice that sings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.studio import Studio
from tests.dialects.suno.songs import GENERATE, HOOK, idea, song
from tests.server import Caller


async def read(studio: Studio, name: str, task_id: str) -> dict[str, Any]:
    record: dict[str, Any] = (await studio.get(f"/api/v1/voice/{name}?taskId={task_id}")).data
    return record


async def test_a_phrase_a_reading_a_voice_a_song(studio: Studio) -> None:
    _, tracks = await song(studio)
    recording = tracks[0]["audioUrl"]
    body = {
        "voiceUrl": recording,
        "vocalStartS": 0,
        "vocalEndS": 1,
        "language": "en",
        "callBackUrl": studio.sink.url_for("/phrase"),
    }
    first = await studio.made("/api/v1/voice/validate", body)
    info = await read(studio, "validate-info", first)
    assert (info["status"], info["validateInfo"]) == ("wait_validating", "The morning is clear.")
    (told,) = await studio.told("/phrase")
    assert told["data"]["validateInfo"] == info["validateInfo"]
    again = {"taskId": first, "calBackUrl": studio.sink.url_for("/again")}
    second = await studio.made("/api/v1/voice/regenerate", again)
    assert len(await studio.told("/again")) == 1
    reading = {
        "taskId": second,
        "verifyUrl": recording,
        "voiceName": "Ann",
        "singerSkillLevel": "advanced",
        "callBackUrl": studio.sink.url_for("/voice"),
    }
    voice = await studio.made("/api/v1/voice/generate", reading)
    record = await read(studio, "record-info", voice)
    assert record["status"] == "success"
    (told,) = await studio.told("/voice")
    assert told["data"]["voiceId"] == record["voiceId"]
    check = await studio.caller.post("/api/v1/voice/check-voice", {"task_id": voice})
    assert check.data == {"isAvailable": True}
    check = await studio.caller.post("/api/v1/voice/check-voice", {"task_id": first})
    assert check.data == {"isAvailable": False}
    assert await read(studio, "record-info", first) is None
    await studio.made(
        GENERATE,
        idea(
            model="V5",
            customMode=True,
            style="s",
            title="t",
            personaId=record["voiceId"],
            personaModel="voice_persona",
        ),
    )


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("validate", {"voiceUrl": HOOK, "vocalStartS": 3, "vocalEndS": 2}, "vocalEndS"),
        ("validate", {"vocalStartS": 0, "vocalEndS": 2}, "voiceUrl is required"),
        (
            "validate",
            {"voiceUrl": HOOK, "vocalStartS": 0, "vocalEndS": 2, "language": "xx"},
            "language",
        ),
        ("regenerate", {"taskId": "0" * 32}, "Record does not exist"),
        ("generate", {"taskId": "0" * 32, "verifyUrl": HOOK}, "Record does not exist"),
        ("generate", {"taskId": "0" * 32}, "verifyUrl is required"),
        ("check-voice", {}, "task_id is required"),
    ],
)
async def test_limits(api: Caller, path: str, body: dict[str, Any], message: str) -> None:
    reply = await api.post(f"/api/v1/voice/{path}", body)
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg
