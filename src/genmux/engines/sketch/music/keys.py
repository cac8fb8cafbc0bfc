"""Which notes sound when, and in which key they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.music.ear import RATE, Floats, frames
from genmux.engines.sketch.music.theory import Key

_SIZE, _HOP = 4096, 1024
FPS = RATE / _HOP
LOW, _HIGH = 36, 96
"""the MIDI notes that are listened for"""
_PROFILES = {
    False: (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    True: (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}  # Krumhansl and Kessler: how well each tone fits into a major and a minor key
_KEY_WEIGHTS = (1.0, 0.3, 0.1)  # of the whole, its end and its start


def tones_of(mono: NDArray[np.float32]) -> NDArray[np.float32]:
    """How strong each note is, overtones counted for their notes."""
    notes = np.arange(LOW, _HIGH)
    frequencies = 440.0 * 2 ** ((notes - 69) / 12)
    columns = frequencies * _SIZE / RATE
    rows = []
    for magnitude in frames(mono, _SIZE, _HOP, 400):
        soft = np.sqrt(magnitude)
        soft = np.maximum(soft, np.maximum(np.roll(soft, 1, axis=1), np.roll(soft, -1, axis=1)))
        flat = soft - ndimage.uniform_filter1d(soft, 41, axis=1)
        flat = np.maximum(flat, 0)
        total = np.zeros((len(flat), len(notes)), np.float32)
        for multiple, weight in ((1, 1.0), (2, 0.55), (3, 0.3), (4, 0.2)):
            index = np.minimum(np.round(columns * multiple).astype(int), flat.shape[1] - 1)
            total += np.float32(weight) * flat[:, index]
        rows.append(total)
    return np.concatenate(rows)


def chroma(strength: NDArray[np.floating]) -> Floats:
    """Strength of the twelve classes, C first; what is below middle C counts a little more."""
    notes = np.arange(LOW, LOW + len(strength))
    weight = np.where(notes < 60, 1.2, 1.0)
    return np.bincount(notes % 12, weights=strength * weight, minlength=12).astype(np.float64)


def key_of(tones: NDArray[np.float32]) -> Key:
    """The key that fits all of it, and above all its end: there major and minor part."""
    level = tones.sum(axis=1)
    heard = np.nonzero(level > 0.25 * np.median(level))[0] if len(level) else np.zeros(0, int)
    if not len(heard):
        return Key(0, minor=False)
    some = round(2 * FPS)
    first, last = int(heard[0]), int(heard[-1])
    parts = (tones, tones[max(0, last - some + 1) : last + 1], tones[first : first + some])
    fits = np.zeros(24)
    for part, weight in zip(parts, _KEY_WEIGHTS, strict=True):
        fits += weight * _key_fits(chroma(part.mean(axis=0)))
    best = int(fits.argmax())
    return Key(best % 12, minor=best >= 12)


def _key_fits(chroma: Floats) -> Floats:
    """How well twelve major and twelve minor keys fit, -1 to 1."""
    spread = chroma - chroma.mean()
    shapes = np.array(
        [np.roll(_PROFILES[minor], tonic) for minor in (False, True) for tonic in range(12)]
    )
    shapes -= shapes.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(shapes, axis=1) * max(1e-9, float(np.linalg.norm(spread)))
    return np.asarray(shapes @ spread / lengths, np.float64)
