"""How hands and presses make pictures: strokes of oil, ink lines, dots, stones, cut paper."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

_LEVELS = (22, 62, 102, 142, 182, 222, 252)
_INK, _PAPER = (34, 32, 40), (252, 250, 245)
_GLASS = 9
"""colours of glass"""
_WORK = 760
"""pixels of the shorter side at which lines and strokes are found"""
_COARSE = 180
"""the same for strokes of a small picture"""


def small_of(picture: Image.Image, side: int = _WORK) -> Image.Image:
    share = min(1.0, side / min(picture.size))
    size = max(8, round(picture.width * share)), max(8, round(picture.height * share))
    return picture.resize(size, Image.Resampling.BOX)


def calm(picture: Image.Image, tones: int, width: int) -> Image.Image:
    """Flat areas of at most so many colours, without what is narrower than `width`, an odd number.

    Colours are numbered before the most frequent one around each pixel is taken: taken band by
    band, it would be one that is nowhere in the picture.
    """
    small = small_of(picture, min(380, max(_COARSE, min(picture.size) // 2)))
    if min(small.size) <= _COARSE:
        width = width // 4 * 2 + 1
    small = ImageEnhance.Color(small).enhance(1.25)
    few = small.quantize(tones, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    numbers = Image.fromarray(np.asarray(few)).filter(ImageFilter.ModeFilter(width))
    table = few.getpalette() or []
    tables = [[*table[band::3], *([0] * 256)][:256] for band in range(3)]
    flat = Image.merge("RGB", [numbers.point(tables[band]) for band in range(3)])
    return flat.resize(picture.size, Image.Resampling.BICUBIC)


def oil(picture: Image.Image) -> Image.Image:
    """Dabs of one colour each, with ridges of paint between them."""
    dabs = calm(picture, 72, 9)
    grey = small_of(dabs, 360).convert("L")
    relief = grey.filter(ImageFilter.EMBOSS).resize(picture.size, Image.Resampling.BICUBIC)
    canvas = _weave(picture.size)
    lit = Image.blend(dabs, Image.merge("RGB", (relief,) * 3), 0.16)
    return ImageChops.multiply(
        ImageEnhance.Contrast(lit).enhance(1.18), Image.merge("RGB", (canvas,) * 3)
    )


@lru_cache(8)
def _weave(size: tuple[int, int]) -> Image.Image:
    """Short slanted strokes, near white, of the same look at every size."""
    dice = np.random.Generator(np.random.PCG64(3))
    noise = dice.random((90, 240)).astype(np.float32)
    streaks = Image.fromarray((noise * 26 + 229).astype(np.uint8))
    wide = streaks.resize((size[0] * 3 // 2, size[1] * 3 // 2), Image.Resampling.BICUBIC)
    turned = wide.rotate(28, Image.Resampling.BILINEAR)
    left, top = (wide.width - size[0]) // 2, (wide.height - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1])).point(lambda v: max(v, 226))


def edges(picture: Image.Image) -> Image.Image:
    """255 on the outlines of what is in the picture, an L picture of its size."""
    small = small_of(picture)
    fine = min(small.size) > 2 * _COARSE
    if fine:
        small = small.filter(ImageFilter.MedianFilter(3))
    found = Image.new("L", small.size)
    for band in small.split():
        found = ImageChops.lighter(found, _steep(band))
    firm = found.point(lambda value: min(255, max(0, value - 13) * 8))
    if fine:  # else a line of one pixel is wide enough
        firm = firm.filter(ImageFilter.MaxFilter(3))
    firm = firm.filter(ImageFilter.GaussianBlur(0.8))
    return firm.resize(picture.size, Image.Resampling.BICUBIC)


def _steep(band: Image.Image) -> Image.Image:
    """How far each pixel is from the next ones below and beside it."""
    right = ImageChops.difference(band, ImageChops.offset(band, 1, 0))
    below = ImageChops.difference(band, ImageChops.offset(band, 0, 1))
    steep = ImageChops.add(right, below)
    steep.paste(0, (0, 0, steep.width, 1))
    steep.paste(0, (0, 0, 1, steep.height))
    return steep


def lines(picture: Image.Image) -> Image.Image:
    """Ink on paper: outlines alone."""
    ink = Image.new("RGB", picture.size, _PAPER)
    ink.paste(_INK, (0, 0), edges(picture))
    return ink


def blueprint(picture: Image.Image) -> Image.Image:
    """White outlines on blue, over a grid."""
    step = max(8, min(picture.size) // 24)
    sheet = Image.new("RGB", picture.size, (26, 74, 148))
    for x in range(step, picture.width, step):
        sheet.paste((44, 94, 168), (x, 0, x + max(1, step // 24), picture.height))
    for y in range(step, picture.height, step):
        sheet.paste((44, 94, 168), (0, y, picture.width, y + max(1, step // 24)))
    sheet.paste((236, 244, 255), (0, 0), edges(picture))
    return sheet


def comic(picture: Image.Image) -> Image.Image:
    """Few flat colours with ink outlines."""
    flat = (
        ImageEnhance.Color(picture).enhance(1.4).point([_LEVELS[v // 37] for v in range(256)] * 3)
    )
    flat.paste(_INK, (0, 0), edges(picture))
    return flat


def popart(picture: Image.Image) -> Image.Image:
    """Four inks and a screen of dots in the shades."""
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    inks = ((34, 28, 78), (226, 40, 110), (250, 196, 40), (250, 246, 226))
    table = [inks[min(3, value // 64)] for value in range(256)]
    bands = [grey.point([ink[band] for ink in table]) for band in range(3)]
    flat = Image.merge("RGB", bands)
    step = max(4, min(picture.size) // 70)
    y, x = np.mgrid[0 : picture.height, 0 : picture.width] % step - step / 2
    share = 1 - np.asarray(grey, np.float32) / 255
    dots = (np.hypot(x, y) < step * 0.62 * share).astype(np.uint8) * 70
    flat.paste((226, 40, 110), (0, 0), Image.fromarray(dots))
    return flat


def mosaic(picture: Image.Image) -> Image.Image:
    """Pieces of glass of one colour each, with lead between them and along the outlines."""
    small = small_of(picture, min(300, max(_COARSE, min(picture.size) // 2)))
    width = 7 if min(small.size) > _COARSE else 3
    small = ImageEnhance.Color(small).enhance(1.6)
    pieces = _pieces(small.size)
    few = small.quantize(_GLASS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    numbers = Image.fromarray(np.asarray(few)).filter(ImageFilter.ModeFilter(width))
    labels = pieces * _GLASS + np.asarray(numbers, np.int64).ravel()
    pixels = np.asarray(small, np.float64).reshape(-1, 3)
    counts = np.maximum(np.bincount(labels), 1)
    tones = [np.bincount(labels, pixels[:, band], len(counts)) / counts for band in range(3)]
    flat = np.stack([tone[labels] for tone in tones], axis=1).reshape(small.height, small.width, 3)
    glass = Image.fromarray(np.clip(flat * 1.12, 0, 255).astype(np.uint8))
    large = glass.resize(picture.size, Image.Resampling.BICUBIC)
    lead = _joints(labels.reshape(small.height, small.width))
    large.paste((30, 28, 34), (0, 0), lead.resize(picture.size, Image.Resampling.BICUBIC))
    return large


def _joints(labels: NDArray[np.int64]) -> Image.Image:
    """White where one piece meets another."""
    joint = np.zeros(labels.shape, bool)
    joint[1:] |= labels[1:] != labels[:-1]
    joint[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    lead = Image.fromarray((joint * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))
    return lead.point(lambda value: min(255, value * 2))


@lru_cache(8)
def _pieces(size: tuple[int, int]) -> NDArray[np.int64]:
    """To which piece each pixel belongs, row by row."""
    width, height = size
    step = max(4, min(size) // 11)
    rows, columns = height // step + 1, width // step + 1
    dice = np.random.Generator(np.random.PCG64(17))
    centres = np.mgrid[0:rows, 0:columns].transpose(1, 2, 0) + dice.uniform(
        0.1, 0.9, (rows, columns, 2)
    )
    y, x = np.mgrid[0:height, 0:width] / step
    best = np.full((height, width), np.inf)
    labels = np.zeros((height, width), np.int64)
    for down, right in np.ndindex(3, 3):
        row = np.clip(y.astype(np.int64) + down - 1, 0, rows - 1)
        column = np.clip(x.astype(np.int64) + right - 1, 0, columns - 1)
        away = (centres[row, column, 0] - y) ** 2 + (centres[row, column, 1] - x) ** 2
        closer = away < best
        best[closer], labels[closer] = away[closer], (row * columns + column)[closer]
    return labels.ravel()


def papercut(picture: Image.Image) -> Image.Image:
    """Sheets of few colours, each throwing a shadow on the one below."""
    large = calm(picture, 14, 7)
    far = max(2, min(picture.size) // 90)
    grey = large.convert("L").filter(ImageFilter.GaussianBlur(far / 2))
    shade = ImageChops.subtract(ImageChops.offset(grey, far, far), grey)
    veil = shade.point(lambda value: 255 - min(90, value * 2))
    return ImageChops.multiply(large, Image.merge("RGB", (veil,) * 3))
