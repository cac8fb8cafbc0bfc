"""Instruments, drums and the desk."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch.music import kit, mixer
from genmux.engines.sketch.music.score import Clip, Clock, Note, Part, Score
from genmux.engines.sketch.music.style import table
from genmux.engines.sketch.music.tones import RATE, Orchestra, Wave


def pitch_of(wave: Wave, about: float) -> float:
    """Cents off, looked for within a third."""
    tone = wave[: RATE // 2]
    likeness = np.fft.irfft(np.abs(np.fft.rfft(tone, 2 * RATE)) ** 2)
    period = RATE / (440 * 2 ** ((about - 69) / 12))
    first, last = int(period * 0.85), int(period * 1.18) + 1
    lag = first + int(likeness[first:last].argmax())
    return float(1200 * np.log2(period / lag))


@pytest.mark.parametrize("name", table("instruments"))
def test_instruments_are_in_tune_and_alike_in_level(name: str) -> None:
    centre = table("instruments")[name]["centre"]
    wave = Orchestra().note(name, centre, 0.8, 1.0)
    assert np.isfinite(wave).all()
    assert abs(wave[0]) < 1e-3
    assert abs(wave[-1]) < 1e-3
    assert abs(float(wave.mean())) < 0.01
    assert 0.03 < float(np.sqrt(np.mean(wave**2))) < 0.2
    bells = {"bell", "glockenspiel", "marimba"}  # their upper partials are no multiples
    assert abs(pitch_of(wave, centre)) < (60 if name in bells else 30)


@pytest.mark.parametrize("name", sorted(kit.NAMES))
def test_drums_start_and_end_at_nothing(name: str) -> None:
    wave = kit.drum(name)
    assert abs(wave[0]) < 1e-3
    assert abs(wave[-1]) < 1e-3
    assert 0.1 < float(np.abs(wave).max()) < 1.2


def test_blocks_join_without_a_seam() -> None:
    notes = [Note(beat, 1.0, 60, 0.8) for beat in range(40)]
    score = Score(Clock.steady(120), 26.0, [Part("warm_pad", notes=notes)], fade=0.0)
    blocks = list(mixer.mix(score))
    assert len(blocks) == 3
    whole = np.concatenate(blocks)
    assert len(whole) == 26 * RATE
    edge = len(blocks[0])
    usual = np.abs(np.diff(whole[RATE : 10 * RATE], axis=0)).max()
    assert np.abs(np.diff(whole[edge - 5 : edge + 5], axis=0)).max() <= usual


def test_kicks_push_others_down() -> None:
    held = [Note(0, 8, 60, 0.8)]
    kicks = [Note(4, 0.25, 60, 0.0)]
    parts = [Part("organ", notes=held, duck=0.8, room=0.0), Part("kick", drum=True, notes=kicks)]
    sound = mixer_of(parts, 4.0)
    before = sound[round(1.5 * RATE) : round(1.9 * RATE)].std()
    pushed = sound[round(2.02 * RATE) : round(2.06 * RATE)].std()
    assert pushed < 0.5 * before


def test_clips_sound_where_they_are_put() -> None:
    tone = np.sin(np.arange(RATE) * 0.05).astype(np.float32) * 0.3
    score = Score(Clock.steady(100), 14.0, clips=[Clip(11.5, tone, room=0.0)], fade=0.0)
    sound = np.concatenate(list(mixer.mix(score)))
    heard = np.nonzero(np.abs(sound[:, 0]) > 0.01)[0] / RATE
    assert heard[0] == pytest.approx(11.5, abs=0.01)
    assert heard[-1] == pytest.approx(12.5, abs=0.05)


def mixer_of(
    parts: list[Part], seconds: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.concatenate(list(mixer.mix(Score(Clock.steady(120), seconds, parts, fade=0.0))))


def test_clocks_are_reversible() -> None:
    clock = Clock(np.array([0.3, 0.8, 1.35, 1.8]))
    for beat in (-2.0, 0.0, 0.5, 2.2, 3.0, 9.0):
        assert clock.beat(clock.seconds(beat)) == pytest.approx(beat)
