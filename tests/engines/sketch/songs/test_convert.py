"""Songs as uncompressed sound."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from genmux.engines.base import EngineFailure, Shape
from tests.engines.sketch.conftest import Given, Render
from tests.engines.sketch.songs.band import mixed
from tests.engines.sketch.songs.conftest import DETAIL, Song
from tests.engines.sketch.sound.hearing import heard

WAV = Shape("audio", format="wav", sample_rate=44_100, channels=2)


def test_every_sample_arrives(render: Render, song: Song) -> None:
    track = song(DETAIL)
    made = render("audio-convert", WAV, {}, track).files[0]
    truth = heard(track.path)
    with wave.open(made.path) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 44_100)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert samples.shape == truth.shape
    assert np.abs(samples / 32768 - np.clip(truth, -1, 1)).max() < 1.01 / 32768
    assert (made.mime, made.name) == ("audio/wav", "track.wav")


def test_a_file_without_loss_stays_as_it_is(render: Render, song: Song) -> None:
    track = song({}, mixed(12.3), fmt="wav")
    made = render("audio-convert", WAV, {}, track).files[0]
    assert np.array_equal(heard(made.path), heard(track.path))


def test_equal_songs_give_equal_files(render: Render, song: Song) -> None:
    track = song()
    one, two = (Path(render("audio-convert", WAV, {}, track).files[0].path) for _ in range(2))
    assert one.read_bytes() == two.read_bytes()


def test_no_sound_is_refused(render: Render, given: Given, photo: Path) -> None:
    with pytest.raises(EngineFailure, match="needs a sound"):
        render("audio-convert", WAV, {}, given(photo, "parent"))
