"""The tempo and the beats of given music, from where sounds begin in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.music.ear import RATE, Floats, frames

_SIZE, _HOP = 512, 128
_FPS = RATE / _HOP
_HIGH, _LOW = 70, 7  # bins: from some 1.5 kHz on, up to 150 Hz
BPMS = np.exp(np.linspace(np.log(48.0), np.log(210.0), 300))
_USUAL = 112.0
_KNOWN = 0.04
"""octaves that a tempo may lie off one that is told"""
_TURNS = (0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1, 1.5, 2, 3, 4)
_WEIGHTS = np.array((
    -1.28, -0.54, -0.49, -0.86, -2.51, 2.44, 2.05, 0.91, 2.63, 5.02,  # the whole
    1.26, 0.11, -0.23, -1.41, 1.42, 1.33, -0.52, 0.80, 1.25, 1.98,  # high
    0.12, -1.45, -2.27, -0.30, -1.66, -0.87, 2.36, 1.30, -0.79, 5.81,  # low
    0.39, -3.85,
))  # fmt: skip
"""Which tempo people tap is told by many small signs, above all by where snares and claps come
back. Fitted to songs of our own composer in all its genres, and to bare clicks, by
`python -m tests.engines.sketch.music.tapping`; a rule of four likenesses, made by hand, heard 14 of
84 such songs at half or double.
"""
_STEADY = 0.03  # seconds that the beats of a steady tempo may lie off


@dataclass(frozen=True, slots=True)
class Onsets:
    """How much begins at each moment, about 86 values a second, unit variance: in all of the
    sound, in the band of snares and claps, and in that of kicks and basses.
    """

    whole: Floats
    high: Floats
    low: Floats


def onsets_of(mono: NDArray[np.float32]) -> Onsets:
    level = float(np.sqrt(np.mean(mono.astype(np.float64) ** 2))) if len(mono) else 0.0
    scale = np.float32(8.0 / max(level * _SIZE**0.5, 1e-6))
    rises: list[Floats] = []
    before: NDArray[np.float32] | None = None
    for magnitude in frames(mono, _SIZE, _HOP):
        logs = np.log1p(magnitude * scale)
        whole = logs if before is None else np.concatenate((before, logs))
        up = np.maximum(0, np.diff(whole, axis=0))
        rows = (
            up.mean(axis=1) + 0.6 * up[:, 1:10].mean(axis=1),
            up[:, _HIGH:].mean(axis=1),
            up[:, 1:_LOW].mean(axis=1),
        )
        rises.append(np.stack(rows).astype(np.float64))
        before = logs[-1:]
    lines = np.concatenate([np.zeros((3, 1)), *rises], axis=1)
    return Onsets(*(_sharpened(line) for line in lines))


def _sharpened(line: Floats) -> Floats:
    line = line - ndimage.uniform_filter1d(line, round(_FPS))
    line = np.maximum(0, ndimage.gaussian_filter1d(line, 1.0))
    return np.asarray(line / max(1e-9, float(line.std())))


def tempo_of(onsets: Onsets, known: float) -> float:
    """Beats a minute: where the onsets agree with themselves, as people would tap."""
    score = cues_of(onsets) @ _WEIGHTS
    if known:
        score -= 0.5 * (np.log2(BPMS / known) / _KNOWN) ** 2
    return _refined(onsets.whole, float(BPMS[int(score.argmax())]))


def cues_of(onsets: Onsets) -> Floats:
    """What speaks for each tempo of `BPMS`, [tempos, cues]: how like themselves the onsets are so
    many beats later, and how far the tempo is from a usual one.
    """
    columns = []
    for line in (onsets.whole, onsets.high, onsets.low):
        likeness = _likeness(line)
        for turns in _TURNS:
            lags = 60.0 * _FPS / BPMS * turns
            columns.append(np.interp(lags, np.arange(len(likeness)), likeness, right=0.0))
    away = np.log2(BPMS / _USUAL)
    return np.stack([*columns, away, away**2], axis=1)


def _likeness(line: Floats) -> Floats:
    """Autocorrelation, 1 at no lag."""
    size = 1 << int(np.ceil(np.log2(2 * len(line) + 1)))
    centred = line - line.mean()
    likeness = np.fft.irfft(np.abs(np.fft.rfft(centred, size)) ** 2)[: len(line)]
    return np.asarray(likeness / max(1e-9, float(likeness[0])))


def _refined(onsets: Floats, bpm: float) -> float:
    """The tempo to a few thousandths, from how all onsets together fall on its beats."""
    span = min(len(onsets), round(90 * _FPS))
    part = onsets[:span]
    at = np.arange(span) / _FPS
    tries = bpm * np.linspace(0.965, 1.035, 141)
    for _ in range(2):
        power = np.zeros(len(tries))
        for multiple in (1, 2, 4):
            turns = np.exp(-2j * np.pi * multiple / 60 * tries[:, None] * at)
            power += np.abs(turns @ part) / multiple**0.5
        best = float(tries[int(power.argmax())])
        step = float(tries[1] - tries[0])
        tries = np.linspace(best - step, best + step, 41)
    return best


def beats_of(onsets: Floats, bpm: float) -> Floats:
    """Seconds of the beats: the path through strong onsets that keeps closest to the tempo."""
    period = 60.0 * _FPS / bpm
    nearest, farthest = max(1, round(period * 0.7)), round(period * 1.4)
    if len(onsets) <= farthest:
        return np.arange(0, len(onsets) / _FPS, 60.0 / bpm)
    strength = ndimage.gaussian_filter1d(onsets, max(0.5, period / 32))
    steps = np.arange(farthest, nearest - 1, -1)
    cost = -180.0 * np.log(steps / period) ** 2
    total = strength.copy()
    link = np.full(len(onsets), -1)
    for now in range(farthest, len(onsets)):
        reach = total[now - farthest : now - nearest + 1] + cost
        best = int(reach.argmax())
        total[now] = strength[now] + reach[best]
        link[now] = now - farthest + best
    tail = total[-round(period * 1.2) :]
    at = len(total) - len(tail) + int(tail.argmax())
    path = []
    while at >= 0:
        path.append(at)
        at = int(link[at])
    return np.array(path[::-1], dtype=np.float64) / _FPS


def steadied(beats: Floats, bpm: float, known: bool) -> tuple[float, Floats]:
    """Tempo and beats: a straight line where they lie on one, else each smoothed by its fellows."""
    if len(beats) < 3:
        return bpm, np.asarray(beats)
    numbers = np.arange(len(beats))
    step, first = (float(value) for value in np.polyfit(numbers, beats, 1))
    off = np.abs(beats - (first + step * numbers))
    if float(np.percentile(off, 80)) < _STEADY:
        step = 60.0 / bpm if known and abs(60.0 / step / bpm - 1) < 0.006 else step
        first = float(np.median(beats - step * numbers))
        return 60.0 / step, np.asarray(first + step * numbers, np.float64)
    width = min(9, len(beats) // 2 * 2 - 1)
    middle = ndimage.uniform_filter1d(np.diff(beats), width, mode="nearest")
    line = np.concatenate((beats[:1], beats[0] + np.cumsum(middle)))
    line += ndimage.uniform_filter1d(beats - line, width, mode="nearest")
    line = np.maximum.accumulate(line)
    return 60.0 / float(np.median(np.diff(line))), line
