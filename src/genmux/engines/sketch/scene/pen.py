"""A pen on a transparent sheet. Coordinates are shares of the sheet's height, y down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genmux.engines.sketch.palette import Colour

Point = tuple[float, float]
_FINE = 3
_LARGEST = 2400
_THICK = 12
"""pixels of a stroke whose bends need to be filled"""
_STEPS = 9


class Pen:
    """Draws at a multiple of the wanted size; `sheet` scales down, which smooths the edges."""

    def __init__(self, height: int, aspect: float = 1.0, ground: Colour = (40, 36, 52)) -> None:
        self.size = (max(2, round(height * aspect)), max(2, height))
        self.aspect = aspect
        fine = max(1, min(_FINE, _LARGEST // max(self.size)))
        self._unit = self.size[1] * fine
        # clear pixels carry a dark colour, so that scaling leaves no pale fringe
        self._image = Image.new("RGBA", (self.size[0] * fine, self._unit), (*ground, 0))
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._unit, y * self._unit) for x, y in points]

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        box = self._at([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.ellipse((*box[0], *box[1]), fill=fill)

    def box(
        self, x0: float, y0: float, x1: float, y1: float, fill: Colour, radius: float = 0.0
    ) -> None:
        box = self._at([(x0, y0), (x1, y1)])
        self._draw.rounded_rectangle((*box[0], *box[1]), radius=radius * self._unit, fill=fill)

    def poly(self, fill: Colour, *points: Point) -> None:
        self._draw.polygon(self._at(points), fill=fill)

    def blob(self, fill: Colour, *points: Point) -> None:
        """A round shape whose rim runs smoothly through the points."""
        self._draw.polygon(self._at(_smooth([*points, points[0]], closed=True)), fill=fill)

    def stroke(self, fill: Colour, width: float, *points: Point) -> None:
        """Like `line`, bent smoothly."""
        self.line(fill, width, *_smooth(points))

    def line(self, fill: Colour, width: float, *points: Point) -> None:
        """A stroke with round joints and ends, also where it bends so far that a gap would open."""
        thick = max(1, round(width * self._unit))
        spots = self._at(points)
        self._draw.line(spots, fill=fill, width=thick, joint="curve")
        for x, y in spots if thick > _THICK else spots[:: max(1, len(spots) - 1)]:
            self._draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill)

    def arc(
        self, x: float, y: float, r: float, start: float, end: float, fill: Colour, width: float
    ) -> None:
        """Part of a circle, in degrees clockwise from three o'clock."""
        box = self._at([(x - r, y - r), (x + r, y + r)])
        thick = max(1, round(width * self._unit))
        self._draw.arc((*box[0], *box[1]), start, end, fill=fill, width=thick)

    def ring(self, x: float, y: float, r: float, fill: Colour, width: float) -> None:
        self.arc(x, y, r, 0, 360, fill, width)

    def sheet(self) -> Image.Image:
        return self._image.resize(self.size, Image.Resampling.BOX)


def _smooth(points: Sequence[Point], *, closed: bool = False) -> list[Point]:
    """A curve through the points (Catmull and Rom), as many short steps."""
    before = points[-2] if closed else points[0]
    after = points[1] if closed else points[-1]
    every = [before, *points, after]
    curve: list[Point] = []
    for a, b, c, d in zip(every, every[1:], every[2:], every[3:], strict=False):
        for number in range(_STEPS):
            t = number / _STEPS
            x, y = (
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t
                       + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d, strict=True)
            )  # fmt: skip
            curve.append((x, y))
    return [*curve, points[-1]]
