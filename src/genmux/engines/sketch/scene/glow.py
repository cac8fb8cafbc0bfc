"""The light around things that shine."""

from __future__ import annotations

import numpy as np
from PIL import Image

from genmux.engines.sketch.layers import Layer

_REACH = 2.2
_TONE = (255, 208, 120)


def glow_of(picture: Image.Image, left: int, top: int, depth: float) -> Layer:
    """A warm halo, about twice as large as the thing, behind it."""
    side = round(max(picture.size) * _REACH)
    axis = np.linspace(-1, 1, max(8, side // 6))
    away = np.sqrt(axis[None, :] ** 2 + axis[:, None] ** 2)
    veil = (np.clip(1 - away, 0, 1) ** 1.7 * 210).astype(np.uint8)
    sheet = Image.new("RGBA", (side, side), (*_TONE, 0))
    sheet.putalpha(Image.fromarray(veil).resize((side, side), Image.Resampling.BICUBIC))
    x = left + (picture.width - side) // 2
    return Layer(sheet, x, top + (picture.height - side) // 2, depth)
