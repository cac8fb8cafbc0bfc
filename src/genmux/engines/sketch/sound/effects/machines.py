"""Engines, signals, devices and sounds of games."""

from __future__ import annotations

import numpy as np
from scipy import signal

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place


def engine(studio: Studio, length: int, feel: Feel) -> Wave:
    low, high = 24.0, 30.0
    if feel.says("motorcycle", "bike", "scooter", "lawn", "chain"):
        low, high = 38.0, 48.0
    if feel.says("truck", "tractor", "diesel", "bus"):
        low, high = 15.0, 19.0
    x = np.linspace(0, 1, length)
    revs = low + (high - low) * studio.curve(length, 0.8)
    if feel.says("rev", "acceler", "rac", "speed", "start"):
        revs = revs * (1 + 2.4 * np.clip(np.sin(np.pi * np.minimum(1, x * 1.15)), 0, 1) ** 1.5)
    revs = revs * feel.pitch
    cylinders = studio.tone(revs, [0.5, 1.0, 0.5, 0.8, 0.3, 0.6, 0.25, 0.45, 0.2, 0.3, 0.15, 0.2])
    phase = np.cumsum(revs * 2) / studio.rate % 1
    puffs = studio.band(studio.noise(length, 3.0), 70, 1400) * np.exp(-5 * phase)
    body = np.tanh(1.4 * cylinders + 0.9 * puffs)
    wave = studio.band(body, 30, 2600) + 0.25 * studio.band(body, 110, 180)
    if feel.says("start", "ignit", "crank"):
        wave = _cranked(studio, studio.level(wave))
    return studio.level(wave, 0.8)


