"""The loudness meter and the limiter."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch.sound.loudness import (
    LoudnessMeter,
    levelled,
    limit_gain,
    loudness,
    quick_peak,
    true_peak,
)


def tone(pitch: float, seconds: float, rate: int, level_db: float = 0.0) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return (10 ** (level_db / 20) * np.sin(2 * np.pi * pitch * t)).astype(np.float32)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_the_reference_tone(rate: int) -> None:
    # BS.1770: a full-scale 997 Hz sine in one channel reads -3.01
    assert loudness(tone(997, 5, rate), rate) == pytest.approx(-3.01, abs=0.1)


def test_two_channels_add_up() -> None:
    one = tone(997, 3, 48_000, -20)
    assert loudness(np.stack([one, one], axis=1), 48_000) == pytest.approx(-20.0, abs=0.1)


def test_silence_does_not_count() -> None:
    sound = tone(997, 4, 48_000, -20)
    quiet = np.zeros(48_000 * 8, np.float32)
    gap = np.concatenate([sound, quiet, sound])
    assert loudness(gap, 48_000) == pytest.approx(loudness(sound, 48_000), abs=0.3)
    assert loudness(quiet, 48_000) == -np.inf


def test_blocks_of_any_size_measure_the_same() -> None:
    sound = tone(300, 3, 44_100, -12) * np.linspace(0.1, 1, 3 * 44_100, dtype=np.float32)
    meter = LoudnessMeter(44_100, 1)
    for start in range(0, len(sound), 7777):
        meter.add(sound[start : start + 7777, None])
    assert meter.integrated() == pytest.approx(loudness(sound, 44_100), abs=1e-6)


def test_a_sound_shorter_than_one_window_is_measured() -> None:
    assert loudness(tone(997, 0.2, 48_000, -10), 48_000) == pytest.approx(-13, abs=1)


def test_peaks_between_samples_are_found() -> None:
    t = np.arange(48_000) / 48_000
    sound = np.sin(2 * np.pi * 12_000 * t + np.pi / 4).astype(np.float32)
    assert np.abs(sound).max() == pytest.approx(0.707, abs=0.01)
    assert true_peak(sound) == pytest.approx(1.0, abs=0.03)
    assert quick_peak(sound[:, None]) == pytest.approx(1.0, abs=0.06)


def test_the_limiter_holds_the_ceiling_and_leaves_quiet_parts() -> None:
    rng = np.random.default_rng(1)
    sound = (0.1 * rng.standard_normal((44_100, 2))).astype(np.float32)
    sound[20_000:20_040] *= 12
    gain = limit_gain(sound, 44_100, 0.5)
    assert quick_peak((sound * gain[:, None]).astype(np.float32)) <= 0.5 * 1.02
    assert gain[5000] == 1.0
    assert np.abs(np.diff(gain)).max() < 0.01


def test_the_limiter_leaves_alone_what_is_low_enough() -> None:
    assert np.all(limit_gain(tone(200, 1, 8000, -12)[:, None], 8000, 0.9) == 1)


@pytest.mark.parametrize("level", [0.001, 0.05, 0.9])
def test_levelled_sound_has_the_loudness_and_no_peaks(level: float) -> None:
    rng = np.random.Generator(np.random.PCG64(5))
    waves = rng.standard_normal((3 * 48_000, 2)).astype(np.float32) * np.float32(level / 4)
    waves[48_000] = level
    made = levelled(waves, 48_000, -14.0, -3.0)
    assert loudness(made, 48_000) == pytest.approx(-14.0, abs=0.5)
    assert true_peak(made) < 10 ** (-2.5 / 20)


def test_silence_stays_silent_when_levelled() -> None:
    silence = np.zeros((48_000, 2), np.float32)
    assert not levelled(silence, 48_000, -14.0, -3.0).any()
