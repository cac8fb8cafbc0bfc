"""Tapes, and files at the right level."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genmux.engines.base import Shape, Work
from genmux.engines.sketch.sound.loudness import loudness, true_peak
from genmux.engines.sketch.sound.master import Tape, finish
from tests.engines.sketch.sound.hearing import decibels, heard

RATE = 22_050


def work(folder: Path, fmt: str) -> Work:
    shape = Shape("audio", format=fmt, sample_rate=44_100, channels=1, bitrate=128_000)
    return Work("0" * 32, "acme/x", "X", "text-to-speech", {}, (), shape, 3, str(folder))


def test_a_tape_plays_what_was_put_on_it(tmp_path: Path) -> None:
    with Tape(str(tmp_path), 1000, 2) as tape:
        tape.append(np.arange(10, dtype=np.float32).reshape(5, 2))
        tape.silence(0.003)
        tape.append(np.ones((2, 2), np.float32))
        assert len(tape) == 10
        assert tape.seconds == pytest.approx(0.01)
        assert tape.read(3, 6).tolist() == [[6, 7], [8, 9], [0, 0]]
        assert tape.read(9, 99).tolist() == [[1, 1]]
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", ["mp3", "wav", "opus"])
@pytest.mark.parametrize("level", [0.01, 0.9])
def test_files_are_as_loud_as_asked_and_never_clip(tmp_path: Path, fmt: str, level: float) -> None:
    rng = np.random.default_rng(2)
    bursts = np.repeat(rng.uniform(0.2, 1, 60), RATE // 10)
    sound = (level * rng.standard_normal(len(bursts)) / 4 * bursts).astype(np.float32)
    sound[::9000] = level  # clicks that the limiter has to catch
    with Tape(str(tmp_path), RATE, 1) as tape:
        tape.append(sound)
        file = finish(work(tmp_path, fmt), tape, "x", lambda _: None, lufs=-16)
    back = heard(file.path)
    rate = 48_000 if fmt == "opus" else 44_100
    assert loudness(back, rate) == pytest.approx(-16, abs=1.5)
    assert decibels(true_peak(back)) < -0.95
    assert len(back) / rate == pytest.approx(6.0, abs=0.01)


def test_silence_stays_silence(tmp_path: Path) -> None:
    with Tape(str(tmp_path), RATE, 1) as tape:
        tape.silence(0.5)
        file = finish(work(tmp_path, "wav"), tape, "x", lambda _: None, lufs=-16)
    assert not heard(file.path).any()


def test_a_click_keeps_its_edge(tmp_path: Path) -> None:
    click = np.zeros(RATE, np.float32)
    click[RATE // 2] = 0.5
    with Tape(str(tmp_path), RATE, 1) as tape:
        tape.append(click)
        file = finish(work(tmp_path, "wav"), tape, "x", lambda _: None, lufs=-16, max_over_db=0)
    assert true_peak(heard(file.path)) == pytest.approx(10 ** (-1.5 / 20), rel=0.15)


def test_the_file_says_that_it_is_a_draft(tmp_path: Path) -> None:
    with Tape(str(tmp_path), RATE, 1) as tape:
        tape.silence(0.2)
        file = finish(work(tmp_path, "mp3"), tape, "x", lambda _: None, lufs=-16)
    assert b"Genmux sketch draft for acme/x, seed 3" in Path(file.path).read_bytes()
