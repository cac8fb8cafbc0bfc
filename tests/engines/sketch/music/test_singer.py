"""The singer: notes are met, words keep their times."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch.music.singer import Singer, Tone
from genmux.engines.sketch.music.syllables import count
from genmux.engines.sketch.music.tones import RATE, Wave


def pitch_of(wave: Wave, about: float) -> float:
    """The MIDI number of a steady tone, looked for within half an octave."""
    size = 1 << 15
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), size)) ** 2
    likeness = np.fft.irfft(spectrum)
    period = RATE / (440 * 2 ** ((about - 69) / 12))
    first, last = int(period * 0.71), int(period * 1.41)
    lag = first + int(likeness[first:last].argmax())
    return float(69 + 12 * np.log2(RATE / lag / 440))


@pytest.mark.parametrize(("gender", "centre"), [("f", 67), ("m", 55)])
def test_every_syllable_meets_its_note(gender: str, centre: int) -> None:
    singer = Singer(gender, 7)
    line = singer.say("Silver rain is falling")
    assert line is not None
    assert [unit.text for unit in line.units] == ["Silver", "rain", "is", "falling"]
    melody = [centre, centre + 2, centre + 4, centre + 5, centre + 2, centre]
    assert line.syllables == len(melody)
    tones = [Tone(2 + 0.4 * i, 0.38, float(note)) for i, note in enumerate(melody)]
    start, wave, words = singer.sing(line, tones)
    assert start == 2
    for tone in tones:
        middle = wave[round((tone.start - 2 + 0.14) * RATE) : round((tone.start - 2 + 0.3) * RATE)]
        if tone in {tones[0], tones[4]}:  # hisses
            continue
        assert pitch_of(middle, tone.pitch) == pytest.approx(tone.pitch, abs=0.35)
    assert [(w.text, w.start) for w in words][1] == ("rain", tones[2].start)
    assert words[-1].end == pytest.approx(tones[-1].start + 0.38)
    assert np.abs(wave).max() < 1.5
    assert abs(float(wave.mean())) < 0.003


def test_rests_between_notes_are_quiet() -> None:
    singer = Singer("f", 1)
    line = singer.say("Oh no")
    assert line is not None
    _, wave, _ = singer.sing(line, [Tone(0, 0.4, 67), Tone(1.2, 0.5, 69)])
    rest = wave[round(0.6 * RATE) : round(1.1 * RATE)]
    assert np.abs(rest).max() < 0.01 * np.abs(wave).max()


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("rain", 1), ("silver", 2), ("falling", 2), ("beautiful", 3), ("love", 1), ("little", 2),
        ("loved", 1), ("wanted", 2), ("the", 1), ("夏天", 2), ("привет", 2), ("...", 0),
    ],
)  # fmt: skip
def test_syllables(word: str, syllables: int) -> None:
    assert count(word) == syllables


def test_nothing_to_say_is_not_sung() -> None:
    assert Singer("", 3).say("—") is None
