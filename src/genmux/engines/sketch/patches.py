"""A picture as some hundred patches of one colour each, with their borders kept along its edges.

Simple linear iterative clustering (Achanta and others, 2012).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Floats = NDArray[np.float64]
_COUNT = 550
_ROUNDS = 6
_COMPACT = 14.0
"""how much the distance of a patch's own width counts, in colour units"""
_LIGHT = 0.8
"""lightness counts less than hue, so that shade does not divide things"""


@dataclass(frozen=True, slots=True)
class Patches:
    """`labels` says for each pixel [height, width] which of the n patches it belongs to."""

    labels: NDArray[np.int64]
    sizes: Floats
    """pixels of each"""
    colours: Floats
    """mean colour in CIELAB, [n, 3]"""
    places: Floats
    """middle as share of height and width, [n, 2]"""
    pairs: NDArray[np.int64]
    """which two touch, [m, 2]"""
    lengths: Floats
    """pixels along which they do"""

    @property
    def steps(self) -> Floats:
        """How far the colours of the touching ones are apart."""
        apart = self.colours[self.pairs[:, 0]] - self.colours[self.pairs[:, 1]]
        return np.asarray(np.linalg.norm(apart, axis=1), np.float64)


def lab_of(picture: Image.Image) -> NDArray[np.float32]:
    """The RGB picture in CIELAB, [height, width, 3], lightness weighed."""
    lab = np.array(picture.convert("LAB"), np.float32)
    lab[..., 0] *= _LIGHT * 100 / 255
    lab[..., 1:] = lab[..., 1:].astype(np.uint8).view(np.int8)
    return lab


def patches_of(picture: Image.Image) -> Patches:
    """The patches of an RGB picture, which should be a small one."""
    lab = lab_of(picture)
    lab = np.dstack([ndimage.median_filter(lab[..., band], 3) for band in range(3)])
    labels = _clustered(lab)
    height, width = labels.shape
    flat = labels.ravel()
    sizes = np.bincount(flat).astype(np.float64)

    def mean(values: NDArray[np.floating]) -> Floats:
        return np.asarray(np.bincount(flat, values.ravel()) / sizes, np.float64)

    y, x = np.mgrid[0:height, 0:width]
    pairs, lengths = _touching(labels)
    return Patches(
        labels,
        sizes,
        np.stack([mean(lab[..., band]) for band in range(3)], axis=1),
        np.stack([mean(y / height), mean(x / width)], axis=1),
        pairs,
        lengths,
    )


def _clustered(lab: NDArray[np.float32]) -> NDArray[np.int64]:
    """Each pixel goes to the nearest centre, by colour and place, of the nine cells around it."""
    height, width = lab.shape[:2]
    step = np.sqrt(height * width / _COUNT)
    rows, columns = max(2, round(height / step)), max(2, round(width / step))
    y, x = np.mgrid[0:height, 0:width]
    row, column = y * rows // height, x * columns // width
    near = np.dstack([lab, y * _COMPACT / step, x * _COMPACT / step]).astype(np.float32)
    labels = row * columns + column
    for _ in range(_ROUNDS):
        counts = np.maximum(np.bincount(labels.ravel(), minlength=rows * columns), 1)
        centres = np.stack(
            [
                np.bincount(labels.ravel(), near[..., k].ravel(), rows * columns) / counts
                for k in range(near.shape[2])
            ],
            axis=1,
        ).astype(np.float32)
        best = np.full((height, width), np.inf, np.float32)
        for down, right in np.ndindex(3, 3):
            cell = np.clip(row + down - 1, 0, rows - 1) * columns
            cell = cell + np.clip(column + right - 1, 0, columns - 1)
            away = ((near - centres[cell]) ** 2).sum(axis=2)
            closer = away < best
            best[closer], labels[closer] = away[closer], cell[closer]
    return np.unique(labels, return_inverse=True)[1].reshape(height, width)


def _touching(labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    found = []
    for one, other in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        differ = one != other
        found.append(np.sort(np.stack([one[differ], other[differ]], axis=1), axis=1))
    pairs, lengths = np.unique(np.concatenate(found), axis=0, return_counts=True)
    return pairs, lengths.astype(np.float64)
