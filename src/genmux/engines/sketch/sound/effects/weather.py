"""Rain, wind, thunder, water and fire."""

from __future__ import annotations

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place


def rain(studio: Studio, length: int, feel: Feel) -> Wave:
    heavy = feel.energy
    hiss = studio.band(studio.noise(length, 2.0), 700, 11_000) * 0.16
    hiss *= 0.8 + 0.2 * studio.curve(length, 1.8)
    fine = studio.impulses(length, 500 + 1800 * heavy)
    drops = studio.band(fine, 2200, 9000) * 2.2
    near = np.zeros(length)
    for _ in range(int(length / studio.rate * (4 + 14 * heavy))):
        place(near, _bubble(studio, 900, 3200, 0.012), int(studio.dice.integers(length)), 0.5)
    roof = studio.band(studio.impulses(length, 60 + 160 * heavy), 250, 1400) * 2.0
    body = 0.9 if feel.says("roof", "tin", "window", "umbrella", "tent", "car") else 0.3
    wave = hiss * (0.4 + heavy) + drops + near * 0.35 + roof * body
    return studio.dense(wave, 5.0)


def wind(studio: Studio, length: int, feel: Feel) -> Wave:
    gusts = studio.curve(length, 1.6 / feel.pace) ** 1.6
    gusts = 0.25 + 0.75 * gusts * (0.5 + feel.energy)
    low = studio.band(studio.noise(length, 4.5), 40, 500)
    air = studio.band(studio.noise(length, 3.0), 300, 2600)
    centre = (320 + 520 * gusts) * feel.pitch
    howl = studio.whistle(centre, 35) + 0.5 * studio.whistle(centre * 1.52, 45)
    strength = 0.45 if feel.says("howl", "whistl", "blizzard", "haunt", "storm", "eerie") else 0.16
    wave = low * 0.35 * gusts + air * 0.2 * gusts**1.5 + howl * strength * gusts**2
    return studio.level(wave, 0.8)


