"""Things that are struck, break, burst or pass by."""

from __future__ import annotations

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place

_CHURCH_BELL = (
    (0.5, 0.5, 1.0),
    (1.0, 0.8, 0.8),
    (1.19, 0.55, 0.65),
    (1.5, 0.35, 0.5),
    (2.0, 0.7, 0.45),
    (2.52, 0.3, 0.3),
    (3.01, 0.22, 0.22),
    (4.1, 0.16, 0.15),
    (5.4, 0.1, 0.1),
)


def bell(studio: Studio, length: int, feel: Feel) -> Wave:
    small = feel.says("bicycle", "door", "service", "hand", "sleigh", "jingle", "tiny", "desk")
    base = (1650 if small else 330) * feel.pitch
    ring = 1.6 if small else 6.0
    partials = [(base * f, level, ring * share) for f, level, share in _CHURCH_BELL]
    count = feel.count or (2 if small else 1 + int(length / studio.rate / 4))
    return _repeat(studio, length, count, studio.struck(partials, ring * 0.9), 0.4 if small else 0)


def gong(studio: Studio, length: int, feel: Feel) -> Wave:
    base = 95 * feel.pitch
    ratios = np.cumprod(studio.dice.uniform(1.08, 1.32, 18))
    partials = [
        (base * float(r), 0.9 / (1 + 0.25 * i), 7.0 / (1 + 0.2 * i)) for i, r in enumerate(ratios)
    ]
    wave = np.zeros(length)
    place(wave, studio.struck(partials, min(8.0, length / studio.rate)), 0)
    place(wave, studio.burst(0.06, 60, 500), 0, 0.8)
    return studio.level(wave, 0.95)


def drum(studio: Studio, length: int, feel: Feel) -> Wave:
    size = studio.samples(0.5)
    fall = (58 + 90 * np.exp(-studio.time(size) / 0.03)) * feel.pitch
    hit = studio.tone(fall) * studio.decay(size, 0.55)
    place(hit, studio.burst(0.05, 300, 5000), 0, 0.3)
    if feel.says("roll", "snare"):
        hit = studio.burst(0.16, 700, 9000)
        place(hit, studio.struck([(190, 1, 0.12)], 0.16), 0, 0.6)
        return _repeat(studio, length, feel.count or int(length / studio.rate * 16), hit, 0.25)
    return _repeat(studio, length, feel.count or int(length / studio.rate * 2 * feel.pace), hit, 0)


def knock(studio: Studio, length: int, feel: Feel) -> Wave:
    wood = [(180 * feel.pitch, 1.0, 0.09), (410 * feel.pitch, 0.6, 0.06), (890, 0.3, 0.04)]
    hit = studio.struck(wood, 0.16)
    place(hit, studio.burst(0.015, 500, 4000), 0, 0.4)
    gap = 0.24 / feel.pace
    count = feel.count or 3
    wave = np.zeros(length)
    for index in range(count):
        shift = float(studio.dice.uniform(-0.012, 0.012)) if index else 0.0
        place(wave, hit, studio.samples(index * gap + shift), float(studio.dice.uniform(0.8, 1)))
    return studio.level(wave, 0.9)


