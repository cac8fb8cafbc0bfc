"""What may tell a picture's subject from its background, as a number for each patch.

Places, edges, colours and focus. None of them is right alone; `standout` lets them vote.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage, sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import spsolve

from genmux.engines.sketch.patches import Floats, Patches

_CENTRE = (0.57, 0.5)
_REACH = (0.41, 0.36)
"""how far from the centre, down and across, a subject is still likely"""
_FEET = 0.3
"""of the lower rim, so much on both sides of its middle may belong to the subject"""
_CALM = (20, 0.8)
"""steps up to that percentile, times that, are no edges"""
_LEAST_WAY, _WAY = 12.0, 60
"""colour units, and percentile, of what is still near the rim"""
_SLOPE, _ALIKE = 60.0, 12.0
"""colour units that a picture's height counts for, and within which colours are those of the rim"""
_SAME = 9.0
"""colour units within which colours are alike"""
_STEP, _TOGETHER = 2.0, 10.0
"""colour units that are no edge, and over which patches still hang together"""
_FINE, _COARSE, _MARKED = 0.6, 1.2, 3.0
"""blur of the two looks at an edge, and levels from which it is one"""
_TRUST, _DOUBT, _BOUND = 0.05, 0.3, 12.0
"""how much edges say about the focus of their patch, how little without any, and colour units over
which neighbours share theirs"""
_RARE = 1e-3
_FLAT = 0.48
"""share of pixels that equal their neighbour, from which a picture is drawn rather than taken"""


@dataclass(frozen=True, slots=True)
class Cues:
    """Each [n], of n patches."""

    near: Floats
    """1 for what hangs together with the rim, towards 0 where strong edges lie between"""
    level: Floats
    """1 for what the left or right rim shows at the same height, as a sea or a wall does"""
    middle: Floats
    """1 in the middle, where most subjects are"""
    bound: Floats
    """1 for what meets the rim on a length that is large for its area"""
    focus: Floats
    """how sharp the edges in and around each are, 0 for blurred, about 1 for the sharpest"""
    rimlike: Floats
    """log odds that its colour is one of the rim's, and not of the rest"""
    midlike: Floats
    """log odds that its colour is one of the middle's"""
    alike: Floats
    """[n, n], 1 for equal colours"""


def cues_of(picture: Image.Image, patches: Patches) -> Cues:
    """The cues of a picture whose small copy has these patches."""
    alike = likeness(patches.colours)
    middle = _middle(patches)
    labels, count = patches.labels, len(patches.sizes)
    sides = np.concatenate([labels[0], labels[:, 0], labels[:, -1]])
    rim = np.bincount(sides, minlength=count).astype(np.float64)
    usual = share(alike, patches.sizes) + _RARE
    return Cues(
        _near_the_rim(patches),
        _level_with_the_rim(patches),
        middle,
        _bound_to_the_rim(patches, rim),
        _focus(picture, patches),
        np.log((share(alike, rim) + _RARE) / usual),
        np.log((share(alike, patches.sizes * middle) + _RARE) / usual),
        alike,
    )


def is_drawn(picture: Image.Image) -> bool:
    """Whether most of the picture is flat to the last level, as no camera sees it."""
    pixels = np.asarray(picture.convert("RGB"))
    equal = [
        float((one == other).all(axis=2).mean())
        for one, other in ((pixels[:, 1:], pixels[:, :-1]), (pixels[1:], pixels[:-1]))
        if one.size
    ]
    return max(equal, default=1.0) > _FLAT


def contrast(patches: Patches, near: Floats) -> Floats:
    """How unlike the background each patch is, what is near it counting more."""
    unlike = np.linalg.norm(patches.colours[:, None] - patches.colours[None], axis=2)
    apart = ((patches.places[:, None] - patches.places[None]) ** 2).sum(axis=2)
    found = unlike * np.exp(-apart / 0.32) @ (near * patches.sizes)
    return np.asarray(found / max(1e-9, float(found.max())), np.float64)


def likeness(colours: Floats) -> Floats:
    apart = ((colours[:, None] - colours[None]) ** 2).sum(axis=2)
    return np.asarray(np.exp(-apart / (2 * _SAME**2)), np.float64)


def share(alike: Floats, weights: Floats) -> Floats:
    """How common each patch's colour is among the weighted ones."""
    return np.asarray(alike @ weights / max(1e-9, float(weights.sum())), np.float64)