def thunder(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    start = 0.0
    crack = studio.burst(0.5, 180, 7000, 2.0)
    for delay in (0.0, 0.045, 0.11, 0.19):
        place(wave, crack, studio.samples(delay), (0.35 + 0.55 * feel.energy) * 0.6 ** (delay * 12))
    while start * studio.rate < length:
        seconds = float(studio.dice.uniform(1.2, 3.2))
        size = studio.samples(seconds)
        roll = studio.band(studio.noise(size, 6.0), 28, 170) * studio.swell(size, 0.12, 0.8)
        place(wave, roll, studio.samples(start), 1.1 * float(np.exp(-start / 3.0)))
        start += float(studio.dice.uniform(0.25, 0.9))
    growl = studio.band(studio.noise(length, 4.0), 120, 700) * studio.curve(length, 0.25) ** 3
    wave += growl * 0.5 * np.exp(-studio.time(length) / 1.6)
    return studio.level(wave, 1.0)


def waves(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    deep = studio.band(studio.noise(length, 5.0), 35, 300) * 0.12
    start = -1.5
    while start * studio.rate < length:
        seconds = float(studio.dice.uniform(5.0, 8.0)) / feel.pace
        size = studio.samples(seconds)
        shape = studio.swell(size, 0.38, 0.6)
        dull = studio.band(studio.noise(size, 3.5), 90, 1400) * shape
        foam = studio.band(studio.noise(size, 0.5), 1500, 9000) * shape**2.6
        place(wave, dull * 0.35 + foam * 0.14, round(start * studio.rate), 0.7 + 0.5 * feel.energy)
        start += seconds * float(studio.dice.uniform(0.62, 0.8))
    return studio.level(wave + deep, 0.8)


def stream(studio: Studio, length: int, feel: Feel) -> Wave:
    """Water on its way; falls are dense, what boils is low, sand only hisses, swimmers splash."""
    if feel.says("sand"):
        grains = studio.impulses(length, 5000 * (0.6 + 0.4 * studio.curve(length, 0.4)))
        return studio.dense(studio.band(grains, 2500, 11_000), 4.0)
    if feel.says("waterfall", "rapids", "runningwater"):
        rush = studio.noise(length, 2.0)
        fall = studio.band(rush, 120, 9000) * (0.9 + 0.1 * studio.curve(length, 0.3))
        return studio.dense(fall, 4.0)
    if feel.says("swim", "row", "oar", "paddl"):
        turn = studio.time(length) * 0.9 * feel.pace % 1
        stroke = studio.band(studio.noise(length, 2.0), 250, 5000) * np.exp(-4 * turn)
        return studio.level(stroke + 0.15 * _babbling(studio, length, feel), 0.75)
    low = 0.45 if feel.says("boil", "underwater", "bubbl", "lava") else 1.0
    return _babbling(studio, length, feel, low)


def _babbling(studio: Studio, length: int, feel: Feel, low: float = 1.0) -> Wave:
    wave = studio.band(studio.noise(length, 3.0), 400, 5000) * 0.05 * (0.5 + feel.energy)
    for _ in range(int(length / studio.rate * (45 + 90 * feel.energy))):
        depth = low * float(studio.dice.lognormal(0, 0.45))
        place(
            wave,
            _bubble(studio, 380 * depth, 900 * depth, 0.045),
            int(studio.dice.integers(length)),
            float(studio.dice.uniform(0.05, 0.35)),
        )
    return studio.level(wave, 0.7)


def drips(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    count = feel.count or max(1, int(length / studio.rate * 1.3 * feel.pace))
    for start in _spread(studio, length, count):
        drop = _bubble(studio, 620 * feel.pitch, 1500 * feel.pitch, 0.09)
        place(wave, drop, start, float(studio.dice.uniform(0.6, 1.0)))
        place(wave, studio.burst(0.006, 2500, 9000), start, 0.25)
    return wave


def splash(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    for start in _spread(studio, length, feel.count or 1):
        size = studio.samples(0.5 + 0.6 * feel.energy)
        sheet = studio.band(studio.noise(size, 1.5), 500, 9000) * studio.swell(size, 0.06, 0.9)
        place(wave, sheet, start, 0.4)
        place(wave, studio.burst(0.25, 60, 350), start, 0.9)
        for _ in range(40):
            later = start + int(studio.dice.exponential(0.25) * studio.rate)
            place(wave, _bubble(studio, 400, 1600, 0.05), later, 0.18)
    return studio.level(wave, 0.95)


def fire(studio: Studio, length: int, feel: Feel) -> Wave:
    roar = studio.band(studio.noise(length, 5.0), 50, 420) * (0.4 + 0.6 * studio.curve(length, 0.5))
    hiss = studio.band(studio.noise(length, 1.0), 3000, 10_000) * 0.03
    wave = roar * 0.16 * (0.4 + feel.energy) + hiss * studio.curve(length, 0.8)
    for _ in range(int(length / studio.rate * (8 + 14 * feel.energy))):
        snap = studio.burst(float(studio.dice.uniform(0.004, 0.03)), 900, 8000)
        strength = min(1.0, float(studio.dice.lognormal(-1.6, 0.8)))
        place(wave, snap, int(studio.dice.integers(length)), strength)
    return studio.dense(wave, 9.0)


def _bubble(studio: Studio, low: float, high: float, seconds: float) -> Wave:
    """A drop of water: a tone that rises while it dies."""
    size = studio.samples(seconds * 2)
    base = float(studio.dice.uniform(low, high))
    rise = base * (1 + 0.35 * np.linspace(0, 1, size) ** 2)
    return studio.tone(rise) * studio.decay(size, seconds * 2, 0.002)


def _spread(studio: Studio, length: int, count: int) -> list[int]:
    """Moments for `count` events over the length, the first at once, the rest a little uneven."""
    step = length / max(1, count)
    jitter = studio.dice.uniform(-0.12, 0.12, count) * step
    return [max(0, int(index * step + (jitter[index] if index else 0))) for index in range(count)]
