"""What stands in rooms, drawn with few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_WOOD = (158, 110, 70)


def chair(pen: Pen, colours: Palette) -> None:
    """Aspect 0.75."""
    seat, wood = colours.main, _WOOD
    for x in (0.16, 0.58):
        pen.line(wood, 0.045, (x, 0.60), (x + (x - 0.37) * 0.1, 0.96))
    for x in (0.26, 0.48):
        pen.line(darker(wood, 0.3), 0.04, (x, 0.60), (x, 0.90))
    pen.box(0.14, 0.05, 0.60, 0.48, seat, 0.10)
    pen.box(0.20, 0.11, 0.54, 0.42, lighter(seat, 0.18), 0.07)
    pen.blob(darker(seat, 0.1), (0.10, 0.62), (0.16, 0.48), (0.58, 0.48), (0.64, 0.62),
             (0.37, 0.68))  # fmt: skip


def sofa(pen: Pen, colours: Palette) -> None:
    """Aspect 2.0."""
    cloth = colours.main
    for x in (0.24, 1.76):
        pen.box(x - 0.05, 0.86, x + 0.05, 0.97, (92, 66, 48), 0.01)
    pen.box(0.18, 0.14, 1.82, 0.70, darker(cloth, 0.12), 0.14)
    for x in (0.28, 1.02):
        pen.box(x, 0.20, x + 0.70, 0.62, cloth, 0.10)
        pen.box(x - 0.01, 0.54, x + 0.71, 0.76, lighter(cloth, 0.16), 0.07)
    pen.box(0.12, 0.72, 1.88, 0.90, darker(cloth, 0.18), 0.05)
    for x in (0.04, 1.72):
        pen.box(x, 0.36, x + 0.24, 0.90, darker(cloth, 0.05), 0.11)
    pen.poly(colours.accent, (0.36, 0.34), (0.64, 0.30), (0.68, 0.56), (0.40, 0.60))


def bed(pen: Pen, colours: Palette) -> None:
    """Aspect 1.9."""
    cover, wood = colours.main, _WOOD
    pen.box(0.06, 0.12, 0.20, 0.95, wood, 0.04)
    pen.box(1.72, 0.46, 1.84, 0.95, wood, 0.04)
    pen.box(0.14, 0.66, 1.78, 0.84, darker(wood, 0.2))
    pen.box(0.16, 0.46, 1.76, 0.70, (248, 246, 240), 0.06)
    pen.blob((255, 254, 250), (0.22, 0.48), (0.28, 0.30), (0.60, 0.30), (0.66, 0.46), (0.44, 0.52))
    pen.blob(cover, (0.62, 0.52), (0.80, 0.40), (1.40, 0.40), (1.80, 0.48), (1.80, 0.80),
             (1.20, 0.86), (0.62, 0.80))  # fmt: skip
    pen.blob(lighter(cover, 0.4), (0.60, 0.50), (0.76, 0.40), (0.86, 0.41), (0.80, 0.80),
             (0.62, 0.80))  # fmt: skip


def table(pen: Pen, colours: Palette) -> None:
    """Aspect 1.8."""
    wood = mix(_WOOD, colours.main, 0.8 if colours.own else 0.0)
    for x, fill in ((0.24, wood), (1.56, wood), (0.42, darker(wood, 0.3)), (1.38, darker(wood,
                    0.3))):  # fmt: skip
        pen.poly(fill, (x - 0.05, 0.40), (x + 0.05, 0.40), (x + 0.03, 0.96), (x - 0.03, 0.96))
    pen.poly(lighter(wood, 0.2), (0.24, 0.24), (1.56, 0.24), (1.76, 0.38), (0.04, 0.38))
    pen.box(0.04, 0.37, 1.76, 0.45, darker(wood, 0.15), 0.01)


def houseplant(pen: Pen, colours: Palette) -> None:
    """Aspect 0.8."""
    leaf, pot = (76, 148, 84), colours.main if colours.own else (200, 104, 66)
    for x, y, tip in ((0.10, 0.30, -0.06), (0.24, 0.10, -0.02), (0.42, 0.04, 0.0),
                      (0.58, 0.12, 0.03), (0.70, 0.32, 0.06)):  # fmt: skip
        pen.stroke(darker(leaf, 0.2), 0.018, (0.40, 0.66), ((x + 0.40) / 2, (y + 0.6) / 2), (x, y))
        middle = ((x + 0.40) / 2, (y + 0.66) / 2)
        pen.blob(
            leaf if tip <= 0 else darker(leaf, 0.12),
            (x + tip, y - 0.03),
            (middle[0] + 0.10, middle[1] - 0.08),
            (0.40, 0.62),
            (middle[0] - 0.09, middle[1]),
        )
    pen.poly(pot, (0.18, 0.62), (0.62, 0.62), (0.56, 0.96), (0.24, 0.96))
    pen.box(0.15, 0.58, 0.65, 0.67, darker(pot, 0.14), 0.02)


def shelves(pen: Pen, colours: Palette) -> None:
    """Shelves of books; aspect 0.9."""
    pen.box(0.04, 0.03, 0.86, 0.98, darker(_WOOD, 0.25), 0.01)
    tones = (colours.main, colours.accent, (196, 164, 110), (86, 110, 130), (150, 64, 60))
    for row in range(4):
        y = 0.07 + row * 0.23
        pen.box(0.08, y, 0.82, y + 0.19, darker(_WOOD, 0.6))
        x = 0.09
        for number in range(10):
            wide = 0.045 + 0.018 * ((number * 7 + row * 3) % 3)
            tall = 0.125 + 0.02 * ((number * 5 + row) % 4)
            if x + wide > 0.81:
                break
            pen.box(x, y + 0.19 - tall, x + wide - 0.006, y + 0.19, tones[(number + row * 2) % 5])
            x += wide


def fireplace(pen: Pen, colours: Palette) -> None:
    """A fire, in a hearth or a camp; aspect 1.1."""
    for turn, x in ((1, 0.24), (-1, 0.86)):
        pen.line((108, 72, 48), 0.09, (x, 0.92), (0.55 + turn * 0.20, 0.80))
    for fill, grow in (((226, 74, 34), 1.0), ((250, 150, 44), 0.74), ((255, 226, 120), 0.45)):
        pen.blob(fill, (0.55, 0.88 - 0.82 * grow), (0.55 + 0.12 * grow, 0.88 - 0.52 * grow),
                 (0.55 + 0.30 * grow, 0.88 - 0.44 * grow), (0.55 + 0.26 * grow, 0.84),
                 (0.55, 0.92), (0.55 - 0.26 * grow, 0.84), (0.55 - 0.30 * grow, 0.88 - 0.40 * grow),
                 (0.55 - 0.10 * grow, 0.88 - 0.50 * grow))  # fmt: skip
    pen.line(mix((120, 80, 52), colours.ink, 0.2), 0.09, (0.18, 0.94), (0.92, 0.90))
