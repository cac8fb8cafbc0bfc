"""Changes to a part of a given picture: recoloured, taken out, cropped to, before plain ground."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage

from genmux.engines.sketch import matte
from genmux.engines.sketch.patches import lab_of
from genmux.engines.sketch.picture import cover, flat
from genmux.engines.sketch.stills.fill import filled
from genmux.engines.sketch.stills.found import located
from genmux.engines.sketch.stills.heaven import sky_of
from genmux.engines.sketch.stills.shadow import with_shadow
from genmux.engines.sketch.stills.sought import FLAT, Sought

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.palette import Colour

    Floats = NDArray[np.float32]

_SIDE = 240
"""pixels of the longer side at which colours are sorted"""
_KINDS, _ROUNDS = 5, 8
_STEEP, _LOWEST = 1.6, 0.75
"""the step of lightness that ends a sky, and how far down a sky may reach"""
_SKIN = np.array([58.0, 14.0, 22.0])
_SKIN_NEAR = np.array([14.0, 9.0, 12.0])
_SHADED = np.array([0.4, 1.0, 1.0], np.float32)
"""shade counts less than hue"""
_NEAR = 18.0
"""colour units within which a pixel belongs to a chosen colour"""
_FACE = 0.3
"""share of a figure's height that its head with the neck takes"""
_ROOM = 0.12
"""how much of its surroundings a crop leaves, by the size of the thing"""


def recoloured(
    picture: Image.Image,
    colour: Colour,
    before: Colour | None = None,
    sought: Sought | None = None,
) -> Image.Image:
    """The leading colour of what is sought changed, else of the main thing; light and shade stay.

    `before` is the colour that it had, where that is told.
    """
    found = None if sought is None else located(picture, sought)
    if found is None and sought is not None and sought.key:
        # the colour told may be that of a small part, as that of a house's walls
        found = located(picture, replace(sought, colour=None))
    alpha = matte.alpha_of(picture) if found is None else Image.fromarray(found)
    lab, small = lab_of(picture.convert("RGB")), lab_of(_small(picture.convert("RGB")))
    inside = np.asarray(_small(alpha), np.float32) / np.float32(255)
    told = None if before is None else lab_of(Image.new("RGB", (1, 1), before))[0, 0]
    chosen = _leading(small, inside, told)
    away = np.linalg.norm((lab - chosen) * _SHADED, axis=2)
    share = (
        np.clip((_NEAR * 1.5 - away) / (_NEAR * 0.6), 0, 1) * np.asarray(alpha, np.float32) / 255
    )
    return _painted(picture, share, colour, float(chosen[0]))


def sky_recoloured(picture: Image.Image, colour: Colour) -> Image.Image:
    """The sky in that colour, its light and shade kept; where none is seen, what is calm above."""
    share = sky_of(picture)
    if share is None:
        share = _calm_above(picture)
    light = lab_of(picture.convert("RGB"))[..., 0]
    lightness = float(light[share > 0.5].mean()) if (share > 0.5).any() else 50.0
    return _painted(picture, share, colour, lightness)


def _calm_above(picture: Image.Image) -> Floats:
    """What hangs together with the upper rim through small steps, as shares, 0 to 1."""
    small = lab_of(_small(picture.convert("RGB")))
    calm = ndimage.gaussian_gradient_magnitude(small[..., 0], 1.0) < _STEEP
    labels, _ = ndimage.label(calm)
    tops = np.unique(labels[0])
    sky = np.isin(labels, tops[tops > 0])
    sky[round(len(sky) * _LOWEST) :] = False
    wide = ndimage.binary_dilation(sky, iterations=4)
    whole = ndimage.binary_erosion(wide, iterations=2, border_value=1)
    soft = Image.fromarray((whole * 255).astype(np.uint8))
    large = soft.resize(picture.size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))
    return np.asarray(large, np.float32) / np.float32(255)


def grounded(picture: Image.Image, colour: Colour) -> Image.Image:
    """The main thing before a plain ground."""
    ground = Image.new("RGB", picture.size, colour)
    cut = matte.cut(picture)
    ground.paste(cut, (0, 0), cut)
    return ground


