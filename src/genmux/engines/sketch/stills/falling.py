"""Snow and rain in the air of a still picture: near drops are large, blurred and few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FLAKES = ((620, 0.0016, 0.0, 0.62), (240, 0.0034, 0.0009, 0.74), (60, 0.0075, 0.0036, 0.6))
"""of each depth, far ones first: how many, their radius and blur by the shorter side, how dense"""
_DROPS = ((520, 0.022, 0.0011, 0.2), (260, 0.05, 0.0016, 0.3), (70, 0.11, 0.0026, 0.34))
"""how many, their length and width by the shorter side, how dense"""
_SLANT = 0.16


def flakes(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The RGB picture with snow falling before it."""
    unit = min(picture.size)
    for count, radius, blur, dense in _FLAKES:
        sheet = Image.new("L", picture.size)
        draw = ImageDraw.Draw(sheet)
        for x, y, size, light in rng.random((count, 4)):
            r = max(0.6, radius * unit * (0.55 + 0.75 * size))
            left, top = x * picture.width, y * picture.height
            tone = round(255 * dense * (0.55 + 0.45 * light))
            draw.ellipse((left - r, top - r, left + r, top + r), fill=tone)
        soft = sheet.filter(ImageFilter.GaussianBlur(max(0.5, blur * unit)))
        picture = Image.composite(Image.new("RGB", picture.size, (247, 249, 252)), picture, soft)
    return picture


def streaks(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The RGB picture with rain before it, and the haze of its far drops."""
    unit = min(picture.size)
    for count, length, width, dense in _DROPS:
        sheet = Image.new("L", picture.size)
        draw = ImageDraw.Draw(sheet)
        for x, y, size, light in rng.random((count, 4)):
            long = length * unit * (0.6 + 0.8 * size)
            left, top = x * picture.width * 1.1, y * (picture.height + long) - long
            tone = round(255 * dense * (0.5 + 0.5 * light))
            draw.line(
                (left, top, left - long * _SLANT, top + long), fill=tone,
                width=max(1, round(width * unit)),
            )  # fmt: skip
        soft = sheet.filter(ImageFilter.GaussianBlur(max(0.4, width * unit * 0.45)))
        picture = Image.composite(Image.new("RGB", picture.size, (214, 222, 232)), picture, soft)
    return _hazed(picture)


def _hazed(picture: Image.Image) -> Image.Image:
    """Thin grey air, thickest half way up."""
    at = np.linspace(0, 1, picture.height)
    thick: NDArray[np.float64] = 0.2 * np.exp(-(((at - 0.42) / 0.3) ** 2))
    veil = Image.fromarray((thick * 255).astype(np.uint8)[:, None]).resize(picture.size)
    return Image.composite(Image.new("RGB", picture.size, (178, 186, 196)), picture, veil)
