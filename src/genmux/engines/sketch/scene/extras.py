"""A few things that prompts name often, drawn with few strokes: a galleon, a breaker, a fence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_WOOD = (132, 88, 56)


def galleon(pen: Pen, colours: Palette) -> None:
    """A ship with three masts under sail; aspect 1.25."""
    sail = (244, 236, 218)
    for x, top in ((0.36, 0.12), (0.64, 0.04), (0.92, 0.16)):
        pen.line((92, 64, 44), 0.02, (x, top), (x, 0.74))
        for number in range(3):
            y, wide = top + 0.05 + number * 0.17, 0.10 + number * 0.02
            pen.blob(darker(sail, 0.1) if number % 2 else sail, (x - wide, y), (x + wide, y),
                     (x + wide + 0.03, y + 0.08), (x + wide, y + 0.15), (x - wide, y + 0.15),
                     (x - wide + 0.03, y + 0.08))  # fmt: skip
    pen.poly(colours.main, (0.64, 0.0), (0.80, 0.035), (0.64, 0.07))
    pen.line((92, 64, 44), 0.02, (1.04, 0.72), (1.22, 0.60))
    pen.blob(_WOOD, (0.06, 0.62), (0.22, 0.66), (0.30, 0.74), (0.90, 0.74), (1.14, 0.66),
             (1.06, 0.86), (0.90, 0.96), (0.28, 0.96), (0.14, 0.84))  # fmt: skip
    pen.stroke((222, 176, 84), 0.02, (0.10, 0.70), (0.34, 0.81), (0.88, 0.81), (1.10, 0.72))
    for x in (0.36, 0.50, 0.64, 0.78):
        pen.box(x - 0.025, 0.85, x + 0.025, 0.90, (46, 32, 28))


def breaker(pen: Pen, colours: Palette) -> None:
    """A high wave that curls; aspect 1.7."""
    sea = colours.main if colours.own else (38, 118, 168)
    pen.blob(darker(sea, 0.2), (0.02, 0.98), (0.20, 0.62), (0.52, 0.20), (0.98, 0.06),
             (1.36, 0.22), (1.42, 0.44), (1.24, 0.34), (1.06, 0.44), (1.06, 0.74), (1.36, 0.94),
             (1.68, 0.98))  # fmt: skip
    pen.blob(sea, (0.08, 0.98), (0.30, 0.66), (0.58, 0.30), (0.94, 0.16), (1.16, 0.24),
             (0.94, 0.42), (0.94, 0.76), (1.20, 0.96))  # fmt: skip
    for shift in (0.0, 0.12, 0.24):
        pen.stroke(lighter(sea, 0.35), 0.022, (0.30 + shift, 0.94), (0.46 + shift, 0.62),
                   (0.74 + shift * 0.7, 0.34))  # fmt: skip
    for x, y, r in ((0.96, 0.10, 0.07), (1.12, 0.12, 0.08), (1.28, 0.20, 0.08), (1.38, 0.32, 0.07),
                    (1.42, 0.44, 0.05), (0.82, 0.12, 0.05), (1.30, 0.36, 0.05)):  # fmt: skip
        pen.oval(x, y, r, r * 0.85, (244, 250, 252))
    for number in range(9):
        pen.oval(0.98 + number * 0.08, 0.93 + (number % 2) * 0.03, 0.07, 0.04, (236, 246, 250))


def fence(pen: Pen, colours: Palette) -> None:
    """Aspect 2.2."""
    wood = colours.main if colours.own else (216, 190, 154)
    for y in (0.38, 0.70):
        pen.box(0.03, y, 2.17, y + 0.09, darker(wood, 0.2))
    for number in range(9):
        x = 0.06 + number * 0.236
        pen.poly(wood, (x, 0.22), (x + 0.08, 0.08), (x + 0.16, 0.22), (x + 0.16, 0.97), (x, 0.97))
        pen.box(x + 0.11, 0.20, x + 0.16, 0.97, darker(wood, 0.14))


def ladybird(pen: Pen, colours: Palette) -> None:
    """Aspect 1.4."""
    shell = colours.main if colours.own else (214, 46, 40)
    for x in (0.42, 0.68, 0.92):
        pen.stroke((38, 34, 40), 0.03, (x, 0.74), (x - 0.05, 0.90), (x - 0.12, 0.96))
    for lean in (0.10, 0.19):
        pen.stroke((38, 34, 40), 0.022, (1.14, 0.52), (1.18 + lean, 0.36), (1.22 + lean, 0.30))
    pen.oval(1.12, 0.64, 0.19, 0.19, (38, 34, 40))
    pen.oval(1.19, 0.58, 0.045, 0.05, (250, 250, 250))
    pen.blob(shell, (0.08, 0.78), (0.14, 0.46), (0.42, 0.20), (0.78, 0.20), (1.02, 0.46),
             (1.06, 0.78), (0.56, 0.86))  # fmt: skip
    pen.stroke((38, 34, 40), 0.026, (1.02, 0.44), (0.60, 0.38), (0.10, 0.68))
    for x, y in (
        (0.36, 0.36),
        (0.68, 0.30),
        (0.30, 0.66),
        (0.58, 0.58),
        (0.84, 0.54),
        (0.80, 0.74),
    ):
        pen.oval(x, y, 0.065, 0.062, (38, 34, 40))


def scarf(pen: Pen, colours: Palette) -> None:
    """Wound once, with two ends; aspect 1.1."""
    tone = colours.main
    pen.blob(darker(tone, 0.15), (0.58, 0.26), (0.78, 0.30), (0.86, 0.94), (0.66, 0.96))
    pen.blob(darker(tone, 0.3), (0.46, 0.26), (0.62, 0.30), (0.58, 0.80), (0.42, 0.80))
    pen.blob(tone, (0.06, 0.12), (0.55, 0.20), (1.04, 0.12), (1.06, 0.30), (0.55, 0.42),
             (0.04, 0.30))  # fmt: skip
    pen.stroke(lighter(tone, 0.3), 0.03, (0.10, 0.24), (0.55, 0.33), (1.00, 0.24))
    for x in (0.68, 0.75, 0.82):
        pen.line(tone, 0.02, (x, 0.92), (x + 0.01, 0.99))


def keep(pen: Pen, colours: Palette) -> None:
    """A tower of stone; aspect 0.55."""
    stone = colours.main if colours.own else mix((186, 178, 172), colours.main, 0.1)
    pen.poly(stone, (0.13, 0.24), (0.42, 0.24), (0.46, 0.98), (0.09, 0.98))
    pen.poly(darker(stone, 0.16), (0.32, 0.24), (0.42, 0.24), (0.46, 0.98), (0.34, 0.98))
    pen.box(0.07, 0.17, 0.48, 0.25, darker(stone, 0.08))
    for number in range(4):
        pen.box(0.07 + number * 0.115, 0.10, 0.135 + number * 0.115, 0.18, stone)
    for row in range(8):
        for column in range(3):
            x, y = 0.15 + column * 0.09 + row % 2 * 0.04, 0.32 + row * 0.08
            pen.line(darker(stone, 0.24), 0.006, (x, y), (x + 0.05, y))
    lit = (255, 216, 128) if colours.dark else darker(stone, 0.7)
    for y in (0.36, 0.56):
        pen.box(0.245, y, 0.305, y + 0.11, lit, 0.03)
    pen.box(0.22, 0.82, 0.33, 0.98, darker(stone, 0.65), 0.05)


def hotdog(pen: Pen, _: Palette) -> None:
    """Aspect 1.9."""
    bun = (226, 164, 92)
    pen.blob(darker(bun, 0.2), (0.10, 0.52), (0.50, 0.30), (1.40, 0.30), (1.80, 0.52),
             (1.50, 0.74), (0.40, 0.74))  # fmt: skip
    pen.line((176, 74, 50), 0.30, (0.16, 0.48), (1.74, 0.48))
    pen.line((206, 104, 72), 0.10, (0.20, 0.42), (1.70, 0.42))
    pen.stroke((250, 208, 64), 0.06, (0.22, 0.44), (0.44, 0.34), (0.66, 0.48), (0.88, 0.34),
               (1.10, 0.48), (1.32, 0.34), (1.54, 0.48), (1.70, 0.40))  # fmt: skip
    pen.blob(bun, (0.08, 0.60), (0.50, 0.64), (1.40, 0.64), (1.82, 0.60), (1.64, 0.86),
             (0.95, 0.94), (0.26, 0.86))  # fmt: skip
    pen.stroke(lighter(bun, 0.4), 0.03, (0.30, 0.72), (0.95, 0.76), (1.60, 0.72))


def kite(pen: Pen, colours: Palette) -> None:
    """Aspect 0.8."""
    one, other = colours.main, colours.accent
    pen.stroke((120, 104, 96), 0.01, (0.42, 0.66), (0.34, 0.78), (0.50, 0.86), (0.38, 0.98))
    for x, y, tone in ((0.345, 0.77, one), (0.47, 0.85, other), (0.42, 0.93, one)):
        pen.poly(tone, (x - 0.06, y - 0.03), (x + 0.06, y + 0.03), (x + 0.06, y - 0.03),
                 (x - 0.06, y + 0.03))  # fmt: skip
    top, left, right, low = (0.40, 0.02), (0.10, 0.28), (0.70, 0.28), (0.42, 0.66)
    pen.poly(one, top, left, (0.41, 0.28))
    pen.poly(other, top, right, (0.41, 0.28))
    pen.poly(darker(other, 0.15), left, low, (0.41, 0.28))
    pen.poly(darker(one, 0.15), right, low, (0.41, 0.28))
