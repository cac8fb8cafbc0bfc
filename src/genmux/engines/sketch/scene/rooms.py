"""Rooms with a purpose: kitchen, bedroom, library, office, stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.palette import Colour, darker, lighter, mix
from genmux.engines.sketch.scene import furniture, land, sky
from genmux.engines.sketch.scene.pen import Pen
from genmux.engines.sketch.scene.place import Ground
from genmux.engines.sketch.scene.volume import lit

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas

    Drawing = Callable[[Pen, Palette], None]

_FINE = 2
"""walls are drawn at twice their size, so that their edges are smooth"""


class _Wall:
    """A wall to draw on, in shares of the frame's height from its left upper corner."""

    def __init__(self, canvas: Canvas, colours: Palette) -> None:
        self.left, self.top, self.width, self.height = canvas.area(0.3)
        size = (self.width * _FINE, self.height * _FINE)
        self.unit = canvas.height * _FINE
        self.wide = canvas.width / canvas.height
        self._x, self._y = -self.left * _FINE, -self.top * _FINE
        self.picture = sky.gradient(
            size, (0.0, darker(colours.far, 0.1)), (0.8, lighter(colours.far, 0.15))
        )
        self.draw = ImageDraw.Draw(self.picture)

    def box(
        self, x0: float, y0: float, x1: float, y1: float, fill: Colour, radius: float = 0.0
    ) -> None:
        corners = (self._x + x0 * self.unit, self._y + y0 * self.unit, self._x + x1 * self.unit,
                   self._y + y1 * self.unit)  # fmt: skip
        self.draw.rounded_rectangle(corners, radius * self.unit, fill=fill)

    def window(self, colours: Palette, x: float, y: float, wide: float, tall: float) -> None:
        frame = lighter(colours.near, 0.75)
        self.box(x - 0.02, y - 0.02, x + wide + 0.02, y + tall + 0.02, frame)
        size = (round(wide * self.unit), round(tall * self.unit))
        pane = sky.gradient(size, (0.0, colours.sky_top), (1.0, colours.sky_low))
        self.picture.paste(pane, (round(self._x + x * self.unit), round(self._y + y * self.unit)))
        self.box(x + wide * 0.485, y, x + wide * 0.515, y + tall, frame)
        self.box(x, y + tall * 0.46, x + wide, y + tall * 0.49, frame)

    def layer(self) -> Layer:
        small = self.picture.resize((self.width, self.height), Image.Resampling.BOX)
        return Layer(small, self.left, self.top, 0.3, clear=False)


def _floor(canvas: Canvas, colours: Palette, base: float) -> Layer:
    tones = (lighter(colours.near, 0.12), darker(colours.near, 0.25))
    return land.ridge(canvas, 0.8, base=base, swing=0.0, tones=tones)


def _standing(
    canvas: Canvas,
    colours: Palette,
    drawing: Drawing,
    aspect: float,
    *,
    x: float,
    foot: float,
    tall: float,
) -> Layer:
    """Furniture that belongs to the room; `x` is the share of the width of its middle."""
    pen = Pen(max(8, round(tall * canvas.unit)), aspect)
    drawing(pen, colours)
    picture = lit(pen.sheet(), colours.ambient)
    left = round(x * canvas.width - picture.width / 2)
    return Layer(picture, left, round(foot * canvas.height - picture.height), 0.7)


def kitchen(canvas: Canvas, colours: Palette) -> Ground:
    wall = _Wall(canvas, colours)
    wood = mix((240, 238, 230), colours.accent, 0.22)
    for row in range(2):
        for column in range(int(wall.wide / 0.12) + 2):  # tiles behind the worktop
            x = -0.04 + column * 0.12 + row * 0.06
            wall.box(x, 0.46 + row * 0.1, x + 0.112, 0.55 + row * 0.1, lighter(colours.far, 0.5))
    for number in range(int(wall.wide / 0.3) + 1):
        x = -0.05 + number * 0.3
        if number % 4 == 2:
            continue  # room for the window
        wall.box(x, 0.05, x + 0.285, 0.4, wood, 0.012)
        wall.box(x + 0.02, 0.07, x + 0.265, 0.38, darker(wood, 0.06), 0.008)
        wall.box(x + 0.235, 0.28, x + 0.25, 0.35, (120, 124, 132), 0.006)
    wall.window(colours, 0.6, 0.08, 0.22, 0.32)
    for number in range(int(wall.wide / 0.26) + 1):
        x = 0.06 + number * 0.26
        if number % 3 == 0:  # pans and cups hang from a rail
            wall.box(x + 0.015, 0.44, x + 0.02, 0.5, (92, 94, 102))
            wall.box(x - 0.03, 0.5, x + 0.065, 0.57, (92, 94, 102), 0.03)
        elif number % 3 == 1:
            wall.box(x - 0.01, 0.58, x + 0.05, 0.66, colours.main, 0.012)
    return Ground([wall.layer(), _floor(canvas, colours, 0.66)], floor=0.86, scale=1.1)


