"""Styles: what a picture looks like as a watercolour, as pixel art, as a drawing."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from genmux.engines.sketch import paint, prints


def styled(picture: Image.Image, style: str) -> Image.Image:
    """The RGB picture in one of the vocabulary's styles; unchanged for any other word."""
    made = _STYLES.get(style)
    if made is None:
        return picture
    done = made(picture)
    return _FRAMES[style](done) if style in _FRAMES else done


def _mono(picture: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(picture.convert("L"), cutoff=1).convert("RGB")


def _vintage(picture: Image.Image) -> Image.Image:
    sepia = ImageOps.colorize(picture.convert("L"), (44, 26, 16), (255, 240, 208))
    return Image.blend(picture, sepia, 0.7)


def _neon(picture: Image.Image) -> Image.Image:
    return ImageEnhance.Color(ImageEnhance.Contrast(picture).enhance(1.15)).enhance(1.45)


def _dreamy(picture: Image.Image) -> Image.Image:
    soft = _blurred(picture, min(picture.size) / 60)
    return Image.blend(picture, ImageChops.screen(picture, soft), 0.45)


def _vivid(picture: Image.Image) -> Image.Image:
    return ImageEnhance.Color(picture).enhance(1.5)


WHOLE = frozenset({"pixel", "dreamy"})
"""styles of a whole frame; the others a film's layers can take once, before they move"""


def toned(picture: Image.Image, style: str) -> Image.Image:
    """Like `styled` for one layer of a scene: contrast is the same for all of them."""
    if style == "mono":
        return picture.convert("L").convert("RGB")
    if style == "neon":
        firm = picture.point(lambda value: round(max(0.0, min(255.0, 96 + (value - 96) * 1.15))))
        return ImageEnhance.Color(firm).enhance(1.45)
    return _STYLES[style](picture) if style in _STYLES else picture


def _blurred(picture: Image.Image, radius: float) -> Image.Image:
    """A wide blur of a smaller copy, which looks the same and costs a tenth."""
    step = max(1, int(radius / 3))
    small = picture.reduce(step) if step > 1 else picture
    soft = small.filter(ImageFilter.GaussianBlur(radius / step))
    return soft.resize(picture.size, Image.Resampling.BILINEAR) if step > 1 else soft


def _pixels(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    block = max(2, round(min(width, height) / 80))
    small = picture.resize((max(1, width // block), max(1, height // block)), Image.Resampling.BOX)
    few = small.quantize(28, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize((width, height), Image.Resampling.NEAREST)


def _watercolour(picture: Image.Image) -> Image.Image:
    """Bright washes of uneven strength with darker rims, on paper that shows at the edges."""
    width, height = picture.size
    share = min(0.5, 420 / min(width, height))
    size = (max(8, round(width * share)), max(8, round(height * share)))
    wash = picture.resize(size, Image.Resampling.BOX)
    wash = wash.filter(ImageFilter.MedianFilter(7 if min(size) > 240 else 3))
    wash = ImageEnhance.Color(wash).enhance(1.35)
    rims = wash.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(0.8))
    large = Image.blend(wash.resize((width, height), Image.Resampling.BICUBIC), picture, 0.2)
    shade = rims.point(lambda value: 255 - min(64, value * 2))
    shade = shade.resize((width, height), Image.Resampling.BICUBIC)
    large = ImageChops.multiply(large, Image.merge("RGB", (shade,) * 3))
    thin, bare = _wetness((width, height))
    large.paste((253, 251, 246), (0, 0), thin)
    large.paste((253, 251, 246), (0, 0), bare)
    return ImageChops.multiply(large, Image.merge("RGB", (_paper((width, height)),) * 3))


@lru_cache(4)
def _wetness(size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    """How much paper shows through the paint, and where there is none: L pictures."""
    rng = np.random.Generator(np.random.PCG64(19))
    clouds = np.zeros((96, 96), np.float32)
    for cells, weight in ((5, 0.5), (12, 0.3), (34, 0.2)):
        noise = Image.fromarray((rng.random((cells, cells)) * 255).astype(np.uint8))
        clouds += np.asarray(noise.resize((96, 96), Image.Resampling.BICUBIC), np.float32) * weight
    thin = np.clip(18 + (clouds - 118) * 1.1, 4, 84)
    axis = np.abs(np.linspace(-1, 1, 96))
    away = 1 - np.maximum(axis[None, :], axis[:, None])
    bare = np.clip((0.075 - away + (clouds - 128) / 128 * 0.05) * 5200, 0, 255)
    sheets = [Image.fromarray(sheet.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
              for sheet in (thin, bare)]  # fmt: skip
    return sheets[0], sheets[1]


@lru_cache(8)
def _paper(size: tuple[int, int]) -> Image.Image:
    """Blotches and fine fibre, near white, of the same look at every size."""
    rng = np.random.Generator(np.random.PCG64(7))
    sheet = np.zeros((size[1], size[0]), np.float32)
    for cells, weight in ((9, 13.0), (130, 9.0)):
        noise = Image.fromarray((rng.random((cells, cells)) * 255).astype(np.uint8))
        sheet += np.asarray(noise.resize(size, Image.Resampling.BICUBIC), np.float32) * weight / 255
    return Image.fromarray((255 - sheet).astype(np.uint8))


def _pencil(picture: Image.Image) -> Image.Image:
    """Outlines, and the shades hatched: crossed where it is dark."""
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    drawn = Image.new("L", picture.size, 250)
    soft = grey.point([min(255, 200 + round(v * 0.22)) for v in range(256)])
    drawn = ImageChops.darker(drawn, soft)
    for number, level in enumerate((168, 122, 82, 46)):
        mask = grey.point(lambda value, at=level: max(0, min(255, (at - value) * 6)))
        drawn.paste(120 - number * 18, (0, 0), ImageChops.multiply(mask, _hatch(grey.size, number)))
    drawn.paste(46, (0, 0), paint.edges(picture))
    return ImageOps.colorize(drawn, (42, 40, 46), (250, 247, 240))


@lru_cache(16)
def _hatch(size: tuple[int, int], number: int) -> Image.Image:
    """Slanted strokes of uneven pressure, white on black."""
    step = max(3.0, min(size) / 130)
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    slant = (x + y, x - y, x * 1.9 + y, x - y * 1.9)[number] / step
    pressure = 0.65 + 0.35 * np.sin((y - x) / (step * 9) + number)
    strokes = np.clip(np.sin(slant * np.pi) * 1.6 - 0.55, 0, 1) * pressure
    return Image.fromarray((strokes * 255).astype(np.uint8))


_STYLES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "mono": _mono,
    "pixel": _pixels,
    "watercolour": _watercolour,
    "pencil": _pencil,
    "vintage": _vintage,
    "neon": _neon,
    "dreamy": _dreamy,
    "vivid": _vivid,
    "oil": paint.oil,
    "lineart": paint.lines,
    "comic": paint.comic,
    "popart": paint.popart,
    "mosaic": paint.mosaic,
    "blueprint": paint.blueprint,
    "papercut": paint.papercut,
    "lowpoly": prints.facets,
    "render": prints.plastic,
    "clay": prints.clay,
    "woodblock": prints.woodblock,
    "anime": prints.cel,
    "minimal": prints.minimal,
    "inkwash": prints.inkwash,
    "polaroid": prints.faded,
}
_FRAMES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "woodblock": prints.sealed,
    "polaroid": prints.instant,
}
"""what a whole picture of that style has around it; the layers of a film go without"""

BY_HAND = frozenset(_STYLES) - {"mono", "vintage", "neon", "dreamy", "vivid", "pixel"}
"""styles that take longer than encoding does"""
