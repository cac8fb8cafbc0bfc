"""Bars that follow the sound."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from genmux.engines.sketch.songs.meter import Bars, levels
from tests.engines.sketch.sound.files import write_audio

RATE = 22_050


@pytest.fixture
def two_tones(tmp_path: Path) -> str:
    """A second of 100 Hz, a second of silence, a second of 4 kHz."""
    at = np.arange(RATE) / RATE
    parts = (np.sin(2 * np.pi * 100 * at), np.zeros(RATE), np.sin(2 * np.pi * 4000 * at))
    path = tmp_path / "tones.wav"
    write_audio(str(path), (0.5 * np.concatenate(parts)).astype(np.float32), RATE, "wav")
    return str(path)


def test_bars_rise_at_the_right_time_and_place(two_tones: str) -> None:
    shown = levels(two_tones, Fraction(25), 75, 32)
    assert shown.shape == (75, 32)
    low, high = shown[12], shown[62]
    assert low[:10].max() > 0.8
    assert low[20:].max() < 0.2
    assert high[20:].max() > 0.8
    assert high[:10].max() < 0.2
    assert shown[45].max() < 0.15
    assert shown[27].max() > shown[30].max() > shown[40].max()


def test_a_short_or_silent_sound_has_flat_bars(tmp_path: Path) -> None:
    path = tmp_path / "quiet.wav"
    write_audio(str(path), np.zeros(RATE // 2, np.float32), RATE, "wav")
    assert levels(str(path), Fraction(25), 50, 16).max() == 0


def test_taller_bars_cover_more_and_stay_inside() -> None:
    strip = np.full((80, 320, 3), 20, np.uint8)
    bars = Bars(strip, 16, (250, 100, 100), (100, 100, 250))
    heights = np.linspace(0, 1, 16).astype(np.float32)
    drawn = bars.draw(heights)
    covered = (drawn != strip).any(axis=2).reshape(80, 16, 20).sum(axis=(0, 2))
    assert (np.diff(covered) >= 0).all()
    assert covered[-1] > 6 * covered[0]
    assert drawn.shape == strip.shape
    assert np.array_equal(drawn[0], strip[0])
