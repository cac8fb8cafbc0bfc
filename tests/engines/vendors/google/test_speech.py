"""Speech: what the model is told, and the file that comes of it."""

from __future__ import annotations

import wave
from io import BytesIO
from pathlib import Path

import pytest

from genmux.engines.remote import Finished, Refused
from tests.engines.vendors.google.shared import (
    done_with,
    engine,
    made,
)
from tests.engines.vendors.works import body_of, reply, run, work_of

TWO = [
    {"speaker_id": "Speaker 1", "voice_name": "Kore", "accent": "Neutral"},
    {"speaker_id": "Speaker 2", "voice_name": "Puck", "accent": "British (RP)", "pace": "Natural"},
]
TURNS = [
    {"speaker_id": "Speaker 1", "text": "The kite is up."},
    {"speaker_id": "Speaker 2", "text": "So it is."},
]


def test_one_speaker(tmp_path: Path) -> None:
    work = work_of("google/gemini-3-1-flash-tts", tmp_path, temperature=1.5)
    done, (request,) = run(
        engine().submit(work), reply(made(b"\1\0" * 240, "audio/L16;rate=24000"))
    )
    assert body_of(request) == {
        "contents": [{"role": "user", "parts": [{"text": "The kite is up."}]}],
        "generationConfig": {
            "responseModalities": ["AUDIO"],
            "temperature": 1.5,
            "speechConfig": {
                "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}},
            },
        },
    }
    assert isinstance(done, Finished)
    with wave.open(BytesIO(done.files[0].data)) as file:
        assert file.getparams()[:4] == (1, 2, 24000, 240)


def test_two_speakers_by_name(tmp_path: Path) -> None:
    work = work_of(
        "google/gemini-2-5-pro-tts",
        tmp_path,
        speakers=TWO,
        dialogue_turns=TURNS,
        scene="A windy hill.",
        sample_context="They wait.",
    )
    _, (request,) = run(engine().submit(work), reply(made(b"\1\0", "audio/L16;rate=24000")))
    text = body_of(request)["contents"][0]["parts"][0]["text"]
    for told in ("A windy hill.", "They wait.", "Speaker 2: accent: British (RP)"):
        assert told in text
    assert text.endswith("Speaker 1: The kite is up.\nSpeaker 2: So it is.")
    assert "Neutral" not in text
    assert "Natural" not in text
    several = body_of(request)["generationConfig"]["speechConfig"]["multiSpeakerVoiceConfig"]
    assert [
        (one["speaker"], one["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"])
        for one in several["speakerVoiceConfigs"]
    ] == [("Speaker 1", "Kore"), ("Speaker 2", "Puck")]


def test_three_speakers_are_too_many(tmp_path: Path) -> None:
    third = {**TWO[0], "speaker_id": "Speaker 3"}
    work = work_of("google/gemini-2-5-pro-tts", tmp_path, speakers=[*TWO, third])
    with pytest.raises(Refused, match="speakers: this route takes at most 2") as caught:
        engine().plan(work)
    assert caught.value.why == "unsupported"


def test_a_whole_file_stays_as_it_is(tmp_path: Path) -> None:
    done = done_with(work_of("google/gemini-3-1-flash-tts", tmp_path), made(b"RIFF", "audio/wav"))
    assert done.files[0].data == b"RIFF"
