"""How wide a mouth would open to a sound, frame by frame; for pictures that speak."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from genmux.engines.sketch.sound.codec import Samples

_VOICE = (250.0, 3200.0)
_ATTACK, _RELEASE = 0.75, 0.42
_QUIET_DB = -46.0


def mouth_openness(samples: Samples, sample_rate: int, fps: float) -> NDArray[np.float32]:
    """0 (shut) to 1 (wide) for each film frame, as many as the sound fills (rounded up).

    Follows the voice band of [n] or [n, channels] samples against the speaker's own loud level, so
    that quiet and loud recordings move alike; opens faster than it shuts.
    """
    mono = samples if samples.ndim == 1 else samples.mean(axis=1)
    frames = int(np.ceil(len(mono) / sample_rate * fps - 1e-6))
    if frames <= 0:
        return np.zeros(0, np.float32)
    edges = np.round(np.arange(frames + 1) * sample_rate / fps).astype(int)
    edges = np.minimum(edges, len(mono))
    power = np.concatenate(([0.0], np.cumsum(_voice(mono, sample_rate).astype(np.float64) ** 2)))
    counts = np.maximum(1, np.diff(edges))
    level = np.sqrt(np.maximum(0.0, np.diff(power[edges])) / counts)
    loud = float(np.percentile(level, 95))
    if loud < 10 ** (_QUIET_DB / 20) * 0.1:
        return np.zeros(frames, np.float32)
    decibels = 20 * np.log10(np.maximum(level, 1e-7) / loud)
    target = np.clip((decibels + 26) / 26, 0, 1) ** 1.4
    return _moved(target).astype(np.float32)


def _voice(mono: Samples, sample_rate: int) -> Samples:
    high = min(_VOICE[1], sample_rate * 0.45)
    sos = signal.butter(2, (_VOICE[0], high), "bandpass", fs=sample_rate, output="sos")
    return signal.sosfilt(sos, mono).astype(np.float32)


def _moved(target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lips have weight: they chase the target and never jump."""
    opened = np.empty(len(target))
    now = 0.0
    for index, wish in enumerate(target):
        now += (wish - now) * (_ATTACK if wish > now else _RELEASE)
        opened[index] = now
    smooth = ndimage.convolve1d(opened, np.array([0.2, 0.6, 0.2]), mode="nearest")
    return np.clip(smooth, 0.0, 1.0)
