"""Things that stand on a table or hang in the air, drawn with few strokes."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    import numpy as np

    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen


def cup(pen: Pen, colours: Palette) -> None:
    """A steaming cup on a saucer; aspect 1.25."""
    side = lighter(colours.main, 0.12)
    for x in (0.42, 0.58):
        pen.line((236, 236, 240), 0.022, (x, 0.28), (x + 0.04, 0.19), (x - 0.03, 0.11), (x, 0.03))
    pen.oval(0.56, 0.90, 0.50, 0.085, (226, 222, 216))
    pen.oval(0.56, 0.885, 0.44, 0.06, (246, 243, 238))
    pen.arc(0.88, 0.56, 0.17, -80, 95, darker(side, 0.12), 0.06)
    pen.poly(side, (0.22, 0.38), (0.90, 0.38), (0.78, 0.86), (0.34, 0.86))
    pen.oval(0.56, 0.86, 0.22, 0.05, side)
    pen.poly(darker(side, 0.12), (0.74, 0.38), (0.90, 0.38), (0.78, 0.86), (0.66, 0.88))
    pen.oval(0.56, 0.38, 0.34, 0.075, lighter(side, 0.4))
    pen.oval(0.56, 0.39, 0.29, 0.055, (98, 60, 40))


def bottle(pen: Pen, colours: Palette) -> None:
    """Aspect 0.46."""
    glass = colours.main
    pen.box(0.175, 0.03, 0.285, 0.15, colours.ink, 0.02)
    pen.box(0.185, 0.14, 0.275, 0.30, glass)
    pen.box(0.06, 0.27, 0.40, 0.97, glass, 0.07)
    pen.box(0.06, 0.27, 0.15, 0.97, lighter(glass, 0.35), 0.05)
    pen.box(0.33, 0.30, 0.40, 0.95, darker(glass, 0.25), 0.04)
    pen.box(0.09, 0.50, 0.37, 0.80, (248, 245, 238), 0.012)
    pen.line(colours.ink, 0.014, (0.15, 0.60), (0.31, 0.60))
    pen.line(darker(glass, 0.1), 0.010, (0.17, 0.67), (0.29, 0.67))


def phone(pen: Pen, colours: Palette) -> None:
    """Aspect 0.52."""
    pen.box(0.02, 0.01, 0.50, 0.99, (32, 33, 40), 0.07)
    pen.box(0.045, 0.035, 0.475, 0.965, lighter(colours.main, 0.72), 0.05)
    pen.box(0.045, 0.035, 0.475, 0.33, colours.main, 0.05)
    pen.oval(0.26, 0.20, 0.075, 0.075, lighter(colours.main, 0.8))
    for number in range(4):
        y = 0.40 + number * 0.13
        pen.box(0.085, y, 0.175, y + 0.09, mix(colours.accent, colours.main, number / 4), 0.02)
        pen.box(0.205, y + 0.015, 0.43, y + 0.035, (120, 124, 138), 0.01)
        pen.box(0.205, y + 0.055, 0.37, y + 0.07, (176, 180, 190), 0.008)
    pen.box(0.20, 0.015, 0.32, 0.03, (70, 72, 82), 0.008)


def laptop(pen: Pen, colours: Palette) -> None:
    """Aspect 1.5."""
    pen.box(0.20, 0.08, 1.30, 0.82, (44, 46, 54), 0.035)
    pen.box(0.235, 0.12, 1.265, 0.775, (26, 30, 46))
    for number, wide in enumerate((0.34, 0.52, 0.28, 0.46, 0.38)):
        y = 0.20 + number * 0.105
        left = 0.30 + (number % 3) * 0.05
        fill = (colours.main, colours.accent, (150, 160, 180))[number % 3]
        pen.box(left, y, left + wide, y + 0.035, lighter(fill, 0.2), 0.012)
    pen.poly((188, 192, 200), (0.20, 0.82), (1.30, 0.82), (1.47, 0.93), (0.03, 0.93))
    pen.box(0.03, 0.925, 1.47, 0.965, (150, 154, 164), 0.018)


def book(pen: Pen, colours: Palette) -> None:
    """An open book; aspect 1.5."""
    for sign in (-1, 1):
        pen.poly(darker(colours.main, 0.15), (0.75, 0.30), (0.75 + sign * 0.70, 0.20),
                 (0.75 + sign * 0.70, 0.86), (0.75, 0.96))  # fmt: skip
        fill = (250, 246, 236) if sign < 0 else (238, 232, 220)
        pen.poly(fill, (0.75, 0.28), (0.75 + sign * 0.64, 0.17), (0.75 + sign * 0.64, 0.79),
                 (0.75, 0.90))  # fmt: skip
        for number in range(5):
            y = 0.35 + number * 0.095
            pen.line(
                (176, 170, 160), 0.012, (0.75 + sign * 0.10, y), (0.75 + sign * 0.54, y - 0.07)
            )
    pen.poly(colours.accent, (0.72, 0.30), (0.78, 0.30), (0.78, 0.99), (0.75, 0.95), (0.72, 0.99))


def cake(pen: Pen, colours: Palette) -> None:
    """Aspect 1.1."""
    icing = lighter(colours.main, 0.42)
    pen.oval(0.55, 0.92, 0.52, 0.06, (226, 224, 222))
    pen.box(0.12, 0.58, 0.98, 0.92, (206, 156, 104), 0.03)
    pen.box(0.12, 0.56, 0.98, 0.68, icing, 0.05)
    pen.box(0.27, 0.32, 0.83, 0.60, (222, 176, 122), 0.03)
    pen.box(0.27, 0.30, 0.83, 0.41, icing, 0.05)
    for number in range(7):
        pen.oval(0.18 + number * 0.123, 0.68, 0.045, 0.05, icing)
    for x in (0.38, 0.55, 0.72):
        pen.box(x - 0.016, 0.14, x + 0.016, 0.31, colours.accent)
        pen.oval(x, 0.10, 0.02, 0.04, (255, 196, 72))
        pen.oval(0.55 + (x - 0.55) * 1.6, 0.80, 0.025, 0.025, colours.main)


def burger(pen: Pen, colours: Palette) -> None:
    """Aspect 1.2."""
    bun = (220, 152, 74)
    pen.box(0.14, 0.74, 1.06, 0.93, bun, 0.08)
    pen.box(0.10, 0.62, 1.10, 0.76, (104, 62, 42), 0.06)
    pen.poly((252, 196, 64), (0.10, 0.60), (1.10, 0.60), (0.86, 0.74), (0.70, 0.64), (0.42, 0.72))
    for number in range(6):
        pen.oval(0.18 + number * 0.17, 0.57, 0.10, 0.045, (116, 176, 74))
    pen.box(0.14, 0.48, 1.06, 0.56, darker(colours.main, 0.05) if colours.main[0] > 180
            else (206, 64, 52), 0.03)  # fmt: skip
    pen.poly(bun, (0.11, 0.49), (0.16, 0.26), (0.36, 0.12), (0.60, 0.08), (0.84, 0.12),
             (1.04, 0.26), (1.09, 0.49))  # fmt: skip
    for x, y in ((0.38, 0.25), (0.56, 0.17), (0.72, 0.27), (0.86, 0.22), (0.52, 0.33)):
        pen.oval(x, y, 0.026, 0.016, (252, 232, 190))


def fruit(pen: Pen, colours: Palette) -> None:
    """An apple; aspect 0.95."""
    skin = colours.main if colours.own else (208, 54, 48)
    for x, r in ((0.33, 0.29), (0.61, 0.29)):
        pen.oval(x, 0.58, r, 0.37, darker(skin, 0.08))
    pen.oval(0.44, 0.56, 0.33, 0.33, skin)
    pen.oval(0.28, 0.42, 0.07, 0.10, lighter(skin, 0.55))
    pen.line((98, 68, 44), 0.032, (0.47, 0.30), (0.50, 0.08))
    pen.poly((96, 164, 76), (0.50, 0.18), (0.66, 0.04), (0.82, 0.10), (0.70, 0.20))


def guitar(pen: Pen, colours: Palette) -> None:
    """Aspect 0.5."""
    wood = mix(colours.main, (178, 108, 56), 0.5)
    pen.box(0.22, 0.10, 0.28, 0.60, (92, 62, 44))
    pen.box(0.195, 0.02, 0.305, 0.13, (70, 48, 36), 0.02)
    pen.oval(0.25, 0.58, 0.15, 0.13, wood)
    pen.oval(0.25, 0.81, 0.205, 0.17, wood)
    pen.oval(0.25, 0.80, 0.17, 0.135, lighter(wood, 0.2))
    pen.oval(0.25, 0.66, 0.06, 0.055, (50, 34, 28))
    pen.box(0.18, 0.86, 0.32, 0.885, (70, 48, 36), 0.008)
    for x in (0.235, 0.25, 0.265):
        pen.line((238, 232, 220), 0.004, (x, 0.06), (x, 0.87))


def ball(pen: Pen, colours: Palette) -> None:
    """Aspect 1."""
    steps = 36
    for number in range(steps):
        share = number / steps
        tone = mix(darker(colours.main, 0.45), lighter(colours.main, 0.55), share**1.2)
        radius = 0.46 * (1 - share * 0.86)
        pen.oval(0.5 - 0.17 * share, 0.5 - 0.20 * share, radius, radius, tone)


def gem(pen: Pen, colours: Palette) -> None:
    """Aspect 1.15."""
    tone = colours.main
    xs, top, low = (0.06, 0.32, 0.575, 0.83, 1.09), 0.12, 0.40
    tops = ((0.28, top), (0.575, top), (0.87, top))
    shades = (0.35, 0.05, 0.5, 0.2)
    for number in range(4):
        pen.poly(lighter(tone, shades[number]), (xs[number], low), (xs[number + 1], low),
                 (0.575, 0.96))  # fmt: skip
    pen.poly(lighter(tone, 0.62), tops[0], tops[1], (xs[1], low))
    pen.poly(lighter(tone, 0.3), tops[1], (xs[3], low), (xs[1], low))
    pen.poly(lighter(tone, 0.75), tops[1], tops[2], (xs[3], low))
    pen.poly(lighter(tone, 0.15), tops[0], (xs[0], low), (xs[1], low))
    pen.poly(darker(tone, 0.1), tops[2], (xs[4], low), (xs[3], low))


def heart(pen: Pen, colours: Palette) -> None:
    """Aspect 1.1."""
    red = colours.main if colours.own else (214, 48, 72)
    for grow, fill in ((1.0, darker(red, 0.2)), (0.88, red)):
        points = []
        for number in range(80):
            t = number / 80 * 2 * pi
            x = 16 * sin(t) ** 3
            y = 13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)
            points.append((0.55 + x / 34 * grow, 0.47 - y / 34 * grow))
        pen.poly(fill, *points)
    pen.oval(0.32, 0.30, 0.075, 0.06, lighter(red, 0.6))


def star(pen: Pen, colours: Palette) -> None:
    """Aspect 1.05."""
    for grow, fill in ((1.0, darker(colours.main, 0.15)), (0.8, lighter(colours.main, 0.25))):
        points = []
        for number in range(10):
            r = (0.49 if number % 2 == 0 else 0.21) * grow
            points.append((0.525 + r * sin(number * pi / 5), 0.52 - r * cos(number * pi / 5)))
        pen.poly(fill, *points)


def crown(pen: Pen, colours: Palette) -> None:
    """Aspect 1.3."""
    gold = mix(colours.main, (238, 186, 70), 0.7)
    pen.poly(gold, (0.08, 0.24), (0.38, 0.56), (0.65, 0.10), (0.92, 0.56), (1.22, 0.24),
             (1.12, 0.90), (0.18, 0.90))  # fmt: skip
    pen.box(0.18, 0.76, 1.12, 0.90, darker(gold, 0.2), 0.02)
    for x, y in ((0.08, 0.22), (0.65, 0.09), (1.22, 0.22)):
        pen.oval(x, y, 0.06, 0.06, colours.accent)
    for x in (0.40, 0.65, 0.90):
        pen.oval(x, 0.83, 0.045, 0.045, colours.accent)


def shoe(pen: Pen, colours: Palette) -> None:
    """A sneaker; aspect 1.7."""
    pen.poly(colours.main, (0.14, 0.20), (0.52, 0.24), (0.86, 0.48), (1.40, 0.56), (1.58, 0.76),
             (0.12, 0.76))  # fmt: skip
    pen.poly(darker(colours.main, 0.25), (0.14, 0.20), (0.34, 0.22), (0.30, 0.76), (0.12, 0.76))
    pen.oval(1.40, 0.70, 0.19, 0.13, lighter(colours.main, 0.4))
    pen.box(0.09, 0.74, 1.62, 0.90, (248, 247, 244), 0.07)
    pen.line(colours.accent, 0.05, (0.40, 0.66), (0.72, 0.68), (1.06, 0.52))
    for number in range(4):
        x, y = 0.56 + number * 0.10, 0.30 + number * 0.065
        pen.line((250, 250, 250), 0.022, (x, y), (x + 0.12, y - 0.03))


def lamp(pen: Pen, colours: Palette) -> None:
    """A lantern; aspect 0.62."""
    pen.arc(0.31, 0.16, 0.12, 180, 360, colours.ink, 0.022)
    pen.poly(colours.ink, (0.10, 0.30), (0.31, 0.14), (0.52, 0.30))
    pen.box(0.12, 0.30, 0.50, 0.88, (255, 206, 110), 0.03)
    pen.oval(0.31, 0.62, 0.12, 0.19, (255, 240, 190))
    pen.oval(0.31, 0.66, 0.05, 0.11, (255, 150, 50))
    for x in (0.12, 0.31, 0.50):
        pen.line(colours.ink, 0.020, (x, 0.30), (x, 0.88))
    pen.box(0.07, 0.87, 0.55, 0.96, colours.ink, 0.02)


def emblem(pen: Pen, colours: Palette, rng: np.random.Generator) -> None:
    """A stack of simple solids, for prompts that name nothing drawable; aspect 1."""
    tones = (colours.main, colours.accent, lighter(colours.main, 0.5), darker(colours.accent, 0.3))
    low = 0.97
    for number in range(int(rng.integers(3, 6))):
        tall = float(rng.uniform(0.13, 0.24))
        wide = float(rng.uniform(0.16, 0.36)) * (1 - number * 0.1)
        x = 0.5 + float(rng.uniform(-0.06, 0.06))
        tone = tones[int(rng.integers(len(tones)))]
        match int(rng.integers(4)):
            case 0:
                pen.oval(x, low - tall / 2, tall / 2, tall / 2, tone)
                pen.oval(x - tall * 0.15, low - tall * 0.65, tall / 5, tall / 6, lighter(tone, 0.5))
            case 1:
                pen.box(x - wide, low - tall, x + wide, low, tone, 0.02)
                pen.box(x + wide * 0.4, low - tall, x + wide, low, darker(tone, 0.15), 0.02)
            case 2:
                pen.poly(tone, (x - wide, low), (x + wide, low), (x, low - tall))
                pen.poly(darker(tone, 0.18), (x, low), (x + wide, low), (x, low - tall))
            case _:
                pen.oval(x, low - tall / 2, wide, tall / 2, tone)
                pen.oval(x, low - tall / 2, wide * 0.45, tall / 4, darker(tone, 0.3))
        low -= tall * 0.94
        if low < 0.22:
            return
