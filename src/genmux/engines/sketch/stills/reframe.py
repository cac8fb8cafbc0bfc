"""A picture on a canvas of another shape, its surroundings continued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.base import Rendered
from genmux.engines.sketch import inputs, lettering, styles
from genmux.engines.sketch.picture import (
    contain,
    extend,
    flat,
    open_picture,
    save_picture,
    size_of,
)

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work


def make(work: Work, report: Report) -> Rendered:
    """The given picture whole and centred; scaled only as far as one side must fit."""
    size = size_of(work.shape)
    picture = contain(flat(open_picture(inputs.main_image(work).path)), size)
    style = str(work.input.get("style") or "").lower()
    files = []
    for number in range(work.shape.count):
        canvas = extend(styles.styled(picture, style), size, softness=1.0 + 0.5 * number)
        if work.options.get("mark", True) and canvas.size != picture.size:
            canvas = lettering.mark(canvas)
            canvas.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
        files.append(save_picture(canvas, work, f"{work.task}-{number}"))
        report((number + 1) / work.shape.count)
    return Rendered(tuple(files))
