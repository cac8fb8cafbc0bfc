"""How a picture with a title is arranged: as a poster, as a logo, or with words over the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.sketch import lettering, signage, special

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.words import Wish

_PAPER = (248, 242, 228)
_INK: Colour = (38, 32, 46)
_WHITE: Colour = (255, 255, 255)
_BRIGHT = 165


def arranged(
    wish: Wish,
    size: tuple[int, int],
    draw: Callable[[tuple[int, int]], Image.Image],
    dice: np.random.Generator,
) -> Image.Image:
    """An RGB picture of that size; `draw` makes the scene at the size that is left for it."""
    if (made := special.made(wish, size, draw, dice)) is not None:
        return made
    title, rest = next(iter(wish.quoted), ""), wish.quoted[1:]
    if wish.layout == "poster" and min(size) >= 64:
        return _poster(title, rest, size, draw)
    picture = draw(size)
    if not title:
        return picture
    if wish.layout == "logo":
        return lettering.headline(picture, title, top=0.78, tall=0.16, fill=_INK)
    fill = _readable(picture)
    return signage.lines_below(lettering.headline(picture, title, fill=fill), rest, fill)


def _poster(
    title: str,
    rest: tuple[str, ...],
    size: tuple[int, int],
    draw: Callable[[tuple[int, int]], Image.Image],
) -> Image.Image:
    """The scene on paper, with the title in a band of its own above it."""
    width, height = size
    rim = round(min(size) * 0.045)
    band = round(height * 0.2) if title else 0
    foot = round(height * 0.09) * len(rest[:2])
    inner = (width - 2 * rim, height - 2 * rim - band - foot)
    sheet = Image.new("RGB", size, _PAPER)
    sheet.paste(draw(inner), (rim, rim + band))
    for number, text in enumerate(rest[:2]):
        top = height - rim - foot + number * foot // len(rest[:2])
        lettering.centred(sheet, text, (rim, top, width - rim, top + foot // len(rest[:2])), _INK)
    share = rim / height
    return lettering.headline(
        sheet, title, top=share + 0.01, tall=band / height, fill=_INK, edge=False
    )


def _readable(picture: Image.Image) -> Colour:
    """White, or ink where the upper part of the picture is bright."""
    upper = picture.crop((0, 0, picture.width, max(1, round(picture.height * 0.3)))).convert("L")
    return _INK if float(np.asarray(upper).mean()) > _BRIGHT else _WHITE
