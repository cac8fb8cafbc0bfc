"""Single sounds of instruments and of games, and what leads from one scene to the next."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import signal

from genmux.engines.sketch.music.tones import RATE, Orchestra
from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place

_CHORD = (0, 4, 7, 12)
_HOME = {"violin": 67, "strings": 60, "flute": 76, "trumpet": 65, "organ": 53, "harp": 57,
         "acoustic_guitar": 52, "piano": 60, "accordion": 60, "saxophone": 58, "choir": 60,
         "marimba": 64, "harmonica": 67, "glockenspiel": 76, "tuba": 36, "banjo": 57,
         "finger_bass": 31}  # fmt: skip


def instrument(name: str) -> Callable[[Studio, int, Feel], Wave]:
    """The recipe of an instrument: a chord, a note, a scale, a fanfare, as the words say."""

    def recipe(studio: Studio, length: int, feel: Feel) -> Wave:
        wave = np.zeros(length)
        for moment, step, seconds in _notes(name, length / studio.rate, feel):
            tone = Orchestra().note(name, _HOME[name] + step, seconds, 0.8)
            sound = signal.resample_poly(tone, studio.rate, RATE) if studio.rate != RATE else tone
            place(wave, np.asarray(sound, np.float64), studio.samples(moment) - 1)
        return studio.level(wave, 0.85)

    recipe.__name__ = name
    return recipe


def _notes(name: str, seconds: float, feel: Feel) -> list[tuple[float, int, float]]:
    """(moment, semitones above home, seconds) of every note."""
    rest = max(0.2, seconds - 0.4)
    minor = feel.says("sad", "minor", "dark", "horror", "scary", "tense")
    chord = (0, 3, 7, 12) if minor else _CHORD
    if feel.says("trill", "tremolo", "horror", "suspense", "screech"):
        return [(0.09 * n, 7 if feel.says("trill") and n % 2 else 0, 0.1)
                for n in range(int(rest / 0.09))]  # fmt: skip
    if feel.says("fanfare", "victory", "royal", "triumph"):
        beats = ((0, 0), (0.18, 0), (0.36, 0), (0.54, 7), (0.9, 4), (1.1, 7), (1.3, 12))
        return [(at, step, 0.16 if at < 1.3 else 1.2) for at, step in beats]
    if feel.says("scale", "arpeg", "gliss", "run", "melody", "tune", "music", "solo", "lullab"):
        steps = (
            (0, 2, 4, 5, 7, 9, 11, 12) if feel.says("scale", "gliss") else (*chord, 16, 12, 7, 4)
        )
        gap = 0.09 if feel.says("gliss") else 0.26 / feel.pace
        return [(n * gap, steps[n % len(steps)], gap * 1.6) for n in range(int(rest / gap) + 1)]
    if feel.says("windchime"):
        steps = (0, 7, 2, 12, 9, 4, 14, 7)
        return [(0.31 * n + 0.19 * (n * n % 5) / 5, steps[n * 5 % 8], 1.4)
                for n in range(int(rest / 0.31)) if n % 7 != 3]  # fmt: skip
    if feel.says("note", "single", "plink"):
        return [(0.0, 0, rest)]
    if name in {"acoustic_guitar", "harp", "banjo"}:
        return [(0.03 * n, step, rest) for n, step in enumerate((0, 7, 12, 16, 19, 24))]
    if name in {"violin", "flute", "trumpet", "saxophone", "tuba", "finger_bass"}:
        return [(0.0, 0, rest)]
    return [(0.0, step, rest) for step in chord]


def cymbal(studio: Studio, length: int, feel: Feel) -> Wave:
    size = min(length, studio.samples(3.0))
    ring = sum(np.sign(np.sin(2 * np.pi * f * studio.time(size)))
               for f in (205.3, 369.6, 540.0, 800.0, 1047.0, 1345.0))  # fmt: skip
    metal = studio.band(np.asarray(ring) / 6 + studio.noise(size), 3200, 14_000)
    wave = np.zeros(length)
    count = feel.count or 1
    for index in range(count):
        place(wave, metal * studio.decay(size, 2.6), index * length // count)
    return studio.level(wave, 0.9)


def whistle(studio: Studio, length: int, feel: Feel) -> Wave:
    """A referee's pea whistle, a slide whistle, or lips."""
    count = feel.count or (1 if length < studio.rate * 2 else 2)
    size = min(length // count, studio.samples(1.1))
    t, x = studio.time(size), np.linspace(0, 1, size)
    if feel.says("slide", "cartoon"):
        line = 700 * 4 ** (1 - x if feel.says("down", "fall") else x)
        blow = studio.tone(line * feel.pitch, [1, 0.15])
    elif feel.says("referee", "coach", "sport", "police", "football", "soccer", "train"):
        pea = 0.55 + 0.45 * np.sin(2 * np.pi * 38 * t)
        blow = studio.tone(np.full(size, 2850.0) + 60 * np.sin(2 * np.pi * 38 * t), [1, 0.3]) * pea
        blow += studio.tone(np.full(size, 2420.0)) * pea * 0.6
    else:
        blow = studio.tone(1500 * feel.pitch * (1 + 0.25 * np.sin(2 * np.pi * x)), [1, 0.05])
        blow += 0.05 * studio.noise(size)
    wave = np.zeros(length)
    for index in range(count):
        place(wave, blow * studio.swell(size, 0.05, 0.1), index * length // count)
    return studio.level(wave, 0.8)


def kazoo(studio: Studio, length: int, feel: Feel) -> Wave:
    steps = np.array((0, 0, 7, 7, 9, 9, 7, 7))
    beat = (studio.time(length) * 3.2 * feel.pace).astype(int) % len(steps)
    line = 230 * feel.pitch * 2 ** (steps[beat] / 12)
    wave = studio.formants(studio.buzz(line), [(700, 500, 1.0), (2100, 900, 1.0)])
    return studio.level(studio.band(np.tanh(3 * studio.level(wave)), 120, studio.rate), 0.8)


def riser(studio: Studio, length: int, feel: Feel) -> Wave:
    """Tension that climbs to the end; power that comes up, or, with "down", goes."""
    x = np.linspace(0, 1, length)
    falls = feel.says("down", "fall", "off", "fail", "drop")
    share = 1 - x if falls else x
    line = 70 * feel.pitch * 2 ** (4.5 * share**1.3)
    tone = studio.tone(line, [1, 0.5, 0.35, 0.25]) + studio.tone(line * 1.006, [0.8, 0.4, 0.2])
    air = studio.whistle(300 + 7000 * share**2, 900)
    wave = 0.5 * tone + (0.8 if feel.says("riser", "tension", "build") else 0.2) * air
    return studio.level(wave * (0.12 + 0.88 * share**1.2), 0.85)


def warp(studio: Studio, length: int, feel: Feel) -> Wave:
    """A teleport, a portal, a warp drive: a shimmer that is sucked away."""
    x, t = np.linspace(0, 1, length), studio.time(length)
    line = 200 * 2 ** (3.5 * x**2)
    wave = studio.tone(line * (1 + 0.15 * np.sin(2 * np.pi * (6 + 20 * x) * t)), [1, 0.4, 0.3])
    wave += 0.7 * studio.whistle(6000 - 5000 * x, 700)
    for _ in range(int(length / studio.rate * 18)):
        base = float(studio.dice.uniform(1800, 7000)) * feel.pitch
        place(wave, studio.struck([(base, 1, 0.25)], 0.25), int(studio.dice.integers(length)), 0.3)
    return studio.level(wave * studio.swell(length, 0.35, 0.3), 0.85)


def scratch(studio: Studio, length: int, feel: Feel) -> Wave:
    """A record that is pulled back and forth, or a tape that winds."""
    t = studio.time(length)
    if feel.says("rewind", "tape", "forward"):
        line = 900 + 2600 * np.clip(t / 1.2, 0, 1) + 300 * studio.curve(length, 0.03)
        wave = studio.band(studio.tone(line, [1, 0.5]) * studio.curve(length, 0.02), 500, 9000)
        return studio.level(wave, 0.8)
    swing = np.sin(2 * np.pi * 2.1 * feel.pace * t) * (0.6 + 0.4 * studio.curve(length, 0.25))
    speed = np.abs(swing)
    wave = studio.tone(150 + 1300 * speed, [1, 0.8, 0.6, 0.4]) * speed
    wave += studio.whistle(500 + 3500 * speed, 900) * speed
    return studio.level(wave, 0.85)


def arcade(studio: Studio, length: int, feel: Feel) -> Wave:
    """A little tune of square waves: up when one wins, down when the game is over."""
    lost = feel.says("over", "lose", "lost", "fail", "death", "die", "dead", "defeat")
    steps = (12, 10, 8, 7, 5, 3, 0) if lost else (0, 4, 7, 12, 16, 19, 24)
    gap = 0.16 if lost else 0.09
    wave = np.zeros(length)
    for index, step in enumerate(steps):
        size = studio.samples(gap * (1.0 if index < len(steps) - 1 else 5))
        line = np.full(size, 330 * feel.pitch * 2 ** (step / 12))
        note = studio.tone(line, [1, 0, 0.33, 0, 0.2, 0, 0.14]) * studio.swell(size, 0.03, 0.3)
        place(wave, note, studio.samples(index * gap / feel.pace), 0.7)
    return wave
