"""The drum kit: every drum once, mono float32 at the song's sample rate, from noise and sines."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.sketch import seeds
from genmux.engines.sketch.music.tones import RATE, Wave

Floats = NDArray[np.float64]

PANS = {
    "hat": 0.25, "openhat": 0.25, "ride": -0.35, "crash": -0.2, "tom": -0.3, "shaker": -0.4,
    "tambourine": 0.4, "conga": 0.3, "rim": 0.15, "sleighbell": 0.3,
}  # fmt: skip


@cache
def drum(name: str) -> Wave:
    """One stroke at full strength. Not to be changed by callers: it is shared."""
    wave = _DRUMS[name](seeds.generator(17, *name.encode()))
    edge = min(len(wave) // 4, 24)
    wave[:edge] *= np.linspace(0, 1, edge)
    wave[-edge * 8 :] *= np.linspace(1, 0, min(len(wave), edge * 8))
    made = wave.astype(np.float32)
    made.setflags(write=False)
    return made


def _time(seconds: float) -> Floats:
    return np.arange(round(seconds * RATE)) / RATE


def _band(dice: np.random.Generator, length: int, low: float, high: float) -> Floats:  # fmt: skip
    sos = signal.butter(2, (low, min(high, RATE * 0.48)), "bandpass", fs=RATE, output="sos")
    noise = signal.sosfilt(sos, dice.standard_normal(length))
    return np.asarray(noise / max(1e-9, float(noise.std())))


def _fallen(time: Floats, low: float, high: float,
            speed: float) -> Floats:  # fmt: skip
    phase = low * time + (high - low) * speed * (1 - np.exp(-time / speed))
    return np.asarray(np.sin(2 * np.pi * phase))


def _kick(dice: np.random.Generator) -> Floats:
    time = _time(0.42)
    body = _fallen(time, 47, 190, 0.028) * np.exp(-time / 0.13)
    click = _band(dice, len(time), 1800, 6500) * np.exp(-time / 0.004) * 0.16
    return np.tanh(1.7 * body + click) * 0.75


def _snare(dice: np.random.Generator) -> Floats:
    time = _time(0.32)
    body = (np.sin(2 * np.pi * 186 * time) + 0.6 * np.sin(2 * np.pi * 331 * time)) * np.exp(
        -time / 0.05
    )
    wires = _band(dice, len(time), 1100, 9500) * np.exp(-time / 0.075)
    return np.tanh(0.55 * body + 0.32 * wires) * 0.62


def _gated(dice: np.random.Generator) -> Floats:
    time = _time(0.42)
    hall = _band(dice, len(time), 350, 7500) * np.clip((0.3 - time) / 0.02, 0, 1) * 0.2
    wave = hall.copy()
    wave[: round(0.32 * RATE)] += _snare(dice)
    return np.tanh(wave) * 0.85


def _clap(dice: np.random.Generator) -> Floats:
    time = _time(0.28)
    noise = _band(dice, len(time), 900, 5200)
    hands = sum(np.where(time >= at, np.exp(-(time - at) / 0.008), 0) for at in (0, 0.011, 0.023))
    return noise * (0.16 * np.asarray(hands) + 0.2 * np.exp(-time / 0.08) * (time > 0.03))


def _metal(dice: np.random.Generator, seconds: float, fade: float, low: float) -> Floats:
    """Cymbals: squares at clashing pitches under noise, only their top."""
    time = _time(seconds)
    ring = sum(
        np.sign(np.sin(2 * np.pi * pitch * time)) for pitch in (205.3, 369.6, 540, 800, 1047, 1345)
    )
    sound = np.asarray(ring) / 6 + 0.6 * dice.standard_normal(len(time))
    sos = signal.butter(3, low, "highpass", fs=RATE, output="sos")
    top = signal.sosfilt(sos, sound)
    return np.asarray(top / top.std() * np.exp(-time / fade))


def _hat(dice: np.random.Generator) -> Floats:
    return _metal(dice, 0.09, 0.018, 7500) * 0.13


def _openhat(dice: np.random.Generator) -> Floats:
    return _metal(dice, 0.4, 0.1, 6800) * 0.12


def _ride(dice: np.random.Generator) -> Floats:
    time = _time(0.9)
    bell = sum(np.sin(2 * np.pi * pitch * time) for pitch in (3210, 4386, 5872))
    return _metal(dice, 0.9, 0.22, 6000) * 0.07 + np.asarray(bell) * 0.012 * np.exp(-time / 0.3)


def _crash(dice: np.random.Generator) -> Floats:
    return _metal(dice, 2.2, 0.6, 3800) * 0.15


def _tom(dice: np.random.Generator) -> Floats:
    time = _time(0.45)
    return _fallen(time, 98, 180, 0.06) * np.exp(-time / 0.13) * 0.62 + 0.03 * _band(
        dice, len(time), 500, 4000
    ) * np.exp(-time / 0.02)


def _rim(dice: np.random.Generator) -> Floats:
    time = _time(0.08)
    wood = np.sin(2 * np.pi * 1720 * time) + 0.7 * np.sin(2 * np.pi * 815 * time)
    return wood * np.exp(-time / 0.011) * 0.3 + 0.05 * _band(dice, len(time), 2000, 8000) * np.exp(
        -time / 0.006
    )


def _brush(dice: np.random.Generator) -> Floats:
    time = _time(0.26)
    swish = np.minimum(1, time / 0.02) * np.exp(-time / 0.07)
    return np.asarray(_band(dice, len(time), 1600, 8500) * swish * 0.16)


def _shaker(dice: np.random.Generator) -> Floats:
    time = _time(0.11)
    return _band(dice, len(time), 5200, 13000) * np.minimum(1, time / 0.018) * np.exp(
        -time / 0.026
    ) * 0.12  # fmt: skip


def _tambourine(dice: np.random.Generator) -> Floats:
    time = _time(0.24)
    jingle = sum(np.sin(2 * np.pi * pitch * time) for pitch in (6250, 7830, 9420))
    return (0.09 * _band(dice, len(time), 5000, 15000) + 0.03 * np.asarray(jingle)) * np.exp(
        -time / 0.06
    )


def _sleighbell(dice: np.random.Generator) -> Floats:
    time = _time(0.3)
    jingle = sum(np.sin(2 * np.pi * pitch * time) for pitch in (4120, 5330, 6480, 7890))
    return np.asarray(jingle) * np.exp(-time / 0.07) * 0.05 + 0.03 * _band(
        dice, len(time), 5000, 14000
    ) * np.exp(-time / 0.05)


def _conga(dice: np.random.Generator) -> Floats:
    time = _time(0.3)
    return _fallen(time, 212, 250, 0.02) * np.exp(-time / 0.09) * 0.5 + 0.05 * _band(
        dice, len(time), 700, 3500
    ) * np.exp(-time / 0.012)


def _taiko(dice: np.random.Generator) -> Floats:
    time = _time(1.1)
    skin = _fallen(time, 58, 104, 0.05) * np.exp(-time / 0.34)
    return np.tanh(1.4 * skin) * 0.8 + 0.08 * _band(dice, len(time), 200, 2600) * np.exp(
        -time / 0.03
    )


def _chipnoise(dice: np.random.Generator) -> Floats:
    time = _time(0.16)
    held = np.repeat(dice.uniform(-1, 1, len(time) // 6 + 1), 6)[: len(time)]
    return held * np.exp(-time / 0.05) * 0.4


def _riser(dice: np.random.Generator) -> Floats:
    """Noise that swells for two seconds; it leads into a section."""
    time = _time(2.0)
    low, high = _band(dice, len(time), 400, 2500), _band(dice, len(time), 2500, 11000)
    share = time / 2
    return (low * (1 - share) + high * share) * share**2.2 * 0.14


_DRUMS: dict[str, Callable[[np.random.Generator], Floats]] = {
    "kick": _kick, "snare": _snare, "gated": _gated, "clap": _clap, "hat": _hat,
    "openhat": _openhat, "ride": _ride, "crash": _crash, "tom": _tom, "rim": _rim,
    "brush": _brush, "shaker": _shaker, "tambourine": _tambourine, "sleighbell": _sleighbell,
    "conga": _conga, "taiko": _taiko, "chipnoise": _chipnoise, "riser": _riser,
}  # fmt: skip
NAMES = frozenset(_DRUMS)
