"""The tempo is heard as people tap it, not at half or double."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from genmux.engines.sketch.music import kit, pulse
from genmux.engines.sketch.music.ear import RATE
from genmux.engines.sketch.music.style import table
from genmux.engines.sketch.music.tones import RATE as FULL_RATE

_STRENGTHS = {"X": 1.0, "x": 0.78, "o": 0.45}
_THINNED = FULL_RATE // RATE


def drummed(pattern: str, bpm: float, seconds: float = 16.0) -> NDArray[np.float32]:
    """The drums of a pattern alone, over and over."""
    lines = {name: line for name, line in table("drums")[pattern].items() if name != "more"}
    step = 15 / bpm
    sound = np.zeros(round((seconds + 3) * FULL_RATE), np.float32)
    for name, line in lines.items():
        for number in range(int(seconds / step)):
            loud = _STRENGTHS.get(line[number % len(line)] if line else ".", 0.0)
            if loud:
                stroke = kit.drum(name)
                start = round(number * step * FULL_RATE)
                sound[start : start + len(stroke)] += np.float32(loud) * stroke
    folded = sound[: len(sound) // _THINNED * _THINNED].reshape(-1, _THINNED)
    return np.asarray(folded.mean(axis=1), np.float32)


@pytest.mark.parametrize(
    ("pattern", "bpm"),
    [
        ("metal", 155), ("punk", 178), ("trap", 143), ("halftime", 140), ("ballad", 72),
        ("funk", 110), ("reggae", 76), ("house", 124), ("boombap", 92),
    ],
)  # fmt: skip
def test_a_beat_is_heard_in_its_tempo(pattern: str, bpm: float) -> None:
    heard = pulse.tempo_of(pulse.onsets_of(drummed(pattern, bpm)), 0.0)
    assert heard == pytest.approx(bpm, rel=0.01)


def test_a_tempo_that_is_known_wins() -> None:
    onsets = pulse.onsets_of(drummed("house", 124))
    assert pulse.tempo_of(onsets, 62.0) == pytest.approx(62, rel=0.02)
