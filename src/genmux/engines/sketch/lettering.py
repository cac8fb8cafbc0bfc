"""Words on pictures: the caption, the draft mark, and text that a prompt asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from genmux.engines.sketch import typeface

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.typeface import Face

_WHITE = (255, 255, 255)
_MIDDLE, _LEAST = 150, 8
"""the grey level between ink and paper, and pixels that hold no letter"""
# Thai, kana and ideographs are written without spaces between words
_BREAK = re.compile(r"\s?(?:[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff][\u0e31\u0e34-\u0e4e]*"
                    r"|[^\s\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+)")  # fmt: skip


def font(size: int) -> Face:
    """The library's own typeface, for our own words in English; see `typeface` for all others."""
    return typeface.face("", size)


def wrapped(text: str, size: int, width: float, lines: int, face: Face | None = None) -> list[str]:
    """The text in at most `lines` lines of `width` pixels; an ellipsis ends what does not fit.

    Lines break at spaces, and before any sign of a script that has none.
    """
    face = face or typeface.face(text, size)
    rows: list[str] = []
    words = _words(text)
    while words and len(rows) < lines:
        row = words.pop(0).strip()
        while words and face.getlength(row + words[0].rstrip()) <= width:
            row += words.pop(0)
        rows.append(row.rstrip())
    if rows:
        cut = bool(words)
        while len(rows[-1]) > 1 and face.getlength(rows[-1] + "…" * cut) > width:
            rows[-1], cut = rows[-1][:-1].rstrip(), True
        rows[-1] += "…" * cut
    return rows


def _words(text: str) -> list[str]:
    """What may begin a line, with the space before it."""
    return _BREAK.findall(" ".join(text.split()))


def caption(picture: Image.Image, text: str) -> Image.Image:
    """The prompt, small, on a dark veil along the lower edge of an RGB picture."""
    text = typeface.settable(text)
    width, height = picture.size
    size = max(9, round(min(width, height) * 0.022))
    if not text or height < 90:
        return picture
    face = typeface.face(text, size)
    rows = wrapped(text, size, width - size * 9, 2, face)
    step = round(size * 1.35)
    band = step * len(rows) + size
    veil = Image.new("L", (1, band))
    for y in range(band):
        veil.putpixel((0, y), round(150 * min(1.0, y / (band * 0.45))))
    picture.paste((12, 12, 22), (0, height - band), veil.resize((width, band)))
    draw = ImageDraw.Draw(picture)
    for number, row in enumerate(rows):
        spot = (size, height - band + size * 0.45 + number * step)
        face.write(draw, spot, row, fill=(244, 244, 248))
    return picture


def mark(picture: Image.Image, word: str = "draft") -> Image.Image:
    """The discreet sign in the lower right corner that this is a draft."""
    width, height = picture.size
    size = max(8, round(min(width, height) * 0.02))
    if height < 48 or width < 48:
        return picture
    draw = ImageDraw.Draw(picture, "RGBA")
    wide = font(size).getlength(word)
    x, y = width - wide - size * 1.9, height - size * 2.1
    box = (x - size * 0.6, y - size * 0.25, width - size * 1.3, y + size * 1.35)
    draw.rounded_rectangle(box, size * 0.5, fill=(12, 12, 22, 90), outline=(255, 255, 255, 120))
    font(size).write(draw, (x, y), word, fill=(255, 255, 255, 215))
    return picture


