"""The listener, on sounds whose tempo and key are known."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from genmux.engines.sketch.music import listen
from genmux.engines.sketch.music.theory import Key
from tests.engines.sketch.music.clicking import RATE, clicks
from tests.engines.sketch.sound.files import write_audio


@pytest.mark.parametrize("bpm", [72.0, 96.5, 128.0, 150.0])
def test_tempo_and_beats(tmp_path: Path, bpm: float) -> None:
    heard = listen.listen(clicks(tmp_path / "a.wav", bpm, 20))
    assert heard.bpm == pytest.approx(bpm, rel=0.004)
    off = (heard.clock.times - 0.25) / (60 / bpm)
    assert np.abs(off - np.round(off)).max() < 0.08


@pytest.mark.parametrize(
    ("notes", "label"),
    [((60, 64, 67, 65, 69, 71, 62), "C major"), ((57, 60, 64, 62, 65, 68, 57), "A minor")],
)
def test_key(tmp_path: Path, notes: tuple[int, ...], label: str) -> None:
    assert listen.listen(clicks(tmp_path / "a.wav", 120, 8, notes)).key.label == label


def test_what_is_known_guides_the_ear(tmp_path: Path) -> None:
    path = clicks(tmp_path / "a.wav", 80, 16)
    heard = listen.listen(path, bpm=160.0, key=Key(7, minor=True))
    assert heard.bpm == pytest.approx(160, rel=0.01)
    assert heard.key.label == "G minor"


def test_chords_and_tune(tmp_path: Path) -> None:
    at = np.arange(2 * RATE) / RATE
    bars = [(48, 64, 67), (41, 60, 65, 69), (43, 62, 67, 71), (48, 64, 72)]
    wave = np.concatenate(
        [sum(np.sin(2 * np.pi * 440 * 2 ** ((n - 69) / 12) * at) for n in bar) * 0.1
         * np.exp(-(at % 0.5) * 2) for bar in bars]
    )  # fmt: skip
    path = str(tmp_path / "a.wav")
    write_audio(path, wave.astype(np.float32), RATE, "wav")
    heard = listen.listen(path, bpm=120.0, key=Key(0, minor=False))
    assert [chord.root for chord in listen.chords(heard)][:4] == [0, 5, 7, 0]
    tune = {pitch % 12 for _, _, pitch in listen.melody(heard)}
    assert tune <= {0, 2, 4, 5, 7, 9, 11}
    assert tune & {7, 9, 0}


@pytest.mark.parametrize("seconds", [0.05, 0.6, 2.0])
def test_short_and_silent_sounds_are_borne(tmp_path: Path, seconds: float) -> None:
    path = str(tmp_path / "a.wav")
    write_audio(path, np.zeros(round(seconds * RATE), np.float32), RATE, "wav")
    heard = listen.listen(path)
    assert 40 < heard.bpm < 240
    assert heard.seconds == pytest.approx(seconds, abs=0.05)
    assert listen.chords(heard)
    assert listen.melody(heard) == []


def test_eight_minutes_are_heard_quickly(tmp_path: Path) -> None:
    path = clicks(tmp_path / "a.wav", 100, 480)
    start = time.process_time()
    heard = listen.listen(path)
    assert time.process_time() - start < 15
    assert heard.bpm == pytest.approx(100, abs=0.05)
    off = (heard.clock.seconds(790) - 0.25) / 0.6
    assert abs(off - round(off)) < 0.1