def _cranked(studio: Studio, running: Wave) -> Wave:
    """The starter turns for a moment before the engine catches."""
    caught = min(studio.samples(1.1), len(running) // 2)
    t = studio.time(caught)
    turn = 0.35 + 0.65 * np.abs(np.sin(2 * np.pi * 4.2 * t))
    grind = studio.buzz(105 + 40 * turn) * turn + 0.4 * studio.band(studio.noise(caught), 300, 3000)
    wave = running * np.clip((np.arange(len(running)) - caught) / studio.samples(0.15), 0, 1)
    wave[:caught] += 0.45 * studio.level(studio.band(grind * turn, 90, 3200))
    return wave


def train(studio: Studio, length: int, feel: Feel) -> Wave:
    rumble = studio.band(studio.noise(length, 5.0), 35, 260) * 0.35
    wave = rumble * (0.7 + 0.3 * studio.curve(length, 0.6))
    gap = 0.62 / feel.pace
    clack = studio.struck([(210, 1.0, 0.08), (460, 0.6, 0.06), (1250, 0.35, 0.04)], 0.14)
    moment = 0.0
    while moment * studio.rate < length:
        for late, strength in ((0.0, 0.6), (0.09, 0.5), (0.26, 0.4), (0.35, 0.35)):
            place(wave, clack, studio.samples(moment + late / feel.pace), strength)
        moment += gap
    if feel.says("horn", "whistl", "steam"):
        size = min(length, studio.samples(1.8))
        chord = sum(
            studio.tone(np.full(size, f), [1, 0.6, 0.4, 0.25]) for f in (311.0, 370.0, 415.0)
        )
        place(wave, studio.level(np.asarray(chord) * studio.swell(size, 0.08, 0.15)), 0, 0.6)
    return studio.level(wave, 0.85)


def helicopter(studio: Studio, length: int, feel: Feel) -> Wave:
    phase = np.cumsum(np.full(length, 11.5 * feel.pace)) / studio.rate % 1
    chop = np.exp(-7 * phase) + 0.15
    wave = studio.band(studio.noise(length, 4.5), 40, 900) * chop
    whine = studio.tone(np.full(length, 780.0) + 6 * studio.curve(length, 0.4), [1, 0.4, 0.2])
    return studio.level(wave * 0.5 + 0.04 * whine, 0.85)


def jet(studio: Studio, length: int, feel: Feel) -> Wave:
    x = np.linspace(0, 1, length)
    near = (
        np.exp(-(((x - 0.5) / 0.24) ** 2)) if not feel.says("cabin", "inside") else np.ones(length)
    )
    roar = studio.band(studio.noise(length, 3.2), 40, 3500)
    whine = studio.tone(2300 - 900 / (1 + np.exp(-14 * (x - 0.5))), [1, 0.3])
    return studio.level((roar * 0.4 + 0.05 * whine) * (0.12 + 0.88 * near), 0.9)


def siren(studio: Studio, length: int, feel: Feel) -> Wave:
    turn = studio.time(length) * 0.45 * feel.pace
    if feel.says("police", "yelp"):
        turn = turn * 4
    height = 0.5 - 0.5 * np.cos(2 * np.pi * turn)
    wave = studio.tone(560 + 820 * height, [1, 0.45, 0.3, 0.16, 0.1])
    return studio.level(studio.band(wave, 300, 4500), 0.75)


def horn(studio: Studio, length: int, feel: Feel) -> Wave:
    ship = feel.says("ship", "fog", "boat")
    base = (92.0 if ship else 400.0) * feel.pitch
    count = feel.count or (1 if ship else 2)
    wave = np.zeros(length)
    size = studio.samples(min(length / studio.rate / count * 0.75, 2.6 if ship else 0.5))
    shares = [1, 0.8, 0.6, 0.5, 0.35, 0.3, 0.2, 0.15]
    blow = studio.tone(np.full(size, base), shares) + studio.tone(
        np.full(size, base * 1.26), shares
    )
    blow = np.tanh(blow) * studio.swell(size, 0.06, 0.1)
    for index in range(count):
        place(wave, blow, int(index * length / count))
    return studio.level(wave, 0.85)


def alarm(studio: Studio, length: int, feel: Feel) -> Wave:
    t = studio.time(length)
    beat = t * 4.2 * feel.pace % 1
    pitch = np.where((t * 2.1 * feel.pace % 1) < 0.5, 980.0, 780.0) * feel.pitch
    gate = np.clip(np.minimum(beat, 0.62 - beat) * 60, 0, 1)
    return studio.level(studio.tone(pitch, [1, 0, 0.4, 0, 0.2]) * gate, 0.75)


def beep(studio: Studio, length: int, feel: Feel) -> Wave:
    gap = 0.5 / feel.pace
    count = feel.count or max(1, min(3, int(length / studio.rate / gap)))
    size = studio.samples(min(0.18, gap * 0.5))
    sound = studio.tone(np.full(size, 1000 * feel.pitch), [1, 0.1]) * studio.swell(size, 0.05, 0.08)
    wave = np.zeros(length)
    for index in range(count):
        place(wave, sound, studio.samples(index * gap))
    return wave * 0.7


def buzzer(studio: Studio, length: int, feel: Feel) -> Wave:
    """A wrong answer: a harsh low buzz, as often as asked."""
    count = feel.count or 1
    size = min(length // count, studio.samples(0.9))
    buzz = studio.buzz(np.full(size, 118.0 * feel.pitch)) + studio.buzz(np.full(size, 125.0))
    buzz = studio.band(np.tanh(2 * buzz), 90, 3500) * studio.swell(size, 0.02, 0.05)
    wave = np.zeros(length)
    for index in range(count):
        place(wave, buzz, index * length // count)
    return studio.level(wave, 0.8)


def flatline(studio: Studio, length: int, feel: Feel) -> Wave:
    """A few beats of a monitor, then its one long tone."""
    wave = np.zeros(length)
    last = 0.5 * length / studio.rate
    size = studio.samples(0.09)
    tone = np.full(length, 960.0 * feel.pitch)
    moment = 0.1
    while moment < last - 0.4:
        place(wave, studio.tone(tone[:size]) * studio.swell(size, 0.1, 0.1), studio.samples(moment))
        moment += 0.72
    start = studio.samples(last)
    place(wave, studio.tone(tone[start:]) * studio.swell(length - start, 0.002, 0.01), start)
    return studio.level(wave, 0.6)


def phone(studio: Studio, length: int, feel: Feel) -> Wave:
    t = studio.time(length)
    old = feel.says("old", "rotary", "vintage", "retro", "classic")
    gate = ((t % 3.0) < (2.0 if old else 1.6)).astype(float)
    gate = signal.oaconvolve(gate, np.ones(400) / 400, "same")
    if old:
        bells = studio.tone(np.full(length, 1350.0), [1, 0.2]) + studio.tone(
            np.full(length, 1700.0)
        )
        wave = bells * (0.3 + 0.7 * np.exp(-8 * (t * 22 % 1)))
    else:
        notes = np.array([880, 1108.7, 1318.5, 1108.7])[(t * 8).astype(int) % 4]
        wave = studio.tone(notes, [1, 0.25, 0.1]) * np.exp(-5 * (t * 8 % 1))
    return studio.level(wave * gate, 0.7)


def chime(studio: Studio, length: int, feel: Feel) -> Wave:
    """A notification, a win, magic: bright notes that ring."""
    sparkling = feel.says("magic", "sparkl", "fairy", "spell")
    steps = [0, 4, 7, 12, 16, 19, 24] if sparkling else [0, 7, 12]
    if feel.says("fail", "lose", "error", "wrong", "down"):
        steps.reverse()
    wave = np.zeros(length)
    for index, step in enumerate(steps):
        base = 784 * feel.pitch * 2 ** (step / 12)
        note = studio.struck(
            [(base, 1, 1.4), (base * 2.01, 0.4, 0.9), (base * 3.9, 0.2, 0.5)],
            min(1.6, length / studio.rate),
        )
        place(wave, note, studio.samples(index * 0.085 / feel.pace), 0.8)
    if sparkling:
        for _ in range(int(length / studio.rate * 22)):
            base = float(studio.dice.uniform(3000, 8000))
            start = int(studio.dice.integers(length))
            place(wave, studio.struck([(base, 1, 0.3)], 0.3), start, 0.08)
    return studio.level(wave, 0.8)


def coin(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    for start, note, seconds in ((0.0, 987.8, 0.09), (0.08, 1318.5, 0.5)):
        size = studio.samples(seconds)
        square = studio.tone(np.full(size, note * feel.pitch), [1, 0, 0.33, 0, 0.2, 0, 0.14])
        place(wave, square * studio.decay(size, seconds), studio.samples(start), 0.7)
    return wave


def laser(studio: Studio, length: int, feel: Feel) -> Wave:
    count = feel.count or max(1, int(length / studio.rate / 0.8))
    size = studio.samples(min(0.55, length / studio.rate / count))
    t = studio.time(size)
    fall = (180 + 3200 * np.exp(-t / 0.09)) * feel.pitch
    shot = studio.tone(fall, [1, 0.5, 0.33, 0.25]) * studio.decay(size, 0.5)
    wave = np.zeros(length)
    for index in range(count):
        place(wave, shot, int(index * length / count), 0.9)
    return studio.level(wave, 0.85)


def typing(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    moment = 0.02
    while moment * studio.rate < length:
        key = studio.burst(0.018, 1800, 8000) * 0.8
        place(wave, key, studio.samples(moment), float(studio.dice.uniform(0.5, 1)))
        thock = studio.struck([(float(studio.dice.uniform(260, 420)), 1, 0.05)], 0.06)
        place(wave, thock, studio.samples(moment), 0.4)
        place(wave, key, studio.samples(moment + 0.07), 0.25)
        pause = 0.25 if studio.dice.random() < 0.12 else 0.0
        moment += (0.09 + float(studio.dice.exponential(0.05)) + pause) / feel.pace
    return studio.level(wave, 0.8)


def click(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    for index in range(feel.count or 1):
        start = index * 0.3
        place(wave, studio.burst(0.012, 1500, 9000), studio.samples(start), 0.9)
        place(wave, studio.struck([(900, 1, 0.02)], 0.03), studio.samples(start), 0.5)
        place(wave, studio.burst(0.01, 2000, 9000), studio.samples(start + 0.06), 0.5)
    return wave


def clock(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    gap = 0.5 / feel.pace
    for index in range(int(length / studio.rate / gap) + 1):
        base = (2300 if index % 2 else 1850) * feel.pitch
        tick = studio.struck([(base, 1, 0.03), (base * 1.7, 0.6, 0.02), (320, 0.3, 0.04)], 0.06)
        place(wave, tick, studio.samples(index * gap), 0.8)
    return wave


def static(studio: Studio, length: int, feel: Feel) -> Wave:
    hiss = studio.band(studio.noise(length), 400, 8000) * 0.2
    crackle = studio.band(studio.impulses(length, 120 * feel.energy), 800, 9000) * 1.2
    hum = studio.tone(np.full(length, 60.0), [0.5, 0.3, 0.2]) * 0.08
    return studio.dense(hiss * (0.5 + 0.5 * studio.curve(length, 0.15)) + crackle + hum, 5.0)


def hum(studio: Studio, length: int, feel: Feel) -> Wave:
    """A fridge, a spaceship, a server room."""
    base = np.full(length, 58.0 * feel.pitch) + 0.6 * studio.curve(length, 1.0)
    drone = studio.tone(base, [1, 0.7, 0.35, 0.4, 0.15, 0.12])
    air = studio.band(studio.noise(length, 3.5), 80, 2400) * 0.35
    beat = 0.85 + 0.15 * studio.curve(length, 1.2)
    return studio.level((drone + air) * beat, 0.7)


def robot(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    moment = 0.0
    while moment * studio.rate < length:
        seconds = float(studio.dice.uniform(0.06, 0.25))
        size = studio.samples(seconds)
        ends = studio.dice.uniform(250, 2200, 2) * feel.pitch
        line = np.geomspace(float(ends[0]), float(ends[1]), size)
        chirp = studio.tone(line, [1, 0, 0.3]) * studio.swell(size, 0.1, 0.2)
        place(wave, chirp, studio.samples(moment), 0.7)
        moment += seconds + float(studio.dice.uniform(0.02, 0.2)) / feel.pace
    return wave