def signature(picture: Image.Image, text: str) -> Image.Image:
    """A short text that the request wants to see, in the lower right corner above the mark."""
    width, height = picture.size
    size = max(9, round(min(width, height) * 0.035))
    text = typeface.settable(text)
    face = typeface.face(text, size)
    rows = wrapped(text, size, width * 0.6, 1, face)
    if not rows or height < 48 or width < 48:
        return picture
    x = width - face.getlength(rows[0]) - size
    y = height - min(width, height) * 0.05 - size * 1.35
    rim = max(1, size // 14)
    face.write(
        ImageDraw.Draw(picture), (x, y), rows[0], fill=_WHITE, edge=rim, edge_fill=(20, 18, 34)
    )
    return picture


def headline(
    picture: Image.Image,
    text: str,
    *,
    top: float = 0.07,
    tall: float = 0.5,
    fill: Colour = _WHITE,
    edge: bool = True,
) -> Image.Image:
    """Large centred text with a soft edge, as large as its length allows.

    It begins at `top` and is at most `tall`, as shares of the picture's height.
    Where no typeface is at hand for it, a line says so instead of empty boxes.
    """
    shown = _shown(text)
    if not shown:
        return picture
    width, height = picture.size
    size, rows = fitted(shown, (width * 0.86, height * tall), round(min(width, height) * 0.15))
    face = typeface.face(shown, size)
    draw = ImageDraw.Draw(picture)
    bright = sum(fill) > 380
    rim = max(1, size // 22) if edge else 0
    for number, row in enumerate(rows):
        x = (width - face.getlength(row)) / 2
        y = height * top + number * size * 1.24
        ink = (20, 18, 34) if bright else (250, 250, 246)
        face.write(draw, (x, y), row, fill=fill, edge=rim, edge_fill=ink)
    return picture


def inside(picture: Image.Image, text: str, box: tuple[int, int, int, int]) -> Image.Image:
    """White text with a dark rim in the middle of a box, as large as the box has room for."""
    shown = _shown(text)
    if not shown:
        return picture
    left, top, right, low = box
    width, height = (right - left) * 0.9, (low - top) * 0.9
    size, rows = fitted(shown, (width, height), round(height * 0.8))
    face = typeface.face(shown, size)
    draw = ImageDraw.Draw(picture)
    y = (top + low - len(rows) * size * 1.24) / 2
    for row in rows:
        x = (left + right - face.getlength(row)) / 2
        face.write(draw, (x, y), row, fill=_WHITE, edge=max(1, size // 16), edge_fill=(20, 18, 34))
        y += size * 1.24
    return picture


def centred(
    picture: Image.Image, text: str, box: tuple[int, int, int, int], fill: Colour, *,
    edge: bool = False,
) -> None:  # fmt: skip
    """The text in the middle of the box, as large as it has room for."""
    shown = _shown(text)
    wide, high = (box[2] - box[0]) * 0.92, (box[3] - box[1]) * 0.92
    if not shown or min(wide, high) < _LEAST:
        return
    size, rows = fitted(shown, (wide, high), round(high * 0.86))
    face = typeface.face(shown, size)
    draw = ImageDraw.Draw(picture)
    y = (box[1] + box[3] - len(rows) * size * 1.24) / 2
    rim = max(1, size // 18) if edge else 0
    ink = (20, 18, 34) if sum(fill) > 3 * _MIDDLE else _WHITE
    for row in rows:
        x = (box[0] + box[2] - face.getlength(row)) / 2
        face.write(draw, (x, y), row, fill=fill, edge=rim, edge_fill=ink)
        y += size * 1.24


def _shown(text: str) -> str:
    """The text as far as it can be set, with a word on the scripts that cannot."""
    shown = typeface.settable(text)
    if lost := typeface.unsettable(text):
        note = f"[no typeface here for {', '.join(lost)}]"
        return f"{shown} {note}" if any(map(str.isalnum, shown)) else note
    return shown


def fitted(text: str, box: tuple[float, float], size: int) -> tuple[int, list[str]]:
    """The largest size, at most `size`, at which the text fits the box, and its lines."""
    while True:
        rows = wrapped(text, size, box[0], 6, typeface.face(text, size))
        fits = len(rows) * size * 1.24 <= box[1] and len(rows) <= (3 if size > box[1] / 8 else 6)
        if size <= 12 or (fits and not rows[-1].endswith("…")):
            return size, rows
        size = max(12, round(size * 0.9))


def watermark(picture: Image.Image, text: str = "Genmux draft") -> Image.Image:
    """A visible repeated mark over the whole picture, which may be one of grey values."""
    size = max(12, round(min(picture.size) * 0.05))
    sheet = Image.new("L", (round(font(size).getlength(text) + size * 3), size * 4))
    font(size).write(ImageDraw.Draw(sheet), (size, size), text, fill=84)
    sheet = sheet.rotate(18, Image.Resampling.BICUBIC, expand=True)
    for row, y in enumerate(range(-sheet.height // 2, picture.height, sheet.height)):
        for x in range(-(row % 2) * sheet.width // 2, picture.width, sheet.width):
            picture.paste(255 if picture.mode == "L" else _WHITE, (x, y), sheet)
    return picture
