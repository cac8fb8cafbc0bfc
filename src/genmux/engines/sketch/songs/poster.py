"""The still part of a music video: where things stand, and everything that does not move."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from genmux.engines.sketch import lettering, typeface
from genmux.engines.sketch.palette import Colour, lighter, mix
from genmux.engines.sketch.picture import cover as fill
from genmux.engines.sketch.songs.artwork import fitted

INK: Colour = (250, 248, 252)
_SOFT: Colour = (206, 202, 216)
_DARK: Colour = (12, 10, 22)
_CORNER = 0.035
_WIDE = 1.2
Box = tuple[int, int, int, int]
"""left, top, right and low edge in pixels"""


@dataclass(frozen=True, slots=True)
class Texts:
    title: str
    author: str
    tags: str
    site: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes of a frame's parts; they never overlap. `unit` is what lettering is measured by."""

    size: tuple[int, int]
    unit: float
    card: Box
    head: Box
    """title, author and style"""
    lyrics: Box
    bars: Box
    line: Box
    """how far the song is"""
    foot: Box


def layout(size: tuple[int, int]) -> Layout:
    """Picture beside words in wide frames, above them in others."""
    width, height = size
    if width >= _WIDE * height:
        unit = height / 720
        edge, side = round(width * 0.065), round(height * 0.54)
        left, top = edge + side + round(width * 0.045), round(height * 0.11)
        middle = top + round(side * 0.46)
        card = (edge, top, edge + side, top + side)
        head = (left, top, width - edge, middle)
        lyrics = (left, middle, width - edge, top + side)
        bars = (edge, top + side + round(height * 0.045), width - edge, round(height * 0.855))
    else:
        unit = min(width / 620, height / 900)
        edge = round(width * 0.08)
        side = min(width - 2 * edge, round(height * 0.39))
        left, top = (width - side) // 2, round(height * 0.055)
        low = top + side + round(height * 0.025)
        card = (left, top, left + side, top + side)
        head = (edge, low, width - edge, low + round(height * 0.13))
        lyrics = (edge, head[3] + round(height * 0.01), width - edge, round(height * 0.775))
        bars = (edge, round(height * 0.79), width - edge, round(height * 0.88))
    thick = max(2, round(4 * unit))
    low = bars[3] + round(14 * unit)
    line = (edge, low, width - edge, low + thick)
    foot = (edge, low + thick + round(10 * unit), width - edge, height - round(18 * unit))
    return Layout(size, unit, card, head, lyrics, bars, line, foot)


def without_lyrics(place: Layout) -> Layout:
    """The head in the middle of the room that the words leave."""
    left, top, right, _ = place.head
    low = place.lyrics[3]
    head = (left, top + round((low - top) * 0.27), right, low)
    return replace(place, head=head)


def backdrop(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The cover as a dark, soft ground, darker still towards its edges."""
    small = fill(picture, (96, max(16, round(96 * size[1] / size[0]))))
    soft = small.filter(ImageFilter.GaussianBlur(9))
    soft = ImageEnhance.Color(soft).enhance(2.2)
    ground = np.asarray(soft.resize(size, Image.Resampling.BICUBIC), np.float64)
    x = np.linspace(-1, 1, size[0], dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    light = 0.56 - 0.26 * np.clip(0.6 * x * x + 0.6 * y * y, 0, 1.2)
    # a bright cover is dimmed more, so that white lettering stands out on any
    mean = float(ground.mean())
    ground = ground * (light * min(1.0, 110 / max(mean, 1.0)))[:, :, None]
    ground = ground + np.array(_DARK, np.float32) * 0.8
    # half a level of grain keeps slow gradients from showing steps
    grain = np.random.Generator(np.random.PCG64(3)).uniform(-0.6, 0.6, ground.shape[:2])
    return Image.fromarray(np.clip(ground + grain[:, :, None] + 0.5, 0, 255).astype(np.uint8))


def accents(picture: Image.Image) -> tuple[Colour, Colour]:
    """Two light colours of the cover: its most colourful one, and another that goes with it."""
    small = picture.resize((48, 48), Image.Resampling.BOX).quantize(12).convert("RGB")
    counts = small.getcolors(48 * 48) or []
    colours = [colour for _, colour in sorted(counts, reverse=True) if isinstance(colour, tuple)]
    ranked = sorted(colours, key=lambda c: (max(c) - min(c)) * (0.35 + max(c) / 255), reverse=True)
    first = _bright(ranked[0]) if ranked else INK
    others = [_bright(colour) for colour in ranked[1:]]
    apart = [c for c in others if sum(abs(a - b) for a, b in zip(c, first, strict=True)) > 90]
    return first, apart[0] if apart else lighter(first, 0.55)


def _bright(colour: tuple[int, ...]) -> Colour:
    red, green, blue = colour[:3]
    scale = 225 / max(60, red, green, blue)
    lifted = tuple(min(255, round(channel * scale)) for channel in (red, green, blue))
    return mix((lifted[0], lifted[1], lifted[2]), (255, 255, 255), 0.22)


def rounded(side: int) -> Image.Image:
    """The shape of the card, as an alpha of smooth corners."""
    large = Image.new("L", (side * 2, side * 2))
    ImageDraw.Draw(large).rounded_rectangle(
        (0, 0, side * 2 - 1, side * 2 - 1), round(side * 2 * _CORNER), fill=255
    )
    return large.resize((side, side), Image.Resampling.BOX)


def poster(picture: Image.Image, place: Layout, texts: Texts) -> Image.Image:
    """The frame without what moves: ground, shadow of the card, words at its side and foot."""
    sheet = backdrop(picture, place.size)
    _shadow(sheet, place)
    draw = ImageDraw.Draw(sheet)
    _head(draw, place, texts)
    size = max(9, round(19 * place.unit))
    site = typeface.settable(texts.site)
    if site:
        row = lettering.wrapped(site, size, (place.foot[2] - place.foot[0]) * 0.5, 1)[0]
        face = typeface.face(row, size)
        left = place.size[0] / 2 - face.getlength(row) / 2
        face.write(draw, (left, place.foot[1]), row, fill=_SOFT)
    return sheet


def _shadow(sheet: Image.Image, place: Layout) -> None:
    left, top, right, low = place.card
    blur = round(16 * place.unit)
    veil = Image.new("L", place.size)
    box = (left, top + blur // 2, right, low + blur // 2)
    ImageDraw.Draw(veil).rounded_rectangle(box, (right - left) * _CORNER, fill=150)
    sheet.paste((4, 3, 10), (0, 0), veil.filter(ImageFilter.GaussianBlur(blur)))


def _head(draw: ImageDraw.ImageDraw, place: Layout, texts: Texts) -> None:
    left, top, right, low = place.head
    width, unit = right - left, place.unit
    title, y = typeface.settable(texts.title), float(top)
    if title:
        # one line if that takes little from its size, so that no word stands alone
        size, rows = fitted(title, round(54 * unit), width, 1)
        if size < 40 * unit:
            size, rows = fitted(title, round(46 * unit), width, 2)
        for row in rows:
            typeface.face(title, size).write(draw, (left, y), row, fill=INK)
            y += size * 1.14
        y += 8 * unit
    size = max(9, round(24 * unit))
    for text, colour in ((texts.author, INK), (texts.tags, _SOFT)):
        shown = typeface.settable(text)
        if shown and y + size * 1.2 <= low:
            row = lettering.wrapped(shown, size, width, 1)[0]
            typeface.face(row, size).write(draw, (left, y), row, fill=colour)
            y += size * 1.45
        size = max(9, round(20 * unit))
