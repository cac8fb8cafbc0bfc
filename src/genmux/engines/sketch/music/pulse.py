"""The tempo and the beats of given music, from where sounds begin in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.music.ear import RATE, Floats, frames

_SIZE, _HOP = 512, 128
_FPS = RATE / _HOP
_SLOWEST, _FASTEST = 48.0, 210.0
_STEADY = 0.03  # seconds that the beats of a steady tempo may lie off


def onsets_of(mono: NDArray[np.float32]) -> Floats:
    """How much begins at each moment, about 86 values a second, unit variance."""
    level = float(np.sqrt(np.mean(mono.astype(np.float64) ** 2))) if len(mono) else 0.0
    scale = np.float32(8.0 / max(level * _SIZE**0.5, 1e-6))
    rises: list[Floats] = []
    before: NDArray[np.float32] | None = None
    for magnitude in frames(mono, _SIZE, _HOP):
        logs = np.log1p(magnitude * scale)
        whole = logs if before is None else np.concatenate((before, logs))
        up = np.maximum(0, np.diff(whole, axis=0))
        rises.append((up.mean(axis=1) + 0.6 * up[:, 1:10].mean(axis=1)).astype(np.float64))
        before = logs[-1:]
    line = np.concatenate([np.zeros(1), *rises])
    line = line - ndimage.uniform_filter1d(line, round(_FPS))
    line = np.maximum(0, ndimage.gaussian_filter1d(line, 1.0))
    return line / max(1e-9, float(line.std()))


def tempo_of(onsets: Floats, known: float) -> float:
    """Beats a minute: where the onsets agree with themselves, as people would tap."""
    size = 1 << int(np.ceil(np.log2(2 * len(onsets) + 1)))
    centred = onsets - onsets.mean()
    likeness = np.fft.irfft(np.abs(np.fft.rfft(centred, size)) ** 2)[: len(onsets)]
    likeness = likeness / max(1e-9, float(likeness[0]))
    bpms = np.exp(np.linspace(np.log(_SLOWEST), np.log(_FASTEST), 600))
    lags = 60.0 * _FPS / bpms
    places = np.arange(len(likeness))
    score = np.zeros(len(bpms))
    for turns, weight in ((1, 1.0), (2, 0.6), (4, 0.5), (0.5, 0.25)):
        score += weight * np.interp(lags * turns, places, likeness, right=0.0)
    centre, width = (known, 0.04) if known else (112.0, 0.62)
    score = (score + 0.05) * np.exp(-0.5 * (np.log2(bpms / centre) / width) ** 2)
    return _refined(onsets, float(bpms[int(score.argmax())]))


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
