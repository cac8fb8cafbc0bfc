"""What may happen in a sky: lightning, a rainbow, northern lights, fireworks, a special moon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from genmux.engines.sketch.layers import Layer

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.scene.compose import Canvas

_HALF = 2
_BOW: tuple[Colour, ...] = ((226, 60, 60), (240, 146, 52), (248, 220, 80), (92, 186, 96),
                            (70, 130, 220), (130, 82, 190))  # fmt: skip
_SPARKS: tuple[Colour, ...] = ((255, 120, 110), (255, 214, 110), (130, 220, 255), (170, 255, 150),
                               (240, 150, 255))  # fmt: skip


def lightning(canvas: Canvas) -> Layer:
    """One bolt with two branches, and its glow."""
    left, top, width, height = canvas.area(0.2)
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    start = float(
        canvas.rng.choice([canvas.rng.uniform(0.15, 0.35), canvas.rng.uniform(0.65, 0.85)])
    )
    spots = [(start, 0.0)]
    for step in range(1, 9):
        x, _ = spots[-1]
        spots.append((x + float(canvas.rng.uniform(-0.05, 0.05)), step * 0.075))
    thick = max(2, round(canvas.unit * 0.009))
    draw.line([(x * width, y * height) for x, y in spots], fill=255, width=thick)
    for root in (3, 5):
        x, y = spots[root]
        side = float(canvas.rng.choice([-1, 1]))
        far = [(x, y), (x + side * 0.05, y + 0.05), (x + side * 0.06, y + 0.13)]
        draw.line([(a * width, b * height) for a, b in far], fill=235, width=max(1, thick // 2))
    soft = mask.resize((width // 4, height // 4)).filter(ImageFilter.GaussianBlur(canvas.unit / 90))
    glow = soft.resize((width, height)).point(lambda value: min(255, value * 3))
    sheet = Image.new("RGBA", (width, height), (236, 232, 255, 0))
    sheet.putalpha(ImageChops.lighter(mask, glow))
    return Layer(sheet, left, top, 0.2)


def rainbow(canvas: Canvas) -> Layer:
    left, top, width, height = canvas.area(0.16)
    sheet = Image.new("RGBA", (width, height), (255, 255, 255, 0))
    draw = ImageDraw.Draw(sheet)
    x, y = width * 0.5, height * 0.82
    band = canvas.unit * 0.022
    for number, tone in enumerate(_BOW):
        r = canvas.unit * 0.66 - number * band
        box = (x - r * 1.12, y - r, x + r * 1.12, y + r)
        draw.arc(box, 180, 360, fill=(*tone, 135), width=max(1, round(band + 1)))
    return Layer(sheet.filter(ImageFilter.GaussianBlur(band / 3)), left, top, 0.16)


def aurora(canvas: Canvas) -> Layer:
    """Curtains of green and violet light."""
    left, top, width, height = canvas.area(0.16)
    wide, tall = max(8, width // 4), max(8, height // 4)
    x, y = np.arange(wide) / wide, np.arange(tall)[:, None] / tall
    glow = np.zeros((tall, wide, 4), np.float64)
    for tone, base, phase in (((90, 255, 170), 0.42, 0.0), ((150, 120, 255), 0.34, 1.9),
                              ((80, 230, 220), 0.28, 4.1)):  # fmt: skip
        turn = phase + float(canvas.rng.uniform(0, 2))
        foot = base + 0.07 * np.sin(x * 7 + turn) + 0.04 * np.sin(x * 17 + turn * 2)
        rays = 0.62 + 0.38 * np.sin(x * 70 + 9 * np.sin(x * 9 + turn))
        far = foot[None, :] - y
        strength = np.where(far > 0, np.exp(-far / 0.16), np.exp(far / 0.02)) * rays[None, :]
        glow[..., :3] += np.array(tone) * strength[..., None]
        glow[..., 3] += strength
    colour = glow[..., :3] / np.maximum(glow[..., 3:], 1e-6)
    alpha = np.clip(glow[..., 3:] * 175, 0, 225)
    small = Image.fromarray(np.concatenate([colour, alpha], axis=2).astype(np.uint8))
    return Layer(small.resize((width, height), Image.Resampling.BICUBIC), left, top, 0.16)


def fireworks(canvas: Canvas) -> Layer:
    left, top, width, height = canvas.area(0.22)
    sheet = Image.new("RGBA", (width, height), (255, 230, 190, 0))
    draw = ImageDraw.Draw(sheet)
    for number in range(5):
        tone = _SPARKS[number % len(_SPARKS)]
        x = width * (0.12 + 0.19 * number + float(canvas.rng.uniform(-0.05, 0.05)))
        y = height * float(canvas.rng.uniform(0.1, 0.4))
        r = canvas.unit * float(canvas.rng.uniform(0.1, 0.19))
        line = max(1, round(canvas.unit * 0.004))
        draw.line((x, y, x + r * 0.1, height * 0.72), fill=(255, 220, 180, 40), width=line)
        for ray in range(26):
            turn = ray * 2 * np.pi / 26
            far = r * float(canvas.rng.uniform(0.7, 1.0))
            end = (x + far * np.cos(turn), y + far * np.sin(turn) + far * 0.12)
            start = (x + far * 0.35 * np.cos(turn), y + far * 0.35 * np.sin(turn))
            draw.line((*start, *end), fill=(*tone, 190), width=line)
            dot = line * 1.4
            draw.ellipse((end[0] - dot, end[1] - dot, end[0] + dot, end[1] + dot),
                         fill=(255, 250, 230, 255))  # fmt: skip
    return Layer(sheet, left, top, 0.22)


def crescent(canvas: Canvas) -> Layer:
    return _moon(canvas, hollow=True)


def fullmoon(canvas: Canvas) -> Layer:
    return _moon(canvas, hollow=False)


def _moon(canvas: Canvas, *, hollow: bool) -> Layer:
    """A large moon; a crescent lets the sky through."""
    left, top, width, height = canvas.area(0.14)
    r = round(canvas.unit * 0.13)
    size = r * 6
    disc = Image.new("L", (size, size))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((r * 1.5, r * 1.5, r * 4.5, r * 4.5), fill=255)
    if hollow:
        draw.ellipse((r * 2.3, r * 1.1, r * 4.9, r * 3.9), fill=0)
    halo = disc.filter(ImageFilter.GaussianBlur(r / 2)).point(lambda value: value * 2 // 5)
    tones = Image.new("RGBA", (size, size), (255, 248, 218, 0))
    if not hollow:
        marks = ImageDraw.Draw(tones)
        for x, y, wide in ((2.4, 2.4, 0.5), (3.4, 2.9, 0.36), (2.7, 3.5, 0.44), (3.6, 2.1, 0.2)):
            box = [r * (x - wide), r * (y - wide), r * (x + wide), r * (y + wide)]
            marks.ellipse(box, fill=(232, 222, 190, 0))
    tones.putalpha(ImageChops.lighter(disc, halo))
    small = tones.resize((size // _HALF, size // _HALF), Image.Resampling.BOX)
    x = round(width * float(canvas.rng.choice([0.2, 0.74])) - small.width / 2)
    return Layer(small, left + x, top + round(height * 0.1), 0.14)


EVENTS: dict[str, Callable[[Canvas], Layer]] = {
    "lightning": lightning,
    "rainbow": rainbow,
    "aurora": aurora,
    "fireworks": fireworks,
    "crescent": crescent,
    "fullmoon": fullmoon,
}
