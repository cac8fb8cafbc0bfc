"""Light on drawn things: round edges, and the tone of the hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Tone

_SMALL = 160
"""pixels of the longer side at which the light is reckoned"""
_SOFT = 0.045
_STRENGTH, _SHADE = 2.6, 0.12


def toned(picture: Image.Image, tone: Tone) -> Image.Image:
    """The RGBA drawing with its colours times `tone`, and no light or shade."""
    tables = [[min(255, round(value * share)) for value in range(256)] for share in tone]
    return picture.point([*tables[0], *tables[1], *tables[2], *range(256)])


def lit(picture: Image.Image, tone: Tone = (1.0, 1.0, 1.0)) -> Image.Image:
    """The RGBA drawing lit from the upper left, its colours times `tone`.

    The height of a thing is taken from how far its outline is: edges fall off, as on a relief.
    """
    alpha = picture.getchannel("A")
    scale = min(1.0, _SMALL / max(picture.size))
    size = (max(3, round(picture.width * scale)), max(3, round(picture.height * scale)))
    radius = max(1.0, _SOFT * max(size))
    low = alpha.resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(radius))
    height = np.asarray(low, np.float32) / 255
    down, right = np.gradient(height)
    light = 1 + np.clip((down * 0.8 + right * 0.6) * radius * _STRENGTH * 0.35, -0.3, 0.26)
    light -= np.linspace(-0.02, _SHADE, size[1], dtype=np.float32)[:, None]
    sheet = Image.fromarray(np.ascontiguousarray(light, np.float32))
    full = np.asarray(sheet.resize(picture.size, Image.Resampling.BILINEAR), np.float32)
    pixels = (
        np.asarray(picture.convert("RGB"), np.float32)
        * full[..., None]
        * np.array(tone, np.float32)
    )
    done = Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))
    done.putalpha(alpha)
    return done
