"""A sound that moves past, comes near, goes away or fades: places, air and the Doppler effect."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import signal

Stereo = NDArray[np.float64]

_SOUND_SPEED = 343.0
_PASSING = {"by": 26.0, "right": 11.0, "left": 11.0}  # metres a second
_NEAREST = 5.0  # metres
_FAR_DB, _FAR_HZ = -26.0, 1100.0


def moved(wave: Stereo, how: str, rate: int) -> Stereo:
    """The sound [n, 2] on its way: `right`, `left`, `by`, `near` or `away`; else as it is."""
    if how in _PASSING:
        return _passing(wave, how, rate)
    if how not in {"near", "away"} or not len(wave):
        return wave
    share = np.linspace(1, 0, len(wave)) if how == "near" else np.linspace(0, 1, len(wave))
    return _through_air(wave, share**0.8, rate)


def faded(wave: Stereo, *, start: bool, end: bool) -> Stereo:
    """Swells over its first half, or dies away over its last."""
    half = len(wave) // 2
    if start and half:
        wave[:half] *= (np.linspace(0, 1, half) ** 1.8)[:, None]
    if end and half:
        wave[-half:] *= (np.linspace(1, 0, half) ** 1.8)[:, None]
    return wave


def _passing(wave: Stereo, how: str, rate: int) -> Stereo:
    """Past the listener on a straight line, nearest in the middle, from one side to the other."""
    length = len(wave)
    along = _PASSING[how] * (np.arange(length) - length / 2) / rate
    away = np.hypot(along, _NEAREST)
    mono = wave.mean(axis=1)
    heard = np.interp(
        np.arange(length) - (away - away.min()) / _SOUND_SPEED * rate, np.arange(length), mono
    )
    angle = np.arctan2(along, _NEAREST) * (-1 if how == "left" else 1)
    side = (angle / (np.pi / 2) * 0.95 + 1) * np.pi / 4
    placed = heard[:, None] * np.stack((np.cos(side), np.sin(side)), axis=1) * np.sqrt(2)
    far = np.clip(np.log2(away / _NEAREST) / (4.5 if how == "by" else 7.0), 0, 1)
    return _through_air(placed, far, rate)


def _through_air(wave: Stereo, far: NDArray[np.float64], rate: int) -> Stereo:
    """Softer and duller by how far away it is, 0 to 1 at each sample."""
    sos = signal.butter(1, min(_FAR_HZ, rate * 0.4), "lowpass", fs=rate, output="sos")
    dull = signal.sosfilt(sos, wave, axis=0)
    level = 10 ** (_FAR_DB * far / 20)
    moved: Stereo = (wave * (1 - far)[:, None] + dull * far[:, None]) * level[:, None]
    return moved
