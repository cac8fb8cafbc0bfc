"""Kinds of things that statistics can tell: writing, sun, clouds, green, skin, patches that differ.

All masks are boolean, [height, width], of the picture that was handed in unless told otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from scipy import ndimage

from genmux.engines.sketch.cues import cues_of
from genmux.engines.sketch.patches import patches_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Lab = NDArray[np.float32]

_LEAST = 0.0015
_MOST_PIECES = 12
_WRITING_SIDE = 640
_STROKE, _INK = 9, 34.0
"""pixels that a stroke is thinner than, and levels that it differs by"""
_LINE = (1.4, 0.22)
"""a line of writing is so much wider than tall, and at most so tall by the picture's height"""
_ROUND = 0.72
_FACE = (0.5, 2.2)
"""height by width of a face, at least and at most"""


def pieces(mask: Mask) -> list[Mask]:
    """The connected pieces that are large enough to be something, largest first."""
    labels, count = ndimage.label(mask)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    order = np.argsort(-sizes, kind="stable")[:_MOST_PIECES]
    return [labels == n + 1 for n in order if sizes[n] > _LEAST * mask.size]


def on_rim(mask: Mask) -> float:
    """The share of the picture's upper, left and right rim that the mask takes."""
    rim = np.concatenate([mask[0], mask[:, 0], mask[:, -1]])
    return float(rim.mean())


def scaled(mask: Mask, shape: tuple[int, ...]) -> Mask:
    sheet = Image.fromarray((mask * 255).astype(np.uint8))
    return np.asarray(sheet.resize((shape[1], shape[0]), Image.Resampling.BOX)) > 60


def writing(picture: Image.Image) -> list[Mask]:
    """Lines of letters, at a size of 640 pixels: many thin strokes of one tone side by side."""
    grey = picture.convert("L")
    grey.thumbnail((_WRITING_SIDE, _WRITING_SIDE), Image.Resampling.BOX)
    levels = np.asarray(grey, np.float32)
    found: list[Mask] = []
    for dark in (False, True):
        seen = 255 - levels if dark else levels
        strokes = ndimage.white_tophat(seen, size=(_STROKE * 2, _STROKE * 2)) > _INK
        joined = ndimage.binary_closing(strokes, np.ones((3, _STROKE * 2), bool))
        joined = ndimage.binary_opening(joined, np.ones((4, 6), bool))
        found += [
            np.asarray(ndimage.binary_dilation(box, iterations=3))
            for one in pieces(joined)
            if (box := _line(one, strokes)) is not None
        ]
    return found


def _line(mask: Mask, strokes: Mask) -> Mask | None:
    """The box of a line of writing, or None where it is none."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    top, low, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    wide, tall = right - left, low - top
    inside = strokes[top:low, left:right]
    turns = np.abs(np.diff(inside.astype(np.int8), axis=1)).sum(axis=1)
    busy = float(np.percentile(turns, 60)) / max(1, wide) * tall
    filled = float(inside.mean())
    if wide < _LINE[0] * tall or tall > _LINE[1] * mask.shape[0] or tall < 6:
        return None
    if not 0.15 < filled < 0.75 or busy < 0.7 or np.percentile(turns, 60) < 6:
        return None
    box = np.zeros_like(mask)
    box[top:low, left:right] = True
    return box


def suns(lab: Lab) -> list[Mask]:
    """Round and much brighter than what is around, in the upper two thirds."""
    light = lab[..., 0]
    found = []
    for limit in (78.0, 74.0, 68.0, 58.0):
        bright = light > limit
        bright[round(len(light) * 0.7) :] = False
        for mask in pieces(bright):
            tall, wide = np.ptp(np.nonzero(mask)[0]) + 1, np.ptp(np.nonzero(mask)[1]) + 1
            full = mask.sum() / (np.pi / 4 * tall * wide)
            ring = ndimage.binary_dilation(mask, iterations=8) & ~ndimage.binary_dilation(
                mask, iterations=4
            )
            if full > _ROUND and 0.6 < tall / wide < 1.6 and mask.mean() < 0.05 and ring.any():
                found.append((float(light[mask].mean() - light[ring].mean()), mask))
    best = max(found, key=lambda one: one[0], default=None)
    return [] if best is None or best[0] < 6 else [ndimage.binary_dilation(best[1], iterations=3)]


def clouds(lab: Lab, standing: list[Mask]) -> list[Mask]:
    """Pale patches in a sky with more colour, and no part of what stands before it."""
    upper = lab[: round(len(lab) * 0.6)]
    pale = (upper[..., 0] > 62) & (np.hypot(upper[..., 1], upper[..., 2]) < 13)
    whole = np.zeros(lab.shape[:2], bool)
    whole[: len(upper)] = ndimage.binary_opening(pale, iterations=2)
    for mask in standing:
        whole &= ~ndimage.binary_dilation(mask, iterations=5)
    found = [mask for mask in pieces(whole) if mask.mean() < 0.25]
    return [np.logical_or.reduce(found)] if found else []


def greens(lab: Lab) -> list[Mask]:
    green = (lab[..., 1] < -7) & (lab[..., 2] > 4)
    return pieces(ndimage.binary_closing(ndimage.binary_opening(green), iterations=2))


def skin(lab: Lab) -> Mask:
    """The colours that skin of any shade has in daylight: between red and yellow, not strong."""
    light, red, yellow = lab[..., 0], lab[..., 1], lab[..., 2]
    turn = np.degrees(np.arctan2(yellow, red))
    strength = np.hypot(red, yellow)
    return (turn > 22) & (turn < 74) & (strength > 11) & (strength < 40) & (light > 16)


def faces(lab: Lab) -> list[Mask]:
    """Compact pieces of skin with something dark inside, as eyes and brows are."""
    found = []
    for mask in pieces(ndimage.binary_opening(skin(lab), iterations=2)):
        rows, columns = np.nonzero(mask)
        tall, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
        full = np.asarray(ndimage.binary_fill_holes(mask))
        if on_rim(mask) > 0 or full.sum() < 0.5 * tall * wide:
            continue  # a wall in the sun is cut off by the rim, and few faces are
        if not _FACE[0] < tall / wide < _FACE[1]:
            continue
        light = lab[..., 0][full]
        dark = float((light < np.median(light) - 14).mean())
        if 0.015 < dark < 0.4 and full.mean() < 0.3:
            found.append(full)
    return found


def others(small: Image.Image, standing: list[Mask]) -> list[Mask]:
    """Patches that differ from what is around them and are no part of what stands out."""
    patches = patches_of(small)
    cues = cues_of(small, patches)
    free = cues.bound < 0.6
    for mask in standing:
        inside = np.bincount(patches.labels[mask], minlength=len(free)) / patches.sizes
        free &= inside < 0.4
    differs = cues.near < np.percentile(cues.near, 45)
    return pieces(ndimage.binary_opening((free & differs)[patches.labels], iterations=2))