def removed(picture: Image.Image, sought: Sought | None = None) -> Image.Image | None:
    """The picture without what is sought, else its main thing; None where that is not found.

    Its shadow on the ground goes with it.
    """
    alpha = located(picture, sought or Sought("main"))
    if alpha is None:
        return None
    if sought is None or sought.kind not in FLAT:
        alpha = with_shadow(picture, alpha)
    return filled(picture, alpha)


def cropped(
    picture: Image.Image, *, face: bool = False, sought: Sought | None = None
) -> Image.Image:
    """The picture cropped to what is sought, else to its main thing, or to the head of that; at its
    own size."""
    alpha = None if sought is None else located(picture, sought)
    if alpha is None:
        parts = matte.parts_of(picture, 1, split=False)
        alpha = parts[0].alpha if parts else np.zeros((0, 0), np.uint8)
    width, height = picture.size
    solid = alpha > 127
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        rows = np.array([height // 4, height * 3 // 4 - 1])
        columns = np.array([width // 4, width * 3 // 4 - 1])
    top, low = int(rows[0]), int(rows[-1]) + 1
    if face:
        low = top + max(4, round((low - top) * _FACE))
        head = np.flatnonzero(solid[top:low].any(axis=0))
        columns = head if len(head) else columns
    left, right = int(columns[0]), int(columns[-1]) + 1
    room = _ROOM * max(right - left, low - top)
    wide = max(right - left + 2 * room, (low - top + 2 * room) * width / height)
    wide = min(wide, float(width))
    tall = wide * height / width
    x = min(max(0.0, (left + right - wide) / 2), width - wide)
    y = min(max(0.0, (top + low - tall) / 2), height - tall)
    box = (x, y, x + wide, y + tall)
    return picture.resize(picture.size, Image.Resampling.LANCZOS, box)


def blended(pictures: list[Image.Image]) -> Image.Image:
    """All of them in one another, each with the same weight, at the size of the first."""
    size = pictures[0].size
    total = np.zeros((size[1], size[0], 3), np.float32)
    for picture in pictures:
        total += np.asarray(cover(flat(picture), size), np.float32)
    return Image.fromarray((total / len(pictures)).astype(np.uint8))


def _small(picture: Image.Image) -> Image.Image:
    share = min(1.0, _SIDE / max(picture.size))
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return picture.resize(size, Image.Resampling.BOX)


def _leading(lab: Floats, inside: Floats, told: Floats | None) -> Floats:
    """The colour that leads in what is inside: large and strong, and not that of skin or hair.

    Where a colour is told, the one most like it.
    """
    points = lab[inside > 0.6]
    if len(points) < _KINDS:
        return np.asarray(lab.reshape(-1, 3).mean(axis=0), np.float32)
    order = np.argsort(points[:, 1] * 3 + points[:, 0], kind="stable")
    centres = points[order[np.linspace(0, len(points) - 1, _KINDS).astype(int)]].copy()
    for _ in range(_ROUNDS):
        nearest = ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        for kind in range(_KINDS):
            if (nearest == kind).any():
                centres[kind] = points[nearest == kind].mean(axis=0)
    sizes = np.bincount(nearest, minlength=_KINDS) / len(points)
    strength = np.hypot(centres[:, 1], centres[:, 2])
    skin = (np.abs(centres - _SKIN) < _SKIN_NEAR).all(axis=1)
    if told is not None:
        return np.asarray(centres[int(np.abs(centres - told).sum(axis=1).argmin())], np.float32)
    weights = sizes * (12 + strength) * np.where(skin, 0.2, 1.0)
    return np.asarray(centres[int(weights.argmax())], np.float32)


def _painted(picture: Image.Image, share: Floats, colour: Colour, lightness: float) -> Image.Image:
    """The picture with that share of each pixel in the colour, its light kept around the mean."""
    grey = lab_of(picture.convert("RGB"))[..., 0]
    light = (grey / max(8.0, lightness))[..., None]
    tone = np.array(colour, np.float32)
    dark = np.minimum(light, 1.0) * tone
    bright = np.clip(light - 1.0, 0, 1) * (255 - tone)
    pixels = np.asarray(picture.convert("RGB"), np.float32)
    done = pixels + (np.clip(dark + bright, 0, 255) - pixels) * share[..., None]
    return Image.fromarray(np.clip(np.rint(done), 0, 255).astype(np.uint8))
