"""Pictures of ideas: one way of arranging shapes for each kind of idea, in layers with depth."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.palette import darker, lighter, mix, turned
from genmux.engines.sketch.scene import sky
from genmux.engines.sketch.scene.place import Ground

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.compose import Canvas

    Draw = Callable[[ImageDraw.ImageDraw, tuple[float, float, float], list[Colour],
                     np.random.Generator, int], None]  # fmt: skip

_FINE = 2
_DEPTHS = (0.3, 0.55, 0.9)


def ground(canvas: Canvas, colours: Palette, idea: str) -> Ground:
    """The idea's picture as a place, on which nothing stands."""
    left, top, width, height = canvas.area(0.15)
    tones = [colours.main, colours.accent, turned(colours.main, 0.08), lighter(colours.main, 0.5),
             turned(colours.accent, -0.08), lighter(colours.accent, 0.45)]  # fmt: skip
    low, high = (darker(colours.main, 0.8), darker(colours.accent, 0.72)) if colours.dark else (
        lighter(colours.main, 0.86), lighter(colours.accent, 0.72))  # fmt: skip
    back = sky.gradient((width, height), (0.0, high), (1.0, low))
    behind = [Layer(back, left, top, 0.15, clear=False)]
    for number, depth in enumerate(_DEPTHS):
        left, top, width, height = canvas.area(depth)
        sheet = Image.new("RGBA", (width * _FINE, height * _FINE), (*mix(low, tones[0], 0.5), 0))
        draw = ImageDraw.Draw(sheet, "RGBA")
        frame = (width * _FINE, height * _FINE, canvas.unit * _FINE)
        _IDEAS[idea](draw, frame, tones, canvas.rng, number)
        behind.append(Layer(sheet.resize((width, height), Image.Resampling.BOX), left, top, depth))
    return Ground(behind, floor=0.88)


def _waves(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float],
    tones: list[Colour],
    rng: np.random.Generator,
    number: int,
) -> None:
    """Slow bands, one behind the other, and a pale sun."""
    width, height, unit = frame
    if number == 0:
        r = unit * 0.2
        x = width * float(rng.uniform(0.3, 0.7))
        draw.ellipse((x - r, height * 0.3 - r, x + r, height * 0.3 + r), fill=(*tones[5], 255))
    for band in range(2):
        base = 0.5 + (number * 2 + band) * 0.085
        turn = float(rng.uniform(0, 6))
        line = [(x * width, (base + 0.05 * sin(x * 6 + turn) + 0.02 * sin(x * 13 + turn)) * height)
                for x in np.linspace(0, 1, 60)]  # fmt: skip
        tone = mix(tones[0], tones[1], (number * 2 + band) / 6)
        draw.polygon([*line, (width, height), (0, height)], fill=(*lighter(tone, 0.25), 235))


def _network(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float],
    tones: list[Colour],
    rng: np.random.Generator,
    number: int,
) -> None:
    """Knots with lines between neighbours, nearer ones larger."""
    width, height, unit = frame
    spots = rng.uniform(0.04, 0.96, (14, 2)) * (width, height)
    size = unit * (0.009 + 0.009 * number)
    for one in range(len(spots)):
        away = np.hypot(*(spots - spots[one]).T)
        for other in np.argsort(away)[1:4]:
            line = (*spots[one], *spots[other])
            draw.line(line, fill=(*tones[number], 150), width=max(1, round(size * 0.3)))
    for one, (x, y) in enumerate(spots):
        r = size * (1.9 if one % 5 == 0 else 1.0)
        draw.ellipse(
            (x - r * 1.7, y - r * 1.7, x + r * 1.7, y + r * 1.7), fill=(*tones[one % 4], 70)
        )
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(*tones[one % 4], 255))


def _spiral(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float],
    tones: list[Colour],
    rng: np.random.Generator,
    number: int,
) -> None:
    """Beads on an arm that winds outwards, as hours do."""
    width, height, unit = frame
    start = float(rng.uniform(0, 2 * pi)) + number * 2.1
    for step in range(46):
        share = step / 46
        turn, far = start + share * 9.5, unit * (0.04 + 0.62 * share)
        x, y = width / 2 + far * cos(turn) * 1.15, height / 2 + far * sin(turn) * 0.86
        r = unit * (0.006 + 0.034 * share * (0.5 + 0.25 * number))
        tone = mix(tones[number], tones[(number + 1) % 3], share)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(*tone, 255))


def _shards(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float],
    tones: list[Colour],
    rng: np.random.Generator,
    number: int,
) -> None:
    """Splinters that fly from one point."""
    width, height, unit = frame
    for _ in range(16):
        turn = float(rng.uniform(0, 2 * pi))
        near = unit * float(rng.uniform(0.05, 0.3)) * (1 + number * 0.5)
        far = near + unit * float(rng.uniform(0.15, 0.5))
        wide = float(rng.uniform(0.03, 0.14))
        tone = tones[int(rng.integers(4))]
        x, y = width * 0.5, height * 0.5
        draw.polygon(
            [(x + near * cos(turn), y + near * sin(turn)),
             (x + far * cos(turn - wide), y + far * sin(turn - wide)),
             (x + far * 0.86 * cos(turn + wide), y + far * 0.86 * sin(turn + wide))],
            fill=(*(darker(tone, 0.3) if rng.random() < 0.4 else tone), 235),
        )  # fmt: skip