def bedroom(canvas: Canvas, colours: Palette) -> Ground:
    wall = _Wall(canvas, colours)
    side = wall.wide * 0.5 - 0.3
    wall.window(colours, side, 0.1, 0.6, 0.42)
    cloth = lighter(colours.accent, 0.5)
    for x in (side - 0.14, side + 0.58):
        wall.box(x, 0.05, x + 0.16, 0.66, cloth, 0.01)
        for fold in (0.04, 0.09):
            wall.box(x + fold, 0.06, x + fold + 0.008, 0.66, darker(cloth, 0.1))
    wall.box(side - 0.18, 0.035, side + 0.78, 0.06, darker(colours.near, 0.3), 0.01)
    plant = _standing(canvas, colours, furniture.houseplant, 0.8, x=0.9, foot=0.82, tall=0.34)
    return Ground([wall.layer(), _floor(canvas, colours, 0.74), plant], floor=0.9, scale=1.15)


def library(canvas: Canvas, colours: Palette) -> Ground:
    wall = _Wall(canvas, colours)
    wood = darker(colours.far, 0.45)
    tones = (colours.main, colours.accent, (196, 164, 110), (86, 110, 130), (150, 64, 60),
             (70, 92, 70), (206, 190, 160))  # fmt: skip
    rng = np.random.Generator(np.random.PCG64(5))
    bays = int(wall.wide / 0.42) + 2
    for bay in range(bays):
        left = -0.06 + bay * 0.42
        wall.box(left, -0.2, left + 0.41, 0.78, wood)
        for row in range(5):
            low = 0.1 + row * 0.165
            wall.box(left + 0.02, low - 0.145, left + 0.39, low, darker(wood, 0.55))
            x = left + 0.022
            while x < left + 0.36:
                wide, tall = float(rng.uniform(0.016, 0.034)), float(rng.uniform(0.09, 0.135))
                tone = mix(tones[int(rng.integers(7))], wood, 0.3)
                wall.box(x, low - tall, x + wide - 0.003, low, tone)
                x += wide
    return Ground([wall.layer(), _floor(canvas, colours, 0.74)], floor=0.87, scale=1.1)


def office(canvas: Canvas, colours: Palette) -> Ground:
    wall = _Wall(canvas, colours)
    wall.window(colours, wall.wide * 0.06, 0.1, 0.5, 0.4)
    board = wall.wide * 0.62
    wall.box(board, 0.1, board + 0.46, 0.42, (250, 250, 250), 0.01)
    wall.box(board + 0.03, 0.14, board + 0.2, 0.16, colours.main)
    for number, tall in enumerate((0.06, 0.12, 0.09, 0.17)):
        x = board + 0.24 + number * 0.05
        wall.box(x, 0.38 - tall, x + 0.035, 0.38, colours.main if number % 2 else colours.accent)
    for number in range(3):
        wall.box(board + 0.03, 0.2 + number * 0.05, board + 0.17 - number * 0.03, 0.212 + number
                 * 0.05, (170, 174, 182))  # fmt: skip
    plant = _standing(canvas, colours, furniture.houseplant, 0.8, x=0.93, foot=0.8, tall=0.36)
    return Ground([wall.layer(), _floor(canvas, colours, 0.72), plant], floor=0.86, scale=1.1)


def stage(canvas: Canvas, colours: Palette) -> Ground:
    """Curtains, boards, and two cones of light that meet in the middle."""
    left, top, width, height = canvas.area(0.3)
    cloth = mix((150, 26, 44), colours.main, 0.3 if colours.own else 0.0)
    folds = np.sin(np.linspace(0, 46, width))[None, :, None]
    across = np.abs(np.linspace(-1, 1, width))[None, :, None]
    down = np.linspace(0.75, 1.05, height)[:, None, None]
    open_ = np.clip((across - 0.52) * 9, 0.0, 1.0)
    drape = np.array(cloth, float) * (0.72 + 0.28 * folds) * (0.5 + 0.5 * open_)
    pixels = (np.array((26, 16, 34), float) * (1 - open_) + drape * open_) * down
    back = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    light = Image.new("L", (width // 2, height // 2))
    draw = ImageDraw.Draw(light)
    for x in (0.22, 0.78):
        draw.polygon([(x * width / 2, 0), (width * 0.16, height / 2), (width * 0.34, height / 2)],
                     fill=88)  # fmt: skip
    fade = Image.linear_gradient("L").resize(light.size).point(lambda value: 255 - value // 2)
    light = ImageChops.multiply(light.filter(ImageFilter.GaussianBlur(width / 160)), fade)
    back.paste((255, 238, 200), (0, 0), light.resize((width, height), Image.Resampling.BILINEAR))
    boards = land.ridge(canvas, 0.8, base=0.74, swing=0.0, tones=((150, 104, 66), (78, 48, 34)))
    return Ground(
        [Layer(back, left, top, 0.3, clear=False), boards], floor=0.88, scale=1.15, dim=True
    )
