"""Where somebody may be speaking."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.sketch.speech.hearing import RATE, stretches
from genmux.engines.sketch.speech.voice import speak

Sound = NDArray[np.float32]


@pytest.fixture(scope="module")
def sentence() -> Sound:
    samples, rate, _ = speak("Good morning and welcome to the show.", "Adam")
    return signal.resample_poly(samples, RATE, rate).astype(np.float32)


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE), np.float32)


def in_blocks(sound: Sound, size: int) -> Iterator[Sound]:
    return (sound[start : start + size] for start in range(0, len(sound), size))


def test_speech_is_found_where_it_is(sentence: Sound) -> None:
    sound = np.concatenate([silence(1.0), sentence, silence(1.5), sentence, silence(1.0)])
    found = list(stretches(in_blocks(sound, 4000)))
    assert len(found) == 2
    assert found[0].start == pytest.approx(1.0, abs=0.4)
    assert found[1].start == pytest.approx(2.5 + len(sentence) / RATE, abs=0.4)
    for stretch in found:
        first = round(stretch.start * RATE)
        assert np.array_equal(stretch.samples, sound[first : first + len(stretch.samples)])


def test_blocks_of_any_size_give_the_same(sentence: Sound) -> None:
    sound = np.concatenate([silence(0.5), sentence, silence(1.0)])
    small, large = list(stretches(in_blocks(sound, 333))), list(stretches([sound]))
    assert [stretch.start for stretch in small] == [stretch.start for stretch in large]


def test_silence_is_nothing() -> None:
    assert not list(stretches([silence(3.0)]))


def test_endless_speech_is_cut(sentence: Sound) -> None:
    body = sentence[round(0.3 * RATE) : -round(0.5 * RATE)]
    found = list(stretches([np.tile(body, 30)]))
    assert max(stretch.seconds for stretch in found) < 19
    assert sum(stretch.seconds for stretch in found) > 0.8 * 30 * len(body) / RATE
