"""Animals as data: the call of each, and how often it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place
from genmux.engines.sketch.sound.effects.throat import Call, call, calls


@dataclass(frozen=True, slots=True)
class _Beast:
    call: Call
    each: float
    """seconds from one call to the next"""


_BEASTS: dict[str, _Beast] = {
    "cow": _Beast(
        Call(1.7, (105, 150, 165, 150, 110), "muou", 0.8, 0.08, 0.25, attack=0.2), 3.0
    ),
    "sheep": _Beast(
        Call(1.0, (300, 330, 320, 280), "eae", 1.15, 0.15, 0.2, tremor=(9, 0.75)), 1.9
    ),
    "pig": _Beast(
        Call(0.34, (140, 190, 120), "oe", 0.9, 0.45, 0.7, tremor=(38, 0.9), attack=0.2), 0.6
    ),
    "rooster": _Beast(
        Call(2.0, (480, 640, 500, 700, 520, 880, 900, 860, 600), "oaoaoaaao", 1.5, 0.1, 0.4), 3.4
    ),
    "chicken": _Beast(Call(0.16, (420, 620, 380), "oa", 1.6, 0.15, 0.2, release=0.6), 0.45),
    "duck": _Beast(Call(0.24, (250, 230, 190), "ae", 1.35, 0.1, 0.8, attack=0.08), 0.5),
    "elephant": _Beast(
        Call(1.7, (300, 560, 720, 690, 640, 420), "uaaao", 0.9, 0.25, 0.9, (23, 0.35)), 3.0
    ),
    "monkey": _Beast(
        Call(0.22, (380, 620, 560), "ua", 1.35, 0.1, 0.15, attack=0.15, release=0.4), 0.3
    ),
    "neigh": _Beast(
        Call(1.7, (650, 1150, 1000, 850, 620, 420), "eiea", 1.0, 0.2, 0.5, (13, 0.6), (13, 0.07)),
        3.0,
    ),
    "crow": _Beast(Call(0.42, (430, 470, 400), "a", 1.5, 0.35, 1.0, tremor=(60, 0.6)), 0.9),
    "howl": _Beast(
        Call(3.0, (280, 430, 560, 580, 560, 540, 380), "uoou", 1.1, 0.06, 0.0,
             vibrato=(5, 0.008), attack=0.2),
        3.6,
    ),
    "turkey": _Beast(Call(0.85, (620, 700, 520, 400), "oa", 1.3, 0.1, 0.3, (16, 0.95)), 1.6),
    "parrot": _Beast(Call(0.4, (900, 1500, 1200), "aie", 1.5, 0.2, 0.9, (45, 0.5)), 0.9),
    "mouse": _Beast(Call(0.09, (2600, 3600, 2900), "i", 1.9, 0.02), 0.28),
    "seal": _Beast(Call(0.35, (300, 340, 240), "ao", 1.0, 0.3, 0.8, (30, 0.5)), 0.7),
    "donkey": _Beast(Call(0.75, (620, 700, 300, 260), "iiao", 1.0, 0.25, 0.8, (20, 0.4)), 0.95),
    "whale": _Beast(
        Call(3.4, (180, 320, 260, 480, 420, 150), "uomu", 0.8, 0.04, 0.0, vibrato=(3.5, 0.02),
             attack=0.3, release=0.4),
        4.0,
    ),
}  # fmt: skip


def beast(name: str) -> Callable[[Studio, int, Feel], Wave]:
    """The recipe of one animal of the table."""
    kind = _BEASTS[name]

    def recipe(studio: Studio, length: int, feel: Feel) -> Wave:
        voices = [call(studio, kind.call, feel) for _ in range(2)]
        count = feel.count or max(1, int(length / studio.rate / kind.each * feel.pace + 0.5))
        return calls(studio, length, count, voices, max(0.05, kind.each - kind.call.seconds) * 0.4)

    recipe.__name__ = name
    return recipe


def snake(studio: Studio, length: int, feel: Feel) -> Wave:
    """Hisses that swell; a rattle when the words name one."""
    hiss = studio.band(studio.noise(length), 2800, 10_000)
    shape = 0.1 + 0.9 * np.sin(np.pi * (studio.time(length) * 0.55 % 1)) ** 0.6
    wave = hiss * shape * 0.3
    if feel.says("rattle"):
        beat = studio.time(length) * 42 % 1
        wave += studio.band(studio.noise(length), 3500, 9000) * np.exp(-7 * beat) * 0.6
    return studio.level(wave, 0.7)


def dolphin(studio: Studio, length: int, feel: Feel) -> Wave:
    """Trains of clicks that quicken, and whistles that rise between them."""
    wave = np.zeros(length)
    moment = 0.0
    while moment * studio.rate < length:
        size = studio.samples(0.5)
        rate = np.geomspace(30, 220, size)
        clicks = np.diff(np.floor(np.cumsum(rate) / studio.rate), prepend=0.0)
        place(wave, 2 * studio.band(clicks, 2500, 9000), studio.samples(moment))
        x = np.linspace(0, 1, studio.samples(0.4))
        whistle = studio.tone((5200 + 3200 * np.sin(np.pi * x * 1.5)) * feel.pitch**0.3)
        place(wave, whistle * studio.swell(len(x), 0.2, 0.4), studio.samples(moment + 0.6), 0.5)
        moment += 1.2 / feel.pace
    return studio.level(wave, 0.8)
