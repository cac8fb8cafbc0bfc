"""How high a voice speaks, and which phrases belong to the same voice."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_LOWEST, _HIGHEST = 70.0, 400.0
_WINDOW_SECONDS = 0.045
_PERIODIC = 0.55
_APART = 1.28  # a ratio of pitches that two voices have, and one voice hardly


def voice_pitch(mono: NDArray[np.floating], sample_rate: int) -> float:
    """Median pitch in Hz of the voiced parts; 0 when nothing is voiced."""
    size = round(_WINDOW_SECONDS * sample_rate)
    starts = range(0, len(mono) - size, size // 2)
    if not starts:
        return 0.0
    frames = np.stack([mono[start : start + size] for start in starts]).astype(np.float64)
    frames -= frames.mean(axis=1, keepdims=True)
    loud = np.sqrt((frames**2).mean(axis=1))
    frames = frames[loud > 0.25 * loud.max()]
    width = 2 * size
    power = np.abs(np.fft.rfft(frames, width, axis=1)) ** 2
    likeness = np.fft.irfft(power, width, axis=1)[:, :size]
    likeness /= np.maximum(likeness[:, :1], 1e-9) * (1 - np.arange(size) / width)
    first, last = int(sample_rate / _HIGHEST), int(sample_rate / _LOWEST)
    lags = likeness[:, first : min(last, size - 1)]
    best = lags.argmax(axis=1)
    voiced = lags.max(axis=1) > _PERIODIC
    if not voiced.any():
        return 0.0
    return float(np.median(sample_rate / (first + best[voiced])))


def tell_apart(pitches: Sequence[float]) -> list[int]:
    """A speaker number for each phrase, in order of first appearance; at most two speakers.

    Unvoiced phrases (pitch 0) stay with the phrase before them.
    """
    known = sorted(pitch for pitch in pitches if pitch > 0)
    border = 0.0
    if len(known) > 1:
        ratios = [high / low for low, high in itertools.pairwise(known)]
        widest = int(np.argmax(ratios))
        if ratios[widest] >= _APART:
            border = float(np.sqrt(known[widest] * known[widest + 1]))
    numbers: dict[bool, int] = {}
    speakers: list[int] = []
    for pitch in pitches:
        if pitch <= 0:
            speakers.append(speakers[-1] if speakers else 0)
        else:
            speakers.append(numbers.setdefault(pitch > border, len(numbers)))
    return speakers
