"""Speech and dialogue tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genmux.engines.base import Shape
from genmux.engines.sketch.sound.loudness import loudness, true_peak
from genmux.engines.sketch.speech.pitch import voice_pitch
from tests.engines.sketch.conftest import Render
from tests.engines.sketch.sound.hearing import decibels, heard, heard_raw

MP3 = Shape("audio", format="mp3", sample_rate=44_100, channels=1, bitrate=128_000)
WAV = Shape("audio", format="wav", sample_rate=24_000, channels=1)
TEXT = "The kite is up. It flies over the hill."
DUET = {
    "speakers": [
        {"speaker_id": "Speaker 1", "voice_name": "Kore", "accent": "British (RP)"},
        {
            "speaker_id": "Speaker 2",
            "voice_name": "Puck",
            "accent": "American (Gen)",
            "pace": "Rapid Fire",
            "style": "Deadpan",
        },
    ],
    "dialogue_turns": [
        {"speaker_id": "Speaker 1", "text": "Hello there, how are you today?"},
        {"speaker_id": "Speaker 2", "text": "I am fine, and how are you?"},
    ],
}


def read(render: Render, values: dict[str, Any], **more: Any) -> bytes:
    return Path(render("text-to-speech", MP3, values, **more).files[0].path).read_bytes()


@pytest.mark.parametrize("shape", [MP3, WAV], ids=["mp3", "wav"])
def test_speech_has_the_shape_and_level_asked_for(render: Render, shape: Shape) -> None:
    (file,) = render("text-to-speech", shape, {"text": TEXT, "voice": "Rachel"}).files
    sound = heard(file.path)
    assert file.name == f"speech.{shape.format}"
    assert 2 < len(sound) / shape.sample_rate < 5
    assert loudness(sound, shape.sample_rate) == pytest.approx(-14, abs=1.5)
    assert decibels(true_peak(sound)) < -0.95


@pytest.mark.parametrize(("fmt", "rate"), [("pcm", 16_000), ("ulaw", 8000), ("alaw", 8000)])
def test_headerless_speech(render: Render, fmt: str, rate: int) -> None:
    shape = Shape("audio", format=fmt, sample_rate=rate, channels=1)
    (file,) = render("text-to-speech", shape, {"text": TEXT, "voice": "Rachel"}).files
    sound = heard_raw(file.path, fmt, rate)
    assert 2 < len(sound) / rate < 5
    assert loudness(sound, rate) == pytest.approx(-14, abs=2)


def test_speed_is_heard(render: Render) -> None:
    lengths = [
        len(read(render, {"text": TEXT, "voice": "Adam", "speed": speed})) for speed in (0.7, 1.2)
    ]
    assert lengths[0] > 1.4 * lengths[1]


def test_settings_of_the_voice_are_heard(render: Render) -> None:
    steady, lively = (
        read(render, {"text": TEXT, "voice": "Adam", "stability": stability, "style": style})
        for stability, style in ((1, 0), (0, 1))
    )
    assert steady != lively


def test_equal_requests_are_equal_files_and_other_seeds_other_takes(render: Render) -> None:
    values = {"text": TEXT, "voice": "Adam"}
    assert read(render, values) == read(render, values)
    assert read(render, values) != read(render, values, seed=12)


def test_timestamps_lie_beside_the_file(render: Render) -> None:
    made = render("text-to-speech", WAV, {"text": TEXT, "voice": "Adam", "timestamps": True})
    words = made.extra["resultObject"]["words"]
    assert [word["text"] for word in words] == TEXT.split()
    assert words[-1]["end"] < len(heard(made.files[0].path)) / 24_000
    assert set(words[0]) == {"text", "start", "end", "type", "speaker_id"}


def test_without_timestamps_there_is_only_the_file(render: Render) -> None:
    assert render("text-to-speech", WAV, {"text": "Hi", "voice": "Adam"}).extra == {}


def test_dialogue_is_spoken_in_order_by_different_voices(render: Render) -> None:
    lines = [
        {"text": "Good morning and welcome to the show.", "voice": "Brian"},
        {"text": "Please open the window and close the door.", "voice": "Rachel"},
    ]
    made = render("dialogue", WAV, {"dialogue": lines, "timestamps": True})
    words = made.extra["resultObject"]["words"]
    assert [word["text"] for word in words] == " ".join(line["text"] for line in lines).split()
    assert [word["speaker_id"] for word in words] == ["speaker_0"] * 7 + ["speaker_1"] * 8
    sound = heard(made.files[0].path)[:, 0]
    turn = words[7]["start"]
    assert turn - words[6]["end"] > 0.3
    parts = sound[: round(turn * 24_000)], sound[round(turn * 24_000) :]
    low, high = (voice_pitch(part, 24_000) for part in parts)
    assert high > 1.4 * low
    first, second = (loudness(part, 24_000) for part in parts)
    assert first == pytest.approx(second, abs=3)


def test_directed_turns_follow_their_speakers(render: Render) -> None:
    made = render("text-to-speech", WAV, {**DUET, "timestamps": True})
    words = made.extra["resultObject"]["words"]
    assert [word["speaker_id"] for word in words] == ["speaker_0"] * 6 + ["speaker_1"] * 7
    pace = [words[-1]["end"] - words[6]["start"], words[5]["end"] - words[0]["start"]]
    assert pace[0] / 7 < pace[1] / 6


@pytest.mark.parametrize("text", ["", "...", "[sic]", '<break time="1s"/>'])
def test_nothing_to_say_is_a_quiet_file(render: Render, text: str) -> None:
    (file,) = render("text-to-speech", WAV, {"text": text, "voice": "Adam"}).files
    sound = heard(file.path)
    assert len(sound) > 2000
    assert not np.abs(sound).max() > 0.01


def test_the_longest_text_is_spoken_and_progress_told(render: Render) -> None:
    seen: list[float] = []
    text = ("The weather will be cold. " * 200)[:5000]
    wav = Shape("audio", format="wav", sample_rate=8000, channels=1)
    made = render("text-to-speech", wav, {"text": text, "voice": "Adam"}, report=seen.append)
    assert len(heard(made.files[0].path)) > 200 * 8000
    assert len(seen) > 10
    assert seen == sorted(seen)
    assert 0.99 < seen[-1] <= 1


def test_nothing_is_left_in_the_folder_but_the_file(render: Render) -> None:
    (file,) = render("text-to-speech", WAV, {"text": "Hi", "voice": "Adam"}).files
    assert [path.name for path in Path(file.path).parent.iterdir()] == ["speech.wav"]
