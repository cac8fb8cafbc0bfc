"""Animals, hearts and crowds."""

from __future__ import annotations

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place


def birds(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    for _ in range(3 + int(4 * feel.energy)):
        home = float(studio.dice.uniform(2400, 5200)) * feel.pitch
        near = float(studio.dice.uniform(0.25, 1.0))
        moment = float(studio.dice.uniform(0, 1.2))
        while moment * studio.rate < length:
            seconds, song = _song(studio, home)
            place(wave, song, studio.samples(moment), near)
            moment += seconds + float(studio.dice.uniform(0.5, 2.4)) / feel.pace
    leaves = studio.band(studio.noise(length, 2.5), 900, 6000) * 0.006 * studio.curve(length, 1.5)
    return studio.level(wave, 0.7) + leaves


def gulls(studio: Studio, length: int, feel: Feel) -> Wave:
    size = studio.samples(0.55)
    x = np.linspace(0, 1, size)
    line = (900 + 900 * np.sin(np.pi * x**0.6)) * feel.pitch
    cry = studio.tone(line, [1, 0.8, 0.6, 0.3, 0.2]) * studio.swell(size, 0.15, 0.4)
    return _calls(studio, length, feel.count or int(length / studio.rate * 0.9) + 1, cry)


def crickets(studio: Studio, length: int, feel: Feel) -> Wave:
    t = studio.time(length)
    wave = np.zeros(length)
    for _ in range(4):
        pitch = float(studio.dice.uniform(4100, 5000)) * feel.pitch
        rate = float(studio.dice.uniform(2.2, 3.2)) * feel.pace
        phase = (t * rate + float(studio.dice.random())) % 1
        pulses = np.clip(np.sin(2 * np.pi * t * 34 + studio.dice.uniform(0, 6)), 0, 1)
        chirp = studio.tone(np.full(length, pitch)) * pulses * np.clip(1 - phase * 3, 0, 1)
        wave += chirp * float(studio.dice.uniform(0.2, 1))
    return studio.level(wave, 0.55) + 0.004 * studio.noise(length, 3)


def insects(studio: Studio, length: int, feel: Feel) -> Wave:
    line = (190 + 60 * studio.curve(length, 0.35)) * feel.pitch
    buzz = studio.tone(line, [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3])
    near = 0.15 + 0.85 * studio.curve(length, 0.7) ** 2
    return studio.level(buzz * near, 0.6)


def dog(studio: Studio, length: int, feel: Feel) -> Wave:
    size = studio.samples(0.26)
    x = np.linspace(0, 1, size)
    line = (330 + 260 * np.sin(np.pi * np.minimum(1, x * 1.5)) - 120 * x) * feel.pitch
    source = studio.tone(line, [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2])
    source += 0.5 * studio.noise(size, 1.0)
    throat = [(600, 260, 1.0), (1150, 320, 0.9), (2500, 600, 0.35)]
    scaled = [(f * feel.pitch**0.5, width, level) for f, width, level in throat]
    bark = np.tanh(2 * studio.level(studio.formants(source, scaled))) * studio.swell(
        size, 0.08, 0.6
    )
    return _calls(studio, length, feel.count or max(2, int(length / studio.rate * 1.6)), bark)


def cat(studio: Studio, length: int, feel: Feel) -> Wave:
    if feel.says("purr"):
        phase = studio.time(length) * 25 % 1
        breath = 0.6 + 0.4 * np.sin(2 * np.pi * studio.time(length) * 0.6)
        purr = studio.band(studio.noise(length, 4), 40, 700) * np.exp(-4 * phase)
        return studio.level(purr * breath, 0.7)
    size = studio.samples(0.85)
    x = np.linspace(0, 1, size)
    line = (520 + 260 * np.sin(np.pi * x**0.7)) * feel.pitch
    source = studio.tone(line, [1, 0.8, 0.7, 0.5, 0.4, 0.3, 0.25, 0.2])
    closed = studio.formants(source, [(450, 200, 1.0), (2100, 350, 0.5)])
    opened = studio.formants(source, [(950, 280, 1.0), (1750, 350, 0.9), (2900, 500, 0.3)])
    mouth = np.sin(np.pi * x) ** 0.7
    meow = (closed * (1 - mouth) + opened * mouth) * studio.swell(size, 0.12, 0.35)
    return _calls(studio, length, feel.count or max(1, int(length / studio.rate / 1.6)), meow)


def owl(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    moment = 0.1
    while moment * studio.rate < length:
        for late, seconds in ((0.0, 0.35), (0.55, 0.18), (0.85, 0.6)):
            size = studio.samples(seconds)
            line = np.linspace(400, 365, size) * feel.pitch
            hoot = studio.tone(line, [1, 0.15, 0.05]) * studio.swell(size, 0.2, 0.4)
            place(wave, hoot, studio.samples(moment + late), 0.8)
        moment += 3.4 / feel.pace
    return wave


def frogs(studio: Studio, length: int, feel: Feel) -> Wave:
    size = studio.samples(0.32)
    phase = studio.time(size) * 38 % 1
    source = studio.tone(np.full(size, 190 * feel.pitch), [1, 0.9, 0.8, 0.7, 0.6, 0.5])
    croak = studio.formants(source * np.exp(-3 * phase), [(520, 160, 1), (1350, 260, 0.7)])
    croak *= studio.swell(size, 0.15, 0.3)
    return _calls(studio, length, feel.count or int(length / studio.rate * 2.2) + 1, croak)


def roar(studio: Studio, length: int, feel: Feel) -> Wave:
    """A lion, a bear, a monster, a dinosaur."""
    size = min(length, studio.samples(2.4))
    x = np.linspace(0, 1, size)
    shape = studio.swell(size, 0.18, 0.55)
    line = (70 + 75 * np.sin(np.pi * x**0.7) + 12 * studio.curve(size, 0.05)) * feel.pitch
    source = studio.tone(line, [1] * 14) * 0.3 + studio.noise(size, 2.0) * 0.8
    throat = [(260, 160, 1.0), (620, 260, 0.9), (1150, 400, 0.5), (2300, 800, 0.2)]
    growl = np.tanh(1.8 * studio.level(studio.formants(source, throat))) * shape
    return _calls(studio, length, feel.count or 1, growl)


def horse(studio: Studio, length: int, feel: Feel) -> Wave:
    hoof = studio.struck([(330, 1, 0.05), (720, 0.6, 0.04), (120, 0.7, 0.08)], 0.1)
    place(hoof, studio.burst(0.02, 500, 3500), 0, 0.4)
    wave = np.zeros(length)
    moment = 0.0
    while moment * studio.rate < length:
        for late, strength in ((0.0, 0.8), (0.13, 0.7), (0.25, 1.0)):
            place(wave, hoof, studio.samples(moment + late / feel.pace), strength)
        moment += 0.5 / feel.pace
    return studio.level(wave, 0.85)


def wings(studio: Studio, length: int, feel: Feel) -> Wave:
    beat = studio.time(length) * 7 * feel.pace % 1
    air = studio.band(studio.noise(length, 2.5), 150, 2600)
    return studio.level(air * np.exp(-6 * beat) * (0.4 + 0.6 * studio.curve(length, 0.6)), 0.7)


def heart(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    gap, moment = 0.86 / feel.pace, 0.0
    hurry = 0.93 if feel.says("up", "accelerat", "faster") else 1.0
    hurry = 1.07 if feel.says("down", "slower", "stop") else hurry
    while moment * studio.rate < length:
        for late, base, strength in ((0.0, 52.0, 1.0), (0.27, 64.0, 0.7)):
            size = studio.samples(0.22)
            beat = studio.tone(np.full(size, base)) * studio.swell(size, 0.15, 0.8)
            beat += 0.15 * studio.band(studio.noise(size, 4), 40, 200) * studio.decay(size, 0.15)
            place(wave, beat, studio.samples(moment + late * min(1.0, gap / 0.6)), strength)
        moment += gap
        gap = min(2.5, max(0.3, gap * hurry))
    return studio.level(wave, 0.95)


def breath(studio: Studio, length: int, feel: Feel) -> Wave:
    turn = studio.time(length) * 0.32 * feel.pace % 1
    inward = np.clip(np.sin(np.pi * turn / 0.42), 0, 1) * (turn < 0.42)
    outward = np.clip(np.sin(np.pi * (turn - 0.5) / 0.45), 0, 1) * (turn > 0.5)
    air = studio.noise(length, 1.5)
    wave = studio.formants(air, [(1700, 900, 0.8), (3800, 1500, 0.4)]) * inward
    wave += studio.formants(air, [(900, 700, 1.0), (2200, 900, 0.4)]) * outward
    return studio.level(wave, 0.6)


def crowd(studio: Studio, length: int, feel: Feel) -> Wave:
    """People talking, or cheering when the words say so; speakers of one vowel share a throat."""
    cheer = feel.says("cheer", "stadium", "fans", "roar", "goal")
    voices = 2 + round(2 * feel.energy)
    wave = np.zeros(length)
    for first in (430.0, 560.0, 690.0, 820.0):
        together = np.zeros(length)
        for _ in range(voices):
            base = float(studio.dice.choice((115.0, 205.0))) * float(studio.dice.uniform(0.85, 1.2))
            lift = 1.9 if cheer else 1.0
            line = base * lift * (1 + 0.16 * (studio.curve(length, 0.35) - 0.5))
            talk = studio.curve(length, 0.6 if cheer else 0.11)
            loud = np.clip(talk - 0.35, 0, 1) + (0.3 if cheer else 0.0)
            together += studio.buzz(line) * loud
        throat = [(first, 140, 1.0), (first * 2.3, 240, 0.6), (2600.0, 400, 0.25)]
        wave += studio.formants(together, throat)
    air = studio.band(studio.noise(length, 2.5), 400, 4000) * (0.5 if cheer else 0.08)
    wave = studio.level(wave) + air * 0.3
    shape = studio.swell(length, 0.2, 0.3) * 0.7 + 0.3 if cheer else np.ones(length)
    return studio.level(wave * shape, 0.75)


def _song(studio: Studio, home: float) -> tuple[float, Wave]:
    """One phrase of one bird: a few quick glides."""
    parts = []
    for _ in range(int(studio.dice.integers(2, 7))):
        size = studio.samples(float(studio.dice.uniform(0.05, 0.16)))
        ends = home * studio.dice.uniform(0.8, 1.3, 2)
        x = np.linspace(0, 1, size)
        line = ends[0] + (ends[1] - ends[0]) * x + home * 0.05 * np.sin(2 * np.pi * x * 3)
        parts.append(studio.tone(line, [1, 0.08]) * studio.swell(size, 0.25, 0.4))
        parts.append(np.zeros(studio.samples(float(studio.dice.uniform(0.02, 0.09)))))
    song = np.concatenate(parts)
    return len(song) / studio.rate, song


def _calls(studio: Studio, length: int, count: int, call: Wave) -> Wave:
    wave = np.zeros(length)
    step = max(len(call) * 1.15, length / max(1, count))
    for index in range(max(1, count)):
        shift = float(studio.dice.uniform(0, 0.25)) * (step - len(call)) if index else 0.0
        start = int(index * step + shift)
        if index and start + len(call) > length:
            break
        place(wave, call, start, float(studio.dice.uniform(0.75, 1.0)))
    return studio.level(wave, 0.9)
