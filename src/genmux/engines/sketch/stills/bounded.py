"""Changes of light on large pictures: found on a smaller copy, so that memory stays bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGE = 1600
"""pixels of the longer side above which a copy of that size is changed"""
_ROWS = 256
_SOFT = 8.0


def bounded(picture: Image.Image, change: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """The RGB picture changed; a large one takes over what happened to its copy.

    Its fine detail stays, weaker where it became darker. The picture itself comes back where
    `change` returns what it was given.
    """
    if max(picture.size) <= _LARGE:
        return change(picture)
    share = _LARGE / max(picture.size)
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    small = picture.resize(size, Image.Resampling.BOX)
    changed = change(small)
    if changed is small:
        return picture
    before, after = (
        sheet.resize(picture.size, Image.Resampling.BICUBIC) for sheet in (small, changed)
    )
    made = Image.new("RGB", picture.size)
    for top in range(0, picture.height, _ROWS):
        box = (0, top, picture.width, min(picture.height, top + _ROWS))
        full, plain, done = (
            np.asarray(sheet.crop(box), np.float32) for sheet in (picture, before, after)
        )
        gain = np.clip((done + _SOFT) / (plain + _SOFT), 0, 1)
        pixels = done + (full - plain) * gain
        made.paste(Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8)), box[:2])
    return made
