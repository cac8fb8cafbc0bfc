"""Styles: what a picture looks like as a watercolour, as pixel art, as a drawing."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from genmux.engines.sketch import paint


def styled(picture: Image.Image, style: str) -> Image.Image:
    """The RGB picture in one of the vocabulary's styles; unchanged for any other word."""
    made = _STYLES.get(style)
    return picture if made is None else made(picture)


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
BY_HAND = frozenset(
    {
        "blueprint",
        "comic",
        "lineart",
        "mosaic",
        "oil",
        "papercut",
        "pencil",
        "popart",
        "watercolour",
    }
)
"""styles that take longer than encoding does"""


def toned(picture: Image.Image, style: str) -> Image.Image:
    """Like `styled` for one layer of a scene: contrast is the same for all of them."""
    if style == "mono":
        return picture.convert("L").convert("RGB")
    if style == "neon":
        firm = picture.point(lambda value: round(max(0.0, min(255.0, 96 + (value - 96) * 1.15))))
        return ImageEnhance.Color(firm).enhance(1.45)
    return styled(picture, style)


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
    """Flat washes with darker rims on paper."""
    width, height = picture.size
    share = min(0.5, 420 / min(width, height))
    size = (max(8, round(width * share)), max(8, round(height * share)))
    wash = picture.resize(size, Image.Resampling.BOX).filter(ImageFilter.MedianFilter(5))
    rims = wash.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(0.7))
    large = wash.resize((width, height), Image.Resampling.BICUBIC)
    large = Image.blend(large, picture, 0.35)
    shade = rims.point(lambda value: 255 - min(80, value * 2))
    shade = shade.resize((width, height), Image.Resampling.BICUBIC)
    paper = _paper((width, height))
    large = ImageChops.multiply(large, Image.merge("RGB", (shade,) * 3))
    large = Image.blend(large, Image.new("RGB", large.size, (252, 248, 238)), 0.18)
    return ImageChops.multiply(large, Image.merge("RGB", (paper,) * 3))


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
    grey = picture.convert("L")
    radius = max(2.0, min(picture.size) / 120)
    negative = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(radius))
    base = np.asarray(grey, np.float32)
    dodge = np.minimum(
        255.0, base * 255.0 / np.maximum(1.0, 255.0 - np.asarray(negative, np.float32))
    )
    # soft shades alone would leave the paper nearly white
    drawn = (255 * (np.clip(0.72 * dodge + 0.28 * base, 0, 255) / 255) ** 2.2).astype(np.uint8)
    return ImageOps.colorize(Image.fromarray(drawn), (42, 40, 46), (250, 247, 240))


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
}
