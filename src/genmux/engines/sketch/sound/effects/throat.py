"""One throat for people and beasts: a line of pitches, a mouth that moves, breath and roughness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place

VOWELS: dict[str, tuple[float, float, float]] = {
    "a": (850.0, 1300.0, 2700.0),
    "e": (550.0, 1900.0, 2600.0),
    "i": (300.0, 2400.0, 3100.0),
    "o": (520.0, 900.0, 2500.0),
    "u": (330.0, 750.0, 2300.0),
    "m": (250.0, 1100.0, 2200.0),
}
"""Hz of a grown person's first three formants"""
_WIDTHS, _LEVELS = (130.0, 180.0, 320.0), (1.0, 0.75, 0.35)


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `line` are pitches in Hz evenly spread over `seconds`; `mouth` vowels likewise.

    `throat` scales the formants (1 = a man); `breath` is the share of noise, `rough` how far the
    voice is overdriven, 0 to 1; `tremor` is (Hz, depth) of the loudness, `vibrato` of the pitch.
    """

    seconds: float
    line: tuple[float, ...]
    mouth: str = "a"
    throat: float = 1.0
    breath: float = 0.1
    rough: float = 0.0
    tremor: tuple[float, float] = (0.0, 0.0)
    vibrato: tuple[float, float] = (0.0, 0.0)
    attack: float = 0.1
    release: float = 0.35


def call(studio: Studio, asked: Call, feel: Feel) -> Wave:
    """The call as sound, its peak at 1; small throats are higher, fast ones shorter."""
    size = studio.samples(asked.seconds / feel.pace**0.5)
    x, t = np.linspace(0, 1, size), studio.time(size)
    line = np.interp(x, np.linspace(0, 1, len(asked.line)), asked.line) * feel.pitch
    line = line * (1 + 0.012 * studio.curve(size, 0.06, -1, 1))
    rate, depth = asked.vibrato
    line = line * (1 + depth * np.sin(2 * np.pi * rate * t))
    source = studio.buzz(line) * (1 - asked.breath) + 0.6 * asked.breath * studio.noise(size, 1.0)
    rate, depth = asked.tremor
    source = source * (1 - depth * (0.5 + 0.5 * np.sin(2 * np.pi * rate * t)))
    wave = _mouth(studio, source, asked.mouth, asked.throat * feel.pitch**0.4)
    if asked.rough:
        wave = studio.band(np.tanh((1 + 5 * asked.rough) * studio.level(wave)), 45, studio.rate)
    return studio.level(wave * studio.swell(size, asked.attack, asked.release))


def _mouth(studio: Studio, source: Wave, vowels: str, throat: float) -> Wave:
    """The source through one vowel after another, each running into the next."""
    x = np.linspace(0, max(1, len(vowels) - 1), len(source))
    wave = np.zeros(len(source))
    for number, vowel in enumerate(vowels):
        share = np.clip(1 - np.abs(x - number), 0, 1) if len(vowels) > 1 else 1.0
        shape = zip(VOWELS[vowel], _WIDTHS, _LEVELS, strict=True)
        peaks = [(f * throat, width * throat, level) for f, width, level in shape]
        wave += studio.formants(source, peaks) * share
    return wave


def calls(studio: Studio, length: int, count: int, each: Sequence[Wave], still: float) -> Wave:
    """Calls over the length, one kind after another; at least `still` seconds lie between."""
    wave = np.zeros(length)
    at = 0
    step = length / max(1, count)
    for index in range(max(1, count)):
        sound = each[index % len(each)]
        start = max(at, int(index * step))
        if index and start + len(sound) > length:
            break
        place(wave, sound, start, float(studio.dice.uniform(0.8, 1.0)))
        at = start + len(sound) + studio.samples(still * float(studio.dice.uniform(0.7, 1.4)))
    return studio.level(wave, 0.9)
