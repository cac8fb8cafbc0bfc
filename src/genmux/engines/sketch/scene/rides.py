"""More things that move people, drawn with few strokes; `vehicles` has the usual ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_GLASS = (168, 208, 230)
_TYRE = (34, 34, 42)
_STEEL = (176, 182, 192)


def train(pen: Pen, colours: Palette) -> None:
    """An engine with two carriages on rails; aspect 3.0."""
    paint = colours.main
    pen.line((104, 92, 84), 0.03, (0.02, 0.95), (2.98, 0.95))
    for number in range(15):
        pen.box(0.06 + number * 0.20, 0.95, 0.14 + number * 0.20, 0.985, (128, 98, 74))
    for left in (0.04, 1.02):
        pen.box(left, 0.26, left + 0.90, 0.78, darker(paint, 0.12), 0.06)
        pen.box(left, 0.22, left + 0.90, 0.32, darker(paint, 0.45), 0.04)
        pen.box(left, 0.60, left + 0.90, 0.66, lighter(paint, 0.6))
        for number in range(4):
            x = left + 0.07 + number * 0.21
            pen.box(x, 0.36, x + 0.14, 0.56, (255, 224, 150) if colours.dark else _GLASS, 0.02)
        pen.box(left + 0.88, 0.68, left + 1.00, 0.74, _TYRE)
    pen.box(2.34, 0.40, 2.86, 0.74, paint, 0.12)
    pen.box(2.02, 0.18, 2.40, 0.78, darker(paint, 0.08), 0.04)
    pen.box(1.98, 0.12, 2.44, 0.22, darker(paint, 0.45), 0.04)
    pen.box(2.10, 0.28, 2.32, 0.48, (255, 224, 150) if colours.dark else _GLASS, 0.02)
    pen.poly(_TYRE, (2.62, 0.42), (2.58, 0.14), (2.80, 0.14), (2.76, 0.42))
    pen.poly(darker(paint, 0.5), (2.80, 0.76), (2.97, 0.90), (2.70, 0.90))
    pen.oval(2.86, 0.52, 0.05, 0.06, (255, 240, 176))
    for x, y, r in ((2.58, 0.08, 0.06), (2.44, 0.05, 0.045)):
        pen.oval(x, y, r * 1.4, r * 0.8, (236, 236, 240))
    for x in (0.20, 0.42, 0.66, 0.84, 1.18, 1.40, 1.64, 1.82, 2.12, 2.36, 2.62):
        pen.oval(x, 0.85, 0.085, 0.085, _TYRE)
        pen.oval(x, 0.85, 0.045, 0.045, _STEEL)


def helicopter(pen: Pen, colours: Palette) -> None:
    """Aspect 2.0."""
    paint = colours.main
    pen.poly(darker(paint, 0.15), (0.24, 0.38), (1.00, 0.36), (1.00, 0.60), (0.24, 0.46))
    pen.poly(paint, (0.10, 0.18), (0.26, 0.18), (0.36, 0.46), (0.22, 0.46))
    pen.oval(0.20, 0.36, 0.15, 0.15, _STEEL)
    pen.oval(0.20, 0.36, 0.11, 0.11, darker(paint, 0.3))
    pen.blob(paint, (0.84, 0.36), (1.14, 0.24), (1.50, 0.28), (1.78, 0.48), (1.76, 0.66),
             (1.40, 0.78), (1.00, 0.74), (0.82, 0.58))  # fmt: skip
    pen.blob(_GLASS, (1.34, 0.33), (1.56, 0.36), (1.72, 0.50), (1.70, 0.58), (1.36, 0.57))
    pen.box(1.02, 0.36, 1.26, 0.56, _GLASS, 0.04)
    pen.box(1.20, 0.12, 1.26, 0.28, _TYRE)
    pen.box(0.40, 0.085, 1.96, 0.125, (74, 78, 90), 0.02)
    for x in (1.06, 1.50):
        pen.line(_TYRE, 0.022, (x, 0.74), (x, 0.91))
    pen.stroke(_TYRE, 0.035, (0.84, 0.92), (1.60, 0.92), (1.76, 0.86))


def motorcycle(pen: Pen, colours: Palette) -> None:
    """Aspect 1.7."""
    paint = colours.main
    for x in (0.36, 1.34):
        pen.oval(x, 0.68, 0.29, 0.29, _TYRE)
        pen.oval(x, 0.68, 0.19, 0.19, _STEEL)
        pen.oval(x, 0.68, 0.16, 0.16, (60, 62, 72))
        pen.oval(x, 0.68, 0.045, 0.045, _STEEL)
    pen.line(_STEEL, 0.05, (1.34, 0.68), (1.10, 0.22))
    pen.line(_TYRE, 0.05, (0.98, 0.16), (1.12, 0.20))
    pen.blob((84, 88, 98), (0.58, 0.56), (0.80, 0.50), (1.02, 0.56), (0.98, 0.80), (0.66, 0.82))
    for y in (0.60, 0.66, 0.72):
        pen.line(_STEEL, 0.014, (0.66, y), (0.94, y))
    pen.line(_STEEL, 0.055, (0.70, 0.80), (0.30, 0.84))
    pen.blob(paint, (0.72, 0.40), (0.90, 0.26), (1.14, 0.30), (1.16, 0.44), (0.92, 0.54))
    pen.blob(_TYRE, (0.30, 0.36), (0.50, 0.38), (0.76, 0.42), (0.80, 0.50), (0.46, 0.50))
    pen.blob(paint, (0.12, 0.44), (0.34, 0.36), (0.52, 0.46), (0.40, 0.52))
    pen.oval(1.20, 0.30, 0.075, 0.08, (255, 240, 176))


def ship(pen: Pen, colours: Palette) -> None:
    """A steamer or ferry; aspect 2.0."""
    hull = colours.main if colours.own else (44, 62, 96)
    pen.box(0.50, 0.48, 1.60, 0.70, (246, 244, 238), 0.02)
    pen.box(0.66, 0.30, 1.44, 0.50, (236, 234, 228), 0.02)
    for y, first, count in ((0.57, 0.58, 9), (0.39, 0.74, 6)):
        for number in range(count):
            pen.oval(first + number * 0.115, y, 0.03, 0.03,
                     (255, 220, 140) if colours.dark else (96, 140, 176))  # fmt: skip
    for x in (0.84, 1.16):
        pen.box(x, 0.06, x + 0.15, 0.31, (206, 62, 50), 0.02)
        pen.box(x, 0.04, x + 0.15, 0.12, _TYRE, 0.02)
    pen.poly(hull, (0.05, 0.66), (1.95, 0.62), (1.76, 0.96), (0.24, 0.96))
    pen.poly(lighter(hull, 0.6), (0.06, 0.68), (1.94, 0.64), (1.92, 0.69), (0.09, 0.73))
    pen.poly((190, 56, 48), (0.20, 0.90), (1.80, 0.90), (1.76, 0.96), (0.24, 0.96))


def submarine(pen: Pen, colours: Palette) -> None:
    """Aspect 1.9."""
    paint = colours.main if colours.own else (244, 190, 56)
    pen.stroke(_STEEL, 0.035, (0.98, 0.30), (0.98, 0.08), (1.10, 0.07))
    pen.box(0.78, 0.22, 1.18, 0.50, darker(paint, 0.12), 0.07)
    pen.poly(darker(paint, 0.25), (0.26, 0.56), (0.06, 0.34), (0.06, 0.86), (0.26, 0.66))
    pen.blob(paint, (0.18, 0.60), (0.50, 0.40), (1.20, 0.36), (1.66, 0.46), (1.82, 0.62),
             (1.60, 0.82), (1.10, 0.90), (0.50, 0.84))  # fmt: skip
    pen.stroke(darker(paint, 0.25), 0.03, (0.26, 0.68), (0.96, 0.78), (1.74, 0.70))
    for x in (0.62, 0.96, 1.30):
        pen.oval(x, 0.58, 0.105, 0.105, darker(paint, 0.35))
        pen.oval(x, 0.58, 0.075, 0.075, _GLASS)


def tractor(pen: Pen, colours: Palette) -> None:
    """Aspect 1.4."""
    paint = colours.main
    pen.box(0.60, 0.40, 1.26, 0.70, paint, 0.05)
    pen.box(1.12, 0.14, 1.17, 0.42, _TYRE)
    pen.box(0.26, 0.08, 0.76, 0.16, darker(paint, 0.3), 0.03)
    pen.box(0.30, 0.14, 0.72, 0.56, _GLASS, 0.02)
    for x in (0.32, 0.70):
        pen.line(darker(paint, 0.2), 0.035, (x, 0.14), (x, 0.58))
    pen.box(0.24, 0.50, 0.80, 0.74, paint, 0.05)
    for x in (1.00, 1.08):
        pen.line(darker(paint, 0.3), 0.018, (x, 0.46), (x, 0.60))
    for x, r in ((0.40, 0.30), (1.12, 0.19)):
        y = 0.97 - r
        pen.oval(x, y, r, r, _TYRE)
        pen.oval(x, y, r * 0.58, r * 0.58, (240, 200, 76))
        pen.oval(x, y, r * 0.2, r * 0.2, _TYRE)


def saucer(pen: Pen, colours: Palette) -> None:
    """A flying saucer with its beam; aspect 1.5."""
    metal = colours.main if colours.own else (150, 158, 176)
    pen.poly((246, 244, 178), (0.60, 0.46), (0.90, 0.46), (1.16, 0.97), (0.34, 0.97))
    pen.blob((176, 224, 236), (0.48, 0.32), (0.56, 0.10), (0.75, 0.04), (0.94, 0.10), (1.02, 0.32))
    pen.blob(metal, (0.05, 0.40), (0.40, 0.26), (0.75, 0.23), (1.10, 0.26), (1.45, 0.40),
             (1.05, 0.52), (0.75, 0.55), (0.45, 0.52))  # fmt: skip
    pen.stroke(darker(metal, 0.35), 0.02, (0.06, 0.41), (0.75, 0.46), (1.44, 0.41))
    for x in (0.26, 0.50, 0.75, 1.00, 1.24):
        pen.oval(x, 0.385 + 0.02 * (1 - abs(x - 0.75)), 0.04, 0.035, colours.accent)


def bus(pen: Pen, colours: Palette) -> None:
    """A lorry; aspect 2.2."""
    paint = colours.main
    pen.box(0.05, 0.14, 1.46, 0.80, lighter(paint, 0.62), 0.03)
    pen.box(0.05, 0.42, 1.46, 0.52, paint)
    pen.poly(paint, (1.52, 0.80), (1.52, 0.28), (1.88, 0.28), (2.10, 0.54), (2.14, 0.80))
    pen.poly(_GLASS, (1.64, 0.52), (1.64, 0.35), (1.84, 0.35), (1.99, 0.52))
    pen.box(0.05, 0.76, 2.15, 0.84, (58, 60, 70), 0.02)
    pen.oval(2.08, 0.68, 0.04, 0.045, (255, 240, 176))
    for x in (0.36, 0.72, 1.78):
        pen.oval(x, 0.84, 0.145, 0.145, _TYRE)
        pen.oval(x, 0.84, 0.08, 0.08, _STEEL)
