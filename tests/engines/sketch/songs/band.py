"""A small band that plays on paper: voice, drums, bass and chords, each known apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

RATE = 44_100
Sound = NDArray[np.float64]
_BEAT = 0.5
_MELODY = (69, 72, 76, 74, 72, 71, 69, 67, 65, 69, 72, 71)
_CHORDS = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))


def hertz(pitch: float) -> float:
    return float(440 * 2 ** ((pitch - 69) / 12))


def tone(pitch: float, seconds: float, partials: tuple[float, ...], *, decay: float = 0.0) -> Sound:
    """A steady or struck tone with 10 ms edges."""
    at = np.arange(round(seconds * RATE)) / RATE
    wave = sum(
        level * np.sin(2 * np.pi * hertz(pitch) * (number + 1) * at)
        for number, level in enumerate(partials)
    )
    edge = np.minimum(1, np.minimum(at, seconds - at) / 0.01)
    return np.asarray(wave * edge * np.exp(-decay * at))


def sung(seconds: float) -> Sound:
    """Sung-like: vibrato, glides between notes, formants, breath pauses. In the middle."""
    length = round(seconds * RATE)
    at = np.arange(length) / RATE
    notes = np.array(_MELODY)[(at / (_BEAT * 1.5)).astype(int) % len(_MELODY)].astype(float)
    smooth = ndimage.uniform_filter1d(notes, 3001, mode="nearest")
    pitch = smooth + 0.35 * np.sin(2 * np.pi * 5.6 * at) - 5
    phase = 2 * np.pi * np.cumsum(440 * 2 ** ((pitch - 69) / 12)) / RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    wave = np.zeros(length)
    for number in range(1, 16):
        own = frequency * number
        level = np.exp(-(((own - 650) / 350) ** 2)) + 0.5 * np.exp(-(((own - 1400) / 500) ** 2))
        wave += (level + 0.06 / number) * np.sin(number * phase)
    note = at % (_BEAT * 1.5)
    breath = np.clip(np.minimum(note, _BEAT * 1.5 - 0.12 - note) / 0.05, 0, 1)
    mono = 0.22 * wave * breath * (at % 6 < 5)
    return np.stack([mono, mono], axis=1)


def drummed(seconds: float) -> Sound:
    """A kick on the beat, a snare on every second one, hats between."""
    dice = np.random.default_rng(5)
    wave = np.zeros((round(seconds * RATE) + RATE, 2))
    at = np.arange(round(0.2 * RATE)) / RATE
    kick = np.sin(2 * np.pi * (50 * at + 4 * (1 - np.exp(-at * 40)))) * np.exp(-at * 18)
    for number in range(int(seconds / _BEAT * 2)):
        start = round(number * _BEAT / 2 * RATE)
        noise = dice.standard_normal(len(at))
        hat = 0.12 * np.diff(noise, prepend=0) * np.exp(-at * 70)
        hit = np.stack([hat * 0.8, hat * 1.1], axis=1)
        if number % 4 == 0:
            hit += 0.6 * kick[:, None]
        if number % 4 == 2:
            hit += (0.25 * noise * np.exp(-at * 25))[:, None]
        wave[start : start + len(at)] += hit
    return wave[: round(seconds * RATE)]


def plucked_bass(seconds: float) -> Sound:
    wave = np.zeros(round(seconds * RATE) + RATE)
    for number in range(int(seconds / _BEAT)):
        root = _CHORDS[number // 4 % 4][0] - 24
        note = tone(root if root > 28 else root + 12, _BEAT * 0.95, (1, 0.4, 0.15), decay=1.5)
        start = round(number * _BEAT * RATE)
        wave[start : start + len(note)] += 0.3 * note
    return np.stack([wave, wave], axis=1)[: round(seconds * RATE)]


def chorded(seconds: float) -> Sound:
    """Held chords, their notes spread from left to right."""
    wave = np.zeros((round(seconds * RATE) + 3 * RATE, 2))
    for number in range(int(np.ceil(seconds / (4 * _BEAT)))):
        start = round(number * 4 * _BEAT * RATE)
        for pitch, pan in zip(_CHORDS[number % 4], (0.12, 0.85, 0.3), strict=True):
            note = 0.13 * tone(pitch, 4 * _BEAT, (1, 0.5, 0.3, 0.2, 0.1, 0.06))
            wave[start : start + len(note)] += note[:, None] * np.array([1 - pan, pan])
    return wave[: round(seconds * RATE)]


PARTS = {"vocal": sung, "drums": drummed, "bass": plucked_bass, "chords": chorded}


def mixed(seconds: float) -> Sound:
    return np.clip(sum(play(seconds) for play in PARTS.values()), -1, 1)
