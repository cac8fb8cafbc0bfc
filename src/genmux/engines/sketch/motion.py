"""How a film moves: the shift of the whole frame and of what moves in it, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from genmux.engines.sketch.planes import rgb

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.source import Source

_SIDE = 96
_NOWHERE = (0.5, 0.55)
"""the spot of a film in which nothing moves"""


@dataclass(frozen=True, slots=True)
class Track:
    """One value a frame. `x`, `y`: where things are, as share of the frame, 0 at the start.

    `energy`: how much moves, 0 to 1. `spot_x`, `spot_y`: where the movement is, as share of the
    frame from its upper left corner.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    energy: NDArray[np.float64]
    spot_x: NDArray[np.float64]
    spot_y: NDArray[np.float64]


def track(source: Source, fps: Fraction, frames: int) -> Track:
    """The movement of the first `frames` frames of a film."""
    shifts, energies, spots = [(0.0, 0.0)], [0.0], [_NOWHERE]
    before: NDArray[np.float64] | None = None
    axis = (np.arange(_SIDE) + 0.5) / _SIDE
    for frame in source.frames((_SIDE, _SIDE), fps, crop=False):
        grey = _grey(frame)
        if before is not None:
            shifts.append(_shift(before, grey))
            change = np.abs(grey - before)
            change = np.where(change > 6.0, change, 0.0)
            total = float(change.sum())
            energies.append(total)
            last = spots[-1]
            spots.append(
                (float(change.sum(axis=0) @ axis) / total, float(change.sum(axis=1) @ axis) / total)
                if total > 0
                else last
            )
        before = grey
        if len(shifts) >= frames:
            break
    # until something moves it is taken to be where it will, or the subject would leap there
    found = next((spot for spot in spots if spot is not _NOWHERE), _NOWHERE)
    spots = [found if spot is _NOWHERE else spot for spot in spots]
    pad = frames - len(shifts)
    moved = np.cumsum(np.pad(np.array(shifts), ((0, pad), (0, 0))), axis=0)
    energy = np.pad(np.array(energies), (0, pad))
    where = np.pad(np.array(spots), ((0, pad), (0, 0)), mode="edge")
    smooth = max(1.0, float(fps) / 8)
    spot_x, spot_y = (
        ndimage.gaussian_filter1d(where[:, c], smooth, mode="nearest") for c in (0, 1)
    )
    return Track(
        x=ndimage.gaussian_filter1d(moved[:, 0], 1.0, mode="nearest") - moved[0, 0],
        y=ndimage.gaussian_filter1d(moved[:, 1], 1.0, mode="nearest") - moved[0, 1],
        energy=energy / max(float(np.percentile(energy, 95)), 1.0),
        spot_x=spot_x,
        spot_y=spot_y,
    )


def _grey(frame: Frame) -> NDArray[np.float64]:
    return np.asarray(rgb(frame).mean(axis=2), np.float64)


def _shift(before: NDArray[np.float64], after: NDArray[np.float64]) -> tuple[float, float]:
    """By how much the picture moved right and down, by phase correlation to part of a pixel."""
    window = np.hanning(_SIDE)[:, None] * np.hanning(_SIDE)[None, :]
    one = np.fft.rfft2((before - before.mean()) * window)
    other = np.fft.rfft2((after - after.mean()) * window)
    cross = other * np.conj(one)
    peak = np.fft.irfft2(cross / np.maximum(np.abs(cross), 1e-6), s=(_SIDE, _SIDE))
    row, column = np.unravel_index(int(peak.argmax()), peak.shape)
    if peak[row, column] < 0.06:
        return 0.0, 0.0
    dy = _finer(peak[:, column], int(row))
    dx = _finer(peak[row], int(column))
    return dx / _SIDE, dy / _SIDE


def _finer(line: NDArray[np.float64], top: int) -> float:
    """The place of a peak, signed, from a parabola through its neighbours."""
    low, mid, high = line[top - 1], line[top], line[(top + 1) % len(line)]
    bend = low - 2 * mid + high
    place = top + (0.5 * (low - high) / bend if bend else 0.0)
    return float(place - len(line) if place > len(line) / 2 else place)
