"""Voices and characters that are made at once, and the video that shows and hears them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import orjson
import pytest
from PIL import Image, ImageDraw
from scipy import signal

from genmux.catalogue.load import Catalogue
from genmux.db.pool import Pool
from genmux.engines.sketch.speech.voice import speak
from genmux.media.credentials import payload_digest
from genmux.projects.project import ensure_project
from tests.dialects.conftest import NewCaller
from tests.dialects.studio import Studio
from tests.server import Caller

VOICE = "/api/v1/omni/audio/create"
CHARACTER = "/api/v1/omni/character/create"
VIDEO = "gemini-omni-video"
LINK = "https://example.com/a.png"
ASKED = {"prompt": "a green meadow", "duration": "4", "aspect_ratio": "16:9"}
UNKNOWN = "0" * 32


def red_disc() -> str:
    picture = Image.new("RGB", (96, 96), (40, 90, 180))
    ImageDraw.Draw(picture).ellipse((28, 20, 68, 76), fill=(220, 30, 30))
    file = BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


async def voice(caller: Caller, **more: Any) -> str:
    reply = await caller.post(VOICE, {"audio_id": "kore", "name": "Mia", **more})
    assert reply.code == 200, reply.msg
    assert reply.data == {"kieAudioId": reply.data["kieAudioId"], "name": "Mia"}
    return str(reply.data["kieAudioId"])


def middle_of(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """(RGB frame at two seconds, mono sound at 48 kHz)."""
    with av.open(str(path)) as file:
        frame = next(f for f in file.decode(video=0) if (f.time or 0) >= 2)
        picture = np.asarray(frame.to_ndarray(format="rgb24"), np.int16)
    with av.open(str(path)) as file:
        sound = np.concatenate([f.to_ndarray().mean(axis=0) for f in file.decode(audio=0)])
    return picture, sound


def likeness(sound: np.ndarray, text: str, name: str) -> float:
    """The best correlation of a spoken text with what the film sounds like, 0 to 1."""
    samples, rate, _ = speak(text, name)
    line = signal.resample_poly(samples, 48_000, rate)
    found = signal.correlate(sound, line, "valid", "fft")
    power = signal.correlate(sound**2, np.ones(len(line)), "valid", "fft")
    return float(np.abs(found).max() / np.sqrt(power[np.abs(found).argmax()] * (line**2).sum()))


async def test_a_video_shows_the_character_and_lets_it_speak(studio: Studio) -> None:
    audio_id = await voice(studio.caller, example_dialogue="Good morning everybody.")
    asked = {
        "descriptions": "a round red thing",
        "image_urls": [red_disc()],
        "audio_ids": [audio_id],
        "character_name": "Dot",
    }
    reply = await studio.caller.post(CHARACTER, asked)
    assert reply.code == 200, reply.msg
    character_id, url = reply.data["characterId"], reply.data["imageUrl"]
    assert reply.data == {"characterId": character_id, "characterName": "Dot", "imageUrl": url}
    kept = await studio.download(url)
    given = base64.b64decode(red_disc().partition(",")[2])
    assert payload_digest(kept) == hashlib.sha256(given).hexdigest(), "signed, else as it was given"

    reply = await studio.caller.create(VIDEO, {**ASKED, "character_ids": [character_id]})
    assert reply.code == 200, reply.msg
    record = await studio.ended(reply.data["taskId"])
    assert record["state"] == "success", record["failMsg"]
    (film,) = orjson.loads(record["resultJson"])["resultUrls"]
    frame, sound = await asyncio.to_thread(middle_of, await studio.download(film))
    red = (frame[..., 0] > 150) & (frame[..., 1] < 90) & (frame[..., 2] < 90)
    assert red.mean() > 0.01
    assert likeness(sound, "Good morning everybody.", "kore") > 0.7
    assert likeness(sound, "Good morning everybody.", "puck") < 0.5


async def test_the_helpers_cost_nothing_and_tell_who_asks(studio: Studio) -> None:
    before = (await studio.get("/api/v1/chat/credit")).data
    audio_id = await voice(studio.caller, callBackUrl=studio.sink.url_for("/v"))
    body = {"descriptions": "a", "image_urls": [red_disc()]}
    reply = await studio.caller.post(CHARACTER, body | {"callBackUrl": studio.sink.url_for("/c")})
    assert reply.data["characterName"] == ""
    assert (await studio.get("/api/v1/chat/credit")).data == before
    (told,) = await studio.told("/v")
    ids = {"taskId": audio_id, "task_id": audio_id}
    assert told == {
        "code": 200,
        "msg": "success",
        "taskId": audio_id,
        "data": {**ids, "kieAudioId": audio_id, "name": "Mia"},
    }
    (told,) = await studio.told("/c")
    assert told["data"]["characterId"] == told["taskId"] == reply.data["characterId"]
    assert told["data"]["imageUrl"] == reply.data["imageUrl"]


async def test_the_same_key_makes_one_voice(studio: Studio) -> None:
    body = {"audio_id": "puck", "name": "Tom"}
    first, again = [await studio.caller.post(VOICE, body, idempotency_key="a") for _ in range(2)]
    assert first.data == again.data


async def test_a_picture_out_of_reach_is_the_answer(studio: Studio) -> None:
    studio.sink.always(404, "/gone.png")
    body = {
        "descriptions": "a",
        "image_urls": [studio.sink.url_for("/gone.png")],
        "callBackUrl": studio.sink.url_for("/c"),
    }
    reply = await studio.caller.post(CHARACTER, body)
    assert (reply.code, reply.data) == (451, None)
    assert "image_urls" in reply.msg
    (told,) = await studio.told("/c")
    assert (told["code"], told["msg"]) == (451, reply.msg)
    assert set(told["data"]) == {"taskId", "task_id"}


async def test_what_a_video_may_name(studio: Studio, new_caller: NewCaller, pool: Pool) -> None:
    """Checked at create; nothing of it runs, for each is refused or cancelled at once."""
    caller = studio.caller
    audio_id = await voice(caller)
    body = {"descriptions": "a", "image_urls": [red_disc()]}
    character_id = (await caller.post(CHARACTER, body)).data["characterId"]
    for wrong, message in (
        ({"audio_ids": ["puck", UNKNOWN]}, "audio_ids[1]: there is no such task"),
        ({"audio_ids": ["nobody"]}, "audio_ids[0]: there is no such task"),
        ({"audio_ids": [character_id]}, "audio_ids[0] must name a task of omni/audio"),
        ({"character_ids": [audio_id]}, "character_ids[0] must name a task of omni/character"),
        ({"character_ids": ["puck"]}, "character_ids[0]: there is no such task"),
    ):
        reply = await caller.create(VIDEO, {**ASKED, **wrong})
        assert reply.code == 422
        assert message in reply.msg
    for right in (
        {"audio_ids": ["puck", "zephyr", audio_id]},
        {"character_ids": [f"{character_id[:8]}-{character_id[8:]}", ""]},
    ):
        reply = await caller.create(VIDEO, {**ASKED, **right})
        assert reply.code == 200, reply.msg
        await caller.post(f"/genmux/v1/tasks/{reply.data['taskId']}/cancel")
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(project_id=other.id)
    reply = await stranger.create(VIDEO, {**ASKED, "audio_ids": [audio_id]})
    assert reply.msg == "audio_ids[0]: there is no such task"
    await pool.execute("update asset set expires_at = now() - interval '1 second'")
    reply = await caller.create(VIDEO, {**ASKED, "character_ids": [character_id]})
    assert reply.msg == "character_ids[0]: the result of that task has expired"


@pytest.mark.parametrize(
    ("path", "changes", "message"),
    [
        (VOICE, {"audio_id": None}, "audio_id is required"),
        (VOICE, {"audio_id": "nobody"}, "audio_id must be one of achernar"),
        (VOICE, {"name": None}, "name is required"),
        (VOICE, {"name": "a" * 211}, "name is longer than 210 characters"),
        (VOICE, {"voice_description": "a" * 20_001}, "voice_description is longer than 20000"),
        (VOICE, {"example_dialogue": "a" * 121}, "example_dialogue is longer than 120"),
        (CHARACTER, {"descriptions": None}, "descriptions is required"),
        (CHARACTER, {"image_urls": None}, "image_urls is required"),
        (CHARACTER, {"image_urls": []}, "image_urls is required"),
        (CHARACTER, {"image_urls": [LINK, LINK]}, "image_urls takes at most 1 item"),
        (CHARACTER, {"audio_ids": [UNKNOWN]}, "audio_ids[0]: there is no such task"),
    ],
)
async def test_bad_input_names_field_and_limit(
    api: Caller, path: str, changes: dict[str, object], message: str
) -> None:
    usual: dict[str, object] = (
        {"audio_id": "kore", "name": "Mia"}
        if path == VOICE
        else {"descriptions": "a", "image_urls": [LINK]}
    )
    body = {name: one for name, one in (usual | changes).items() if one is not None}
    reply = await api.post(path, body)
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


def test_pictures_of_characters_have_20_mb(catalogue: Catalogue) -> None:
    call = catalogue.call("omni/character")
    (ref,) = call.media_refs(call.check({"descriptions": "a", "image_urls": [LINK]}))
    assert ref.limits.max_bytes == 20 * 1024 * 1024


def test_the_ready_made_voices_are_the_same_everywhere(catalogue: Catalogue) -> None:
    call = catalogue.call("omni/audio")
    (choices,) = [field.choices for field in call.fields if field.name == "audio_id"]
    assert len(choices) == 30
    model = catalogue.get(VIDEO)
    assert model is not None
    for entry in (model, catalogue.call("omni/character")):
        (field,) = [one for one in entry.fields if one.name == "audio_ids"]
        assert field.items is not None
        assert field.items.parent is not None
        assert field.items.parent.besides == choices
