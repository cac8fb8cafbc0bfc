"""Things that move people, drawn with few strokes, all seen from the side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_GLASS = (168, 208, 230)
_TYRE = (34, 34, 42)


def _wheel(pen: Pen, x: float, y: float, r: float) -> None:
    pen.oval(x, y, r, r, _TYRE)
    pen.oval(x, y, r * 0.58, r * 0.58, (176, 182, 192))
    pen.oval(x, y, r * 0.2, r * 0.2, _TYRE)


def car(pen: Pen, colours: Palette) -> None:
    """Aspect 2.2."""
    paint = colours.main
    pen.poly(darker(paint, 0.1), (0.52, 0.46), (0.78, 0.14), (1.38, 0.14), (1.72, 0.47))
    pen.poly(_GLASS, (0.66, 0.45), (0.83, 0.21), (1.06, 0.21), (1.06, 0.45))
    pen.poly(_GLASS, (1.12, 0.45), (1.12, 0.21), (1.34, 0.21), (1.57, 0.45))
    pen.box(0.10, 0.43, 2.10, 0.80, paint, 0.14)
    pen.box(0.10, 0.43, 2.02, 0.54, lighter(paint, 0.25), 0.06)
    pen.box(0.08, 0.70, 2.12, 0.80, darker(paint, 0.4), 0.05)
    pen.oval(2.04, 0.56, 0.055, 0.05, (255, 240, 176))
    pen.oval(0.14, 0.56, 0.035, 0.05, (226, 60, 54))
    pen.line(darker(paint, 0.35), 0.012, (1.09, 0.46), (1.09, 0.72))
    for x in (0.52, 1.66):
        pen.oval(x, 0.78, 0.215, 0.215, darker(paint, 0.6))
        _wheel(pen, x, 0.79, 0.18)


def truck(pen: Pen, colours: Palette) -> None:
    """A bus; aspect 2.2."""
    paint = colours.main
    pen.box(0.06, 0.10, 2.14, 0.84, paint, 0.09)
    pen.box(0.06, 0.58, 2.14, 0.66, lighter(paint, 0.55))
    for x in (0.18, 0.52, 0.86, 1.20, 1.54):
        pen.box(x, 0.22, x + 0.27, 0.50, _GLASS, 0.03)
    pen.box(1.88, 0.22, 2.10, 0.56, _GLASS, 0.03)
    pen.oval(2.08, 0.72, 0.04, 0.04, (255, 240, 176))
    for x in (0.50, 1.68):
        _wheel(pen, x, 0.82, 0.165)


def bicycle(pen: Pen, colours: Palette) -> None:
    """Aspect 1.6."""
    for x in (0.36, 1.24):
        pen.arc(x, 0.64, 0.33, 0, 360, _TYRE, 0.035)
        pen.arc(x, 0.64, 0.30, 0, 360, (170, 176, 186), 0.012)
    frame = colours.main
    pen.line(frame, 0.04, (0.36, 0.64), (0.58, 0.30), (1.06, 0.30), (0.76, 0.66), (0.36, 0.64))
    pen.line(frame, 0.04, (0.55, 0.22), (0.76, 0.66))
    pen.line(frame, 0.04, (1.24, 0.64), (1.04, 0.16), (1.18, 0.12))
    pen.box(0.44, 0.17, 0.66, 0.225, colours.ink, 0.025)
    pen.oval(0.76, 0.66, 0.06, 0.06, colours.ink)


def boat(pen: Pen, colours: Palette) -> None:
    """A sailing boat; aspect 1.1."""
    hull = colours.main
    pen.line((110, 78, 54), 0.022, (0.55, 0.03), (0.55, 0.78))
    pen.poly((250, 246, 236), (0.58, 0.06), (0.58, 0.68), (1.00, 0.66))
    pen.poly((226, 220, 208), (0.52, 0.12), (0.52, 0.68), (0.16, 0.67))
    pen.poly(colours.accent, (0.56, 0.02), (0.70, 0.045), (0.56, 0.08))
    pen.poly(hull, (0.05, 0.74), (1.06, 0.74), (0.90, 0.96), (0.20, 0.96))
    pen.poly(lighter(hull, 0.35), (0.05, 0.74), (1.06, 0.74), (1.03, 0.79), (0.08, 0.79))


def plane(pen: Pen, colours: Palette) -> None:
    """Aspect 2.0."""
    body = (238, 240, 244)
    pen.poly(darker(colours.main, 0.2), (0.16, 0.44), (0.06, 0.06), (0.28, 0.06), (0.50, 0.42))
    pen.poly(mix(body, (120, 130, 150), 0.4), (0.86, 0.40), (0.70, 0.14), (0.84, 0.14), (1.14, 0.4))
    pen.oval(1.02, 0.48, 0.92, 0.135, body)
    pen.box(0.26, 0.50, 1.80, 0.545, colours.main)
    for number in range(11):
        pen.oval(0.52 + number * 0.105, 0.445, 0.022, 0.026, (84, 120, 160))
    pen.poly((70, 104, 146), (1.72, 0.39), (1.86, 0.43), (1.80, 0.455), (1.70, 0.455))
    pen.poly(
        mix(body, (96, 106, 130), 0.45), (0.84, 0.52), (0.46, 0.93), (0.66, 0.93), (1.22, 0.54)
    )


def rocket(pen: Pen, colours: Palette) -> None:
    """Aspect 0.5."""
    pen.poly((255, 120, 40), (0.17, 0.80), (0.33, 0.80), (0.25, 0.99))
    pen.poly((255, 214, 96), (0.205, 0.80), (0.295, 0.80), (0.25, 0.92))
    for sign in (-1, 1):
        pen.poly(darker(colours.main, 0.2), (0.25 + sign * 0.10, 0.58), (0.25 + sign * 0.22, 0.82),
                 (0.25 + sign * 0.08, 0.78))  # fmt: skip
    pen.poly((240, 241, 246), (0.14, 0.30), (0.25, 0.02), (0.36, 0.30), (0.35, 0.79), (0.15, 0.79))
    pen.oval(0.25, 0.50, 0.115, 0.30, (240, 241, 246))
    pen.poly(colours.main, (0.155, 0.255), (0.25, 0.015), (0.345, 0.255))
    pen.box(0.145, 0.68, 0.355, 0.73, colours.main)
    pen.oval(0.25, 0.41, 0.065, 0.065, colours.ink)
    pen.oval(0.25, 0.41, 0.047, 0.047, _GLASS)


def balloon(pen: Pen, colours: Palette) -> None:
    """A hot-air balloon; aspect 0.72."""
    stripes = (colours.main, colours.accent, lighter(colours.main, 0.5))
    pen.poly(stripes[0], (0.07, 0.46), (0.65, 0.46), (0.43, 0.76), (0.29, 0.76))
    pen.oval(0.36, 0.35, 0.33, 0.335, stripes[0])
    pen.oval(0.36, 0.35, 0.225, 0.335, stripes[1])
    pen.poly(stripes[1], (0.17, 0.50), (0.55, 0.50), (0.41, 0.76), (0.31, 0.76))
    pen.oval(0.36, 0.35, 0.10, 0.335, stripes[2])
    pen.poly(stripes[2], (0.28, 0.55), (0.44, 0.55), (0.38, 0.76), (0.34, 0.76))
    pen.line((92, 72, 58), 0.008, (0.30, 0.76), (0.315, 0.87))
    pen.line((92, 72, 58), 0.008, (0.42, 0.76), (0.405, 0.87))
    pen.box(0.295, 0.86, 0.425, 0.97, (148, 102, 62), 0.02)
    pen.box(0.285, 0.86, 0.435, 0.885, (112, 74, 46), 0.01)
