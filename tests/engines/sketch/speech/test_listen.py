"""Recognition of real sound."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.sketch.sound.effects import machines, weather
from genmux.engines.sketch.sound.effects.studio import Feel, Studio
from genmux.engines.sketch.speech.hearing import RATE
from genmux.engines.sketch.speech.listen import Noise, Phrase, listen
from genmux.engines.sketch.speech.voice import speak

DIGITS = "one two three four five six seven eight nine ten"


def at_rate(text: str, voice: str) -> tuple[NDArray[np.float32], dict[str, float]]:
    samples, rate, words = speak(text, voice)
    starts = {word.text: word.start for word in words}
    return signal.resample_poly(samples, RATE, rate).astype(np.float32), starts


def test_digits_are_heard_when_they_are_said() -> None:
    sound, starts = at_rate(DIGITS, "Adam")
    lead = np.zeros(RATE, np.float32)
    heard = [item for item in listen([lead, sound, lead]) if isinstance(item, Phrase)]
    words = [word for phrase in heard for word in phrase.words]
    right = [word for word in words if word.text in starts]
    assert len(right) >= 7
    for word in right:
        assert word.start == pytest.approx(1 + starts[word.text], abs=0.2)
    assert 70 < heard[0].pitch < 160


@pytest.mark.parametrize("recipe", [weather.rain, machines.engine, machines.siren])
def test_noises_are_no_words(recipe: object) -> None:
    assert callable(recipe)
    wave = recipe(Studio(RATE, 3), RATE * 3, Feel())
    heard = list(listen([(0.3 * wave).astype(np.float32)], fast=True))
    assert heard
    assert all(isinstance(item, Noise) for item in heard)