def _growth(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float],
    tones: list[Colour],
    rng: np.random.Generator,
    number: int,
) -> None:
    """Stems that rise higher from left to right, each with leaves and a fruit."""
    width, height, unit = frame
    for step in range(4):
        share = (step + 0.5 + number * 0.3) / 4.8
        x, top = width * share, height * (0.86 - 0.62 * share - 0.04 * float(rng.random()))
        tone = mix((74, 150, 86), tones[number], 0.3)
        line = max(2, round(unit * 0.012))
        draw.line((x, height, x, top), fill=(*tone, 255), width=line)
        for leaf in range(3):
            y = top + (height - top) * (leaf + 1) / 4.5
            side = unit * 0.07 * (-1 if leaf % 2 else 1)
            box = (min(x, x + side), y - unit * 0.022, max(x, x + side), y + unit * 0.022)
            draw.ellipse(box, fill=(*lighter(tone, 0.15), 255))
        r = unit * (0.03 + 0.045 * share)
        draw.ellipse((x - r, top - r, x + r, top + r), fill=(*tones[step % 4], 255))
        draw.ellipse((x - r * 0.5, top - r * 0.6, x, top - r * 0.1), fill=(255, 255, 255, 110))


def _rays(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float],
    tones: list[Colour],
    rng: np.random.Generator,
    number: int,
) -> None:
    """Light that spreads from below, and birds that leave."""
    width, height, unit = frame
    if number == 0:
        for ray in range(13):
            turn = pi + (ray + 0.5) * pi / 13
            tone = tones[3] if ray % 2 else tones[0]
            far, wide = unit * 2.2, pi / 27
            draw.polygon(
                [(width / 2, height * 0.86),
                 (width / 2 + far * cos(turn - wide), height * 0.86 + far * sin(turn - wide)),
                 (width / 2 + far * cos(turn + wide), height * 0.86 + far * sin(turn + wide))],
                fill=(*tone, 130),
            )  # fmt: skip
        r = unit * 0.24
        draw.ellipse((width / 2 - r, height * 0.86 - r, width / 2 + r, height * 0.86 + r),
                     fill=(*tones[3], 255))  # fmt: skip
        return
    for _ in range(5):
        x, y = float(rng.uniform(0.12, 0.88)) * width, float(rng.uniform(0.1, 0.6)) * height
        r, ink = unit * 0.03 * number, (*darker(tones[1], 0.55), 255)
        line = max(2, round(unit * 0.007 * number))
        draw.arc((x - 2 * r, y - r * 0.6, x, y + r), 190, 330, fill=ink, width=line)
        draw.arc((x, y - r * 0.6, x + 2 * r, y + r), 210, 350, fill=ink, width=line)


def _balance(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float],
    tones: list[Colour],
    rng: np.random.Generator,
    number: int,
) -> None:
    """Circles, bars and squares in an order that weighs the same on both sides."""
    width, height, unit = frame
    x, y = width / 2, height / 2
    if number == 0:
        r = unit * 0.36
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(*tones[3], 255))
    elif number == 1:
        far, side = unit * 0.34, unit * float(rng.uniform(0.12, 0.17))
        for sign, tone in ((-1, tones[0]), (1, tones[1])):
            middle = x + sign * far
            draw.rectangle((middle - side, y - side, middle + side, y + side), fill=(*tone, 235))
        draw.polygon([(x, y + unit * 0.1), (x - unit * 0.14, y + unit * 0.36), (x + unit * 0.14,
                     y + unit * 0.36)], fill=(*darker(tones[0], 0.4), 255))  # fmt: skip
    else:
        draw.rectangle((x - unit * 0.56, y + unit * 0.085, x + unit * 0.56, y + unit * 0.115),
                       fill=(*darker(tones[1], 0.55), 255))  # fmt: skip
        r = unit * 0.07
        draw.ellipse((x - r, y - unit * 0.2 - r, x + r, y - unit * 0.2 + r), fill=(*tones[1], 255))


def _solitude(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float],
    tones: list[Colour],
    rng: np.random.Generator,
    number: int,
) -> None:
    """Rings of empty ground, and one small thing off the middle with a long shadow."""
    width, height, unit = frame
    x, y = width * 0.68, height * 0.62
    if number < 2:
        for ring in range(4):
            r = unit * (1.0 - ring * 0.2 - number * 0.1)
            box = (x - r * 1.4, y - r * 0.5, x + r * 1.4, y + r * 0.5)
            draw.ellipse(box, outline=(*tones[number], 120), width=max(1, round(unit * 0.004)))
        return
    tall = unit * float(rng.uniform(0.1, 0.13))
    draw.polygon([(x, y), (x + tall * 0.2, y), (x - tall * 3, y + tall)], fill=(30, 28, 44, 90))
    draw.rounded_rectangle((x, y - tall, x + tall * 0.22, y), tall * 0.1,
                           fill=(*darker(tones[1], 0.5), 255))  # fmt: skip
    draw.ellipse((x - tall * 0.03, y - tall * 1.32, x + tall * 0.25, y - tall * 1.04),
                 fill=(*darker(tones[1], 0.5), 255))  # fmt: skip


_IDEAS: dict[str, Draw] = {
    "waves": _waves,
    "network": _network,
    "spiral": _spiral,
    "shards": _shards,
    "growth": _growth,
    "rays": _rays,
    "balance": _balance,
    "solitude": _solitude,
}


def idea_of(words: tuple[str, ...], named: str) -> str:
    """The named idea; else one that the words themselves decide, so that others look otherwise."""
    if named in _IDEAS:
        return named
    total = sum(sum(map(ord, word)) * (place + 1) for place, word in enumerate(words))
    return sorted(_IDEAS)[total % len(_IDEAS)]
