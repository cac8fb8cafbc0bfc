"""Laughs and slams between the words."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch.speech.noises import noise
from genmux.engines.sketch.speech.voice import speak

RATE = 22_050


@pytest.mark.parametrize("words", ["laughs", "sighs", "coughs", "door slams", "applause"])
def test_known_sounds_are_heard(words: str) -> None:
    sound = noise(words, RATE, female=False)
    assert 0.3 * RATE < len(sound) <= 2.01 * RATE
    assert 0.05 < float(np.sqrt(np.mean(sound**2))) < 0.09


def test_women_laugh_higher() -> None:
    def low(female: bool) -> float:
        sound = noise("laughs", RATE, female=female)
        power = np.abs(np.fft.rfft(sound)) ** 2
        at = np.fft.rfftfreq(len(sound), 1 / RATE)
        return float(power[(at > 90) & (at < 220)].sum() / power.sum())

    assert low(False) > 1.5 * low(True)


def test_unknown_words_are_nothing() -> None:
    assert len(noise("sic", RATE, female=True)) == 0


def test_a_laugh_takes_its_time_between_the_words() -> None:
    plain, rate, _ = speak("That is good. Really good.", "Adam")
    samples, _, words = speak("That is good. [laughs] Really good.", "Adam")
    assert len(samples) > len(plain) + 0.8 * rate
    gap = words[3].start - words[2].end
    assert gap > 0.8
    middle = samples[round((words[2].end + 0.3) * rate) : round((words[3].start - 0.2) * rate)]
    assert float(np.sqrt(np.mean(middle**2))) > 0.02
