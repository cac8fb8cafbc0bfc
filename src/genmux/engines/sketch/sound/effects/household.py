"""Motors and chores of a house: what whirrs, saws, fizzes, zips and jingles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place


@dataclass(frozen=True, slots=True)
class _Motor:
    """`pitch` of the whine in Hz with so many `overtones`; `air` is noise from `low` to `high` Hz.

    `beat` is (Hz, depth) of what knocks in it.
    """

    pitch: float
    overtones: int
    whine: float
    air: float
    low: float
    high: float
    beat: tuple[float, float] = (0.0, 0.0)


_MOTORS = {
    "vacuum": _Motor(235, 7, 0.5, 0.9, 250, 9000),
    "dryer": _Motor(330, 4, 0.22, 1.0, 300, 7000),
    "blender": _Motor(290, 14, 0.9, 0.5, 500, 8000, (14, 0.35)),
    "drill": _Motor(620, 12, 1.0, 0.3, 900, 9000, (43, 0.3)),
    "washer": _Motor(96, 5, 0.5, 0.6, 60, 1800, (1.15, 0.75)),
    "fan": _Motor(118, 3, 0.18, 0.9, 120, 2600, (9, 0.25)),
    "razor": _Motor(122, 16, 0.9, 0.15, 1500, 7000, (31, 0.1)),
    "projector": _Motor(110, 4, 0.2, 0.8, 900, 8000, (24, 0.95)),
    "sewing": _Motor(150, 8, 0.5, 0.5, 600, 7000, (13, 0.9)),
    "printer": _Motor(240, 9, 0.5, 0.45, 700, 6000, (2.6, 0.8)),
}


def motor(name: str) -> Callable[[Studio, int, Feel], Wave]:
    """The recipe of a small electric machine of the table; it runs up when there is time."""
    kind = _MOTORS[name]

    def recipe(studio: Studio, length: int, feel: Feel) -> Wave:
        t = studio.time(length)
        run = 1.0 - np.exp(-t / 0.22) if feel.says("start", "turn", "switch") else np.ones(length)
        line = kind.pitch * feel.pitch * (1 + 0.015 * studio.curve(length, 0.5, -1, 1)) * run
        levels = [1 / (1 + 0.45 * number) for number in range(kind.overtones)]
        whine = studio.level(studio.tone(np.maximum(20, line), levels)) * kind.whine
        air = studio.level(studio.band(studio.noise(length, 1.5), kind.low, kind.high)) * kind.air
        rate, depth = kind.beat
        knock = np.exp(-5 * (t * rate * feel.pace % 1)) if rate else np.ones(length)
        wave = (whine + air) * (1 - depth + depth * knock) * (0.2 + 0.8 * run)
        return studio.dense(wave, 4.0)

    recipe.__name__ = name
    return recipe


def saw(studio: Studio, length: int, feel: Feel) -> Wave:
    """Strokes there and back: a saw, sandpaper, a broom, a brush, a pencil."""
    soft = feel.says("brush", "sweep", "broom", "pencil", "writ", "draw", "scrub", "teeth", "shav")
    rate = (3.2 if feel.says("teeth", "scrub", "writ", "pencil") else 1.5) * feel.pace
    phase = np.cumsum(rate * (1 + 0.25 * studio.curve(length, 0.4, -1, 1))) / studio.rate
    stroke = np.abs(np.sin(np.pi * phase)) ** 0.8
    forth = np.floor(phase) % 2
    teeth = 1.0 if soft else np.exp(-2.5 * (np.cumsum(60 + 130 * stroke) / studio.rate % 1))
    dull = studio.band(studio.noise(length), 500, 3500)
    sharp = studio.band(studio.noise(length), 1600, 9000)
    wave = (dull * forth + sharp * (1 - forth) + 0.3 * sharp) * stroke**1.5 * teeth
    return studio.level(wave, 0.75)


def fry(studio: Studio, length: int, feel: Feel) -> Wave:
    """Fat that sizzles and spits."""
    hiss = studio.band(studio.noise(length), 3000, 12_000) * (0.6 + 0.4 * studio.curve(length, 0.3))
    spit = studio.band(studio.impulses(length, 130 + 160 * feel.energy), 1500, 10_000)
    return studio.dense(0.12 * hiss + spit, 7.0)


def zipper(studio: Studio, length: int, feel: Feel) -> Wave:
    """Teeth that close faster and faster; velcro and tape tear instead."""
    count = feel.count or max(1, int(length / studio.rate / 1.2))
    size = min(length // count, studio.samples(0.7 / feel.pace))
    wave = np.zeros(length)
    for index in range(count):
        if feel.says("velcro", "tape", "rip"):
            grains = studio.impulses(size, 2600 * studio.swell(size, 0.1, 0.2))
            sound = studio.band(grains, 900, 9000)
        else:
            ends = (60, 210) if index % 2 == 0 else (190, 70)
            teeth = np.cumsum(np.geomspace(*ends, size)) / studio.rate
            clicks = np.diff(np.floor(teeth), prepend=0.0)
            sound = studio.formants(clicks, [(1700, 500, 1.0), (3900, 1200, 0.9)])
            sound += 0.02 * studio.band(studio.noise(size), 2500, 9000)
        place(wave, studio.level(sound * studio.swell(size, 0.06, 0.1)), index * length // count)
    return studio.level(wave, 0.85)


def spray(studio: Studio, length: int, feel: Feel) -> Wave:
    """Gas that escapes: a can, steam, a fizzing drink, a tyre."""
    fizz = feel.says("fizz", "soda", "champagne", "beer", "sparkling", "cola")
    wave = np.zeros(length)
    if fizz or feel.says("can.", "open"):
        place(wave, studio.burst(0.02, 900, 7000), 0, 0.9)
        place(wave, studio.struck([(1250, 1, 0.06), (2900, 0.5, 0.04)], 0.08), 0, 0.5)
        hiss = studio.band(studio.noise(length), 2500, 11_000) * studio.decay(length, 1.4, 0.02)
        grains = studio.impulses(length, 900 * np.exp(-studio.time(length) / 2.5))
        return studio.level(wave + 0.3 * hiss + 0.5 * studio.band(grains, 3500, 11_000), 0.8)
    count = feel.count or max(1, int(length / studio.rate / 0.9))
    for index in range(count):
        size = min(length // count, studio.samples(0.75))
        puff = studio.band(studio.noise(size), 2200, 11_000) * studio.swell(size, 0.05, 0.12)
        place(wave, puff, index * length // count, 0.5)
    return studio.level(wave, 0.75)


def kettle(studio: Studio, length: int, feel: Feel) -> Wave:
    """Steam first, then a whistle that climbs and stays."""
    x = np.linspace(0, 1, length)
    rise = np.clip(x / 0.6, 0, 1) ** 1.5
    line = (900 + 1500 * rise) * feel.pitch * (1 + 0.006 * studio.curve(length, 0.1, -1, 1))
    whistle = studio.tone(line, [1, 0.25, 0.1]) * rise
    steam = studio.band(studio.noise(length), 1500, 9000) * (0.08 + 0.12 * x)
    return studio.level(0.6 * whistle + steam, 0.75)


def flush(studio: Studio, length: int, feel: Feel) -> Wave:
    """A rush of water that swirls away, a gurgle, the tank that fills."""
    x = np.linspace(0, 1, length)
    rush = studio.band(studio.noise(length, 2.0), 150, 5000) * np.exp(-(((x - 0.25) / 0.2) ** 2))
    swirl = 0.6 + 0.4 * np.sin(2 * np.pi * np.cumsum(2 + 8 * x) / studio.rate)
    gurgle = studio.band(studio.noise(length, 3.0), 120, 900) * studio.curve(length, 0.05) ** 3
    gurgle *= np.exp(-(((x - 0.58) / 0.1) ** 2))
    fill = studio.band(studio.noise(length), 1800, 7000) * np.clip((x - 0.55) * 4, 0, 1) * 0.12
    wave = rush * swirl + 1.5 * gurgle + fill
    place(wave, studio.burst(0.03, 400, 4000), 0, 0.8)
    return studio.level(wave * (0.9 + 0.1 * feel.energy), 0.85)


def match(studio: Studio, length: int, feel: Feel) -> Wave:
    """A scratch and a flare; a lighter clicks first."""
    wave = np.zeros(length)
    flare = min(length, studio.samples(1.1))
    if feel.says("lighter"):
        for late in (0.0, 0.35):
            place(wave, studio.burst(0.05, 2500, 11_000), studio.samples(late), 0.6)
        start = studio.samples(0.38)
    else:
        size = studio.samples(0.3)
        grit = studio.band(studio.noise(size), 2200, 10_000) * studio.curve(size, 0.02) ** 2
        place(wave, grit * studio.swell(size, 0.3, 0.1), 0, 0.5)
        start = studio.samples(0.25)
    puff = studio.band(studio.noise(flare, 2.0), 200, 6000) * studio.decay(flare, 1.3, 0.05)
    place(wave, puff, start, 0.5)
    return studio.level(wave, 0.8)


def jingle(studio: Studio, length: int, feel: Feel) -> Wave:
    """Many small pieces of metal: keys, dropped coins, cutlery, a till, scissors."""
    till = feel.says("register", "till", "cash", "slot", "jackpot")
    falling = feel.says("drop", "fall", "spill")
    snips = feel.says("scissor", "shear")
    rate = 3.2 if snips else 26.0 if till and feel.says("slot", "jackpot") else 15.0
    wave = np.zeros(length)
    moment = 0.0
    while moment * studio.rate < length:
        base = float(studio.dice.uniform(2400, 7200)) * feel.pitch
        ring = [(base, 1.0, 0.22), (base * 1.47, 0.6, 0.15), (base * 2.09, 0.35, 0.1)]
        fade = float(np.exp(-moment / 0.9)) if falling else 1.0
        strength = float(studio.dice.uniform(0.15, 0.7)) * fade
        place(wave, studio.struck(ring, 0.25), studio.samples(moment), strength)
        if snips:
            size = studio.samples(0.16)
            slide = studio.band(studio.noise(size), 3500, 11_000) * np.linspace(0, 1, size)
            place(wave, slide, studio.samples(max(0.0, moment - 0.16)), 0.2)
        moment += (1 / rate if snips else float(studio.dice.exponential(1 / rate))) / feel.pace
    if till:
        bell = studio.struck([(2093, 1, 1.2), (4190, 0.5, 0.8), (6300, 0.3, 0.5)], 1.2)
        place(wave, studio.burst(0.12, 300, 5000), 0, 0.6)
        place(wave, bell, studio.samples(0.18), 1.0)
    return studio.level(wave, 0.8)
