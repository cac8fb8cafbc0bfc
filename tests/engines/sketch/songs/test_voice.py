"""Recorded voices, and recordings without one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from genmux.engines.base import EngineFailure, MediaInput, Shape
from genmux.engines.sketch.sound.loudness import loudness
from genmux.engines.sketch.speech.voice import speak
from tests.engines.sketch.conftest import Given, Render
from tests.engines.sketch.songs.band import sung
from tests.engines.sketch.sound.files import write_audio
from tests.engines.sketch.sound.hearing import heard

OBJECT = Shape("object", format="json")
_TEXT = "The morning light fell softly on the kitchen table, and we walked along the river."


def recorded(given: Given, path: Path, samples: np.ndarray, rate: int) -> MediaInput:
    write_audio(str(path), samples.astype(np.float32), rate, "wav", channels=samples.ndim)
    return replace(given(path, "voice"), field="verifyUrl")


@pytest.mark.parametrize(("name", "gender"), [("Adam", "m"), ("Rachel", "f")])
def test_a_voice_is_measured_and_trimmed(
    render: Render, given: Given, tmp_path: Path, name: str, gender: str
) -> None:
    samples, rate, _ = speak(_TEXT, name)
    padded = np.pad(0.1 * samples, (2 * rate, 3 * rate))
    made = render("voice", OBJECT, {}, recorded(given, tmp_path / "v.wav", padded, rate))
    assert made.extra["gender"] == gender
    assert 70 < made.extra["pitch"] < 300
    file = made.files[0]
    assert (file.role, file.name, file.mime) == ("part", "reference.mp3", "audio/mpeg")
    sound = heard(file.path)
    assert len(sound) / 44_100 == pytest.approx(len(samples) / rate, abs=0.8)
    assert loudness(sound, 44_100) == pytest.approx(-18, abs=1)


@pytest.mark.parametrize(
    ("level", "message"),
    [
        (0.0, "verifyUrl: the recording is silent, nothing in it is louder than -50 LUFS"),
        (0.1, "verifyUrl: no voice was found in the recording"),
    ],
)
def test_silence_and_noise_are_refused(
    render: Render, given: Given, tmp_path: Path, level: float, message: str
) -> None:
    noise = level * np.random.default_rng(1).standard_normal(5 * 16_000)
    with pytest.raises(EngineFailure, match=message):
        render("voice", OBJECT, {}, recorded(given, tmp_path / "n.wav", noise, 16_000))


def test_singing_is_a_voice_and_a_steady_tone_is_none(
    render: Render, given: Given, tmp_path: Path
) -> None:
    song = recorded(given, tmp_path / "s.wav", sung(4.0), 44_100)
    made = render("voice", OBJECT, {}, song)
    assert 300 < made.extra["pitch"] < 400
    assert made.extra["seconds"] == pytest.approx(4.0, abs=0.3)
    tone = 0.3 * np.sin(2 * np.pi * 200 * np.arange(4 * 16_000) / 16_000)
    with pytest.raises(EngineFailure, match="no voice was found"):
        render("voice", OBJECT, {}, recorded(given, tmp_path / "t.wav", tone, 16_000))


def test_equal_recordings_give_equal_files(render: Render, given: Given, tmp_path: Path) -> None:
    samples, rate, _ = speak(_TEXT, "Adam")
    voice = recorded(given, tmp_path / "v.wav", samples, rate)
    one, two = (render("voice", OBJECT, {}, voice) for _ in range(2))
    assert one.extra == two.extra
    assert Path(one.files[0].path).read_bytes() == Path(two.files[0].path).read_bytes()
