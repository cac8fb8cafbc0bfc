"""More ways to make a picture: facets, plastic, clay, wood blocks, cels, ink with much water."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from genmux.engines.sketch.paint import calm, edges, small_of

_LIGHT = (-0.55, -0.75)
"""where light comes from, as a direction in the picture"""
_RED = (186, 44, 36)


def facets(picture: Image.Image) -> Image.Image:
    """Triangles of one colour each; their corners lie on the outlines of things where they can."""
    small = small_of(picture, 420)
    grey = np.asarray(small.convert("L").filter(ImageFilter.GaussianBlur(1.2)), np.float32)
    steep = np.zeros_like(grey)
    if min(grey.shape) > 2:  # a slope needs three rows
        down, right = np.gradient(grey)
        steep = np.hypot(down, right)
    points, rows, columns = _corners(steep)
    pixels = np.asarray(ImageEnhance.Color(small).enhance(1.3), np.float32)
    a, b, c, d = points[:-1, :-1], points[:-1, 1:], points[1:, :-1], points[1:, 1:]
    row, column = np.mgrid[0 : rows - 1, 0 : columns - 1]
    odd = ((row + column) % 2 == 1)[..., None, None]
    one = np.where(odd, np.stack([a, b, d], axis=2), np.stack([a, b, c], axis=2))
    other = np.where(odd, np.stack([a, d, c], axis=2), np.stack([b, d, c], axis=2))
    triangles = np.stack([one, other], axis=2)
    middle = triangles.mean(axis=3).astype(int)
    y = np.clip(middle[..., 1], 0, grey.shape[0] - 1)
    x = np.clip(middle[..., 0], 0, grey.shape[1] - 1)
    lean = (triangles[..., 1, :] - triangles[..., 0, :]) @ np.array(_LIGHT)
    uneven = 0.05 * ((row * 7 + column * 3) % 5 - 2) / 2
    shade = 1 + 0.09 * np.tanh(lean / 8) + uneven[..., None]
    tones = np.clip(pixels[y, x] * shade[..., None], 0, 255).astype(int)
    sheet = small.copy()
    draw = ImageDraw.Draw(sheet)
    for corners, tone in zip(
        triangles.reshape(-1, 6).tolist(), tones.reshape(-1, 3).tolist(), strict=True
    ):
        draw.polygon(corners, fill=tuple(tone))
    return sheet.resize(picture.size, Image.Resampling.BICUBIC)


def _corners(steep: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
             ) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], int, int]:  # fmt: skip
    """A grid of points, each moved to the steepest place nearby, the outermost to the rim."""
    height, width = steep.shape
    step = max(3, min(height, width) // 20)
    rows, columns = max(2, height // step + 2), max(2, width // step + 2)
    dice = np.random.Generator(np.random.PCG64(23))
    points = np.zeros((rows, columns, 2))
    reach = max(1, step // 2)
    for row, column in np.ndindex(rows, columns):
        x, y = width * column / (columns - 1), height * row / (rows - 1)
        if 0 < row < rows - 1 and 0 < column < columns - 1:
            x0, y0 = max(0, int(x) - reach), max(0, int(y) - reach)
            near = steep[y0 : y0 + 2 * reach, x0 : x0 + 2 * reach]
            best = np.unravel_index(int(np.argmax(near)), near.shape) if near.size else (0, 0)
            if near.size and near[best] > 6:  # grey levels a pixel
                x, y = x0 + float(best[1]), y0 + float(best[0])
            else:
                x += float(dice.uniform(-0.4, 0.4)) * step
                y += float(dice.uniform(-0.4, 0.4)) * step
        points[row, column] = x, y
    return points, rows, columns


def _relief(picture: Image.Image, radius: float, strength: float) -> Image.Image:
    """Light on the picture as if bright areas stood out, 128 for none: an L picture."""
    step = max(1, round(radius / 2))
    low = picture.convert("L").reduce(step) if step > 1 else picture.convert("L")
    if min(low.size) < 3:  # a slope needs three rows
        return Image.new("L", picture.size, 128)
    height = np.asarray(low.filter(ImageFilter.GaussianBlur(radius / step)), np.float32)
    down, right = np.gradient(height)
    light = 128 + strength * (down * -_LIGHT[1] + right * -_LIGHT[0]) * radius / 4
    sheet = Image.fromarray(np.clip(light, 20, 236).astype(np.uint8))
    return sheet.resize(picture.size, Image.Resampling.BICUBIC)


def _lit(picture: Image.Image, relief: Image.Image) -> Image.Image:
    """The picture with that light on it."""
    return ImageChops.hard_light(picture, Image.merge("RGB", (relief,) * 3))


def plastic(picture: Image.Image) -> Image.Image:
    """Smooth, shiny and softly shaded, as a computer renders it."""
    unit = min(picture.size)
    smooth = ImageEnhance.Color(picture).enhance(1.2)
    lit = _lit(smooth, _relief(picture, max(1.0, unit / 60), 1.5))
    lit = _lit(lit, _relief(picture, max(1.0, unit / 170), 1.6))
    soft = _soft(lit, unit / 22)
    depth = ImageChops.multiply(lit, ImageEnhance.Brightness(soft).enhance(1.5))
    shine = ImageChops.screen(lit, soft.point(lambda value: max(0, value - 150)))
    return _vignette(Image.blend(depth, shine, 0.62), 0.3)


def clay(picture: Image.Image) -> Image.Image:
    """Few soft colours with rounded rims, and the prints of thumbs."""
    unit = min(picture.size)
    flat = calm(picture, 16, 7)
    lit = _lit(flat, _relief(flat, max(1.0, unit / 60), 1.3))
    bumps = _thumbs(picture.size)
    lit = _lit(lit, bumps)
    return ImageEnhance.Color(ImageEnhance.Contrast(lit).enhance(0.94)).enhance(1.12)


@lru_cache(4)
def _thumbs(size: tuple[int, int]) -> Image.Image:
    """Dents and fine arcs, around 128."""
    dice = np.random.Generator(np.random.PCG64(31))
    sheet = Image.new("L", (360, 360), 128)
    draw = ImageDraw.Draw(sheet)
    for _ in range(46):
        x, y, r = dice.uniform(0, 360), dice.uniform(0, 360), dice.uniform(10, 26)
        start = float(dice.uniform(0, 360))
        for ring in range(3, int(r), 3):
            tone = 128 + (9 if ring % 2 else -9)
            draw.arc(
                (x - ring, y - ring, x + ring, y + ring), start, start + 200, fill=tone, width=2
            )
    noise = Image.fromarray((dice.random((40, 40)) * 36 + 110).astype(np.uint8))
    rough = noise.resize((360, 360), Image.Resampling.BICUBIC)
    both = Image.blend(sheet, rough, 0.5).filter(ImageFilter.GaussianBlur(0.8))
    return ImageOps.fit(both, size, Image.Resampling.BICUBIC)


def woodblock(picture: Image.Image) -> Image.Image:
    """Flat inks of few colours on fibrous paper, dark outlines, the sky darker at its top."""
    flat = calm(picture, 11, 7)
    aged = ImageChops.multiply(ImageEnhance.Color(flat).enhance(0.85),
                               Image.new("RGB", flat.size, (250, 236, 204)))  # fmt: skip
    shares = np.clip(1 - np.linspace(0, 1, picture.height) / 0.22, 0, 1) * 190
    band = Image.fromarray(shares.astype(np.uint8)[:, None]).resize(picture.size)
    aged.paste((30, 52, 96), (0, 0), band)
    aged.paste((34, 36, 62), (0, 0), edges(picture).point(lambda value: value * 4 // 5))
    return ImageChops.multiply(aged, _grain(picture.size))


@lru_cache(4)
def _grain(size: tuple[int, int]) -> Image.Image:
    """Long fibres of wood, near white."""
    dice = np.random.Generator(np.random.PCG64(5))
    noise = (dice.random((180, 14)) * 34 + 221).astype(np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC).convert("RGB")


def sealed(picture: Image.Image) -> Image.Image:
    """A thin frame around a print, and the red stamp of its maker."""
    done = picture.copy()
    draw = ImageDraw.Draw(done)
    width, height = picture.size
    unit = min(width, height)
    if unit < 24:  # pixels that hold no frame
        return done
    rim = round(unit * 0.03)
    draw.rectangle((0, 0, width - 1, height - 1), outline=(246, 236, 212), width=rim)
    draw.rectangle(
        (rim, rim, width - rim, height - rim), outline=(38, 34, 44), width=max(1, rim // 8)
    )
    side = unit * 0.085
    x, y = width - rim * 2.2 - side, rim * 2.2
    draw.rounded_rectangle((x, y, x + side, y + side * 1.5), side * 0.12, fill=_RED)
    for number in range(3):
        top = y + side * (0.2 + number * 0.42)
        line = max(1, round(side * 0.07))
        draw.line((x + side * 0.2, top, x + side * 0.8, top), fill=(248, 226, 204), width=line)
        draw.line((x + side * 0.5, top - side * 0.1, x + side * 0.5, top + side * 0.26),
                  fill=(248, 226, 204), width=line)  # fmt: skip
    return done


def cel(picture: Image.Image) -> Image.Image:
    """Clear bright colours with thin soft outlines and a bloom of light."""
    bright = ImageEnhance.Brightness(ImageEnhance.Color(picture).enhance(1.45)).enhance(1.07)
    shaded = bright.point([min(255, round(v / 18) * 18 + 4) for v in range(256)] * 3)
    mixed = Image.blend(bright, shaded, 0.45)
    mixed.paste((74, 42, 66), (0, 0), edges(picture).point(lambda value: value * 3 // 5))
    soft = _soft(mixed, min(picture.size) / 30)
    return Image.blend(mixed, ImageChops.screen(mixed, soft), 0.22)


def minimal(picture: Image.Image) -> Image.Image:
    """Very few flat, light colours and nothing small."""
    firm = ImageEnhance.Contrast(ImageEnhance.Color(picture).enhance(1.35)).enhance(1.3)
    flat = calm(firm, 9, 9)
    return Image.blend(flat, Image.new("RGB", flat.size, (250, 247, 240)), 0.1)


def inkwash(picture: Image.Image) -> Image.Image:
    """Black ink with much water on white paper, fading towards the rims."""
    unit = min(picture.size)
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=2)
    wet = _soft(grey.convert("RGB"), unit / 40).convert("L")
    tone = Image.blend(grey, wet, 0.55).point([min(255, round(255 * (v / 255) ** 0.62)) for v in
                                               range(256)])  # fmt: skip
    pools = tone.point([(70, 118, 168, 212, 240, 252)[v // 43] for v in range(256)])
    washed = Image.blend(tone, pools.filter(ImageFilter.GaussianBlur(max(0.5, unit / 260))), 0.6)
    line = edges(picture).filter(ImageFilter.GaussianBlur(max(0.4, unit / 500)))
    washed.paste(26, (0, 0), line.point(lambda value: value * 7 // 10))
    across, down = (np.abs(np.linspace(-1, 1, side)) for side in picture.size)
    away = np.maximum(across[None, :], down[:, None])
    veil = (np.clip((away - 0.72) / 0.28, 0, 1) ** 1.3 * 255).astype(np.uint8)
    washed.paste(252, (0, 0), Image.fromarray(veil))
    return ImageOps.colorize(washed, (28, 30, 38), (250, 247, 238))


def faded(picture: Image.Image) -> Image.Image:
    """Colours as of an old instant photograph: pale, warm in the lights, green in the shadows."""
    warm = ImageEnhance.Color(ImageEnhance.Contrast(picture).enhance(0.86)).enhance(0.8)
    tables = [[round(lift + v * (top - lift) / 255) for v in range(256)]
              for lift, top in ((38, 252), (44, 244), (40, 214))]  # fmt: skip
    return _vignette(warm.point(tables[0] + tables[1] + tables[2]), 0.4)


def instant(picture: Image.Image) -> Image.Image:
    """The picture in the white frame of an instant photograph, on a table."""
    width, height = picture.size
    unit = min(width, height)
    if unit < 24:  # pixels that hold no frame
        return picture
    sheet = Image.new("RGB", picture.size, (118, 92, 74))
    tall, rim, foot = height * 0.92, unit * 0.045, height * 0.15
    high = tall - rim - foot
    wide = min(width * 0.92 - 2 * rim, high * 1.25)
    left, top = (width - wide) / 2 - rim, (height - tall) / 2
    shade = Image.new("L", picture.size)
    ImageDraw.Draw(shade).rectangle((left, top + rim, left + wide + 3 * rim, top + tall + rim / 2),
                                    fill=130)  # fmt: skip
    sheet.paste((20, 14, 12), (0, 0), _soft(shade.convert("RGB"), unit / 30).convert("L"))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((left, top, left + wide + 2 * rim, top + tall), fill=(250, 247, 240))
    inner = ImageOps.fit(picture, (max(1, round(wide)), max(1, round(high))))
    sheet.paste(inner, (round(left + rim), round(top + rim)))
    return sheet


def _soft(picture: Image.Image, radius: float) -> Image.Image:
    step = max(1, int(radius / 3))
    small = picture.reduce(step) if step > 1 else picture
    soft = small.filter(ImageFilter.GaussianBlur(radius / step))
    return soft.resize(picture.size, Image.Resampling.BILINEAR) if step > 1 else soft


def _vignette(picture: Image.Image, strength: float) -> Image.Image:
    across, down = (np.linspace(-1, 1, 64) ** 2 for _ in range(2))
    veil = np.clip(across[None, :] + down[:, None] - 0.55, 0, 1.4) / 1.4 * 255 * strength
    sheet = Image.fromarray(veil.astype(np.uint8)).resize(picture.size, Image.Resampling.BICUBIC)
    dark = picture.copy()
    dark.paste((16, 14, 20), (0, 0), sheet)
    return dark
