"""Buildings that stand for a place or a time, drawn with few strokes."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_LIT = (255, 216, 128)
_STONE = (206, 196, 184)


def church(pen: Pen, colours: Palette) -> None:
    """Aspect 1.15."""
    wall, roof = mix((240, 234, 222), colours.main, 0.1), darker(colours.main, 0.25)
    pane = _LIT if colours.dark else (120, 156, 190)
    pen.box(0.40, 0.52, 1.08, 0.97, wall)
    pen.poly(roof, (0.36, 0.54), (0.52, 0.32), (1.02, 0.32), (1.13, 0.54))
    pen.box(0.10, 0.38, 0.42, 0.97, lighter(wall, 0.3))
    pen.poly(roof, (0.06, 0.40), (0.26, 0.06), (0.46, 0.40))
    pen.line((90, 76, 60), 0.014, (0.26, 0.0), (0.26, 0.08))
    pen.line((90, 76, 60), 0.014, (0.225, 0.03), (0.295, 0.03))
    pen.oval(0.26, 0.50, 0.06, 0.06, pane)
    for x in (0.54, 0.72, 0.90):
        pen.box(x, 0.62, x + 0.09, 0.84, pane, 0.045)
    pen.box(0.19, 0.74, 0.33, 0.97, darker(roof, 0.5), 0.07)
    pen.box(0.19, 0.88, 0.33, 0.97, darker(roof, 0.5))


def pagoda(pen: Pen, colours: Palette) -> None:
    """A temple with curved roofs; aspect 0.95."""
    wood = colours.main if colours.own else (190, 62, 50)
    pen.box(0.10, 0.91, 0.85, 0.97, _STONE)
    for number in range(4):
        y, wide = 0.17 + number * 0.195, 0.21 + number * 0.06
        pen.box(0.475 - wide * 0.72, y + 0.06, 0.475 + wide * 0.72, y + 0.19, wood)
        for x in (-0.4, 0.0, 0.4):
            pen.box(0.475 + x * wide - 0.03, y + 0.09, 0.475 + x * wide + 0.03, y + 0.17,
                    _LIT if colours.dark else (92, 44, 38))  # fmt: skip
        pen.blob(
            (62, 72, 88),
            (0.475 - wide * 1.08, y + 0.05),
            (0.475 - wide * 0.6, y + 0.005),
            (0.475, y - 0.07),
            (0.475 + wide * 0.6, y + 0.005),
            (0.475 + wide * 1.08, y + 0.05),
            (0.475 + wide * 0.7, y + 0.085),
            (0.475, y + 0.08),
            (0.475 - wide * 0.7, y + 0.085),
        )
    pen.line((226, 182, 76), 0.022, (0.475, 0.02), (0.475, 0.13))


def tower(pen: Pen, colours: Palette) -> None:
    """A tower of iron lattice; aspect 0.6."""
    iron = colours.main if colours.own else (124, 102, 84)
    for sign in (-1, 1):
        pen.blob(iron, (0.30 + sign * 0.015, 0.06), (0.30 + sign * 0.05, 0.40),
                 (0.30 + sign * 0.12, 0.70), (0.30 + sign * 0.27, 0.97), (0.30 + sign * 0.16, 0.97),
                 (0.30 + sign * 0.07, 0.72), (0.30, 0.42), (0.30, 0.10))  # fmt: skip
    for y, wide in ((0.42, 0.085), (0.66, 0.14)):
        pen.box(0.30 - wide, y, 0.30 + wide, y + 0.03, darker(iron, 0.25))
    for number in range(6):
        y, wide = 0.14 + number * 0.045, 0.014 + number * 0.006
        pen.line(darker(iron, 0.3), 0.008, (0.30 - wide, y), (0.30 + wide, y + 0.035))
        pen.line(darker(iron, 0.3), 0.008, (0.30 + wide, y), (0.30 - wide, y + 0.035))
    pen.arc(0.30, 0.97, 0.13, 180, 360, darker(iron, 0.25), 0.025)
    pen.line(iron, 0.012, (0.30, 0.02), (0.30, 0.10))
    if colours.dark:
        pen.oval(0.30, 0.02, 0.016, 0.016, _LIT)


def skyscraper(pen: Pen, colours: Palette) -> None:
    """Aspect 0.62."""
    wall = mix((118, 146, 178), colours.main, 0.35)
    pen.line(darker(wall, 0.3), 0.016, (0.31, 0.01), (0.31, 0.12))
    pen.box(0.20, 0.10, 0.42, 0.30, wall)
    pen.box(0.10, 0.24, 0.52, 0.98, wall)
    pen.box(0.38, 0.24, 0.52, 0.98, darker(wall, 0.2))
    for row in range(16):
        for column in range(5):
            lit = colours.dark and (row * 7 + column * 3) % 4
            fill = _LIT if lit else lighter(wall, 0.45 if not colours.dark else 0.05)
            x, y = 0.13 + column * 0.075, 0.28 + row * 0.042
            pen.box(x, y, x + 0.045, y + 0.022, fill)


def tent(pen: Pen, colours: Palette) -> None:
    """Aspect 1.5."""
    cloth = colours.main
    pen.poly(darker(cloth, 0.18), (0.06, 0.94), (0.62, 0.10), (1.06, 0.94))
    pen.poly(cloth, (0.62, 0.10), (0.94, 0.16), (1.44, 0.90), (1.06, 0.94))
    inside = (255, 210, 120) if colours.dark else darker(cloth, 0.7)
    pen.poly(inside, (0.38, 0.94), (0.62, 0.22), (0.78, 0.94))
    pen.poly(lighter(cloth, 0.25), (0.62, 0.14), (0.62, 0.30), (0.44, 0.94), (0.32, 0.94))
    pen.line((96, 84, 70), 0.012, (0.94, 0.16), (1.48, 0.96))


def bridge(pen: Pen, colours: Palette) -> None:
    """A suspension bridge; aspect 2.6."""
    paint = colours.main if colours.own else (196, 78, 54)
    pen.box(0.02, 0.66, 2.58, 0.73, darker(paint, 0.15))
    for x in (0.70, 1.90):
        for side in (-0.07, 0.07):
            pen.box(x + side - 0.03, 0.06, x + side + 0.03, 0.97, paint)
        for y in (0.14, 0.32, 0.50):
            pen.box(x - 0.09, y, x + 0.09, y + 0.04, paint)
    cable = [(0.02, 0.60), (0.36, 0.40), (0.70, 0.07), (1.0, 0.42), (1.30, 0.56), (1.60, 0.42),
             (1.90, 0.07), (2.24, 0.40), (2.58, 0.60)]  # fmt: skip
    for one, other in ((0, 3), (2, 7), (6, 9)):
        pen.stroke(darker(paint, 0.1), 0.022, *cable[one:other])
    for number in range(24):
        x = 0.10 + number * 0.105
        low = abs(((x - 0.70) / 0.60) % 2 - 1)
        pen.line(darker(paint, 0.05), 0.008, (x, 0.10 + 0.46 * (1 - low) ** 0.8), (x, 0.68))


def pyramid(pen: Pen, colours: Palette) -> None:
    """Aspect 1.8."""
    stone = colours.main if colours.own else (224, 186, 122)
    for x, top, half in ((1.36, 0.42, 0.42), (0.78, 0.06, 0.72)):
        pen.poly(stone, (x, top), (x - half, 0.96), (x + half * 0.3, 0.96))
        pen.poly(darker(stone, 0.28), (x, top), (x + half * 0.3, 0.96), (x + half, 0.96))
        for number in range(1, 7):
            y = top + (0.96 - top) * number / 7
            share = (y - top) / (0.96 - top)
            pen.line(darker(stone, 0.1), 0.006, (x - half * share, y), (x + half * 0.3 * share, y))


def igloo(pen: Pen, colours: Palette) -> None:
    """Aspect 1.5."""
    ice = (226, 238, 248)
    dome = [(0.62 + 0.55 * cos(a), 0.95 - 0.80 * sin(a)) for a in
            [number * pi / 20 for number in range(21)]]  # fmt: skip
    pen.poly(ice, *dome)
    for row, y in enumerate((0.78, 0.60, 0.42, 0.28)):
        half = 0.55 * (1 - ((0.95 - y) / 0.80) ** 2) ** 0.5
        pen.line((176, 200, 222), 0.012, (0.62 - half, y), (0.62 + half, y))
        for number in range(-3, 4):
            x = 0.62 + number * 0.17 + (row % 2) * 0.08
            if abs(x - 0.62) < half:
                pen.line((176, 200, 222), 0.012, (x, y), (x, min(0.95, y + 0.17)))
    pen.box(0.94, 0.56, 1.40, 0.95, (206, 222, 238), 0.16)
    pen.box(1.04, 0.66, 1.32, 0.95, _LIT if colours.dark else (78, 96, 128), 0.12)


def turbine(pen: Pen, colours: Palette) -> None:
    """A wind turbine; aspect 0.9."""
    white = mix((244, 246, 248), colours.main, 0.5 if colours.own else 0.0)
    pen.poly(white, (0.43, 0.36), (0.47, 0.36), (0.50, 0.98), (0.40, 0.98))
    for turn in (0.3, 0.3 + 2 * pi / 3, 0.3 + 4 * pi / 3):
        x, y = sin(turn), -cos(turn)
        pen.blob(darker(white, 0.08), (0.45, 0.35), (0.45 + x * 0.12 - y * 0.035, 0.35 + y * 0.12
                 + x * 0.035), (0.45 + x * 0.36, 0.35 + y * 0.36), (0.45 + x * 0.12, 0.35 + y
                 * 0.12))  # fmt: skip
    pen.oval(0.45, 0.35, 0.032, 0.032, darker(white, 0.25))


def fountain(pen: Pen, colours: Palette) -> None:
    """Aspect 1.2."""
    stone, water = mix(_STONE, colours.main, 0.2), (176, 220, 240)
    for sign in (-1, 1):
        for far, top in ((0.14, 0.10), (0.26, 0.18)):
            pen.stroke(water, 0.028, (0.60, 0.34), (0.60 + sign * far * 0.5, top),
                       (0.60 + sign * far, 0.30), (0.60 + sign * far * 1.15, 0.50))  # fmt: skip
    pen.stroke(water, 0.03, (0.60, 0.40), (0.60, 0.05))
    pen.blob(stone, (0.26, 0.46), (0.60, 0.50), (0.94, 0.46), (0.78, 0.58), (0.42, 0.58))
    pen.oval(0.60, 0.46, 0.34, 0.04, water)
    pen.box(0.52, 0.56, 0.68, 0.80, darker(stone, 0.1))
    pen.box(0.05, 0.76, 1.15, 0.96, stone, 0.06)
    pen.oval(0.60, 0.77, 0.53, 0.05, water)


def statue(pen: Pen, colours: Palette) -> None:
    """A bust on a pedestal; aspect 0.62."""
    stone = mix(_STONE, colours.main, 0.5 if colours.own else 0.1)
    pen.blob(stone, (0.08, 0.60), (0.16, 0.44), (0.31, 0.38), (0.46, 0.44), (0.54, 0.60),
             (0.31, 0.66))  # fmt: skip
    pen.box(0.255, 0.28, 0.365, 0.44, darker(stone, 0.1))
    pen.oval(0.31, 0.19, 0.115, 0.145, stone)
    pen.blob(darker(stone, 0.16), (0.18, 0.18), (0.21, 0.05), (0.31, 0.02), (0.42, 0.05),
             (0.44, 0.18), (0.36, 0.11), (0.26, 0.11))  # fmt: skip
    pen.box(0.20, 0.62, 0.42, 0.68, darker(stone, 0.15))
    pen.box(0.13, 0.68, 0.49, 0.91, lighter(stone, 0.1))
    pen.box(0.08, 0.90, 0.54, 0.97, darker(stone, 0.1))
