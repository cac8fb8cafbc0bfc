"""The line that leads: its pitch in every frame, and where in the spectrum its partials lie.

Partials are summed over a grid of pitches (harmonic summation, Klapuri 2006), with what lies half
way between them held against it; the best path through the frames (Viterbi) is the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.songs.spectra import BIN_HZ, Mask

_STEPS = 48  # pitches an octave
_GLIDE = 4  # steps that a voice may glide from frame to frame
_GLIDE_COST = 0.02
_JUMP_COST = 1.0
_BETWEEN = 0.5
_BASE_WIDTH = 2.0
_SWAY_FRAMES = 21
_SWAYING = (0.08, 0.35)  # steps a frame


@dataclass(frozen=True, slots=True)
class Range:
    """Pitches in Hz that a line may have, and how its partials count and spread."""

    low: float
    high: float
    partials: int
    fade: float
    spread: float
    """how much wider a partial gets with its frequency, as share; voices sway, strings do not"""
    top: float
    """Hz above which the line has nothing"""


VOICE = Range(130.0, 900.0, 10, 0.84, 0.018, 9000.0)
BASS = Range(32.0, 150.0, 4, 0.7, 0.01, 700.0)


@dataclass(frozen=True, slots=True)
class Line:
    """Per frame: the pitch in Hz, and how clearly it stands out (about 0 to 1)."""

    pitch: NDArray[np.float32]
    strength: NDArray[np.float32]


def lead(magnitudes: Mask, within: Range) -> Line:
    """The strongest line in [frames, bins] magnitudes (a root of them serves best)."""
    count = int(np.log2(within.high / within.low) * _STEPS)
    pitches = within.low * 2 ** (np.arange(count) / _STEPS)
    saliences = _saliences(magnitudes, pitches, within)
    loud = float(np.percentile(saliences.max(axis=1), 90)) if len(saliences) else 0.0
    saliences /= max(loud, 1e-6)
    path = _best_path(saliences)
    strength = saliences[np.arange(len(path)), path]
    return Line(pitches[path].astype(np.float32), np.maximum(strength, 0))


def comb(line: Line, within: Range) -> Mask:
    """Near 1 on the partials of the line, as many bins as `within.top` needs."""
    bins = int(within.top / BIN_HZ)
    places = np.arange(bins, dtype=np.float32)[None] * np.float32(BIN_HZ)
    pitch = np.maximum(line.pitch, 1.0)[:, None]
    nearest = np.maximum(1.0, np.round(places / pitch)) * pitch
    width = (_BASE_WIDTH * BIN_HZ) + within.spread * nearest
    return cast("Mask", np.exp(-(((places - nearest) / width) ** 2)))


def _saliences(
    magnitudes: Mask, pitches: NDArray[np.float64], within: Range
) -> NDArray[np.float32]:
    total = np.zeros((len(magnitudes), len(pitches)), np.float32)
    last = magnitudes.shape[1] - 2
    for number in range(1, within.partials + 1):
        place = np.minimum(pitches * number / BIN_HZ, last)
        low = place.astype(np.intp)
        share = (place - low).astype(np.float32)
        weight = np.where(pitches * number < within.top, within.fade ** (number - 1), 0.0)
        gap = np.minimum(pitches * (number - 0.5) / BIN_HZ, last).round().astype(np.intp)
        on = magnitudes[:, low] * (1 - share) + magnitudes[:, low + 1] * share
        total += weight.astype(np.float32) * (on - np.float32(_BETWEEN) * magnitudes[:, gap])
    return total


def _best_path(saliences: NDArray[np.float32]) -> NDArray[np.intp]:
    frames, count = saliences.shape
    back = np.zeros((frames, count), np.intp)
    places = np.arange(count)
    score = saliences[0].copy() if frames else np.zeros(count, np.float32)
    cost = np.float32(_GLIDE_COST) * np.abs(np.arange(-_GLIDE, _GLIDE + 1, dtype=np.float32))
    for frame in range(1, frames):
        padded = np.pad(score, _GLIDE, constant_values=-np.inf)
        near = np.lib.stride_tricks.sliding_window_view(padded, 2 * _GLIDE + 1) - cost
        glide = near.argmax(axis=1)
        best = near[places, glide]
        top = int(score.argmax())
        jump = score[top] - np.float32(_JUMP_COST)
        back[frame] = np.where(best >= jump, places + glide - _GLIDE, top)
        score = np.maximum(best, jump) + saliences[frame]
    path = np.zeros(frames, np.intp)
    if frames:
        path[-1] = score.argmax()
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = back[frame, path[frame]]
    return path


def presence(line: Line, low: float, high: float) -> NDArray[np.float32]:
    """0 to 1 per frame: whether the line is there at all, between two strengths."""
    return rise(ndimage.uniform_filter1d(line.strength, 3, mode="nearest"), low, high)


def sway(line: Line) -> NDArray[np.float32]:
    """0 to 1 per frame: whether the pitch moves as voices do, and not as held keys."""
    step = np.log2(np.maximum(line.pitch, 1.0)) * _STEPS
    moved = np.abs(np.diff(step, prepend=step[:1]))
    moved[moved > _GLIDE] = 0  # another note, no glide
    return rise(ndimage.uniform_filter1d(moved, _SWAY_FRAMES, mode="nearest"), *_SWAYING)


def rise(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.float32]:
    """0 below `low`, 1 above `high`, smooth between."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
