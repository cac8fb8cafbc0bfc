"""Finding in a drawing a thing that this engine draws: by its outline, laid over the edges.

The thing is drawn alone, and its outline tried at many places and sizes; where edges of the same
direction lie along all of it, there it is (chamfer matching, Barrow and others, 1977).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

from genmux.engines.sketch import palette
from genmux.engines.sketch.scene.subjects import SUBJECTS, picture_of
from genmux.engines.sketch.words import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Floats = NDArray[np.float32]

_EDGE = 3.5
"""colour units by pixel from which there is an edge"""
_TURNS = 4
"""directions that edges are sorted by"""
_FAR = 6.0
"""pixels from which an edge is missing, no matter how far it is"""
_FITS = 0.85
"""mean distance in pixels of the outline from edges up to which the thing is there"""
_POINTS = 260
_SIZES = np.geomspace(0.55, 1.9, 15)
"""heights that are tried, by the usual one of the thing"""
_STEP = 4
_DRAWN = 240


def traced(lab: Floats, key: str, fits: float = _FITS) -> Mask | None:
    """Where the thing of the vocabulary is in a small picture in CIELAB, or None."""
    silhouette = _silhouette(key)
    if silhouette is None:
        return None
    usual = SUBJECTS[key].tall * min(lab.shape[0], lab.shape[1] * 1.15)
    gaps = _gaps(lab)
    best: tuple[float, Image.Image, int, int] | None = None
    for turned in (silhouette, ImageOps.mirror(silhouette)):
        for size in _SIZES:
            tall = round(usual * size)
            wide = round(turned.width * tall / turned.height)
            if min(tall, wide) < 14 or wide > lab.shape[1]:
                continue
            sheet = turned.resize((wide, tall), Image.Resampling.BOX)
            found = _tried(gaps, np.asarray(sheet) > 127)
            if found is not None and (best is None or found[0] < best[0]):
                best = (found[0], sheet, found[1], found[2])
    if best is None or best[0] > fits:
        return None
    _, sheet, top, left = best
    whole = Image.new("L", (lab.shape[1], lab.shape[0]))
    whole.paste(sheet, (left, top))
    return np.asarray(ndimage.binary_dilation(np.asarray(whole) > 127))


def _gaps(lab: Floats) -> Floats:
    """For each direction how far the nearest edge of it is, [directions, height, width]."""
    down = np.stack([ndimage.sobel(lab[..., band], 0) for band in range(3)], axis=2) / 4
    across = np.stack([ndimage.sobel(lab[..., band], 1) for band in range(3)], axis=2) / 4
    strength = np.hypot(down, across)
    leading = strength.argmax(axis=2)[..., None]
    power = np.take_along_axis(strength, leading, 2)[..., 0]
    turn = _turn(
        np.take_along_axis(down, leading, 2)[..., 0], np.take_along_axis(across, leading, 2)[..., 0]
    )
    maps = []
    for number in range(_TURNS):
        off = np.abs((turn - number + _TURNS / 2) % _TURNS - _TURNS / 2)
        edge = (power > _EDGE) & (off < 0.8)
        if not edge.any():
            maps.append(np.full(power.shape, _FAR, np.float32))
            continue
        maps.append(np.minimum(ndimage.distance_transform_edt(~edge), _FAR).astype(np.float32))
    return np.stack(maps)


def _turn(down: NDArray[np.floating], across: NDArray[np.floating]) -> Floats:
    """The direction of a slope, without its sign, from 0 to the number of directions."""
    return np.asarray((np.arctan2(down, across) / np.pi * _TURNS) % _TURNS, np.float32)


def _tried(gaps: Floats, shape: Mask) -> tuple[float, int, int] | None:
    """The best place of the outline: its mean distance from edges, and its top and left.

    It may stand on the lower rim and go on below.
    """
    rim = np.pad(shape, 1)
    inner = rim & ~ndimage.binary_erosion(rim)
    soft = ndimage.gaussian_filter(rim.astype(np.float32), 1.5)
    turn = np.rint(_turn(ndimage.sobel(soft, 0), ndimage.sobel(soft, 1))).astype(int) % _TURNS
    rows, columns = np.nonzero(inner)
    pick = np.linspace(0, len(rows) - 1, min(_POINTS, len(rows))).astype(int)
    rows, columns = rows[pick] - 1, columns[pick] - 1
    ways = turn[rows + 1, columns + 1]
    height, width = gaps.shape[1:]
    tops = np.arange(0, max(1, height - round(shape.shape[0] * 0.55)), _STEP)
    lefts = np.arange(0, width - shape.shape[1] + 1, _STEP)
    if not len(tops) or not len(lefts):
        return None
    at = _scores(gaps, rows, columns, ways, tops, lefts)
    top, left = np.unravel_index(int(at.argmin()), at.shape)
    near_tops = np.arange(max(0, tops[top] - _STEP + 1), tops[top] + _STEP)
    near_lefts = np.arange(
        max(0, lefts[left] - _STEP + 1), min(width - shape.shape[1], lefts[left] + _STEP - 1) + 1
    )
    fine = _scores(gaps, rows, columns, ways, near_tops, near_lefts)
    top, left = np.unravel_index(int(fine.argmin()), fine.shape)
    return float(fine[top, left]), int(near_tops[top]), int(near_lefts[left])


def _scores(
    gaps: Floats,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    ways: NDArray[np.int64],
    tops: NDArray[np.int64],
    lefts: NDArray[np.int64],
) -> Floats:
    """The mean distance for each top and left; what lies below the picture does not count."""
    total = np.zeros((len(tops), len(lefts)), np.float32)
    count = np.zeros((len(tops), 1), np.float32)
    height = gaps.shape[1]
    for row, column, way in zip(rows, columns, ways, strict=True):
        inside = tops + row < height
        lines = gaps[way][np.minimum(tops + row, height - 1)][:, lefts + column]
        total += lines * inside[:, None]
        count += inside[:, None]
    return np.where(count > 0.4 * len(rows), total / np.maximum(count, 1), _FAR)


@cache
def _silhouette(key: str) -> Image.Image | None:
    """The thing alone, white on black."""
    subject = SUBJECTS.get(key)
    if subject is None:
        return None
    rng = np.random.Generator(np.random.PCG64(1))
    colours = palette.choose(read(""), "studio", "day", rng)
    alpha = picture_of(subject, colours, _DRAWN).getchannel("A").point(lambda v: 255 * (v > 127))
    box = alpha.getbbox()
    return None if box is None else alpha.crop(box)
