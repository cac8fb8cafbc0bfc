"""Short acts: what hits, snaps, pops, bounces, collapses, rumbles or slides."""

from __future__ import annotations

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place

_MATERIALS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "metal": ((520, 1, 0.7), (1190, 0.8, 0.6), (2310, 0.6, 0.45), (3870, 0.4, 0.3)),
    "glass": ((2100, 1, 0.5), (4300, 0.7, 0.35), (6900, 0.4, 0.2)),
    "wood": ((190, 1, 0.1), (430, 0.7, 0.07), (960, 0.4, 0.05)),
    "plastic": ((640, 1, 0.05), (1500, 0.5, 0.035)),
    "stone": ((330, 1, 0.05), (1700, 0.5, 0.03), (3100, 0.3, 0.02)),
    "body": ((75, 1, 0.16), (140, 0.6, 0.1)),
}
_MADE_OF = (
    ("metal", ("metal", "steel", "iron", "tin", "pan", "pot", "can", "pipe", "coin", "robot",
               "armor", "armour", "shield")),
    ("glass", ("glass", "crystal", "bottle", "cup", "plate", "dish", "porcelain", "ceramic")),
    ("wood", ("wood", "plank", "log", "table", "box", "crate", "branch", "bat", "barrel", "tree",
              "cue", "pin", "oar", "cart", "board", "chop")),
    ("plastic", ("plastic", "toy", "lid", "lego", "card", "dice", "ping")),
    ("stone", ("stone", "rock", "brick", "concrete", "marble", "bone", "ice", "tooth", "pool")),
)  # fmt: skip


def material(feel: Feel, usual: str) -> str:
    """What the words say that a thing is made of."""
    return next((name for name, stems in _MADE_OF if feel.says(*stems)), usual)


def struck(studio: Studio, made_of: str, feel: Feel) -> Wave:
    """One blow on a material."""
    partials = [(f * feel.pitch, level, ring) for f, level, ring in _MATERIALS[made_of]]
    wave = studio.struck(partials, 0.8 if made_of in {"metal", "glass"} else 0.25)
    place(wave, studio.burst(0.02, 500, 6000), 0, 0.4)
    return studio.level(wave)


def hit(studio: Studio, length: int, feel: Feel) -> Wave:
    """A punch, a slap, a kick, a thud, a blow on whatever the words name."""
    if feel.says("slap", "smack", "spank", "whip"):
        blow = studio.burst(0.07, 900, 9000)
        place(blow, studio.struck([(210, 1, 0.06)], 0.07), 0, 0.3)
    else:
        made_of = material(feel, "body")
        blow = np.zeros(studio.samples(0.8))
        place(blow, struck(studio, made_of, feel), 0, 0.8 if made_of == "body" else 1.0)
        place(blow, studio.burst(0.05, 250, 3500, 2.0), 0, 0.8)
        size = studio.samples(0.14)
        fall = studio.tone(55 + 90 * np.exp(-studio.time(size) / 0.02)) * studio.decay(size, 0.16)
        place(blow, fall, 0, 0.9 if made_of == "body" else 0.3)
    count = feel.count or max(1, int(length / studio.rate / 0.9))
    wave = np.zeros(length)
    for index in range(count):
        late = float(studio.dice.uniform(0, 0.2)) if index and not feel.count else 0.0
        place(wave, blow, int((index + late) * length / count), 1 - 0.3 * studio.dice.random())
    return studio.level(np.tanh(1.5 * wave), 0.95)


def snap(studio: Studio, length: int, feel: Feel) -> Wave:
    """Something gives way: bones, ice, twigs, knuckles, a whip, a tree that falls."""
    wave = np.zeros(length)
    falls = feel.says("tree", "timber", "collaps")
    last = min(0.75 * length / studio.rate, 2.5) if falls else 0.0
    count = feel.count or (14 if falls else max(2, int(length / studio.rate * 3)))
    for index in range(count):
        step = last / count if falls else length / studio.rate / count
        moment = index * step * (1.0 if falls else float(studio.dice.uniform(0.7, 1)))
        crack = studio.burst(0.03, 700 * feel.pitch, 9000)
        place(crack, struck(studio, "wood" if falls else material(feel, "stone"), feel), 0, 0.4)
        place(wave, crack, studio.samples(moment), float(studio.dice.uniform(0.3, 1.0)))
        for _ in range(3):
            later = moment + float(studio.dice.exponential(0.03))
            place(wave, studio.burst(0.008, 1500, 9000), studio.samples(later), 0.3)
    if falls:
        place(wave, studio.burst(1.2, 40, 900, 3.0), studio.samples(last + 0.1), 1.6)
    return studio.level(np.tanh(1.4 * wave), 0.9)