def matrix(patches: Patches, values: Floats) -> sparse.csr_matrix:
    """A value for each pair of neighbours, [n, n]."""
    size = (len(patches.sizes), len(patches.sizes))
    found = sparse.csr_matrix((values, (patches.pairs[:, 0], patches.pairs[:, 1])), size)
    found.eliminate_zeros()
    return found


def _near_the_rim(patches: Patches) -> Floats:
    labels, steps = patches.labels, patches.steps
    low = np.unique(labels[-1])
    low = low[np.abs(patches.places[low, 1] - 0.5) > _FEET]
    rim = np.unique(np.concatenate([labels[0], labels[:, 0], labels[:, -1], low]))
    percent, part = _CALM
    calm = max(1.0, float(np.percentile(steps, percent)) * part) if len(steps) else 1.0
    ways = matrix(patches, np.maximum(steps - calm, 1e-6))
    away = csgraph.dijkstra(ways, directed=False, indices=rim, min_only=True)
    away = np.where(np.isfinite(away), away, 0.0)
    scale = max(_LEAST_WAY, float(np.percentile(away, _WAY)))
    return np.asarray(np.exp(-((away / scale) ** 2)), np.float64)


def _level_with_the_rim(patches: Patches) -> Floats:
    labels = patches.labels
    found = np.zeros(len(patches.sizes))
    for sides in ((labels[:, 0],), (labels[:, -1],), (labels[:, 0], labels[:, -1])):
        rim = np.unique(np.concatenate(sides))
        apart = patches.colours[:, None] - patches.colours[rim][None]
        high = np.abs(patches.places[:, None, 0] - patches.places[rim][None, :, 0])
        away = np.sqrt((apart**2).sum(axis=2) + (_SLOPE * high) ** 2).min(axis=1)
        alike = np.exp(-((away / _ALIKE) ** 2))
        found = np.maximum(found, alike * (1.0 if len(sides) > 1 else 0.5))
    return found


def _middle(patches: Patches) -> Floats:
    off = (patches.places - _CENTRE) / np.array(_REACH)
    return np.asarray(np.exp(-(off**2).sum(axis=1) / 2), np.float64)


def _bound_to_the_rim(patches: Patches, rim: Floats) -> Floats:
    """Boundary connectivity (Zhu and others, 2014): a subject that meets the rim meets less of it
    than a background of its area does.
    """
    ways = matrix(patches, np.maximum(patches.steps - _STEP, 1e-6))
    away = csgraph.dijkstra(ways, directed=False)
    together = np.exp(-((away / _TOGETHER) ** 2) / 2)
    low = np.bincount(patches.labels[-1], minlength=len(rim))
    meets = together @ ((rim + low) > 0) / np.sqrt(together.sum(axis=1))
    return np.asarray(1 - np.exp(-(meets**2) / 2), np.float64)


def _focus(picture: Image.Image, patches: Patches) -> Floats:
    """How much an edge loses by a little more blur tells how sharp it was (Zhuo and Sim, 2011).

    Patches without edges take over what their likest neighbours have.
    """
    labels = patches.labels
    size = (labels.shape[1] * 2, labels.shape[0] * 2)
    grey = np.asarray(picture.convert("L").resize(size, Image.Resampling.BOX), np.float32)
    grey = ndimage.gaussian_filter(grey, _FINE)
    fine, coarse = _slope(grey), _slope(ndimage.gaussian_filter(grey, _COARSE))
    count = len(patches.sizes)
    wide = np.repeat(np.repeat(labels, 2, axis=0), 2, axis=1).ravel()
    weight = fine * (fine > _MARKED) * _TRUST
    told = np.bincount(wide, weight.ravel(), count)
    sharp = np.bincount(wide, (weight * fine / (coarse + 0.5)).ravel(), count)
    bonds = matrix(patches, np.exp(-((patches.steps / _BOUND) ** 2)) * patches.lengths)
    bonds = bonds + bonds.T
    strength = np.asarray(bonds.sum(axis=1)).ravel()
    spread = sparse.diags(told + _DOUBT + strength) - bonds
    focus = np.clip(spsolve(spread.tocsc(), sharp + _DOUBT) - 1, 0, 1.5)
    return np.asarray(focus / (float(np.percentile(focus, 95)) + 0.1), np.float64)


def _slope(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    down, across = ndimage.sobel(grey, 0), ndimage.sobel(grey, 1)
    return np.asarray(np.hypot(down, across) / 8, np.float32)
