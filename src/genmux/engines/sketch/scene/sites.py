"""More buildings and places that a prompt may name, drawn with few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.pen import Pen

_STONE = (222, 212, 196)


def _glass(colours: Palette) -> Colour:
    return (255, 216, 128) if colours.dark else (150, 194, 216)


def hall(pen: Pen, colours: Palette) -> None:
    """A front of columns under a gable; aspect 1.5."""
    stone = colours.main if colours.own else mix(_STONE, colours.main, 0.08)
    for number in range(3):
        inset = number * 0.05
        pen.box(0.02 + inset, 0.93 - number * 0.05, 1.48 - inset, 0.98 - number * 0.05,
                darker(stone, 0.08 * (3 - number)))  # fmt: skip
    pen.box(0.22, 0.36, 1.28, 0.84, darker(stone, 0.5))
    pen.box(0.64, 0.52, 0.86, 0.84, darker(stone, 0.72))
    for number in range(6):
        x = 0.2 + number * 0.22
        pen.box(x - 0.05, 0.38, x + 0.05, 0.84, stone)
        pen.box(x + 0.015, 0.38, x + 0.05, 0.84, darker(stone, 0.14))
        pen.box(x - 0.07, 0.36, x + 0.07, 0.41, lighter(stone, 0.25), 0.01)
        pen.box(x - 0.07, 0.81, x + 0.07, 0.85, lighter(stone, 0.2), 0.01)
    pen.box(0.10, 0.30, 1.40, 0.37, lighter(stone, 0.2))
    pen.poly(stone, (0.08, 0.30), (0.75, 0.06), (1.42, 0.30))
    pen.poly(darker(stone, 0.22), (0.26, 0.28), (0.75, 0.11), (1.24, 0.28))
    pen.oval(0.75, 0.21, 0.05, 0.045, lighter(stone, 0.2))


def shop(pen: Pen, colours: Palette) -> None:
    """A shop with a striped awning; aspect 1.25."""
    wall = lighter(colours.accent, 0.55)
    pen.box(0.10, 0.10, 1.15, 0.97, wall)
    pen.box(0.06, 0.06, 1.19, 0.13, darker(wall, 0.3), 0.01)
    for x in (0.24, 0.54, 0.84):
        pen.box(x, 0.19, x + 0.17, 0.36, (250, 248, 242))
        pen.box(x + 0.02, 0.21, x + 0.15, 0.345, _glass(colours))
    pen.box(0.17, 0.58, 0.72, 0.88, (250, 248, 242), 0.01)
    pen.box(0.19, 0.60, 0.70, 0.86, _glass(colours))
    for number, tone in enumerate(((222, 160, 92), (206, 76, 62), (240, 208, 120), (150, 98, 62))):
        pen.oval(0.27 + number * 0.117, 0.82, 0.05, 0.04, tone)
    pen.box(0.80, 0.56, 1.04, 0.97, darker(colours.main, 0.35), 0.01)
    pen.box(0.84, 0.60, 1.00, 0.80, _glass(colours))
    for number in range(9):
        x = 0.08 + number * 0.121
        tone = colours.main if number % 2 == 0 else (250, 248, 244)
        pen.poly(tone, (x + 0.02, 0.42), (x + 0.13, 0.42), (x + 0.121, 0.55), (x, 0.55))
        pen.oval(x + 0.06, 0.55, 0.06, 0.03, tone)


def block(pen: Pen, colours: Palette) -> None:
    """A plain building of several floors; aspect 1.1."""
    wall = colours.main if colours.own else mix((206, 196, 186), colours.main, 0.2)
    pen.box(0.10, 0.10, 1.00, 0.97, wall)
    pen.box(0.72, 0.10, 1.00, 0.97, darker(wall, 0.14))
    pen.box(0.06, 0.06, 1.04, 0.12, darker(wall, 0.35), 0.01)
    for row in range(4):
        for column in range(5):
            x, y = 0.16 + column * 0.165, 0.18 + row * 0.165
            pen.box(x, y, x + 0.10, y + 0.10, darker(wall, 0.3))
            pen.box(x + 0.008, y + 0.01, x + 0.092, y + 0.092, _glass(colours))
    pen.box(0.44, 0.80, 0.64, 0.97, darker(wall, 0.6), 0.01)
    pen.box(0.40, 0.77, 0.68, 0.81, lighter(wall, 0.3))


def gate(pen: Pen, colours: Palette) -> None:
    """An arch of stone; aspect 1.2."""
    stone = colours.main if colours.own else mix(_STONE, colours.main, 0.1)
    pen.box(0.08, 0.12, 1.12, 0.98, stone)
    for number in range(6):
        pen.box(0.08 + number * 0.19, 0.05, 0.18 + number * 0.19, 0.14, stone)
    for row in range(7):
        for column in range(5):
            x = 0.12 + column * 0.18 + row % 2 * 0.08
            pen.line(darker(stone, 0.2), 0.008, (x, 0.20 + row * 0.11), (x + 0.10, 0.20 + row
                     * 0.11))  # fmt: skip
    pen.oval(0.60, 0.54, 0.30, 0.28, lighter(stone, 0.3))
    pen.box(0.30, 0.54, 0.90, 0.98, lighter(stone, 0.3))
    pen.oval(0.60, 0.55, 0.25, 0.235, darker(stone, 0.7))
    pen.box(0.35, 0.55, 0.85, 0.98, darker(stone, 0.7))


def mosque(pen: Pen, colours: Palette) -> None:
    """A dome between minarets; aspect 1.35."""
    wall = (244, 238, 226)
    dome = colours.main if colours.own else mix((72, 152, 168), colours.main, 0.2)
    for x in (0.14, 1.21):
        pen.box(x - 0.045, 0.22, x + 0.045, 0.97, darker(wall, 0.06))
        pen.box(x - 0.07, 0.34, x + 0.07, 0.38, darker(wall, 0.2), 0.01)
        pen.poly(dome, (x - 0.05, 0.23), (x, 0.05), (x + 0.05, 0.23))
    pen.blob(dome, (0.36, 0.50), (0.36, 0.32), (0.52, 0.19), (0.675, 0.08), (0.83, 0.19),
             (0.99, 0.32), (0.99, 0.50))  # fmt: skip
    pen.blob(lighter(dome, 0.3), (0.42, 0.46), (0.44, 0.30), (0.56, 0.22), (0.50, 0.34))
    pen.line((232, 190, 84), 0.012, (0.675, 0.10), (0.675, 0.02))
    pen.box(0.22, 0.48, 1.13, 0.97, wall)
    pen.box(0.22, 0.46, 1.13, 0.51, darker(wall, 0.16), 0.01)
    for x, r in ((0.36, 0.06), (0.675, 0.10), (0.99, 0.06)):
        pen.oval(x, 0.70, r, r * 1.15, darker(wall, 0.55))
        pen.box(x - r, 0.70, x + r, 0.97, darker(wall, 0.55))


def volcano(pen: Pen, colours: Palette) -> None:
    """A mountain that throws fire; aspect 1.6."""
    rock = colours.main if colours.own else (96, 78, 80)
    for x, y, r in ((0.70, 0.16, 0.10), (0.86, 0.12, 0.12), (0.98, 0.20, 0.09), (0.80, 0.24, 0.10)):
        pen.oval(x, y, r * 1.1, r, (120, 112, 118))
    for tip in ((0.66, 0.10), (0.80, 0.03), (0.94, 0.11)):
        pen.stroke((255, 150, 50), 0.035, (0.80, 0.36), ((0.80 + tip[0]) / 2, 0.18), tip)
    pen.poly(rock, (0.02, 0.98), (0.62, 0.32), (0.98, 0.32), (1.58, 0.98))
    pen.poly(darker(rock, 0.25), (0.86, 0.32), (0.98, 0.32), (1.58, 0.98), (1.0, 0.98))
    pen.oval(0.80, 0.33, 0.18, 0.045, (255, 178, 66))
    for foot in ((0.52, 0.84), (0.84, 0.92), (1.12, 0.78)):
        pen.stroke((240, 92, 40), 0.045, (0.80, 0.34), ((0.80 + foot[0]) / 2 + 0.03, 0.56), foot)


def island(pen: Pen, _: Palette) -> None:
    """A hump of sand with palms in water; aspect 2.2."""
    pen.oval(1.1, 0.90, 1.06, 0.09, (96, 190, 204))
    pen.blob((236, 212, 156), (0.16, 0.90), (0.60, 0.74), (1.1, 0.66), (1.6, 0.74), (2.04, 0.90),
             (1.1, 0.96))  # fmt: skip
    pen.blob((104, 158, 78), (0.52, 0.80), (0.84, 0.62), (1.16, 0.56), (1.46, 0.66), (1.68, 0.80),
             (1.1, 0.84))  # fmt: skip
    for x, top, lean in ((0.86, 0.26, -0.10), (1.24, 0.16, 0.10), (1.46, 0.36, 0.12)):
        pen.stroke((132, 94, 60), 0.04, (x, 0.72), (x + lean * 0.3, 0.5), (x + lean, top))
        for dx, dy in ((-0.26, 0.02), (-0.18, -0.12), (0.02, -0.14), (0.20, -0.10), (0.26, 0.05)):
            tip = x + lean
            pen.stroke((62, 138, 78), 0.045, (tip, top), (tip + dx * 0.6, top + dy - 0.03),
                       (tip + dx, top + dy + 0.06))  # fmt: skip


def planet(pen: Pen, colours: Palette) -> None:
    """A world with a ring; aspect 1.5."""
    tone = colours.main if colours.own else (226, 168, 104)
    pen.oval(0.75, 0.5, 0.40, 0.40, tone)
    for number, y in enumerate((0.28, 0.42, 0.56, 0.70)):
        half = (0.16 - (y - 0.5) ** 2) ** 0.5
        pen.line(darker(tone, 0.14 + 0.08 * (number % 2)), 0.06, (0.75 - half + 0.03, y),
                 (0.75 + half - 0.03, y + 0.015))  # fmt: skip
    pen.stroke((240, 222, 186), 0.035, (0.37, 0.55), (0.08, 0.72), (0.30, 0.76), (0.75, 0.64),
               (1.20, 0.44), (1.43, 0.28), (1.12, 0.36))  # fmt: skip


def stall(pen: Pen, colours: Palette) -> None:
    """A market stall heaped with wares; aspect 1.35."""
    wood = (150, 104, 66)
    for x in (0.16, 1.19):
        pen.line(wood, 0.035, (x, 0.20), (x, 0.97))
    for number in range(8):
        x = 0.08 + number * 0.149
        tone = colours.main if number % 2 == 0 else (250, 246, 238)
        pen.poly(tone, (x + 0.03, 0.06), (x + 0.13, 0.06), (x + 0.149, 0.26), (x, 0.26))
        pen.oval(x + 0.075, 0.26, 0.074, 0.035, tone)
    heaps = ((226, 142, 44), (190, 52, 44), (120, 156, 62), (238, 196, 72), (146, 84, 52))
    for number, tone in enumerate(heaps):
        x = 0.27 + number * 0.2
        pen.poly(tone, (x - 0.11, 0.64), (x, 0.44), (x + 0.11, 0.64))
        pen.poly(lighter(tone, 0.25), (x - 0.11, 0.64), (x, 0.44), (x - 0.01, 0.64))
    pen.box(0.10, 0.62, 1.25, 0.70, lighter(wood, 0.2), 0.01)
    pen.box(0.14, 0.70, 1.21, 0.95, wood)
    for number in range(5):
        pen.line(darker(wood, 0.25), 0.01, (0.30 + number * 0.2, 0.71), (0.30 + number * 0.2, 0.95))
