"""Places that are no places: a slab of land seen from above, and the ground of a logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from genmux.engines.sketch.layers import Layer, put
from genmux.engines.sketch.palette import darker, lighter, mix
from genmux.engines.sketch.scene import buildings, sky
from genmux.engines.sketch.scene.pen import Pen
from genmux.engines.sketch.scene.place import Ground

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas

_FINE = 2
_EARTH = (140, 104, 74)
_WATERS = frozenset({"sea", "lake", "underwater"})
_BARE = frozenset({"sea", "lake", "space", "underwater", "desert", "room", "studio", "city"})
_SEA = (86, 164, 198)
_MIDDLE = 0.57
"""height of the slab's centre, as share of the frame's"""


def slab(canvas: Canvas, colours: Palette, setting: str) -> Ground:
    """Two thirds of the frame hold a square of the land, turned by half a right angle."""
    left, top, width, height = canvas.area(0.2)
    back = sky.gradient(
        (width, height), (0.0, lighter(colours.sky_low, 0.15)), (1.0, lighter(colours.sky_low, 0.6))
    )
    sheet = _sheet(canvas, colours, setting)
    behind = [Layer(back, left, top, 0.2, clear=False), Layer(sheet, 0, 0, 0.8)]
    if setting not in _BARE:
        behind += [
            _tree(canvas, colours, x, y) for x, y in ((-0.6, -0.1), (0.05, -0.72), (0.62, 0))
        ]
    return Ground(behind, floor=_MIDDLE + 0.06 * canvas.unit / canvas.height, scale=0.78)


def _halves(canvas: Canvas) -> tuple[float, float]:
    """Half the slab's width and depth in pixels."""
    wide = min(canvas.width * 0.46, canvas.unit * 0.62)
    return wide, wide * 0.5


def _sheet(canvas: Canvas, colours: Palette, setting: str) -> Image.Image:
    size = (canvas.width * _FINE, canvas.height * _FINE)
    sheet = Image.new("RGBA", size, (*_EARTH, 0))
    draw = ImageDraw.Draw(sheet)
    wide, deep = (half * _FINE for half in _halves(canvas))
    x, y = size[0] / 2, size[1] * _MIDDLE
    thick = canvas.unit * 0.11 * _FINE
    front, left, right = (x, y + deep), (x - wide, y), (x + wide, y)
    earth = mix(_EARTH, colours.near, 0.25)
    for side, tone in ((left, darker(earth, 0.42)), (right, darker(earth, 0.15))):
        low = [(side[0], side[1] + thick), (front[0], front[1] + thick)]
        draw.polygon([side, front, low[1], low[0]], fill=(*tone, 255))
    land = _SEA if setting in _WATERS else colours.near
    draw.polygon([left, (x, y - deep), right, front], fill=(*lighter(land, 0.22), 255))
    for number in range(1, 4):  # a grid, so that the slant is seen
        share = number / 4
        grid = (*lighter(land, 0.12), 255)
        line = max(1, round(canvas.unit * 0.004 * _FINE))
        one = (x - wide + wide * share, y - deep * share)
        draw.line([one, (one[0] + wide, one[1] + deep)], fill=grid, width=line)
        other = (x + wide * share - wide, y + deep * share)
        draw.line([other, (other[0] + wide, other[1] - deep)], fill=grid, width=line)
    return sheet.resize((canvas.width, canvas.height), Image.Resampling.BOX)


def _tree(canvas: Canvas, colours: Palette, across: float, along: float) -> Layer:
    """A tree at that place of the slab, -1 to 1 from corner to corner."""
    wide, deep = _halves(canvas)
    pen = Pen(max(8, round(canvas.unit * 0.17)), 0.85)
    buildings.tree(pen, mix((86, 150, 82), colours.near, 0.35))
    picture = pen.sheet()
    sheet = Image.new("RGBA", (canvas.width, canvas.height), (40, 60, 44, 0))
    x = round(canvas.width / 2 + across * wide * 0.9 - picture.width / 2)
    y = round(canvas.height * _MIDDLE + along * deep * 0.9 - picture.height * 0.95)
    put(sheet, picture, x, y)
    return Layer(sheet, 0, 0, 0.8)


def badge(canvas: Canvas, colours: Palette) -> Ground:
    """A plain ground with a ringed disc, on which the subject stands."""
    left, top, width, height = canvas.area(0.2)
    paper = Image.new("RGB", (width, height), lighter(colours.main, 0.93))
    size = (canvas.width * _FINE, canvas.height * _FINE)
    sheet = Image.new("RGBA", size, (*colours.main, 0))
    draw = ImageDraw.Draw(sheet)
    radius = canvas.unit * 0.31 * _FINE
    x, y = size[0] / 2, size[1] * 0.42
    for share, tone in (
        (1.0, darker(colours.main, 0.25)),
        (0.94, lighter(colours.main, 0.9)),
        (0.89, lighter(colours.main, 0.45)),
    ):
        far = radius * share
        draw.ellipse((x - far, y - far, x + far, y + far), fill=(*tone, 255))
    disc = sheet.resize((canvas.width, canvas.height), Image.Resampling.BOX)
    behind = [Layer(paper, left, top, 0.2, clear=False), Layer(disc, 0, 0, 0.8)]
    return Ground(behind, floor=0.42 + 0.215 * canvas.unit / canvas.height, scale=0.98)
