"""The soft shadow below what stands on the ground."""

from __future__ import annotations

import numpy as np
from PIL import Image

from genmux.engines.sketch.layers import Layer


def shadow(
    picture: Image.Image, left: int, foot: int, depth: float, *, drift: float = 0.0
) -> Layer:
    """A soft oval on the ground below something that stands there."""
    wide, tall = round(picture.width * 1.25), max(6, round(picture.width * 0.16))
    axis_x, axis_y = np.linspace(-1, 1, max(8, wide // 4)), np.linspace(-1, 1, max(6, tall // 2))
    away = axis_x[None, :] ** 2 + axis_y[:, None] ** 2
    veil = (np.clip(1 - away, 0, 1) * 120).astype(np.uint8)
    sheet = Image.new("RGBA", (wide, tall), (20, 18, 36, 0))
    sheet.putalpha(Image.fromarray(veil).resize((wide, tall), Image.Resampling.BICUBIC))
    return Layer(sheet, left - (wide - picture.width) // 2, foot - tall // 2, depth, drift=drift)
