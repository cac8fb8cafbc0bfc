"""The vendor's own client asks for the same, and understands what the double says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import ClientSession
from elevenlabs.client import ElevenLabs as Client
from elevenlabs.core import ApiError
from elevenlabs.types import DialogueInput, VoiceSettings

from genmux.engines.remote import Finished, Refused
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.elevenlabs.engine import open_engine
from genmux.testing.doubles.elevenlabs import ElevenLabsDouble, problem
from genmux.testing.doubles.playing import Seen
from genmux.worker.remote import play
from tests.engines.vendors.works import work_of

BRIAN = "nPczCjzI2devNBz1zQrb"


@pytest.fixture
async def vendor() -> AsyncIterator[ElevenLabsDouble]:
    async with ElevenLabsDouble() as double:
        yield double


async def ours(vendor: ElevenLabsDouble, model: str, folder: Path, **given: Any) -> Finished:
    engine = open_engine(Account("one", "elevenlabs", vendor.key, vendor.url))
    async with ClientSession() as session:
        outcome = await play(session, engine.submit(work_of(model, folder, **given)))
    assert isinstance(outcome, Finished)
    return outcome


async def theirs(vendor: ElevenLabsDouble, ask: Callable[[Client], Any]) -> Any:
    def whole() -> Any:
        with httpx.Client() as line:
            answer = ask(Client(api_key=vendor.key, base_url=vendor.url, httpx_client=line))
            return b"".join(answer) if hasattr(answer, "__next__") else answer

    return await asyncio.to_thread(whole)


def same(mine: Seen, its: Seen) -> None:
    assert (mine.method, mine.path) == (its.method, its.path)
    assert mine.headers["xi-api-key"] == its.headers["xi-api-key"]
    assert mine.headers["content-type"] == its.headers["content-type"]
    assert mine.json == its.json


SETTINGS = VoiceSettings(stability=0.5, similarity_boost=0.75, style=0, speed=1)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("elevenlabs/text-to-speech-turbo-2-5", "eleven_turbo_v2_5"),
        ("elevenlabs/text-to-speech-multilingual-v2", "eleven_multilingual_v2"),
    ],
)
async def test_speech(vendor: ElevenLabsDouble, tmp_path: Path, model: str, name: str) -> None:
    made = await ours(vendor, model, tmp_path, voice=BRIAN, next_text="Then.")
    heard = await theirs(
        vendor,
        lambda client: client.text_to_speech.convert(
            BRIAN,
            text="The kite is up.",
            model_id=name,
            output_format="mp3_44100_128",
            voice_settings=SETTINGS,
            next_text="Then.",
        ),
    )
    same(*vendor.seen)
    assert made.files[0].data == heard


async def test_speech_with_times(vendor: ElevenLabsDouble, tmp_path: Path) -> None:
    model = "elevenlabs/text-to-speech-turbo-2-5"
    made = await ours(vendor, model, tmp_path, voice=BRIAN, timestamps=True)
    heard = await theirs(
        vendor,
        lambda client: client.text_to_speech.convert_with_timestamps(
            BRIAN,
            text="The kite is up.",
            model_id="eleven_turbo_v2_5",
            output_format="mp3_44100_128",
            voice_settings=SETTINGS,
        ),
    )
    same(*vendor.seen)
    assert heard.alignment.characters == list("The kite is up.")
    words = made.extra["resultObject"]["words"]
    assert [word["text"] for word in words] == ["The", "kite", "is", "up."]
    assert words[1]["start"] == heard.alignment.character_start_times_seconds[4]


async def test_a_dialogue_and_its_voices(vendor: ElevenLabsDouble, tmp_path: Path) -> None:
    await ours(vendor, "elevenlabs/text-to-dialogue-v3", tmp_path, language_code="en")
    found = await theirs(vendor, lambda client: client.voices.search(search="Brian", page_size=100))
    assert found.voices[0].voice_id == BRIAN
    await theirs(
        vendor,
        lambda client: client.text_to_dialogue.convert(
            inputs=[
                DialogueInput(text="Shall we go?", voice_id="21m00Tcm4TlvDq8ikWAM"),
                DialogueInput(text="Yes, let us go.", voice_id=BRIAN),
            ],
            model_id="eleven_v3",
            language_code="en",
            settings={"stability": 0.5},
            output_format="mp3_44100_128",
        ),
    )
    _, looked, asked, its_look, its = vendor.seen
    assert sorted(looked.path.partition("?")[2].split("&")) == sorted(
        its_look.path.partition("?")[2].split("&")
    )
    same(asked, its)


async def test_a_sound(vendor: ElevenLabsDouble, tmp_path: Path) -> None:
    given = {"output_format": "opus_48000_96", "loop": True, "duration_seconds": 1.5}
    made = await ours(vendor, "elevenlabs/sound-effect-v2", tmp_path, **given)
    await theirs(
        vendor,
        lambda client: client.text_to_sound_effects.convert(
            text="A door creaks.",
            model_id="eleven_text_to_sound_v2",
            prompt_influence=0.3,
            loop=True,
            duration_seconds=1.5,
            output_format="opus_48000_96",
        ),
    )
    same(*vendor.seen)
    assert made.files[0].name == "sound.opus"


async def test_an_isolated_voice(vendor: ElevenLabsDouble, tmp_path: Path) -> None:
    await ours(vendor, "elevenlabs/audio-isolation", tmp_path)
    data = (tmp_path / "one.wav").read_bytes()
    file = ("audio_url-0.wav", data, "audio/wav")
    await theirs(vendor, lambda client: client.audio_isolation.convert(audio=file))
    mine, its = vendor.seen
    assert (mine.method, mine.path) == (its.method, its.path)
    assert mine.parts == its.parts
    assert mine.parts[0].body == data


async def test_a_transcript(vendor: ElevenLabsDouble, tmp_path: Path) -> None:
    heard = await ours(vendor, "elevenlabs/speech-to-text", tmp_path, language_code="en")
    file = ("audio_url-0.wav", (tmp_path / "one.wav").read_bytes(), "audio/wav")
    said = await theirs(
        vendor,
        lambda client: client.speech_to_text.convert(
            model_id="scribe_v2",
            file=file,
            language_code="en",
            diarize=True,
            tag_audio_events=True,
        ),
    )
    mine, its = (
        # The client writes three settings as null that were not given.
        {part.name: part for part in seen.parts if part.body != b"null"}
        for seen in vendor.seen
    )
    assert mine == its
    assert said.text == heard.extra["resultObject"]["text"] == "Hello there"
    assert said.words[2].speaker_id == heard.extra["resultObject"]["words"][2]["speaker_id"]


async def test_refusals_are_understood_by_both(vendor: ElevenLabsDouble, tmp_path: Path) -> None:
    model = "elevenlabs/sound-effect-v2"
    for _ in range(2):
        vendor.fail(401, problem("quota_exceeded", "This exceeds your quota."))
    with pytest.raises(Refused) as caught:
        await ours(vendor, model, tmp_path)
    assert caught.value.why == "credit"
    with pytest.raises(ApiError) as raised:
        await theirs(vendor, lambda client: client.text_to_sound_effects.convert(text="A door."))
    assert raised.value.status_code == 401
    assert raised.value.body["detail"]["status"] == "quota_exceeded"
    vendor.key = "another"
    stranger = open_engine(Account("one", "elevenlabs", "wrong", vendor.url))
    async with ClientSession() as session:
        with pytest.raises(Refused) as caught:
            await play(session, stranger.submit(work_of(model, tmp_path)))
    assert caught.value.why == "auth"
