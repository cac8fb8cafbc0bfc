"""A picture on a canvas of another shape, its surroundings continued."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from genmux.engines.base import Rendered
from genmux.engines.sketch import inputs, lettering, matte, styles
from genmux.engines.sketch.picture import (
    contain,
    extend,
    flat,
    open_picture,
    save_picture,
    size_of,
)
from genmux.engines.sketch.stills.fill import filled

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from genmux.engines.base import Report, Work

_MOST = 0.6
"""share of a picture from which on its subject is its ground as well"""


def make(work: Work, report: Report) -> Rendered:
    """The given picture whole and centred; scaled only as far as one side must fit."""
    size = size_of(work.shape)
    picture = contain(flat(open_picture(inputs.main_image(work).path)), size)
    style = str(work.input.get("style") or "").lower()
    files = []
    for number in range(work.shape.count):
        canvas = _continued(styles.styled(picture, style), size, number)
        if work.options.get("mark", True) and canvas.size != picture.size:
            canvas = lettering.mark(canvas)
            canvas.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
        files.append(save_picture(canvas, work, f"{work.task}-{number}"))
        report((number + 1) / work.shape.count)
    return Rendered(tuple(files))


def _continued(picture: Image.Image, size: tuple[int, int], number: int) -> Image.Image:
    """The picture amid what may lie around it, in the texture of its own surroundings."""
    canvas = extend(picture, size)
    left, top = (size[0] - picture.width) // 2, (size[1] - picture.height) // 2
    free = np.full((size[1], size[0]), 255, np.uint8)
    free[top : top + picture.height, left : left + picture.width] = 0
    once = np.zeros_like(free)
    once[top : top + picture.height, left : left + picture.width] = _standing(picture)
    canvas = filled(canvas, free, grow=False, seed=7 + number, once=once)
    canvas.paste(picture, (left, top))
    return canvas


def _standing(picture: Image.Image) -> NDArray[np.uint8]:
    """The alpha of what stands out, [height, width]; nothing where that is nearly everything."""
    alpha = np.asarray(matte.alpha_of(picture))
    return alpha if (alpha > 127).mean() < _MOST else np.zeros_like(alpha)
