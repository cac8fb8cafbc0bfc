"""Short sounds: tempo and key as asked, loops that run on into themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genmux.engines.sketch.music.listen import listen
from tests.engines.sketch.music.songs import RATE, music, part, rms


def test_loop_is_whole_bars_in_the_asked_tempo_and_key(tmp_path: Path) -> None:
    values = {"prompt": "house groove", "soundLoop": True, "soundTempo": 120, "soundKey": "Am"}
    made = music(tmp_path, "music-sound", values, count=2)
    for number, track in enumerate(made.tracks):
        sound = made.sound(number)
        assert len(sound) % (2 * RATE) == 0
        found = listen(track.path)
        assert found.bpm == pytest.approx(120, abs=1)
        assert found.key.tonic in {9, 0}
        assert (track.detail["bpm"], track.detail["key"]) == (120.0, "A minor")
    assert not np.array_equal(made.sound(0), made.sound(1))


def test_a_loop_has_no_seam(tmp_path: Path) -> None:
    values = {"prompt": "ambient pads", "soundLoop": True, "soundTempo": 100, "duration": 5}
    sound = music(tmp_path, "music-sound", values).sound()
    steps = np.abs(np.diff(sound, axis=0)).max(axis=1)
    seam = float(np.abs(sound[0] - sound[-1]).max())
    assert seam <= max(0.01, float(np.quantile(steps, 0.999)))
    assert 0.3 < rms(part(sound, 0, 0.3)) / rms(sound[-round(0.3 * RATE) :]) < 3


def test_a_plain_sound_ends(tmp_path: Path) -> None:
    sound = music(tmp_path, "music-sound", {"prompt": "guitar riff", "duration": 5}).sound()
    assert len(sound) == 5 * RATE
    assert rms(sound[-2000:]) < 0.05 * rms(sound)


def test_noises_are_made_as_such(tmp_path: Path) -> None:
    made = music(tmp_path, "music-sound", {"prompt": "heavy rain", "duration": 4})
    spectrum = np.abs(np.fft.rfft(made.sound().mean(axis=1))[4000:40_000]) ** 2
    flatness = np.exp(np.log(spectrum + 1e-12).mean()) / spectrum.mean()
    assert flatness > 0.15
