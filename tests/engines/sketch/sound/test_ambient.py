"""Beds of sound for films."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch.sound import ambient
from tests.engines.sketch.sound.hearing import decibels, rms

RATE = 22_050


@pytest.mark.parametrize("prompt", ["", "a sad rainy street", "a happy party in a city"])
@pytest.mark.parametrize("seconds", [0.4, 3.0])
def test_a_bed_is_soft_and_smooth(prompt: str, seconds: float) -> None:
    sound = ambient(seconds, RATE, 1, prompt)
    assert sound.shape == (round(seconds * RATE), 2)
    assert sound.dtype == np.float32
    assert decibels(rms(sound)) == pytest.approx(-20, abs=0.5)
    assert np.abs(sound).max() < 0.85
    assert np.abs(sound[[0, -1]]).max() < 0.005


def test_a_bed_follows_its_prompt_and_seed() -> None:
    first = ambient(1.0, RATE, 1, "calm sea")
    assert np.array_equal(first, ambient(1.0, RATE, 1, "calm sea"))
    assert not np.array_equal(first, ambient(1.0, RATE, 2, "calm sea"))
    assert not np.array_equal(first, ambient(1.0, RATE, 1, "a war at night"))


def test_long_beds_are_joined_without_a_seam() -> None:
    sound = ambient(64.0, 8000, 1, "a calm dream")
    steps = np.abs(np.diff(sound, axis=0)).max(axis=1)
    assert steps.max() < 0.2
    levels = [rms(sound[start : start + 8000]) for start in range(8000, 62 * 8000, 8000)]
    assert min(levels) > 0.2 * max(levels)


def test_no_time_is_no_sound() -> None:
    assert ambient(0, RATE, 1, "rain").shape == (0, 2)
