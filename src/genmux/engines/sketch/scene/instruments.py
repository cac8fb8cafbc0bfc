"""Instruments that make music, drawn with few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_BRASS = (230, 180, 72)
_IVORY = (250, 247, 238)
_DARK = (34, 32, 40)


def piano(pen: Pen, colours: Palette) -> None:
    """A grand piano; aspect 1.45."""
    lack = colours.main if colours.own else (36, 34, 42)
    pen.blob(lighter(lack, 0.12), (0.30, 0.44), (0.42, 0.06), (0.86, 0.05), (1.20, 0.20),
             (1.36, 0.44))  # fmt: skip
    pen.blob((206, 160, 92), (0.36, 0.44), (0.46, 0.14), (0.84, 0.12), (1.12, 0.24), (1.28, 0.44))
    for x in (0.20, 0.70, 1.28):
        pen.poly(darker(lack, 0.2), (x - 0.05, 0.64), (x + 0.05, 0.64), (x + 0.025, 0.95), (x
                 - 0.025, 0.95))  # fmt: skip
    pen.box(0.08, 0.42, 1.40, 0.66, lack, 0.05)
    pen.box(0.08, 0.50, 0.92, 0.585, _IVORY, 0.01)
    for number in range(12):
        x = 0.12 + number * 0.066
        pen.line((190, 186, 178), 0.006, (x + 0.02, 0.50), (x + 0.02, 0.585))
        if number % 7 not in {2, 6}:
            pen.box(x + 0.008, 0.50, x + 0.036, 0.552, _DARK)
    pen.line(lack, 0.02, (1.02, 0.44), (1.10, 0.22))


def violin(pen: Pen, colours: Palette) -> None:
    """Aspect 0.5."""
    wood = colours.main if colours.own else (168, 84, 42)
    pen.blob(darker(wood, 0.15), (0.25, 0.42), (0.39, 0.47), (0.37, 0.60), (0.32, 0.68),
             (0.43, 0.80), (0.38, 0.95), (0.25, 0.98), (0.12, 0.95), (0.07, 0.80), (0.18, 0.68),
             (0.13, 0.60), (0.11, 0.47))  # fmt: skip
    pen.blob(lighter(wood, 0.12), (0.25, 0.45), (0.36, 0.49), (0.345, 0.60), (0.29, 0.68),
             (0.40, 0.81), (0.36, 0.93), (0.25, 0.955), (0.14, 0.93), (0.10, 0.81), (0.21, 0.68),
             (0.155, 0.60), (0.14, 0.49))  # fmt: skip
    pen.box(0.225, 0.07, 0.275, 0.66, _DARK, 0.01)
    pen.oval(0.25, 0.05, 0.045, 0.04, wood)
    for x, y in ((0.19, 0.12), (0.31, 0.15), (0.19, 0.18)):
        pen.line(_DARK, 0.018, (0.25, y), (x, y))
    for x in (0.16, 0.34):
        pen.stroke(_DARK, 0.012, (x, 0.70), (x + 0.015, 0.74), (x - 0.015, 0.79), (x, 0.83))
    pen.box(0.19, 0.765, 0.31, 0.785, lighter(wood, 0.5))
    pen.poly(_DARK, (0.22, 0.83), (0.28, 0.83), (0.265, 0.95), (0.235, 0.95))
    pen.line((228, 214, 190), 0.012, (0.44, 0.16), (0.47, 0.90))


def drums(pen: Pen, colours: Palette) -> None:
    """A drum kit; aspect 1.5."""
    shell = colours.main
    for x, y in ((0.22, 0.24), (1.28, 0.20)):
        pen.line((120, 124, 134), 0.016, (x, y), (x, 0.96))
        pen.oval(x, y, 0.21, 0.045, _BRASS)
        pen.oval(x, y - 0.012, 0.05, 0.015, darker(_BRASS, 0.3))
    for x, y in ((0.56, 0.40), (0.94, 0.40)):
        pen.box(x - 0.16, y - 0.08, x + 0.16, y + 0.13, shell, 0.03)
        pen.oval(x, y - 0.08, 0.16, 0.045, _IVORY)
    for x, y in ((0.28, 0.66), (1.24, 0.70)):
        pen.box(x - 0.17, y - 0.08, x + 0.17, y + 0.16, darker(shell, 0.12), 0.03)
        pen.oval(x, y - 0.08, 0.17, 0.05, _IVORY)
        pen.line((120, 124, 134), 0.02, (x - 0.12, y + 0.15), (x - 0.15, 0.96))
        pen.line((120, 124, 134), 0.02, (x + 0.12, y + 0.15), (x + 0.15, 0.96))
    pen.oval(0.75, 0.70, 0.28, 0.27, darker(shell, 0.3))
    pen.oval(0.75, 0.70, 0.245, 0.235, _IVORY)
    pen.oval(0.75, 0.70, 0.10, 0.095, shell)


def trumpet(pen: Pen, colours: Palette) -> None:
    """Aspect 1.9."""
    brass = colours.main if colours.own else _BRASS
    pen.stroke(brass, 0.075, (0.16, 0.44), (1.30, 0.44))
    pen.blob(brass, (1.22, 0.40), (1.50, 0.34), (1.70, 0.12), (1.78, 0.44), (1.70, 0.78),
             (1.50, 0.54), (1.22, 0.49))  # fmt: skip
    pen.oval(1.73, 0.45, 0.065, 0.30, darker(brass, 0.3))
    pen.box(0.06, 0.39, 0.17, 0.50, darker(brass, 0.25), 0.03)
    pen.arc(0.56, 0.62, 0.18, 90, 270, brass, 0.06)
    pen.stroke(brass, 0.06, (0.56, 0.80), (1.16, 0.80), (1.26, 0.68), (1.22, 0.48))
    for x in (0.72, 0.86, 1.00):
        pen.box(x - 0.05, 0.32, x + 0.05, 0.76, lighter(brass, 0.2), 0.03)
        pen.line(_IVORY, 0.026, (x, 0.32), (x, 0.22))
        pen.oval(x, 0.20, 0.045, 0.028, _IVORY)


def sax(pen: Pen, colours: Palette) -> None:
    """A saxophone; aspect 0.75."""
    brass = colours.main if colours.own else _BRASS
    pen.stroke(_DARK, 0.045, (0.06, 0.16), (0.16, 0.11))
    pen.stroke(brass, 0.05, (0.15, 0.11), (0.30, 0.07), (0.36, 0.14))
    pen.stroke(brass, 0.085, (0.35, 0.13), (0.34, 0.40), (0.33, 0.70))
    pen.stroke(brass, 0.13, (0.33, 0.64), (0.38, 0.84), (0.50, 0.86), (0.56, 0.70))
    pen.blob(brass, (0.50, 0.74), (0.48, 0.56), (0.40, 0.46), (0.70, 0.42), (0.66, 0.58),
             (0.63, 0.74))  # fmt: skip
    pen.oval(0.555, 0.44, 0.155, 0.045, darker(brass, 0.35))
    for number in range(5):
        pen.oval(0.345 + (number % 2) * 0.02, 0.24 + number * 0.10, 0.034, 0.03, _IVORY)


def note(pen: Pen, colours: Palette) -> None:
    """Two notes joined, for music at large; aspect 0.95."""
    ink = colours.main
    for x, y in ((0.22, 0.80), (0.70, 0.70)):
        pen.blob(ink, (x - 0.16, y + 0.03), (x - 0.04, y - 0.11), (x + 0.13, y - 0.06),
                 (x + 0.03, y + 0.11))  # fmt: skip
    pen.line(ink, 0.05, (0.33, 0.78), (0.33, 0.22))
    pen.line(ink, 0.05, (0.81, 0.68), (0.81, 0.12))
    pen.poly(ink, (0.31, 0.16), (0.83, 0.05), (0.83, 0.20), (0.31, 0.31))
    pen.oval(0.18, 0.76, 0.035, 0.02, mix(ink, (255, 255, 255), 0.5))
