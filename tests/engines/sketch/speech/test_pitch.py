"""Pitches and speakers."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch.speech.pitch import tell_apart, voice_pitch


@pytest.mark.parametrize("pitch", [90.0, 130.0, 210.0, 320.0])
def test_the_pitch_of_a_buzz(pitch: float) -> None:
    phase = np.cumsum(np.full(16_000, pitch)) / 16_000 % 1
    assert voice_pitch(phase - 0.5, 16_000) == pytest.approx(pitch, rel=0.03)


def test_noise_and_scraps_have_none() -> None:
    noise = np.random.default_rng(1).normal(size=16_000)
    assert voice_pitch(noise, 16_000) == 0
    assert voice_pitch(noise[:100], 16_000) == 0


@pytest.mark.parametrize(
    ("pitches", "speakers"),
    [
        ([100, 105, 98, 110], [0, 0, 0, 0]),
        ([205, 104, 0, 210, 99], [0, 1, 1, 0, 1]),
        ([0, 0], [0, 0]),
        ([], []),
    ],
)
def test_speakers_are_numbered_as_they_appear(pitches: list[float], speakers: list[int]) -> None:
    assert tell_apart(pitches) == speakers
