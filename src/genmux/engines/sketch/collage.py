"""Several pictures in one: cut-outs that stand in a scene, cards, pictures side by side."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch import matte
from genmux.engines.sketch.layers import put
from genmux.engines.sketch.outline import own_colours
from genmux.engines.sketch.picture import contain, cover, flat
from genmux.engines.sketch.scene.compose import shadow

_SPOTS = {1: (0.5,), 2: (0.3, 0.7), 3: (0.22, 0.5, 0.78)}
_HEAD = 0.2
"""share of a figure's height in which its head is as wide as it gets"""
_CELLS = 64
"""a side of the small copy in which free room is looked for"""


def cut_out(picture: Image.Image) -> Image.Image:
    """The main thing on a clear ground, cropped to it; a framed card when nothing stands out."""
    main = next(iter(matte.parts_of(picture, 1)), None)
    if main is None or main.alpha.min() > 250:
        return card(picture)
    return own_colours(flat(picture), Image.fromarray(main.alpha)).crop(main.box)


def card(picture: Image.Image) -> Image.Image:
    """The whole picture with a white rim and round corners."""
    rim = max(4, min(picture.size) // 28)
    sheet = Image.new(
        "RGBA", (picture.width + 2 * rim, picture.height + 2 * rim), (250, 250, 247, 0)
    )
    ImageDraw.Draw(sheet).rounded_rectangle((0, 0, sheet.width - 1, sheet.height - 1), rim * 1.5,
                                            fill=(250, 250, 247, 255))  # fmt: skip
    sheet.paste(flat(picture), (rim, rim))
    return sheet


def placed(
    piece: Image.Image, size: tuple[int, int], place: int, among: int
) -> tuple[Image.Image, int, int]:
    """The piece scaled for its place in a row of `among`, with its left and top in the frame."""
    width, height = size
    spots = _SPOTS.get(among) or tuple((n + 0.5) / among for n in range(among))
    share = 0.6 if among == 1 else 0.9 / among
    fitted = contain(piece, (max(1, round(width * share)), max(1, round(height * 0.62))))
    left = round(spots[place] * width - fitted.width / 2)
    return fitted, left, round(height * 0.9) - fitted.height


def stand(picture: Image.Image, piece: Image.Image, place: int, among: int) -> None:
    """Puts the piece into an empty RGB scene, on the ground, with a shadow."""
    fitted, left, top = placed(piece, picture.size, place, among)
    _lay(picture, fitted, left, top)


def join(picture: Image.Image, piece: Image.Image, *, tall: float = 0.5) -> None:
    """Puts the piece into an RGB picture that already has a subject, where it covers least."""
    width, height = picture.size
    fitted = contain(piece, (max(1, round(width * 0.4)), max(1, round(height * tall))))
    top = round(height * 0.93) - fitted.height
    _lay(picture, fitted, _freest(picture, fitted.width, top), top)


def crowned(picture: Image.Image, piece: Image.Image, share: float, overlap: float) -> bool:
    """Puts the piece on the head of the picture's main thing; False where nothing stands out.

    `share` is its width by that of the head, `overlap` how much of it hides what is below.
    """
    main = next(iter(matte.parts_of(picture, 1, split=False)), None)
    if main is None or main.alpha.min() > 250:
        return False
    _, top, _, low = main.box
    high = top + max(2, round((low - top) * _HEAD))
    columns = np.flatnonzero((main.alpha[top:high] > 127).any(axis=0))
    if not len(columns):
        return False
    wide = max(8, round((columns[-1] - columns[0] + 1) * share))
    fitted = contain(piece, (wide, picture.height))
    x = (int(columns[0]) + int(columns[-1])) // 2 - fitted.width // 2
    sheet = picture.convert("RGBA")
    put(sheet, fitted, x, top - round(fitted.height * (1 - overlap)))
    picture.paste(sheet.convert("RGB"))
    return True


def _freest(picture: Image.Image, wide: int, top: int) -> int:
    """The left edge at which a piece so wide, from `top` down, hides the calmest part."""
    small = picture.convert("RGB").resize((_CELLS, _CELLS), Image.Resampling.BOX)
    pixels = np.asarray(small, np.float32)
    below = pixels[min(_CELLS - 2, max(0, top * _CELLS // picture.height)) :]
    edges = np.abs(np.diff(below, axis=1, prepend=below[:, :1])).sum(axis=2).mean(axis=0)
    span = max(1, min(_CELLS, round(wide * _CELLS / picture.width)))
    covered = np.convolve(edges, np.ones(span), "valid")
    # a little rather beside the middle than at the very edge, and rather on the right
    place = np.linspace(-1, 1, len(covered)) if len(covered) > 1 else np.zeros(1)
    covered = covered + 0.02 * float(covered.mean()) * np.abs(place - 0.6)
    return round(int(covered.argmin()) * picture.width / _CELLS)


def _lay(picture: Image.Image, piece: Image.Image, left: int, top: int) -> None:
    below = shadow(piece, left, top + piece.height, 1.0)
    sheet = picture.convert("RGBA")
    put(sheet, below.picture, below.left, below.top)
    put(sheet, piece, left, top)
    picture.paste(sheet.convert("RGB"))


def beside(pictures: list[Image.Image], size: tuple[int, int]) -> Image.Image:
    """All pictures side by side (or stacked in a tall frame), each filling its share."""
    width, height = size
    sheet = Image.new("RGB", size)
    count = len(pictures)
    for number, picture in enumerate(pictures):
        first, last = number / count, (number + 1) / count
        if width >= height:
            box = (round(first * width), 0, round(last * width), height)
        else:
            box = (0, round(first * height), width, round(last * height))
        piece = cover(flat(picture), (max(1, box[2] - box[0]), max(1, box[3] - box[1])))
        sheet.paste(piece, box[:2])
    return sheet
