"""Telling the subject from its background by colour, without any model.

The border of a picture is taken as background: its colours are grouped, every pixel is compared
with them in CIELAB, and what resembles them and hangs together with the border becomes clear.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

_WORK_SIDE = 480
_GROUPS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One separable thing of a picture: its alpha (0 to 255) and its box in pixels."""

    alpha: NDArray[np.uint8]
    box: tuple[int, int, int, int]


def alpha_of(picture: Image.Image) -> Image.Image:
    """The subject's alpha as an L picture of the same size; all opaque when none stands out."""
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] < 250:  # type: ignore[operator]
        return picture.getchannel("A")
    small = picture.convert("RGB")
    small.thumbnail((_WORK_SIDE, _WORK_SIDE), Image.Resampling.BOX)
    lab = np.asarray(small.convert("LAB"), np.float32)
    lab[..., 1:] = lab[..., 1:].astype(np.uint8).view(np.int8).astype(np.float32) * 1.4
    subject = _subject(lab)
    share = float(subject.mean())
    if not 0.01 < share < 0.97:
        return Image.new("L", picture.size, 255)
    rough = Image.fromarray((subject * 255).astype(np.uint8))
    soft = rough.filter(ImageFilter.GaussianBlur(1.1)).resize(
        picture.size, Image.Resampling.BICUBIC
    )
    return Image.eval(soft, lambda value: max(0, min(255, round((value - 96) * 255 / 80))))


def _subject(lab: NDArray[np.float32]) -> NDArray[np.bool_]:
    height, width = lab.shape[:2]
    rim = max(2, min(height, width) // 40)
    border = np.concatenate(
        [lab[:rim].reshape(-1, 3), lab[rim:, :rim].reshape(-1, 3), lab[rim:, -rim:].reshape(-1, 3)]
    )
    centres = _grouped(border)
    away = np.sqrt(((lab[:, :, None, :] - centres) ** 2).sum(axis=3)).min(axis=2)
    inner = away[height // 4 : -height // 4 or None, width // 4 : -width // 4 or None]
    limit = max(9.0, min(_threshold(away), float(np.percentile(inner, 60)) * 0.75))
    # a background that changes slowly (a vignette, a sky) is followed as far as nothing stops it
    smooth = _steepness(lab) < 2.2
    labels, _ = ndimage.label((away < limit) | (smooth & (away < limit * 2.5)))
    touching = np.unique(np.concatenate([labels[0], labels[:, 0], labels[:, -1], labels[-1]]))
    background = np.isin(labels, touching[touching > 0])
    # opening drops thin lines; the last step takes the rim off that the blurred colours left
    subject = ndimage.binary_opening(_without_bands(~background), iterations=2)
    subject = ndimage.binary_erosion(ndimage.binary_fill_holes(subject))
    return _largest(subject)


def _without_bands(subject: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without long thin level bands, such as a shore or a bright horizon behind the subject."""
    height, width = subject.shape
    level = ndimage.binary_opening(subject, np.ones((1, max(3, width // 8)), bool))
    thick = ndimage.binary_opening(level, np.ones((max(3, height // 20), 1), bool))
    return np.asarray(subject & ~(level & ~thick))


def _steepness(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """How fast the colour changes around each pixel, in CIELAB units per pixel."""
    steps = [ndimage.gaussian_gradient_magnitude(lab[..., band], 1.0) for band in range(3)]
    return ndimage.maximum_filter(np.sqrt(sum(step**2 for step in steps)), 3)


def _grouped(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Centres of a few colour groups, by Lloyd's method from evenly spread starts."""
    order = points[np.argsort(points @ np.array([1.0, 0.3, 0.17], np.float32), kind="stable")]
    centres = order[np.linspace(0, len(order) - 1, _GROUPS).astype(np.int64)].copy()
    for _ in range(8):
        nearest = ((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        for number in range(_GROUPS):
            members = points[nearest == number]
            if len(members):
                centres[number] = members.mean(axis=0)
    return centres


def _threshold(values: NDArray[np.float32]) -> float:
    """Otsu's limit between two kinds of values."""
    counts, edges = np.histogram(values, 96)
    middle = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts).astype(np.float64)
    total, mass = below[-1], np.cumsum(counts * middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (mass[-1] * below - mass * total) ** 2 / (below * (total - below))
    return float(middle[int(np.nanargmax(np.where(np.isfinite(between), between, -1)))])


def _largest(subject: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without the specks: parts smaller than a twelfth of the largest are dropped."""
    labels, count = ndimage.label(subject)
    if count < 2:
        return subject
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return np.asarray(np.isin(labels, np.flatnonzero(sizes * 12 >= sizes.max())) & subject)


SEGMENTS = 8
"""how many parts a segment map numbers; whoever picks by number must ask for as many"""


def parts_of(picture: Image.Image, most: int) -> list[Part]:
    """Up to `most` separate things, largest first, disjoint.

    The subject's connected pieces come first; what is still missing is cut out of the largest piece
    by colour.
    """
    alpha = np.asarray(alpha_of(picture))
    small = picture.convert("RGB")
    small.thumbnail((_WORK_SIDE, _WORK_SIDE), Image.Resampling.BOX)
    solid = np.asarray(Image.fromarray(alpha).resize(small.size, Image.Resampling.BOX)) > 127
    pieces = _pieces(solid, np.asarray(small.convert("LAB"), np.float32), most)
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
    solid: NDArray[np.bool_], lab: NDArray[np.float32], most: int
) -> list[NDArray[np.bool_]]:
    labels, count = ndimage.label(solid)
    pieces = [labels == number for number in range(1, count + 1)]
    pieces = sorted((p for p in pieces if p.mean() > 0.003), key=_standing)[:most]
    while pieces and len(pieces) < most:
        widest = pieces.pop(0)
        points = lab[widest]
        split = points @ np.array([1.0, 0.6, 0.4], np.float32)
        upper = np.zeros_like(widest)
        upper[widest] = split > np.median(split)
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
