"""Calls that answer with the result itself."""

from __future__ import annotations

import pytest

from tests.dialects.studio import Studio
from tests.dialects.suno.songs import GENERATE, idea, song
from tests.server import Caller

LYRICS = "/api/v1/generate/get-timestamped-lyrics"
PERSONA = "/api/v1/generate/generate-persona"
STYLE = "/api/v1/style/generate"


@pytest.mark.covers(136)
async def test_the_times_of_words(studio: Studio) -> None:
    task_id, tracks = await song(studio)
    before = (await studio.get("/api/v1/chat/credit")).data
    body = {"taskId": task_id, "audioId": tracks[0]["id"]}
    reply = await studio.caller.post(LYRICS, body)
    first = reply.data["alignedWords"][0]
    assert first["word"] == "[Verse]\nSilver "
    assert (first["startS"], first["endS"], first["success"]) == (0.1, 0.4, True)
    assert reply.data["waveformData"] == [0.5]
    assert before - (await studio.get("/api/v1/chat/credit")).data == 0.5


@pytest.mark.covers(137)
async def test_richer_style_words(studio: Studio) -> None:
    before = (await studio.get("/api/v1/chat/credit")).data
    data = (await studio.caller.post(STYLE, {"content": "folk"})).data
    assert data["result"] == "folk, warm strings"
    assert data["creditsConsumed"] == 0.4
    assert data["creditsRemaining"] == before - 0.4
    assert data["successFlag"] == "成功"
    assert isinstance(data["createTime"], int)


@pytest.mark.covers(141)
async def test_a_persona_sings_later_songs(studio: Studio) -> None:
    task_id, tracks = await song(studio)
    about = {"name": "Ann", "description": "warm"}
    body = {"taskId": task_id, "audioId": tracks[0]["id"], **about}
    data = (await studio.caller.post(PERSONA, body)).data
    assert {"name": data["name"], "description": data["description"]} == about
    again = await studio.caller.post(PERSONA, body)
    assert (again.code, again.data) == (409, None)
    await studio.made(
        GENERATE,
        idea(
            model="V5",
            personaId=data["personaId"],
            personaModel="style_persona",
            customMode=True,
            style="folk",
            title="Kite",
        ),
    )


async def test_a_persona_of_nothing(api: Caller) -> None:
    body = {"taskId": "0" * 32, "audioId": "1" * 32, "name": "Ann", "description": "warm"}
    reply = await api.post(PERSONA, body)
    assert reply.code == 422
    assert "Record does not exist" in reply.msg
    assert (await api.post(PERSONA, {**body, "name": None})).msg == "name is required"
    assert (await api.post(STYLE, {})).msg == "content is required"
