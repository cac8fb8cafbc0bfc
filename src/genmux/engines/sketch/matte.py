"""Telling the subject from its background, without any model.

Patches say where the subject is, at a small size; `outline` makes hair and soft edges half clear.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from genmux.engines.sketch.cues import is_drawn
from genmux.engines.sketch.outline import own_colours, soft_outline
from genmux.engines.sketch.patches import lab_of, patches_of
from genmux.engines.sketch.standout import standout
from genmux.engines.sketch.stills.silhouettes import traced

_WORK_SIDE = 320
_SOMEBODY, _SURELY = ("person", "woman"), 0.5
"""figures whose outline is looked for in drawings, and how well it must fit"""
_WORN = 0.2
"""of a figure, what a piece beside it takes at most that is worn or held"""
_SHUT_IN = 0.2
"""of its outline, from which what it meets there is a place and no thing"""
_LONG = 0.5
"""of the width, from which on a thin level band is no part of a figure"""


@dataclass(frozen=True, slots=True)
class Part:
    """One separable thing of a picture: its alpha (0 to 255) and its box in pixels."""

    alpha: NDArray[np.uint8]
    box: tuple[int, int, int, int]


def alpha_of(picture: Image.Image) -> Image.Image:
    """The subject's alpha as an L picture of the same size; all opaque when none stands out."""
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] < 250:  # type: ignore[operator]
        return picture.getchannel("A")
    small = _small(picture)
    patches = patches_of(small)
    subject = _without_bands(standout(picture, patches)[0][patches.labels])
    if is_drawn(picture):
        subject = _with_somebody(small, subject)
    subject = np.asarray(ndimage.binary_fill_holes(subject))
    if not 0.005 < float(subject.mean()) < 0.97:
        return Image.new("L", picture.size, 255)
    return soft_outline(picture, subject)


def cut(picture: Image.Image) -> Image.Image:
    """RGBA: the subject with its alpha, in its own colours up to the border."""
    alpha = alpha_of(picture)
    if picture.mode == "RGBA" and alpha.tobytes() == picture.getchannel("A").tobytes():
        return picture
    return own_colours(picture, alpha)


def _small(picture: Image.Image) -> Image.Image:
    small = picture.convert("RGB")
    small.thumbnail((_WORK_SIDE, _WORK_SIDE), Image.Resampling.BOX)
    return small


def _with_somebody(small: Image.Image, subject: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whoever is drawn is the subject, with what stands out beside or on them, not behind them."""
    lab = lab_of(small)
    for key in _SOMEBODY:
        figure = traced(lab, key, _SURELY)
        if figure is None:
            continue
        labels, _ = ndimage.label(subject & ~figure)
        sizes = np.bincount(labels.ravel())
        large = (sizes > _WORN * figure.sum()) & (np.arange(len(sizes)) > 0)
        ring = ndimage.binary_dilation(figure, iterations=3) & ~figure
        touching = np.isin(labels, np.unique(labels[ring])) & large[labels]
        behind = float((touching & ring).sum()) > _SHUT_IN * float(ring.sum())
        return np.asarray(figure | (subject & ~touching if behind else subject))
    return subject


def _without_bands(subject: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without long thin level bands, such as a shore or a bright horizon behind the subject."""
    height, width = subject.shape
    level = ndimage.binary_opening(subject, np.ones((1, max(3, round(width * _LONG))), bool))
    thick = ndimage.binary_opening(level, np.ones((max(3, height // 20), 1), bool))
    upright = ndimage.binary_opening(subject, np.ones((max(3, height // 20), 1), bool))
    return np.asarray(subject & ~(level & ~thick & ~upright))


SEGMENTS = 8
"""how many parts a segment map numbers; whoever picks by number must ask for as many"""


def parts_of(picture: Image.Image, most: int, *, split: bool = True) -> list[Part]:
    """Up to `most` separate things, largest first, disjoint.

    The subject's connected pieces come first; what is still missing is cut out of the largest piece
    by colour, where `split` allows it.
    """
    alpha = np.asarray(alpha_of(picture))
    small = _small(picture)
    solid = np.asarray(Image.fromarray(alpha).resize(small.size, Image.Resampling.BOX)) > 127
    pieces = _pieces(solid, lab_of(small), most, split)
    found = []
    for piece in pieces:
        mask = Image.fromarray((piece * 255).astype(np.uint8))
        wide = np.asarray(mask.resize(picture.size, Image.Resampling.BICUBIC).point(_harder))
        own = np.minimum(wide, alpha)
        rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        if len(rows) and len(columns):
            box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
            found.append(Part(own, box))
    return found


def _harder(value: int) -> int:
    return max(0, min(255, (value - 96) * 4))


def _pieces(
    solid: NDArray[np.bool_], lab: NDArray[np.float32], most: int, split: bool
) -> list[NDArray[np.bool_]]:
    labels, count = ndimage.label(solid)
    pieces = [labels == number for number in range(1, count + 1)]
    pieces = sorted((p for p in pieces if p.mean() > 0.003), key=_standing)[:most]
    while split and pieces and len(pieces) < most:
        widest = pieces.pop(0)
        points = lab[widest]
        shade = points @ np.array([1.0, 0.6, 0.4], np.float32)
        upper = np.zeros_like(widest)
        upper[widest] = shade > np.median(shade)
        upper = ndimage.binary_opening(upper, iterations=2)
        lower = widest & ~upper
        if upper.mean() < 0.004 or lower.mean() < 0.004:
            return [widest, *pieces]
        pieces = sorted([*pieces, upper, lower], key=_standing)
    return pieces


def _standing(piece: NDArray[np.bool_]) -> float:
    """Sorts large pieces near the middle first; what floats at the top is rarely what counts."""
    height, width = piece.shape
    y, x = ndimage.center_of_mass(piece)
    off = abs(x / width - 0.5) + (1.4 if y < height * 0.3 else 1.0) * abs(y / height - 0.5)
    return -float(piece.sum()) * max(0.05, 1.2 - float(off)) ** 2
