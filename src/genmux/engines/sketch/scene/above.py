"""Places seen from straight above: fields, woods, a town, an island, the top of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.palette import darker, lighter, mix
from genmux.engines.sketch.scene.place import Ground

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.compose import Canvas

_WATER: tuple[Colour, Colour] = ((24, 118, 172), (86, 206, 208))
_SAND: Colour = (240, 218, 166)
_WOOD: Colour = (172, 122, 80)
_DEPTH = 0.5
FLAT = frozenset({"room", "kitchen", "bedroom", "library", "office", "studio", "stage", "abstract"})
"""settings of which a view from above is one of a table"""


def ground(canvas: Canvas, colours: Palette, setting: str) -> Ground:
    """The place from above. What stands there is small, except on a table."""
    left, top, width, height = canvas.area(_DEPTH)
    if setting in FLAT:
        sheet = _boards(canvas, colours, width, height, setting)
        return Ground([Layer(sheet, left, top, _DEPTH, clear=False)], floor=0.8, scale=1.2)
    sheet = Image.new("RGB", (width, height), _WATER[0])
    draw = ImageDraw.Draw(sheet)
    if setting in {"sea", "underwater"}:
        _island(canvas, sheet)
    elif setting == "city":
        _town(canvas, colours, draw, width, height)
    else:
        _fields(canvas, colours, draw, width, height, setting)
    return Ground([Layer(sheet, left, top, _DEPTH, clear=False)], floor=0.66, scale=0.62)


def _rim(canvas: Canvas, at: tuple[float, float], reach: float) -> list[tuple[float, float]]:
    """An uneven closed line around a point."""
    turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    far = np.full(60, reach)
    for waves, swing in ((2, 0.2), (3, 0.13), (5, 0.08), (9, 0.03)):
        far *= 1 + swing * np.sin(turns * waves + float(canvas.rng.uniform(0, 6)))
    return [(at[0] + float(f * np.cos(t)) * 1.3, at[1] + float(f * np.sin(t)) * 0.85)
            for f, t in zip(far, turns, strict=True)]  # fmt: skip


def _island(canvas: Canvas, sheet: Image.Image) -> None:
    width, height = sheet.size
    middle = (width * 0.5, height * 0.52)
    rim = _rim(canvas, middle, canvas.unit * 0.3)

    def grown(share: float) -> list[tuple[float, float]]:
        return [(middle[0] + (x - middle[0]) * share, middle[1] + (y - middle[1]) * share)
                for x, y in rim]  # fmt: skip

    shoal = Image.new("L", sheet.size)
    ImageDraw.Draw(shoal).polygon(grown(1.5), fill=255)
    sheet.paste(_WATER[1], (0, 0), shoal.filter(ImageFilter.GaussianBlur(canvas.unit * 0.05)))
    draw = ImageDraw.Draw(sheet)
    for share, tone in ((1.1, (214, 244, 240)), (1.04, _SAND), (0.82, (110, 168, 84))):
        draw.polygon(grown(share), fill=tone)
    for _ in range(90):
        turn, far = canvas.rng.uniform(0, 2 * np.pi), canvas.unit * 0.2 * canvas.rng.random() ** 0.5
        x, y = middle[0] + 1.3 * far * np.cos(turn), middle[1] + 0.8 * far * np.sin(turn)
        r = canvas.unit * float(canvas.rng.uniform(0.012, 0.026))
        draw.ellipse((x - r, y - r * 0.8, x + r * 1.2, y + r * 1.2), fill=(44, 92, 56))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(70, 138, 76))
    for _ in range(60):  # small waves
        x, y = canvas.rng.uniform(0, width), canvas.rng.uniform(0, height)
        if ((x - middle[0]) / 1.3) ** 2 + ((y - middle[1]) / 0.85) ** 2 > (canvas.unit * 0.5) ** 2:
            long = canvas.unit * 0.03
            draw.arc((x, y, x + long, y + long * 0.5), 200, 340, fill=(120, 196, 218), width=2)


def _town(canvas: Canvas, colours: Palette, draw: ImageDraw.ImageDraw, width: int, height: int
          ) -> None:  # fmt: skip
    draw.rectangle((0, 0, width, height), fill=darker((120, 122, 130), 0.35 * colours.dark))
    cell = canvas.unit * 0.17
    lane = cell * 0.16
    for row in range(-1, int(height / cell) + 2):
        for column in range(-1, int(width / cell) + 2):
            x, y = column * cell, row * cell
            kind = float(canvas.rng.random())
            if kind < 0.16:
                box = (x + lane, y + lane, x + cell, y + cell)
                draw.rectangle(box, fill=darker((104, 160, 92), 0.4 * colours.dark))
                for dx, dy in ((0.35, 0.4), (0.7, 0.35), (0.5, 0.75), (0.8, 0.7)):
                    r = cell * 0.12
                    spot = (x + cell * dx, y + cell * dy)
                    draw.ellipse((spot[0] - r, spot[1] - r, spot[0] + r, spot[1] + r),
                                 fill=darker((66, 122, 66), 0.4 * colours.dark))  # fmt: skip
                continue
            tone = mix(colours.main, (198, 188, 178), 0.35 + 0.6 * float(canvas.rng.random()))
            tone = darker(tone, 0.45) if colours.dark else tone
            high = cell * (0.04 + 0.1 * kind)
            draw.rectangle((x + lane + high, y + lane + high, x + cell + high * 0.6,
                            y + cell + high * 0.6), fill=darker(tone, 0.55))  # fmt: skip
            draw.rectangle((x + lane, y + lane, x + cell * 0.96, y + cell * 0.96), fill=tone)
            inner = (x + lane * 2, y + lane * 2, x + cell * 0.82, y + cell * 0.82)
            lit = (255, 216, 128) if colours.dark and kind > 0.6 else lighter(tone, 0.25)
            draw.rectangle(inner, fill=lit)


def _fields(canvas: Canvas, colours: Palette, draw: ImageDraw.ImageDraw, width: int, height: int,
            setting: str) -> None:  # fmt: skip
    near = colours.near
    draw.rectangle((0, 0, width, height), fill=near)
    cell = canvas.unit * 0.3
    woods = setting in {"forest", "mountains", "snow"}
    for row in range(-1, int(height / cell) + 2):
        for column in range(-1, int(width / cell) + 2):
            x, y = column * cell, row * cell
            tone = mix(near, ((206, 190, 96), (96, 150, 74), (150, 172, 88), (178, 140, 92))
                       [int(canvas.rng.integers(4))], 0.0 if woods else 0.6)  # fmt: skip
            tone = lighter(tone, float(canvas.rng.uniform(0, 0.22)))
            lean = cell * 0.16
            shape = [(x + lean, y), (x + cell + lean, y + lean * 0.4), (x + cell, y + cell),
                     (x, y + cell - lean * 0.4)]  # fmt: skip
            draw.polygon(shape, fill=tone)
            for line in range(1, 7 * (not woods)):
                share = line / 7
                draw.line(
                    (x + lean + cell * share, y + 2, x + cell * share, y + cell),
                    fill=darker(tone, 0.1),
                    width=max(1, round(canvas.unit * 0.003)),
                )
    _river(canvas, draw, width, height)
    tree = mix((64, 118, 66), near, 0.35)
    for _ in range(420 if woods else 60):
        x, y = canvas.rng.uniform(0, width), canvas.rng.uniform(0, height)
        r = canvas.unit * float(canvas.rng.uniform(0.014, 0.03))
        draw.ellipse((x - r * 0.8, y - r * 0.8, x + r * 1.3, y + r * 1.3), fill=darker(tree, 0.45))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=lighter(tree, 0.15 * canvas.rng.random()))


def _river(canvas: Canvas, draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    phase, wide = float(canvas.rng.uniform(0, 6)), canvas.unit * 0.07
    line = [
        (
            x,
            height * (0.5 + 0.16 * np.sin(x / width * 5 + phase))
            + height * 0.2 * (x / width - 0.5),
        )
        for x in np.linspace(-wide, width + wide, 40)
    ]
    draw.line(line, fill=(196, 190, 140), width=round(wide * 1.3), joint="curve")
    draw.line(line, fill=(74, 150, 188), width=round(wide), joint="curve")


def _boards(canvas: Canvas, colours: Palette, width: int, height: int, setting: str) -> Image.Image:
    """Planks of wood; of a studio its plain ground."""
    if setting == "studio":
        return Image.new("RGB", (width, height), colours.far)
    sheet = Image.new("RGB", (width, height), _WOOD)
    draw = ImageDraw.Draw(sheet)
    plank = canvas.unit * 0.2
    for row in range(int(height / plank) + 1):
        tone = mix(_WOOD, (206, 160, 112), float(canvas.rng.random()))
        draw.rectangle((0, row * plank, width, (row + 1) * plank - 2), fill=tone)
        for _ in range(7):
            y = row * plank + float(canvas.rng.uniform(0.1, 0.9)) * plank
            draw.line((0, y, width, y + float(canvas.rng.uniform(-4, 4))), fill=darker(tone, 0.1))
        draw.line((0, row * plank, width, row * plank), fill=darker(tone, 0.5), width=2)
    return sheet
