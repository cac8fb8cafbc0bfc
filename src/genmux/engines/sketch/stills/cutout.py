"""Pictures taken apart: the subject without its background, and layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.base import Rendered
from genmux.engines.sketch import inputs, matte
from genmux.engines.sketch.outline import own_colours
from genmux.engines.sketch.picture import cover, flat, open_picture, save_picture
from genmux.engines.sketch.stills.fill import filled
from genmux.engines.sketch.words import wish_of

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work

_LAYERS = 3


def remove_background(work: Work, report: Report) -> Rendered:
    """The given picture with an alpha channel; PNG unless the shape asks for WebP."""
    picture = _sized(work)
    cut = matte.cut(picture)
    report(0.8)
    kind = work.shape.format if work.shape.format in {"png", "webp"} else "png"
    file = save_picture(cut, work, f"{work.task}-0", kind=kind)
    report(1.0)
    return Rendered((file,))


def layers(work: Work, report: Report) -> Rendered:
    """A base picture with its things painted over, and one PNG with alpha per thing.

    The base comes first; `extra` lists the layers with their place, back to front. A shape with a
    count above one asks for that many files in all.
    """
    picture = flat(_sized(work))
    most = work.shape.count - 1 if work.shape.count > 1 else _LAYERS
    parts = matte.parts_of(picture, most)
    while len(parts) < most and work.shape.count > 1:
        parts.append(_corner(picture, len(parts)))
    report(0.5)
    files = [save_picture(_without(picture, parts), work, f"{work.task}-base")]
    names = wish_of(work).subjects
    told = []
    for number, part in enumerate(parts):
        sheet = own_colours(picture, Image.fromarray(part.alpha))
        file = save_picture(sheet.crop(part.box), work, f"{work.task}-{number}", kind="png")
        files.append(file)
        name = names[number] if number < len(names) else f"element {number + 1}"
        told.append(
            {
                "url": {"$file": number + 1},
                "z_index": number + 1,
                "name": name,
                "bounding_box": list(part.box),
            }
        )
        report(0.5 + 0.5 * (number + 1) / len(parts))
    return Rendered(tuple(files), {"resultObject": {"layers": told}})


def _sized(work: Work) -> Image.Image:
    picture = open_picture(inputs.main_image(work).path)
    size = (work.shape.width or picture.width, work.shape.height or picture.height)
    return cover(picture, size)


def _corner(picture: Image.Image, number: int) -> matte.Part:
    """A quarter of the picture, for a picture with fewer things than layers were asked for."""
    half = (picture.width // 2, picture.height // 2)
    left, top = (number % 2) * half[0], (number // 2 % 2) * half[1]
    box = (left, top, left + max(1, half[0]), top + max(1, half[1]))
    alpha = np.zeros((picture.height, picture.width), np.uint8)
    alpha[box[1] : box[3], box[0] : box[2]] = 255
    return matte.Part(alpha, box)


def _without(picture: Image.Image, parts: list[matte.Part]) -> Image.Image:
    """The picture with its parts painted over from their surroundings."""
    if not parts:
        return picture
    alpha = np.maximum.reduce([part.alpha for part in parts])
    return filled(picture, alpha)
