"""Bar lines, in sounds whose low notes alone would mislead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genmux.engines.sketch.music.bars import from_first_bar
from genmux.engines.sketch.music.listen import listen
from genmux.engines.sketch.sound.codec import Samples
from tests.engines.sketch.sound.files import write_audio

RATE = 11_025
_BEAT = 0.5
_CHORDS = ((48, 64, 67), (41, 65, 69), (43, 62, 71), (45, 60, 64))


def _song(hits: tuple[float, ...]) -> Samples:
    """Eight bars of a chord each; drums with a low note at these beats of every bar."""
    at = np.arange(round(4 * _BEAT * RATE)) / RATE
    drum = np.sin(2 * np.pi * 60 * np.arange(900) / RATE) * np.exp(-np.arange(900) / 200)
    drum += 0.6 * np.random.default_rng(3).standard_normal(900) * np.exp(-np.arange(900) / 60)
    bars = []
    for chord in _CHORDS * 2:
        tones = [np.sin(2 * np.pi * 440 * 2 ** ((n - 69) / 12) * at) for n in chord]
        bar = 0.05 * np.sum(tones, axis=0)
        for beat in hits:
            start = round(beat * _BEAT * RATE)
            bar[start : start + 900] += 0.6 * drum[: len(bar) - start]
        bars.append(bar)
    return np.concatenate(bars).astype(np.float32)


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
def test_bars_begin_where_the_harmony_changes(tmp_path: Path, cut: int) -> None:
    sound = _song((0, 1, 2, 3, 2.05))[round(cut * _BEAT * RATE) :]
    write_audio(str(tmp_path / "a.wav"), sound, RATE, "wav")
    heard = listen(str(tmp_path / "a.wav"), bpm=60 / _BEAT)
    place = (heard.clock.times / _BEAT + cut) % 4
    assert abs((place[0] + 2) % 4 - 2) < 0.3


def test_beats_on_the_off_beat_are_moved_by_half_of_one() -> None:
    tones = np.zeros((340, 60), np.float32)
    for frame in range(340):
        chord = _CHORDS[int(frame / 10 / (4 * _BEAT)) % 4]
        tones[frame, [note - 36 for note in chord]] = 1
    beats = np.arange(0.25, 33, _BEAT).astype(np.float64)
    times = from_first_bar(beats, np.zeros(34 * RATE, np.float32), RATE, tones, 10.0)
    assert times[0] % (4 * _BEAT) == pytest.approx(0, abs=0.01)


def test_few_beats_stay_as_they_are() -> None:
    beats = np.asarray(np.arange(5) * _BEAT, np.float64)
    silence = np.zeros(RATE, np.float32)
    assert np.array_equal(
        from_first_bar(beats, silence, RATE, np.zeros((9, 60), np.float32), 10.0), beats
    )
