"""A sports ground, a wall of bricks, and the table that stands before a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.palette import darker, lighter, mix
from genmux.engines.sketch.scene import sky
from genmux.engines.sketch.scene.place import Ground

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.compose import Canvas

_TABLE = 0.7
"""where a table begins, as share of the frame's height"""
_OAK: Colour = (164, 112, 70)


def stadium(canvas: Canvas, colours: Palette) -> Ground:
    """Grass with lines before full stands under lights."""
    left, top, width, height = canvas.area(0.3)
    sheet = sky.gradient((width, height), (0.0, colours.sky_top), (0.5, colours.sky_low),
                         (1.0, colours.sky_low))  # fmt: skip
    draw = ImageDraw.Draw(sheet)
    unit = canvas.unit
    roof, foot = height * 0.2, height * 0.62
    draw.rectangle((0, roof, width, foot), fill=(58, 62, 78))
    tones = (
        colours.main,
        colours.accent,
        (240, 236, 228),
        (52, 56, 72),
        lighter(colours.main, 0.4),
    )
    step = max(3.0, unit * 0.02)
    for row in range(int((foot - roof) / step) - 2):
        y = roof + unit * 0.03 + row * step
        for column in range(int(width / step) + 1):
            x = column * step + (row % 2) * step / 2
            tone = tones[int(canvas.rng.integers(len(tones)))]
            r = step * 0.33
            draw.ellipse((x - r, y - r, x + r, y + r), fill=mix(tone, (58, 62, 78), 0.3))
    draw.rectangle((0, roof - unit * 0.02, width, roof + unit * 0.02), fill=(206, 210, 220))
    draw.rectangle((0, foot - unit * 0.05, width, foot), fill=darker(colours.main, 0.2))
    for share in (0.12, 0.88):
        x = width * share
        draw.line(
            (x, roof, x, height * 0.06), fill=(96, 100, 112), width=max(2, round(unit * 0.01))
        )
        box = (x - unit * 0.09, height * 0.02, x + unit * 0.09, height * 0.1)
        draw.rectangle(box, fill=(255, 250, 226))
    for stripe in range(9):
        y0 = foot + (height - foot) * (stripe / 9) ** 1.5
        y1 = foot + (height - foot) * ((stripe + 1) / 9) ** 1.5
        grass = (78, 158, 74) if stripe % 2 else (92, 174, 86)
        draw.rectangle((0, y0, width, y1), fill=darker(grass, 0.35) if colours.dark else grass)
    line = max(2, round(unit * 0.008))
    y = foot + (height - foot) * 0.16
    draw.line((0, y, width, y), fill=(240, 246, 240), width=line)
    box = (width * 0.3, foot + (height - foot) * 0.3, width * 0.7, foot + (height - foot) * 1.1)
    draw.ellipse(box, outline=(240, 246, 240), width=line)
    return Ground([Layer(sheet, left, top, 0.3, clear=False)], floor=0.88)


def bricks(canvas: Canvas, tone: Colour = (128, 66, 56)) -> Ground:
    """A dark wall of bricks, for what hangs there."""
    left, top, width, height = canvas.area(0.3)
    sheet = Image.new("RGB", (width, height), darker(tone, 0.55))
    draw = ImageDraw.Draw(sheet)
    high = max(6.0, canvas.unit * 0.055)
    for row in range(int(height / high) + 1):
        for column in range(-1, int(width / high / 2.2) + 2):
            x, y = (column + row % 2 / 2) * high * 2.2, row * high
            fill = mix(darker(tone, 0.3), tone, float(canvas.rng.random()))
            draw.rectangle((x, y, x + high * 2.1, y + high * 0.88), fill=fill)
    return Ground([Layer(sheet, left, top, 0.3, clear=False)], floor=0.86)


def table_before(canvas: Canvas, ground: Ground) -> None:
    """Puts the top of a table into the lower part of a place; what is shown stands on it."""
    left, _, width, _ = canvas.area(0.8)
    top = round(canvas.height * _TABLE)
    high = canvas.height - top + round(canvas.height * canvas.margin)
    sheet = sky.gradient((width, max(2, high)), (0.0, lighter(_OAK, 0.3)), (1.0, darker(_OAK, 0.1)))
    draw = ImageDraw.Draw(sheet)
    for _ in range(16):
        y = high * float(canvas.rng.random()) ** 1.4
        draw.line((0, y, width, y + float(canvas.rng.uniform(-3, 3))), fill=darker(_OAK, 0.12))
    rim = max(2, round(canvas.unit * 0.012))
    draw.rectangle((0, 0, width, rim), fill=lighter(_OAK, 0.55))
    ground.behind.append(Layer(sheet, left, top, 0.8, clear=False))
    ground.before = []
    ground.floor = 0.87
    ground.waterline = 0.0
