"""What is heard when no word has a recipe: the words themselves, letter by letter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from genmux.engines.sketch.sound.effects.actions import material, struck
from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place

_STOPS = dict(zip("bdgptkqc", (90, 140, 200, 420, 700, 1100, 1100, 1000), strict=True))
_HISSES = {"s": 5200, "z": 4200, "f": 3000, "v": 900, "h": 1300, "x": 4600, "j": 2600}
_HUMS = {"m": 90, "n": 130, "l": 180, "r": 70, "w": 110, "y": 220}
_VOWELS = {"a": 330, "e": 520, "i": 880, "o": 240, "u": 160}
_ARTICLES = "a an the of to in on at is are and or for with sound sounds noise effect sfx some very"
_PLAIN = frozenset(_ARTICLES.split())


def generic(studio: Studio, length: int, feel: Feel) -> Wave:
    """Words sound like what they name more often than not: stops strike, hisses blow, vowels ring.

    Blows fall on the material that the words name. A prompt without letters gets a soft cloud.
    """
    letters = "".join(sorted(feel.words - _PLAIN))
    events = list(_events(studio, letters, feel))
    wave = _cloud(studio, length, feel) * (0.12 if events else 0.8)
    if events:
        blows = feel.count or max(1, int(length / studio.rate / 1.6))
        room = length / studio.rate / blows
        share = room / max(room, 0.11 * len(events) / feel.pace)
        for turn in range(blows):
            for number, (sound, gain) in enumerate(events):
                moment = turn * room + number * 0.11 / feel.pace * share
                place(wave, sound, studio.samples(moment), gain)
    return studio.level(wave, 0.85)


def silence(studio: Studio, length: int, feel: Feel) -> Wave:
    """The air of an empty room."""
    air = studio.band(studio.noise(length, 4.0), 40, 2500 * feel.pitch)
    return studio.level(air * (0.9 + 0.1 * studio.curve(length, 1.5)), 0.5)


def _events(studio: Studio, letters: str, feel: Feel) -> Iterator[tuple[Wave, float]]:
    """A short sound for each of the first letters that are one, with its level."""
    made_of = material(feel, "wood")
    for letter in [one for one in letters if one in "abcdefghijklmnopqrstuvwxyz"][:16]:
        if letter in _STOPS:
            base = _STOPS[letter] * feel.pitch
            blow = struck(studio, made_of, Feel(size=0.5 if base > 150 else 0.75))
            place(blow, studio.burst(0.03, base, base * 6), 0, 0.5)
            yield blow, 0.8
        elif letter in _HISSES:
            centre = _HISSES[letter] * feel.pitch
            size = studio.samples(0.22)
            air = studio.band(studio.noise(size), centre * 0.7, centre * 1.6)
            yield studio.level(air * studio.swell(size, 0.3, 0.5)), 0.5
        elif letter in _HUMS or letter in _VOWELS:
            base = (_HUMS.get(letter) or _VOWELS[letter]) * feel.pitch
            size = studio.samples(0.3)
            line = np.linspace(base, base * float(studio.dice.uniform(0.85, 1.2)), size)
            tone = studio.tone(line, [1, 0.5, 0.3, 0.15]) * studio.swell(size, 0.2, 0.6)
            yield tone, 0.35


def _cloud(studio: Studio, length: int, feel: Feel) -> Wave:
    """A swelling cloud of tones and some air, drawn by the studio's dice."""
    base = float(studio.dice.uniform(90, 380)) * feel.pitch
    cloud = np.zeros(length)
    for ratio in studio.dice.choice((1.0, 1.2, 1.5, 1.78, 2.0, 2.4, 3.0, 4.0), 4, replace=False):
        line = base * float(ratio) * (1 + 0.01 * studio.curve(length, 0.8, -1, 1))
        cloud += studio.tone(line, [1, 0.3, 0.12]) * studio.curve(length, 0.7 / feel.pace)
    centre = float(studio.dice.uniform(400, 3200)) * (0.5 + studio.curve(length, 0.9))
    air = studio.whistle(centre, float(studio.dice.uniform(80, 600)))
    return studio.level((0.25 * cloud + 0.7 * air * feel.energy) * studio.swell(length, 0.3, 0.45))
