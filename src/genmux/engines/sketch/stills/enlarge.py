"""A picture with more pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.base import Rendered
from genmux.engines.sketch import inputs
from genmux.engines.sketch.picture import open_picture, save_picture, size_of
from genmux.engines.sketch.upscale import enlarged

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work


def make(work: Work, report: Report) -> Rendered:
    """The given picture at the shape's size, without a mark: an upscale changes nothing else."""
    picture = enlarged(open_picture(inputs.main_image(work).path), size_of(work.shape))
    file = save_picture(picture, work, f"{work.task}-0")
    report(1.0)
    return Rendered((file,))
