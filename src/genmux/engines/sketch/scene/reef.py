"""What grows on the floor of the sea: corals as branches, fans and tubes; bubbles above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.layers import Layer, put
from genmux.engines.sketch.palette import Colour, darker, lighter, mix
from genmux.engines.sketch.scene.pen import Pen

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas

_TONES: tuple[Colour, ...] = ((238, 110, 96), (244, 164, 72), (206, 96, 160), (120, 180, 110))
_DIM = 0.35
"""how much water lies between"""


def corals(
    canvas: Canvas, colours: Palette, depth: float, *, base: float, tall: float, amount: int
) -> Layer:
    """A row of corals that stand around height `base`, the middle left freer than the sides."""
    left, top, width, height = canvas.area(depth)
    sheet = Image.new("RGBA", (width, height), (*colours.far, 0))
    rng = canvas.rng
    for number in range(amount):
        side = float(rng.choice([-1, 1])) * float(rng.uniform(0.12, 0.5))
        high = max(10, round(canvas.unit * tall * float(rng.uniform(0.55, 1.0))))
        water = mix(colours.far, colours.near, 0.5)
        tone = mix(_TONES[number % len(_TONES)], water, _DIM + 0.3 * (1 - depth))
        pen = Pen(high, 1.0, darker(tone, 0.3))
        (_branches, _fan, _tubes)[int(rng.integers(3))](pen, tone, rng)
        foot = (base + 0.03 * float(rng.random())) * canvas.height - top
        put(sheet, pen.sheet(), round((0.5 + side) * width - high / 2), round(foot - high))
    return Layer(sheet, left, top, depth)


def bubbles(canvas: Canvas, depth: float) -> Layer:
    """Columns of rising air, as they stand at one moment."""
    left, top, width, height = canvas.area(depth)
    sheet = Image.new("RGBA", (width, height), (220, 245, 255, 0))
    draw = ImageDraw.Draw(sheet)
    for column in canvas.rng.uniform(0.05, 0.95, 4):
        for share in np.sort(canvas.rng.uniform(0.1, 0.85, 7)):
            r = canvas.unit * float(canvas.rng.uniform(0.004, 0.012))
            x = (column + 0.012 * np.sin(share * 20)) * width
            y = share * height
            draw.ellipse((x - r, y - r, x + r, y + r), fill=(220, 245, 255, 46),
                         outline=(235, 250, 255, 150), width=max(1, round(r / 4)))  # fmt: skip
    return Layer(sheet, left, top, depth)


def _branches(pen: Pen, tone: Colour, rng: np.random.Generator) -> None:
    def grow(x: float, y: float, angle: float, long: float, level: int) -> None:
        end = (x + np.sin(angle) * long, y - np.cos(angle) * long)
        pen.line(lighter(tone, 0.1 * (3 - level)), 0.03 + 0.018 * level, (x, y), end)
        for turn in (-0.5, 0.45) if level else ():
            grow(*end, angle + turn + float(rng.uniform(-0.15, 0.15)), long * 0.72, level - 1)

    grow(0.5, 1.0, float(rng.uniform(-0.15, 0.15)), 0.32, 3)


def _fan(pen: Pen, tone: Colour, rng: np.random.Generator) -> None:
    pen.line(darker(tone), 0.06, (0.5, 1.0), (0.5, 0.6))
    pen.oval(0.5, 0.45, 0.4, 0.36, tone)
    for angle in np.linspace(-1.2, 1.2, 9) + float(rng.uniform(-0.05, 0.05)):
        end = (0.5 + 0.37 * float(np.sin(angle)), 0.74 - 0.6 * float(np.cos(angle)))
        pen.line(darker(tone, 0.18), 0.016, (0.5, 0.78), end)


def _tubes(pen: Pen, tone: Colour, rng: np.random.Generator) -> None:
    for x in (0.24, 0.72, 0.4, 0.58):
        high = float(rng.uniform(0.4, 0.85))
        pen.box(x - 0.09, 1 - high, x + 0.09, 1.1, tone, 0.08)
        pen.oval(x, 1 - high + 0.03, 0.085, 0.04, darker(tone, 0.45))
