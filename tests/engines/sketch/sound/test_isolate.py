"""Voices taken out of noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from genmux.engines.base import EngineFailure, Shape
from genmux.engines.sketch.sound.isolate import isolate
from genmux.engines.sketch.speech.voice import speak
from tests.engines.sketch.conftest import Given, Render
from tests.engines.sketch.sound.files import write_audio
from tests.engines.sketch.sound.hearing import heard, likeness_db, rms

Sound = NDArray[np.float32]
MP3 = Shape("audio", format="mp3", sample_rate=44_100, channels=2, bitrate=128_000)


@pytest.fixture(scope="module")
def voice_and_rate() -> tuple[Sound, int]:
    text = 'Good morning. <break time="0.7s"/> Please open the window and close the door.'
    samples, rate, _ = speak(text, "Adam")
    return samples, rate


def noisy(voice: Sound, snr_db: float) -> Sound:
    noise = np.random.default_rng(3).standard_normal(len(voice))
    mix = voice + noise * rms(voice) * 10 ** (-snr_db / 20)
    return (0.4 * mix).astype(np.float32)


@pytest.mark.parametrize("snr_db", [0, 10])
def test_a_voice_in_noise_gets_clearer(voice_and_rate: tuple[Sound, int], snr_db: float) -> None:
    voice, rate = voice_and_rate
    clean = isolate(noisy(voice, snr_db)[:, None], rate)[:, 0]
    assert likeness_db(clean, voice) > snr_db + 4


def test_pauses_get_much_quieter_and_words_stay(voice_and_rate: tuple[Sound, int]) -> None:
    voice, rate = voice_and_rate
    mix = noisy(voice, 10)
    clean = isolate(mix[:, None], rate)[:, 0]
    quiet = np.convolve(np.abs(voice), np.ones(rate // 4), "same") < 1e-3
    assert quiet.sum() > rate // 8
    assert rms(clean[quiet]) < 0.1 * rms(mix[quiet])
    loud = np.abs(voice) > 0.2
    assert rms(clean[loud]) > 0.7 * rms(mix[loud])


def test_a_clean_voice_is_left_nearly_as_it_was(voice_and_rate: tuple[Sound, int]) -> None:
    voice, rate = voice_and_rate
    assert likeness_db(isolate(voice[:, None], rate)[:, 0], voice) > 15


def test_what_stands_at_the_side_is_turned_down(voice_and_rate: tuple[Sound, int]) -> None:
    voice, rate = voice_and_rate
    hum = np.sign(np.sin(2 * np.pi * 700 * np.arange(len(voice)) / rate))
    hum = (hum * (np.arange(len(voice)) // rate % 2)).astype(np.float32)  # comes and goes
    stereo = 0.5 * np.stack([voice + np.float32(0.1) * hum, voice], axis=1)
    clean = isolate(stereo.astype(np.float32), rate)
    assert likeness_db(clean[:, 0], voice) > likeness_db(stereo[:, 0], voice) + 3


def test_the_result_is_as_long_as_the_recording(
    render: Render, given: Given, tmp_path: Path, voice_and_rate: tuple[Sound, int]
) -> None:
    voice, rate = voice_and_rate
    path = tmp_path / "noisy.wav"
    write_audio(str(path), np.tile(noisy(voice, 5), 6), rate, "wav")
    seen: list[float] = []
    made = render("audio-isolation", MP3, {}, given(path, "source"), report=seen.append)
    sound = heard(made.files[0].path)
    assert len(sound) / 44_100 == pytest.approx(6 * len(voice) / rate, abs=0.002)
    assert sound.shape[1] == 2
    assert np.abs(sound).max() <= 1
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_the_sound_of_a_film_is_cleaned(render: Render, given: Given, clip: Path) -> None:
    made = render("audio-isolation", MP3, {}, given(clip, "source"))
    assert made.files[0].mime == "audio/mpeg"
    assert len(heard(made.files[0].path)) == pytest.approx(44_100, abs=2300)


def test_equal_recordings_give_equal_files(
    render: Render, given: Given, tmp_path: Path, voice_and_rate: tuple[Sound, int]
) -> None:
    path = tmp_path / "noisy.wav"
    write_audio(str(path), noisy(voice_and_rate[0], 5), voice_and_rate[1], "wav")
    one, two = (
        Path(render("audio-isolation", MP3, {}, given(path, "source")).files[0].path).read_bytes()
        for _ in range(2)
    )
    assert one == two


def test_a_fraction_of_a_second_is_enough() -> None:
    assert isolate(np.full((50, 2), 0.1, np.float32), 44_100).shape == (50, 2)


def test_no_sound_is_said_clearly(render: Render, given: Given, photo: Path) -> None:
    with pytest.raises(EngineFailure, match="audio_url"):
        render("audio-isolation", MP3, {}, given(photo, "source"))
