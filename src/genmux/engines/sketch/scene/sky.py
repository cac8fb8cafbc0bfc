"""What is above the horizon: gradient, sun or moon, stars, clouds, and the air between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.sketch.layers import Layer, put
from genmux.engines.sketch.palette import Colour, Palette, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.scene.compose import Canvas

_SMALL = 6


def gradient(size: tuple[int, int], *stops: tuple[float, Colour]) -> Image.Image:
    """A vertical run of colours; stops are (share of the height, colour)."""
    at = np.linspace(0.0, 1.0, size[1])
    places = [stop[0] for stop in stops]
    column = np.stack([np.interp(at, places, [s[1][c] for s in stops]) for c in range(3)], axis=1)
    strip = Image.fromarray(np.rint(column).astype(np.uint8)[:, None, :])
    return strip.resize(size, Image.Resampling.NEAREST)


def sky(canvas: Canvas, colours: Palette, sun: tuple[float, float]) -> Layer:
    """The whole background: gradient with a sun or moon and its halo."""
    left, top, width, height = canvas.area(0.12)
    picture = gradient(
        (width, height),
        (0.0, colours.sky_top),
        (0.38, mix(colours.sky_top, colours.sky_low, 0.55)),
        (0.66, colours.sky_low),
        (1.0, lighter(colours.sky_low, 0.15)),
    )
    if colours.dark:
        picture.paste(lighter(colours.glow, 0.7), (0, 0), _stars(canvas, (width, height)))
    if canvas.sunless:
        return Layer(picture, left, top, 0.12, clear=False)
    x, y = round(sun[0] * canvas.width) - left, round(sun[1] * canvas.height) - top
    radius = canvas.unit * (0.045 if colours.dark else 0.06)
    _halo(picture, (x, y), radius * 7, colours.glow)
    disc = Image.new("L", (round(radius * 8), round(radius * 8)))
    ImageDraw.Draw(disc).ellipse((radius, radius, radius * 7, radius * 7), fill=255)
    disc = disc.resize((round(radius * 8 / 3), round(radius * 8 / 3)), Image.Resampling.BOX)
    picture.paste(lighter(colours.glow, 0.5), (x - disc.width // 2, y - disc.width // 2), disc)
    return Layer(picture, left, top, 0.12, clear=False)


def _halo(picture: Image.Image, at: tuple[int, int], radius: float, glow: Colour) -> None:
    small = max(8, round(radius * 2 / _SMALL))
    axis = np.linspace(-1.0, 1.0, small)
    distance = np.sqrt(axis[:, None] ** 2 + axis[None, :] ** 2)
    veil = (np.clip(1.0 - distance, 0.0, 1.0) ** 1.8 * 190).astype(np.uint8)
    side = round(radius * 2)
    mask = Image.fromarray(veil).resize((side, side), Image.Resampling.BICUBIC)
    picture.paste(glow, (at[0] - side // 2, at[1] - side // 2), mask)


def _stars(canvas: Canvas, size: tuple[int, int], amount: int = 150) -> Image.Image:
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for _ in range(amount):
        x, y = canvas.rng.uniform(0, size[0]), canvas.rng.uniform(0, size[1]) ** 1.0 * 0.75
        r = canvas.unit * float(canvas.rng.choice([0.0008, 0.0012, 0.002], p=[0.6, 0.3, 0.1]))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=int(canvas.rng.integers(110, 255)))
    return mask


def cosmos(canvas: Canvas, colours: Palette) -> Layer:
    """Deep space with stars, a nebula and a ringed planet."""
    left, top, width, height = canvas.area(0.12)
    rng = canvas.rng
    grid = rng.random((6, 9)).astype(np.float32)
    cloud = Image.fromarray((grid * 255).astype(np.uint8)).resize(
        (width // 4, height // 4), Image.Resampling.BICUBIC
    )
    shape = np.asarray(cloud, np.float32)[..., None] / 255
    dark = np.array([12, 10, 30], np.float32)
    haze = np.array(mix(colours.main, (60, 40, 130), 0.45), np.float32)
    base = dark + (haze - dark) * np.clip(shape * 1.5 - 0.62, 0, 1)
    picture = Image.fromarray(base.astype(np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    picture.paste((244, 246, 255), (0, 0), _stars(canvas, (width, height), 320))
    radius = round(canvas.unit * float(rng.uniform(0.12, 0.2)))
    x = round(width * float(rng.choice([rng.uniform(0.14, 0.28), rng.uniform(0.72, 0.86)])))
    y = round(height * float(rng.uniform(0.2, 0.34)))
    picture.paste(_planet(radius, colours), (x - radius, y - radius), _disc(radius))
    if rng.random() < 0.6:
        tone = lighter(colours.accent, 0.5)
        ring = Image.new("L", (radius * 4, radius * 2))
        ImageDraw.Draw(ring).ellipse(
            (4, radius * 0.72, radius * 4 - 4, radius * 1.28),
            outline=210,
            width=max(2, radius // 12),
        )
        ring.paste(0, (radius, 0), _upper_half(radius))
        ring = ring.rotate(14, Image.Resampling.BICUBIC)
        picture.paste(tone, (x - radius * 2, y - radius), ring)
    return Layer(picture, left, top, 0.12, clear=False)


def _disc(radius: int) -> Image.Image:
    disc = Image.new("L", (radius * 6, radius * 6))
    ImageDraw.Draw(disc).ellipse((0, 0, radius * 6 - 1, radius * 6 - 1), fill=255)
    return disc.resize((radius * 2, radius * 2), Image.Resampling.BOX)


def _upper_half(radius: int) -> Image.Image:
    half = _disc(radius)
    half.paste(0, (0, radius, radius * 2, radius * 2))
    return half


def _planet(radius: int, colours: Palette) -> Image.Image:
    axis = np.linspace(-1.0, 1.0, radius * 2, dtype=np.float32)
    y, x = axis[:, None], axis[None, :]
    round_ = np.sqrt(np.clip(1.0 - x**2 - y**2, 0.0, 1.0))
    light = np.clip(0.18 + 0.9 * (-0.55 * x - 0.45 * y + 0.62 * round_), 0.12, 1.0)[..., None]
    bands = (0.5 + 0.5 * np.sin(y * 13 + 0.8 * np.sin(x * 3)))[..., None]
    one, other = np.array(colours.main, np.float32), np.array(colours.accent, np.float32)
    return Image.fromarray(((one * bands + other * (1 - bands)) * light).astype(np.uint8))


def clouds(canvas: Canvas, colours: Palette, amount: int, *, heavy: bool = False) -> Layer:
    """Soft clouds with flat undersides, drifting slowly."""
    left, top, width, height = canvas.area(0.3)
    band = height // 2
    sheet = Image.new("RGBA", (width, band), (*lighter(colours.sky_low, 0.5), 0))
    tone = mix(lighter(colours.sky_low, 0.75), (112, 118, 132), 0.55 if heavy else 0.0)
    if colours.dark:
        tone = mix(tone, colours.sky_top, 0.62)
    for _ in range(amount):
        wide = round(canvas.unit * float(canvas.rng.uniform(0.2, 0.46)) * (1.3 if heavy else 1.0))
        piece = _cloud(canvas, wide, tone)
        x = round(float(canvas.rng.uniform(-0.1, 1.0)) * width)
        y = round(float(canvas.rng.uniform(0.04, 0.62)) * band)
        put(sheet, piece, x, y)
    return Layer(sheet, left, top, 0.3, drift=0.006)


def _cloud(canvas: Canvas, wide: int, tone: Colour) -> Image.Image:
    fine = Image.new("L", (wide, wide // 2))
    draw = ImageDraw.Draw(fine)
    floor = wide * 0.36
    for _ in range(9):
        x = float(canvas.rng.uniform(0.22, 0.78)) * wide
        r = wide * float(canvas.rng.uniform(0.07, 0.15)) * (1.25 - abs(x / wide - 0.5) * 1.6)
        y = floor - r * float(canvas.rng.uniform(0.3, 0.95))
        draw.ellipse((x - r * 1.3, y - r, x + r * 1.3, y + r), fill=235)
    draw.rounded_rectangle((wide * 0.16, floor - wide * 0.05, wide * 0.84, floor), wide * 0.03, 235)
    fine.paste(0, (0, int(floor), wide, wide // 2))
    alpha = fine.filter(ImageFilter.GaussianBlur(wide / 90))
    shaded = gradient(
        (wide, wide // 2), (0.0, lighter(tone, 0.4)), (0.75, mix(tone, (150, 160, 186), 0.25))
    )
    shaded.putalpha(alpha)
    return shaded


def veil(canvas: Canvas, tone: Colour, *, low: float, strength: int) -> Layer:
    """Mist: a soft band of air around height `low`."""
    left, top, width, height = canvas.area(0.5)
    at = (np.arange(height) + top) / canvas.height
    alpha = np.exp(-(((at - low) / 0.16) ** 2)) * strength
    strip = Image.fromarray(alpha.astype(np.uint8)[:, None]).resize((width, height))
    sheet = Image.new("RGBA", (width, height), (*tone, 0))
    sheet.putalpha(strip)
    return Layer(sheet, left, top, 0.5)
