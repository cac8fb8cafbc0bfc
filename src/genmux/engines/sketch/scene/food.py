"""Food and drink, drawn with few strokes."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import Colour, darker, lighter

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_PLATE = (244, 243, 240)


def pizza(pen: Pen, _: Palette) -> None:
    """Seen from above at a slant; aspect 1.7."""
    pen.oval(0.85, 0.60, 0.82, 0.37, (206, 204, 200))
    pen.oval(0.85, 0.56, 0.80, 0.36, (196, 126, 62))
    pen.oval(0.85, 0.53, 0.79, 0.36, (226, 164, 88))
    pen.oval(0.85, 0.53, 0.69, 0.305, (206, 62, 44))
    pen.oval(0.85, 0.52, 0.66, 0.285, (250, 206, 104))
    for x, y in (
        (0.46, 0.46),
        (0.86, 0.34),
        (1.22, 0.46),
        (0.66, 0.62),
        (1.08, 0.68),
        (0.90, 0.52),
    ):
        pen.oval(x, y, 0.105, 0.055, (182, 44, 40))
        pen.oval(x - 0.01, y - 0.008, 0.085, 0.042, (216, 78, 62))
    for x, y in ((0.62, 0.38), (1.06, 0.42), (0.40, 0.60), (0.84, 0.72), (1.28, 0.60)):
        pen.blob((82, 146, 70), (x - 0.05, y), (x, y - 0.03), (x + 0.06, y), (x, y + 0.02))
    for turn in (0.4, 1.45, 2.5):
        x, y = 0.70 * cos(turn), 0.31 * sin(turn)
        pen.line((214, 158, 74), 0.01, (0.85 - x, 0.52 - y), (0.85 + x, 0.52 + y))


def bowl(pen: Pen, colours: Palette) -> None:
    """A bowl of noodles, soup or rice, with chopsticks; aspect 1.4."""
    side = colours.main if colours.own else (196, 58, 50)
    for x in (0.50, 0.74):
        pen.stroke((240, 240, 244), 0.02, (x, 0.30), (x + 0.04, 0.20), (x - 0.03, 0.12), (x, 0.03))
    pen.oval(0.70, 0.48, 0.60, 0.17, darker(side, 0.3))
    pen.oval(0.70, 0.48, 0.555, 0.145, (232, 178, 96))
    for number in range(6):
        x = 0.32 + number * 0.13
        pen.stroke((250, 226, 150), 0.024, (x, 0.50), (x + 0.08, 0.44), (x + 0.16, 0.52),
                   (x + 0.10, 0.57))  # fmt: skip
    pen.oval(0.48, 0.45, 0.115, 0.06, (252, 250, 244))
    pen.oval(0.48, 0.45, 0.055, 0.032, (250, 176, 52))
    for x in (0.92, 1.00, 1.08):
        pen.oval(x, 0.49, 0.05, 0.03, (112, 172, 78))
    pen.blob((52, 60, 44), (0.70, 0.30), (0.82, 0.32), (0.80, 0.46), (0.70, 0.44))
    pen.blob(side, (0.10, 0.50), (0.30, 0.62), (0.70, 0.66), (1.10, 0.62), (1.30, 0.50),
             (1.16, 0.78), (0.94, 0.93), (0.46, 0.93), (0.24, 0.78))  # fmt: skip
    pen.box(0.46, 0.91, 0.94, 0.97, darker(side, 0.3), 0.02)
    pen.stroke(lighter(side, 0.55), 0.022, (0.18, 0.66), (0.40, 0.75), (0.70, 0.78), (1.00, 0.75),
               (1.22, 0.66))  # fmt: skip
    for y in (0.0, 0.07):
        pen.line((150, 98, 60), 0.026, (0.86, 0.46), (1.34, 0.14 + y))


def sushi(pen: Pen, colours: Palette) -> None:
    """Three pieces on a board; aspect 1.7."""
    pen.box(0.05, 0.74, 1.65, 0.88, (150, 104, 66), 0.03)
    for x in (0.20, 1.34):
        pen.box(x, 0.86, x + 0.16, 0.96, (112, 74, 48))
    for x, top in ((0.12, (246, 130, 84)), (0.62, (226, 84, 74))):
        pen.box(x, 0.50, x + 0.44, 0.75, (250, 249, 244), 0.09)
        pen.blob(top, (x - 0.02, 0.52), (x + 0.14, 0.36), (x + 0.34, 0.36), (x + 0.47, 0.54),
                 (x + 0.22, 0.58))  # fmt: skip
        for step in range(3):
            pen.line(lighter(top, 0.45), 0.014, (x + 0.08 + step * 0.12, 0.52),
                     (x + 0.14 + step * 0.12, 0.40))  # fmt: skip
    pen.box(1.14, 0.42, 1.54, 0.75, (36, 50, 44), 0.05)
    pen.oval(1.34, 0.43, 0.20, 0.075, (250, 249, 244))
    pen.oval(1.34, 0.43, 0.10, 0.04, colours.main if colours.own else (244, 140, 70))
    for y in (0.0, 0.06):
        pen.line((176, 60, 52), 0.026, (0.20, 0.26 - y), (1.50, 0.16 - y))


def icecream(pen: Pen, colours: Palette) -> None:
    """A cone; aspect 0.6."""
    cone = (222, 166, 92)
    pen.poly(cone, (0.11, 0.50), (0.49, 0.50), (0.30, 0.98))
    for step in range(4):
        pen.line(darker(cone, 0.25), 0.01, (0.13 + step * 0.09, 0.51), (0.28 + step * 0.045, 0.9
                 - step * 0.1))  # fmt: skip
        pen.line(darker(cone, 0.25), 0.01, (0.47 - step * 0.09, 0.51), (0.32 - step * 0.045, 0.9
                 - step * 0.1))  # fmt: skip
    scoops: tuple[tuple[float, float, Colour], ...] = (
        (0.19, 0.42, lighter(colours.main, 0.4)),
        (0.41, 0.42, lighter(colours.accent, 0.45)),
        (0.30, 0.25, (252, 240, 214)),
    )
    for x, y, fill in scoops:
        pen.oval(x, y, 0.165, 0.155, fill)
        pen.oval(x - 0.05, y - 0.06, 0.045, 0.035, lighter(fill, 0.6))
        pen.blob(fill, (x - 0.15, y + 0.06), (x, y + 0.10), (x + 0.15, y + 0.06), (x + 0.10, y
                 + 0.16), (x, y + 0.13), (x - 0.10, y + 0.17))  # fmt: skip
    pen.oval(0.30, 0.08, 0.05, 0.05, (208, 40, 52))
    pen.stroke((90, 120, 60), 0.012, (0.30, 0.05), (0.34, 0.015))


def bread(pen: Pen, _: Palette) -> None:
    """A loaf and a roll; aspect 1.6."""
    crust = (204, 134, 66)
    pen.blob(crust, (0.08, 0.72), (0.16, 0.36), (0.50, 0.22), (0.96, 0.26), (1.22, 0.46),
             (1.20, 0.84), (0.60, 0.92), (0.16, 0.88))  # fmt: skip
    for x in (0.34, 0.60, 0.86):
        pen.blob(lighter(crust, 0.5), (x - 0.02, 0.58), (x + 0.06, 0.34), (x + 0.16, 0.32),
                 (x + 0.08, 0.58))  # fmt: skip
    pen.blob(darker(crust, 0.12), (1.00, 0.78), (1.14, 0.58), (1.38, 0.58), (1.52, 0.78),
             (1.44, 0.94), (1.08, 0.94))  # fmt: skip
    pen.blob(lighter(crust, 0.45), (1.16, 0.70), (1.28, 0.64), (1.40, 0.70), (1.28, 0.74))


def donut(pen: Pen, colours: Palette) -> None:
    """Aspect 1.1."""
    dough, icing = (214, 158, 92), colours.main if colours.own else (240, 138, 172)
    pen.oval(0.55, 0.54, 0.50, 0.43, dough)
    pen.oval(0.55, 0.50, 0.46, 0.385, icing)
    for number in range(16):
        turn, far = number * 2.4, 0.24 + (number % 3) * 0.06
        x, y = 0.55 + far * 1.2 * cos(turn), 0.50 + far * cos(turn + pi / 2)
        fill = ((250, 214, 92), (104, 190, 226), (252, 250, 246), (130, 200, 110))[number % 4]
        pen.line(fill, 0.022, (x, y), (x + 0.04, y + 0.02))
    pen.oval(0.55, 0.51, 0.165, 0.13, darker(dough, 0.3))
    pen.oval(0.55, 0.53, 0.15, 0.11, (120, 84, 58))


def banana(pen: Pen, colours: Palette) -> None:
    """Aspect 1.2."""
    skin = colours.main if colours.own else (248, 212, 70)
    for lift, fill in ((0.0, darker(skin, 0.14)), (0.10, skin)):
        pen.blob(fill, (0.16, 0.16), (0.26, 0.44 + lift / 3), (0.50, 0.66), (0.82, 0.70),
                 (1.10, 0.56), (1.12, 0.64), (0.90, 0.86 - lift), (0.52, 0.92 - lift),
                 (0.22, 0.70), (0.09, 0.20))  # fmt: skip
    pen.line((120, 90, 50), 0.06, (0.12, 0.18), (0.11, 0.09))
    pen.oval(1.11, 0.60, 0.028, 0.04, (92, 70, 44))


def berry(pen: Pen, colours: Palette) -> None:
    """A strawberry; aspect 0.85."""
    skin = colours.main if colours.own else (220, 44, 56)
    pen.blob(skin, (0.42, 0.22), (0.68, 0.20), (0.80, 0.40), (0.68, 0.70), (0.42, 0.96),
             (0.16, 0.70), (0.05, 0.40), (0.17, 0.20))  # fmt: skip
    for row in range(4):
        for column in range(4 - row // 2):
            x = 0.20 + column * 0.15 + row * 0.045
            pen.oval(x, 0.38 + row * 0.14, 0.014, 0.022, (252, 222, 120))
    for x, y in ((0.12, 0.28), (0.28, 0.34), (0.42, 0.37), (0.56, 0.34), (0.72, 0.28)):
        pen.poly((84, 156, 70), (0.42, 0.12), (x, y), (0.42, 0.24))
        pen.poly((84, 156, 70), (0.42, 0.24), (x, y), (x * 0.7 + 0.126, 0.15))
    pen.stroke((84, 156, 70), 0.03, (0.42, 0.18), (0.46, 0.04))


def citrus(pen: Pen, colours: Palette) -> None:
    """An orange or lemon and a half of one; aspect 1.4."""
    skin = colours.main if colours.own else (246, 154, 44)
    pen.oval(0.48, 0.52, 0.42, 0.43, skin)
    pen.oval(0.34, 0.36, 0.10, 0.09, lighter(skin, 0.4))
    pen.blob((88, 152, 72), (0.50, 0.12), (0.60, 0.02), (0.76, 0.04), (0.66, 0.14))
    pen.oval(0.96, 0.62, 0.36, 0.34, skin)
    pen.oval(0.96, 0.62, 0.325, 0.305, (252, 244, 220))
    for number in range(8):
        turn = number * pi / 4
        pen.poly(lighter(skin, 0.18), (0.96 + 0.03 * cos(turn), 0.62 + 0.03 * sin(turn)),
                 (0.96 + 0.28 * cos(turn - 0.32), 0.62 + 0.26 * sin(turn - 0.32)),
                 (0.96 + 0.28 * cos(turn + 0.32), 0.62 + 0.26 * sin(turn + 0.32)))  # fmt: skip


def melon(pen: Pen, _: Palette) -> None:
    """A slice of watermelon; aspect 1.6."""
    for grow, fill in ((1.0, (62, 132, 70)), (0.93, (206, 232, 176)), (0.87, (228, 70, 74))):
        arc = [(0.8 + 0.77 * grow * cos(a), 0.16 + 0.74 * grow * sin(a))
               for a in [number * pi / 24 for number in range(25)]]  # fmt: skip
        pen.poly(fill, *arc)
    for number in range(7):
        turn = 0.4 + number * 0.39
        pen.oval(0.8 + 0.44 * cos(turn), 0.18 + 0.42 * sin(turn), 0.02, 0.034, (44, 34, 38))


def pumpkin(pen: Pen, colours: Palette) -> None:
    """A carved one, lit from inside by night; aspect 1.15."""
    skin = colours.main if colours.own else (238, 134, 42)
    for x, wide, dark in ((0.24, 0.20, 0.22), (0.91, 0.20, 0.22), (0.38, 0.22, 0.1),
                          (0.77, 0.22, 0.1), (0.575, 0.20, 0.0)):  # fmt: skip
        pen.oval(x, 0.60, wide, 0.36, darker(skin, dark))
    pen.stroke((104, 128, 62), 0.075, (0.57, 0.26), (0.60, 0.14), (0.68, 0.08))
    face = (90, 44, 22) if not colours.dark else (255, 226, 120)
    for x in (0.40, 0.75):
        pen.poly(face, (x - 0.09, 0.58), (x + 0.09, 0.58), (x, 0.42))
    pen.poly(face, (0.26, 0.68), (0.40, 0.73), (0.46, 0.70), (0.575, 0.75), (0.68, 0.70),
             (0.75, 0.73), (0.89, 0.68), (0.75, 0.84), (0.575, 0.88), (0.40, 0.84))  # fmt: skip


def glass(pen: Pen, colours: Palette) -> None:
    """A stemmed glass with wine or a cocktail; aspect 0.6."""
    drink = colours.main if colours.own else (168, 34, 58)
    clear = (214, 230, 238)
    pen.oval(0.30, 0.95, 0.20, 0.035, clear)
    pen.box(0.285, 0.56, 0.315, 0.95, clear)
    pen.blob(clear, (0.09, 0.06), (0.30, 0.055), (0.51, 0.06), (0.54, 0.30), (0.44, 0.52),
             (0.30, 0.59), (0.16, 0.52), (0.06, 0.30))  # fmt: skip
    pen.blob(drink, (0.08, 0.27), (0.30, 0.25), (0.52, 0.27), (0.51, 0.38), (0.42, 0.51),
             (0.30, 0.56), (0.18, 0.51), (0.09, 0.38))  # fmt: skip
    pen.oval(0.30, 0.27, 0.215, 0.035, lighter(drink, 0.25))
    pen.stroke((250, 252, 252), 0.022, (0.14, 0.14), (0.12, 0.30), (0.18, 0.44))


def beer(pen: Pen, colours: Palette) -> None:
    """A mug of beer or glass of juice; aspect 0.85."""
    drink = colours.main if colours.own else (240, 172, 46)
    pen.arc(0.62, 0.56, 0.18, -80, 80, (206, 222, 230), 0.055)
    pen.box(0.08, 0.18, 0.62, 0.97, (206, 222, 230), 0.05)
    pen.box(0.12, 0.26, 0.58, 0.92, drink, 0.03)
    for x in (0.20, 0.35, 0.50):
        pen.box(x - 0.03, 0.36, x + 0.02, 0.86, lighter(drink, 0.35), 0.02)
    for x, y, r in ((0.14, 0.18, 0.09), (0.28, 0.13, 0.11), (0.44, 0.14, 0.11), (0.56, 0.19, 0.09)):
        pen.oval(x, y, r, r * 0.85, (254, 250, 238))
    pen.box(0.08, 0.18, 0.62, 0.29, (254, 250, 238), 0.04)


def breakfast(pen: Pen, _: Palette) -> None:
    """A plate with eggs and what goes with them; aspect 1.7."""
    pen.oval(0.85, 0.64, 0.82, 0.32, (214, 212, 208))
    pen.oval(0.85, 0.60, 0.80, 0.30, _PLATE)
    pen.oval(0.85, 0.60, 0.62, 0.22, (232, 230, 226))
    for x, y in ((0.56, 0.56), (0.84, 0.66)):
        pen.blob((254, 253, 250), (x - 0.20, y), (x - 0.04, y - 0.11), (x + 0.18, y - 0.06),
                 (x + 0.17, y + 0.08), (x - 0.06, y + 0.11))  # fmt: skip
        pen.oval(x, y - 0.015, 0.075, 0.05, (250, 178, 44))
    for y in (0.46, 0.53):
        pen.stroke((178, 66, 52), 0.06, (0.86, y), (1.00, y - 0.03), (1.12, y + 0.02), (1.28, y))
        pen.stroke((244, 190, 164), 0.016, (0.86, y), (1.00, y - 0.03), (1.12, y + 0.02), (1.28, y))
    for x, y in ((1.14, 0.66), (1.28, 0.63), (1.20, 0.74)):
        pen.oval(x, y, 0.065, 0.055, (216, 56, 48))
