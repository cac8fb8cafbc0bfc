"""Mouths that open with a sound."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch.sound.energy import mouth_openness
from genmux.engines.sketch.speech.voice import speak


def test_the_mouth_opens_with_words_and_shuts_in_pauses() -> None:
    samples, rate, words = speak('Hello there. <break time="1s"/> Good bye.', "Adam")
    opened = mouth_openness(samples, rate, 25)
    assert opened.shape == (int(np.ceil(len(samples) / rate * 25)),)
    assert 0 <= opened.min() <= opened.max() <= 1
    pause = opened[round((words[1].end + 0.4) * 25) : round(words[2].start * 25 - 1)]
    speech = opened[round(words[0].start * 25) : round(words[1].end * 25)]
    assert pause.max() < 0.1
    assert speech.max() > 0.6


def test_loud_and_quiet_recordings_move_alike() -> None:
    samples, rate, _ = speak("Hello there.", "Adam")
    loud, quiet = mouth_openness(samples, rate, 24), mouth_openness(samples * 0.1, rate, 24)
    assert np.allclose(loud, quiet, atol=0.05)


def test_the_mouth_never_jumps() -> None:
    samples, rate, _ = speak("Peter Piper picked a peck of pickled peppers.", "Adam")
    assert np.abs(np.diff(mouth_openness(samples, rate, 30))).max() < 0.75


@pytest.mark.parametrize("length", [0, 1, 4000])
def test_silence_keeps_it_shut(length: int) -> None:
    assert not mouth_openness(np.zeros((length, 2), np.float32), 16_000, 30).any()
