"""Buildings and plants, drawn with few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.pen import Pen

_LIT = (255, 216, 128)


def _pane(colours: Palette) -> Colour:
    return _LIT if colours.dark else (148, 190, 214)


def house(pen: Pen, colours: Palette) -> None:
    """Aspect 1.15."""
    wall, roof = lighter(colours.accent, 0.62), darker(colours.main, 0.15)
    pen.box(0.80, 0.10, 0.90, 0.36, darker(roof, 0.35))
    pen.box(0.14, 0.44, 1.01, 0.97, wall)
    pen.box(0.14, 0.44, 1.01, 0.52, darker(wall, 0.14))
    pen.poly(roof, (0.03, 0.49), (0.30, 0.12), (0.85, 0.12), (1.12, 0.49))
    pen.poly(lighter(roof, 0.12), (0.03, 0.49), (0.30, 0.12), (0.50, 0.12), (0.26, 0.49))
    pen.box(0.50, 0.64, 0.67, 0.97, darker(roof, 0.4), 0.015)
    pen.oval(0.635, 0.81, 0.014, 0.014, _LIT)
    for x in (0.23, 0.76):
        pen.box(x - 0.015, 0.605, x + 0.185, 0.80, (250, 248, 242))
        pen.box(x, 0.62, x + 0.17, 0.785, _pane(colours))
        pen.line((250, 248, 242), 0.012, (x + 0.085, 0.62), (x + 0.085, 0.785))


def castle(pen: Pen, colours: Palette) -> None:
    """Aspect 1.2."""
    stone = mix((196, 190, 188), colours.main, 0.14)
    for x, top, wide in ((0.13, 0.34, 0.17), (0.91, 0.34, 0.17), (0.47, 0.20, 0.26)):
        pen.box(x, top, x + wide, 0.97, darker(stone, 0.10))
        pen.box(x, top, x + wide * 0.4, 0.97, stone)
        roof = x + wide / 2
        pen.poly(colours.main, (x - 0.035, top + 0.02), (roof, top - 0.22), (x + wide + 0.035, top
                 + 0.02))  # fmt: skip
        pen.box(roof - 0.022, top + 0.09, roof + 0.022, top + 0.19, _pane(colours), 0.02)
    pen.line(colours.ink, 0.008, (0.60, 0.0), (0.60, 0.05))
    pen.box(0.22, 0.58, 0.99, 0.97, stone)
    for number in range(6):
        pen.box(0.22 + number * 0.134, 0.53, 0.30 + number * 0.134, 0.60, stone)
    pen.box(0.52, 0.72, 0.68, 0.97, darker(stone, 0.65), 0.07)
    pen.box(0.52, 0.85, 0.68, 0.97, darker(stone, 0.65))


def lighthouse(pen: Pen, colours: Palette) -> None:
    """Aspect 0.5."""
    left, right = 0.10, 0.40
    for band in range(6):
        top, low = 0.26 + band * 0.12, 0.38 + band * 0.12
        inset_top, inset_low = 0.06 - band * 0.012, 0.06 - (band + 1) * 0.012
        fill = colours.main if band % 2 == 0 else (246, 244, 238)
        pen.poly(fill, (left + inset_top, top), (right - inset_top, top),
                 (right - inset_low, low), (left + inset_low, low))  # fmt: skip
    pen.box(0.135, 0.235, 0.365, 0.27, colours.ink, 0.01)
    pen.box(0.18, 0.13, 0.32, 0.24, (255, 236, 160), 0.01)
    pen.poly(darker(colours.main, 0.3), (0.15, 0.14), (0.25, 0.03), (0.35, 0.14))
    pen.box(0.21, 0.82, 0.29, 0.98, darker(colours.main, 0.6), 0.03)


def windmill(pen: Pen, colours: Palette) -> None:
    """Aspect 0.9."""
    wall = (240, 232, 218)
    pen.poly(wall, (0.34, 0.42), (0.56, 0.42), (0.64, 0.97), (0.26, 0.97))
    pen.poly(darker(wall, 0.12), (0.46, 0.42), (0.56, 0.42), (0.64, 0.97), (0.47, 0.97))
    pen.poly(colours.main, (0.31, 0.43), (0.45, 0.26), (0.59, 0.43))
    pen.box(0.40, 0.80, 0.50, 0.97, darker(colours.main, 0.4), 0.02)
    for dx, dy in ((0.27, -0.30), (0.30, 0.27), (-0.27, 0.30), (-0.30, -0.27)):
        hub = (0.45, 0.38)
        pen.line((112, 84, 62), 0.022, hub, (hub[0] + dx, hub[1] + dy))
        side = (-dy * 0.28, dx * 0.28)
        pen.poly(lighter(colours.accent, 0.55), (hub[0] + dx * 0.2, hub[1] + dy * 0.2),
                 (hub[0] + dx, hub[1] + dy), (hub[0] + dx + side[0], hub[1] + dy + side[1]),
                 (hub[0] + dx * 0.2 + side[0], hub[1] + dy * 0.2 + side[1]))  # fmt: skip
    pen.oval(0.45, 0.38, 0.03, 0.03, colours.ink)


def tree(pen: Pen, leaf: Colour) -> None:
    """A round tree; aspect 0.85."""
    bark = (104, 74, 54)
    pen.poly(bark, (0.38, 0.98), (0.47, 0.98), (0.455, 0.48), (0.395, 0.48))
    pen.line(bark, 0.03, (0.425, 0.66), (0.56, 0.50))
    pen.line(bark, 0.03, (0.425, 0.72), (0.29, 0.54))
    for x, y, r in ((0.24, 0.44, 0.20), (0.61, 0.44, 0.20), (0.42, 0.26, 0.24), (0.42, 0.50, 0.20)):
        pen.oval(x, y + 0.02, r, r * 0.92, darker(leaf, 0.22))
    for x, y, r in ((0.22, 0.41, 0.16), (0.59, 0.40, 0.17), (0.40, 0.23, 0.20), (0.42, 0.45, 0.15)):
        pen.oval(x, y, r, r * 0.9, leaf)
    for x, y, r in ((0.18, 0.36, 0.08), (0.35, 0.17, 0.10), (0.56, 0.34, 0.08)):
        pen.oval(x, y, r, r * 0.85, lighter(leaf, 0.22))


def acacia(pen: Pen, leaf: Colour) -> None:
    """A tree with a flat top; aspect 1.3."""
    bark = (104, 78, 56)
    for end in ((0.30, 0.36), (0.62, 0.32), (0.98, 0.36)):
        pen.stroke(bark, 0.045, (0.64, 0.98), (0.63, 0.68), end)
    for x, y, wide in ((0.34, 0.32, 0.30), (0.96, 0.32, 0.30), (0.65, 0.22, 0.40)):
        pen.oval(x, y + 0.03, wide, 0.12, darker(leaf, 0.22))
        pen.oval(x - 0.02, y, wide * 0.9, 0.09, leaf)


def pine(pen: Pen, leaf: Colour) -> None:
    """A conifer; aspect 0.55."""
    pen.box(0.25, 0.84, 0.30, 0.99, (88, 64, 50))
    for top, low, wide in ((0.48, 0.88, 0.245), (0.26, 0.66, 0.195), (0.03, 0.42, 0.145)):
        pen.poly(darker(leaf, 0.16), (0.275, top), (0.275 + wide, low), (0.275 - wide, low))
        pen.poly(leaf, (0.275, top), (0.29, low), (0.275 - wide, low))


def flower(pen: Pen, colours: Palette) -> None:
    """Aspect 0.62."""
    stem = (64, 132, 72)
    pen.line(stem, 0.03, (0.31, 0.40), (0.32, 0.70), (0.30, 0.99))
    pen.poly(stem, (0.315, 0.80), (0.10, 0.62), (0.20, 0.84))
    pen.poly(lighter(stem, 0.15), (0.315, 0.88), (0.54, 0.70), (0.44, 0.90))
    for dx, dy in ((0, -1), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31)):
        pen.oval(0.31 + dx * 0.145, 0.28 + dy * 0.145, 0.125, 0.125, darker(colours.main, 0.14))
        pen.oval(0.31 + dx * 0.135, 0.275 + dy * 0.135, 0.10, 0.10, colours.main)
    pen.oval(0.31, 0.28, 0.085, 0.085, (250, 206, 84))
    pen.oval(0.31, 0.28, 0.05, 0.05, (220, 160, 52))


def mushroom(pen: Pen, colours: Palette) -> None:
    """Aspect 0.9."""
    pen.poly((240, 228, 206), (0.36, 0.50), (0.54, 0.50), (0.60, 0.96), (0.30, 0.96))
    pen.oval(0.45, 0.95, 0.15, 0.03, (222, 206, 180))
    pen.oval(0.45, 0.50, 0.41, 0.10, (224, 206, 182))
    cap = [(0.04, 0.50), (0.08, 0.30), (0.22, 0.14), (0.45, 0.07), (0.68, 0.14), (0.82, 0.30),
           (0.86, 0.50), (0.66, 0.55), (0.45, 0.57), (0.24, 0.55)]  # fmt: skip
    pen.poly(colours.main if colours.own else (208, 52, 46), *cap)
    for x, y, r in ((0.30, 0.26, 0.06), (0.55, 0.20, 0.05), (0.70, 0.38, 0.06), (0.44, 0.43, 0.06),
                    (0.18, 0.43, 0.045)):  # fmt: skip
        pen.oval(x, y, r, r * 0.85, (250, 244, 234))