def door(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    seconds = length / studio.rate
    closing = max(0.05, min(seconds - 0.5, 1.4))
    shut = feel.says("slam", "bang", "clos", "shut")
    creaks = feel.says("creak", "squeak", "old", "open", "haunt", "rusty")
    if creaks or not shut:
        place(wave, _creak(studio, closing if shut or not creaks else seconds, feel), 0, 0.55)
    else:
        closing = 0.02
    if shut or not creaks:
        thud = studio.struck([(62, 1.0, 0.3), (118, 0.7, 0.2), (240, 0.4, 0.12)], 0.5)
        hard = 0.9 if feel.says("slam", "bang") else 0.6
        place(wave, thud, studio.samples(closing), hard)
        place(wave, studio.burst(0.09, 250, 5000, 2.0), studio.samples(closing), 0.6 * hard)
        place(wave, studio.burst(0.02, 1500, 7000), studio.samples(closing + 0.05), 0.3)
    return studio.level(wave, 0.95)


def footsteps(studio: Studio, length: int, feel: Feel) -> Wave:
    loose = feel.says("gravel", "snow", "leaves", "leaf", "sand", "grass", "forest", "crunch")
    hard = feel.says("heel", "marble", "tile", "stone", "corridor", "hall")
    running = feel.says("run", "jog", "sprint")
    gap = (0.34 if running else 0.56) / feel.pace
    count = feel.count or int(length / studio.rate / gap)
    wave = np.zeros(length)
    for index in range(max(1, count)):
        start = studio.samples(index * gap + float(studio.dice.uniform(0, 0.03)))
        weight = float(studio.dice.uniform(0.75, 1.0)) * (1.0 if index % 2 else 0.9)
        heel = studio.struck([(75, 1.0, 0.09), (160, 0.6, 0.06), (340, 0.2, 0.04)], 0.12)
        place(wave, heel, start, weight * (0.5 if loose else 0.9))
        toe = start + studio.samples(0.09 if not running else 0.05)
        if loose:
            place(wave, _crunch(studio, 0.2), start, weight * 0.7)
        else:
            click = studio.burst(0.02, 900 if hard else 300, 7000 if hard else 2500)
            place(wave, click, start, weight * (0.7 if hard else 0.35))
            place(wave, studio.burst(0.05, 200, 1800, 3.0), toe, weight * 0.25)
    return studio.level(wave, 0.9)


def explosion(studio: Studio, length: int, feel: Feel) -> Wave:
    wave = np.zeros(length)
    size = min(length, studio.samples(4.5))
    blast = studio.noise(size, 3.5) * studio.decay(size, 2.2 + 1.5 * feel.size)
    wave[:size] += studio.level(studio.band(blast, 25, 1800), 1.0)
    boom = studio.tone(30 + 75 * np.exp(-studio.time(size) / 0.12)) * studio.decay(size, 1.6)
    wave[:size] += 0.9 * boom
    place(wave, studio.burst(0.35, 300, 10_000), 0, 0.8)
    for _ in range(60):
        later = studio.samples(0.15 + float(studio.dice.exponential(0.7)))
        bit = studio.burst(float(studio.dice.uniform(0.01, 0.06)), 500, 6000)
        place(wave, bit, later, float(studio.dice.uniform(0.02, 0.16)))
    return studio.level(np.tanh(1.6 * wave), 1.0)


def gunshot(studio: Studio, length: int, feel: Feel) -> Wave:
    shot = studio.burst(0.5, 120, 9000, 2.0)
    place(shot, studio.burst(0.06, 900, 14_000), 0, 0.9)
    place(shot, studio.struck([(90, 1.0, 0.2), (150, 0.6, 0.14)], 0.3), 0, 0.7)
    many = feel.count or (int(length / studio.rate * 9) if feel.says("machine", "auto") else 1)
    return _repeat(studio, length, many, np.tanh(2 * shot), 0.05)


def glass(studio: Studio, length: int, feel: Feel) -> Wave:
    """Breaks into shards; glasses that only touch ring."""
    if feel.says("clink", "cheers", "ting", "tap", "toast"):
        ring = [(2350, 1, 0.9), (4720, 0.6, 0.6), (7600, 0.3, 0.4)]
        hit = studio.struck([(f * feel.pitch, level, last) for f, level, last in ring], 1.0)
        return _repeat(studio, length, feel.count or 2, hit, 0.2)
    wave = np.zeros(length)
    place(wave, studio.burst(0.05, 1500, 14_000), 0, 0.9)
    for index in range(70):
        when = 0.0 if index < 12 else float(studio.dice.exponential(0.35))
        base = float(studio.dice.uniform(1800, 9500)) * feel.pitch
        shard = studio.struck(
            [(base, 1.0, 0.18), (base * 1.51, 0.6, 0.1), (base * 2.3, 0.3, 0.06)], 0.25
        )
        place(wave, shard, studio.samples(when), float(studio.dice.uniform(0.05, 0.4)))
    return studio.level(wave, 0.95)


def metal(studio: Studio, length: int, feel: Feel) -> Wave:
    """A sword, a chain, a dropped pan."""
    base = 620 * feel.pitch
    ratios = (1.0, 1.41, 2.09, 2.76, 3.42, 4.35, 5.43, 6.8, 8.2)
    partials = [
        (base * r * float(studio.dice.uniform(0.98, 1.02)), 1 / (1 + 0.3 * i), 1.1 / (1 + 0.25 * i))
        for i, r in enumerate(ratios)
    ]
    hit = studio.struck(partials, 1.2)
    place(hit, studio.burst(0.03, 2500, 14_000), 0, 0.9)
    return _repeat(studio, length, feel.count or 1 + int(length / studio.rate / 1.2), hit, 0.3)


def whoosh(studio: Studio, length: int, feel: Feel) -> Wave:
    count = feel.count or max(1, int(length / studio.rate / 1.4))
    size = studio.samples(min(length / studio.rate / count, 1.1 / feel.pace))
    rise = studio.swell(size, 0.55, 0.45)
    centre = (260 + 1900 * rise) * feel.pitch
    air = studio.whistle(centre, 260) + 0.6 * studio.whistle(centre * 1.9, 500)
    pass_by = air * rise**1.4 + studio.band(studio.noise(size, 3), 80, 900) * 0.12 * rise
    return _repeat(studio, length, count, studio.level(pass_by), 0)


def clap(studio: Studio, length: int, feel: Feel) -> Wave:
    """Applause: many hands, each with its own pace and sound; claps that are counted are single."""
    if feel.count:
        hands = studio.burst(0.09, 750, 3800)
        return _repeat(studio, length, feel.count, hands, 0.1)
    wave = np.zeros(length)
    people = int(10 + 50 * feel.energy)
    seconds = length / studio.rate
    swell = studio.swell(length, 0.12, 0.25) if seconds > 2 else np.ones(length)
    for _ in range(people):
        tone = float(studio.dice.uniform(700, 2200))
        hand = studio.burst(0.035, tone * 0.6, tone * 2.4)
        beat = float(studio.dice.uniform(0.2, 0.33)) / feel.pace
        moment = float(studio.dice.uniform(0, beat))
        near = float(studio.dice.uniform(0.15, 1.0))
        while moment < seconds:
            place(wave, hand, studio.samples(moment), near * float(studio.dice.uniform(0.6, 1)))
            moment += beat * float(studio.dice.uniform(0.86, 1.14))
    room = studio.band(studio.noise(length, 2.0), 500, 5000) * 0.05 * people / 30
    return studio.level((wave + room) * swell, 0.9)


def paper(studio: Studio, length: int, feel: Feel) -> Wave:
    crumble = studio.impulses(length, 250 * feel.pace * studio.curve(length, 0.15) ** 3)
    wave = studio.band(crumble, 1500, 11_000) + 0.02 * studio.band(studio.noise(length), 2000, 9000)
    return studio.dense(wave, 7.0)


def _creak(studio: Studio, seconds: float, feel: Feel) -> Wave:
    """Stick and slip: clicks that speed up and slow down, through the panel's resonances."""
    size = studio.samples(seconds)
    rate = (22 + 70 * studio.curve(size, 0.35)) * feel.pitch
    phase = np.cumsum(rate * (1 + 0.1 * studio.noise(size))) / studio.rate
    clicks = np.diff(np.floor(phase), prepend=0.0)
    tones = studio.formants(clicks, [(540, 60, 1.0), (1180, 90, 0.9), (2350, 200, 0.5)])
    return studio.level(tones * studio.swell(size, 0.15, 0.2), 1.0)


def _crunch(studio: Studio, seconds: float) -> Wave:
    size = studio.samples(seconds)
    grains = studio.impulses(size, 900 * studio.swell(size, 0.2, 0.7))
    return studio.level(studio.band(grains, 700, 7500), 1.0)


def _repeat(studio: Studio, length: int, count: int, hit: Wave, uneven: float) -> Wave:
    wave = np.zeros(length)
    count = max(1, count)
    step = length / count
    for index in range(count):
        shift = float(studio.dice.uniform(-0.5, 0.5)) * uneven * step if index else 0.0
        strength = float(studio.dice.uniform(0.85, 1.0))
        place(wave, hit, max(0, int(index * step + shift)), strength)
    return studio.level(wave, 0.95)