def whip(studio: Studio, length: int, feel: Feel) -> Wave:
    """A swish that rises, and the crack."""
    rise = studio.samples(0.28)
    swish = studio.whistle(np.geomspace(400, 2600, rise), 500) * np.linspace(0, 1, rise) ** 2
    lash = np.zeros(studio.samples(0.5))
    place(lash, swish, 0, 0.5)
    place(lash, studio.burst(0.09, 1200, 14_000), rise, 1.0)
    count = feel.count or max(1, int(length / studio.rate / 1.5))
    wave = np.zeros(length)
    for index in range(count):
        place(wave, lash, index * length // count)
    return studio.level(wave, 0.95)


def pop(studio: Studio, length: int, feel: Feel) -> Wave:
    """Balloons, corks, bubble wrap, popcorn."""
    many = feel.says("wrap", "popcorn", "bubbles")
    balloon = feel.says("balloon", "burst", "tire", "tyre")
    count = feel.count or (int(length / studio.rate * 6) if many else 1)
    wave = np.zeros(length)
    for index in range(max(1, count)):
        size = studio.samples(0.09)
        base = float(studio.dice.uniform(380, 620)) * feel.pitch
        body = studio.tone(np.geomspace(base, base * 2.4, size), [1, 0.3])
        one = body * studio.decay(size, 0.08) + 0.4 * studio.burst(0.09, 900, 8000)
        if balloon:
            one = studio.burst(0.16, 250, 12_000)
        late = float(studio.dice.uniform(0, 0.9)) if many else 0.0
        place(wave, one, int((index + late) * length / max(1, count)), 0.9)
    return studio.level(wave, 0.95)


def bounce(studio: Studio, length: int, feel: Feel) -> Wave:
    """A ball that comes back sooner and softer each time; a dribbled one keeps on."""
    steady = feel.says("dribbl", "basketball", "table", "tennis", "ping")
    small = feel.says("ping", "tennis", "marble", "golf")
    ball = [(850, 1, 0.05), (1900, 0.5, 0.03)] if small else [(95, 1, 0.12), (240, 0.5, 0.08)]
    blow = studio.struck([(f * feel.pitch, level, ring) for f, level, ring in ball], 0.2)
    place(blow, studio.burst(0.02, 300, 3000), 0, 0.4)
    wave = np.zeros(length)
    moment, gap, strength, count = 0.0, 0.62 / feel.pace, 1.0, 0
    while moment * studio.rate < length and gap > 0.02 and count < (feel.count or 999):
        place(wave, blow, studio.samples(moment), strength)
        moment += gap
        if not steady:
            gap, strength = gap * 0.83, strength * 0.86
        count += 1
    return studio.level(wave, 0.9)


def crash(studio: Studio, length: int, feel: Feel) -> Wave:
    """Everything at once: bent metal, glass, and what falls after."""
    wave = np.zeros(length)
    place(wave, studio.burst(0.7, 60, 6000, 2.5), 0, 1.5)
    place(wave, studio.struck([(48, 1, 0.5), (83, 0.7, 0.4)], 0.6), 0, 1.2)
    soft = feel.says("pin", "bowling", "wood", "bookshel", "building", "wall", "debris", "rubble")
    for index in range(60):
        when = float(studio.dice.exponential(0.3)) if index > 6 else 0.02 * index
        kind = "wood" if soft else ("metal", "glass")[int(studio.dice.integers(2))]
        own = Feel(size=float(studio.dice.uniform(0.2, 0.8)))
        place(wave, struck(studio, kind, own), studio.samples(when),
              float(studio.dice.uniform(0.08, 0.4)))  # fmt: skip
    return studio.level(np.tanh(1.3 * wave), 1.0)


def rumble(studio: Studio, length: int, feel: Feel) -> Wave:
    """The ground moves: an earthquake, an avalanche, a volcano, a landslide."""
    low = studio.band(studio.noise(length, 5.0), 24, 140)
    shake = 0.35 + 0.65 * studio.curve(length, 0.18) * studio.curve(length, 1.2)
    wave = studio.level(low) * shake
    for _ in range(int(length / studio.rate * (6 + 26 * feel.energy))):
        rock = studio.burst(float(studio.dice.uniform(0.05, 0.25)), 90, 1400, 3.0)
        place(wave, rock, int(studio.dice.integers(length)), float(studio.dice.uniform(0.03, 0.25)))
    wave += 0.1 * studio.band(studio.noise(length, 3.0), 150, 2500) * studio.curve(length, 0.6)
    return studio.dense(wave, 4.5)


def screech(studio: Studio, length: int, feel: Feel) -> Wave:
    """Tyres, brakes, chalk, a rubber duck: a slip that sings."""
    small = feel.says("duck", "toy", "chalk", "mouse", "shoe", "sneaker", "squeak")
    count = feel.count or (max(1, int(length / studio.rate / 0.7)) if small else 1)
    size = min(length // count, studio.samples(0.35 if small else 2.6))
    wave = np.zeros(length)
    for index in range(count):
        x = np.linspace(0, 1, size)
        base = 1250.0 if small else 950.0
        bend = 1 + 0.25 * np.sin(np.pi * x) if small else 1 - 0.18 * x
        line = base * feel.pitch * bend * (1 + 0.02 * studio.curve(size, 0.04, -1, 1))
        sing = studio.tone(line, [1, 0.6, 0.45, 0.25, 0.15])
        if not small:
            sing += studio.tone(line * 1.27, [0.7, 0.4, 0.2])
            sing += 0.9 * studio.band(studio.noise(size), 900, 5000)
        place(wave, np.tanh(sing) * studio.swell(size, 0.08, 0.25), index * length // count)
    return studio.level(wave, 0.85)


def boing(studio: Studio, length: int, feel: Feel) -> Wave:
    """A spring: a tone whose pitch shakes less and less."""
    count = feel.count or max(1, int(length / studio.rate / 1.4))
    size = min(length // count, studio.samples(1.3))
    t = studio.time(size)
    shake = np.sin(2 * np.pi * 9 * t) * np.exp(-t / 0.35)
    line = (190 + 110 * shake + 70 * np.exp(-t / 0.1)) * feel.pitch
    sound = studio.tone(line, [1, 0.6, 0.5, 0.3, 0.25, 0.15]) * studio.decay(size, 1.2)
    wave = np.zeros(length)
    for index in range(count):
        place(wave, sound, index * length // count)
    return studio.level(wave, 0.9)


def roll(studio: Studio, length: int, feel: Feel) -> Wave:
    """Wheels and what is dragged: a cart, a skateboard, a roller coaster, furniture."""
    dragging = feel.says("drag", "scrap", "slid", "skat", "ski", "sled", "curtain")
    low, high = (500, 6000) if dragging else (70, 1800)
    speed = 0.5 + 0.5 * studio.curve(length, 0.9)
    wave = studio.band(studio.noise(length, 2.0), low, high) * speed
    if not feel.says("ice", "ski", "curtain", "sled"):
        moment = 0.0
        clack = struck(studio, material(feel, "wood"), Feel())
        while moment * studio.rate < length:
            place(wave, clack, studio.samples(moment), float(studio.dice.uniform(0.2, 0.6)))
            moment += float(studio.dice.uniform(0.16, 0.3)) / feel.pace
    return studio.level(wave, 0.8)


def spark(studio: Studio, length: int, feel: Feel) -> Wave:
    """Electricity that jumps: sparks, a taser, a Tesla coil, a short circuit."""
    on = np.clip((studio.curve(length, 0.12) - 0.35) * 6, 0, 1)
    if feel.says("taser", "tesla", "arc", "shock", "fence"):
        on = 0.25 + 0.75 * on
    phase = studio.time(length) * 100 % 1
    arc = studio.band(studio.noise(length), 900, 12_000) * np.exp(-6 * phase)
    crackle = studio.band(studio.impulses(length, 700 * on), 1500, 12_000)
    return studio.level(arc * on + 1.2 * crackle, 0.85)
