"""Trees and flowers with a character of their own, drawn with few strokes."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.pen import Pen

_STEM = (70, 136, 72)
_BARK = (112, 80, 58)


def palm(pen: Pen, colours: Palette) -> None:
    """Aspect 0.85."""
    leaf = colours.main if colours.own else (72, 148, 82)
    pen.stroke((146, 108, 74), 0.05, (0.44, 0.97), (0.40, 0.66), (0.46, 0.28))
    for number in range(7):
        y = 0.42 + number * 0.08
        pen.line((112, 80, 54), 0.008, (0.395, y), (0.455, y + 0.01))
    for dx, dy in ((-0.36, 0.20), (0.36, 0.22), (-0.38, 0.02), (0.36, 0.02), (-0.22, -0.18),
                   (0.22, -0.18)):  # fmt: skip
        tip = (0.46 + dx, 0.28 + dy)
        bend = (0.46 + dx * 0.55, 0.26 + dy * 0.4 - 0.10)
        fill = leaf if dy < 0.1 else darker(leaf, 0.2)
        pen.blob(fill, (0.46, 0.28), (bend[0], bend[1] - 0.035), tip, (bend[0], bend[1] + 0.045))
    for x, y in ((0.42, 0.31), (0.50, 0.32)):
        pen.oval(x, y, 0.032, 0.034, (116, 74, 46))


def cactus(pen: Pen, colours: Palette) -> None:
    """Aspect 0.75."""
    skin = colours.main if colours.own else (88, 150, 90)
    for side, low, high in ((-1, 0.58, 0.30), (1, 0.50, 0.20)):
        pen.stroke(darker(skin, 0.08), 0.10, (0.375, low + 0.04), (0.375 + side * 0.22, low),
                   (0.375 + side * 0.25, high))  # fmt: skip
    pen.box(0.29, 0.05, 0.46, 0.97, skin, 0.085)
    for x in (0.335, 0.375, 0.415):
        pen.line(darker(skin, 0.2), 0.009, (x, 0.12), (x, 0.95))
    pen.oval(0.375, 0.055, 0.05, 0.035, (238, 120, 150))
    for number in range(6):
        pen.line(lighter(skin, 0.6), 0.006, (0.29, 0.18 + number * 0.13), (0.265, 0.165 + number
                 * 0.13))  # fmt: skip


def blossom(pen: Pen, colours: Palette) -> None:
    """A cherry tree in bloom; aspect 1.05."""
    tone = colours.main if colours.own else (246, 176, 200)
    pen.stroke(_BARK, 0.08, (0.50, 0.98), (0.47, 0.74), (0.54, 0.54))
    pen.stroke(_BARK, 0.045, (0.48, 0.72), (0.30, 0.58), (0.22, 0.46))
    pen.stroke(_BARK, 0.045, (0.52, 0.62), (0.70, 0.50), (0.82, 0.42))
    puffs = ((0.22, 0.42, 0.17), (0.84, 0.40, 0.18), (0.40, 0.26, 0.20), (0.66, 0.22, 0.20),
             (0.52, 0.44, 0.17))  # fmt: skip
    for x, y, r in puffs:
        pen.oval(x, y + 0.03, r, r * 0.85, darker(tone, 0.14))
    for x, y, r in puffs:
        pen.oval(x - 0.01, y - 0.01, r * 0.86, r * 0.72, tone)
    for number in range(26):
        x, y, r = puffs[number % 5]
        far = r * (0.3 + 0.6 * ((number * 7) % 10) / 10)
        pen.oval(x + far * cos(number * 2.4), y + 0.8 * far * sin(number * 2.4), 0.026, 0.024,
                 lighter(tone, 0.65))  # fmt: skip


def firtree(pen: Pen, colours: Palette) -> None:
    """A Christmas tree; aspect 0.75."""
    leaf = colours.main if colours.own else (44, 112, 76)
    pen.box(0.33, 0.86, 0.42, 0.97, _BARK)
    for top, low, wide in ((0.46, 0.88, 0.35), (0.28, 0.66, 0.27), (0.09, 0.42, 0.19)):
        pen.poly(darker(leaf, 0.14), (0.375, top), (0.375 + wide, low), (0.375 - wide, low))
        pen.poly(leaf, (0.375, top), (0.42, low), (0.375 - wide, low))
    tones: tuple[Colour, ...] = ((216, 52, 50), (250, 206, 84), (90, 150, 230), (240, 240, 246))
    spots = ((0.34, 0.34), (0.45, 0.38), (0.28, 0.54), (0.40, 0.56), (0.52, 0.60), (0.20, 0.80),
             (0.34, 0.76), (0.48, 0.80), (0.60, 0.82))  # fmt: skip
    for number, (x, y) in enumerate(spots):
        pen.oval(x, y, 0.028, 0.028, tones[number % 4])
    points = []
    for number in range(10):
        r = 0.075 if number % 2 == 0 else 0.032
        points.append((0.375 + r * sin(number * pi / 5), 0.085 - r * cos(number * pi / 5)))
    pen.poly((252, 208, 76), *points)


def _stem(pen: Pen, x: float, top: float) -> None:
    pen.stroke(_STEM, 0.03, (x, top), (x + 0.015, 0.70), (x - 0.01, 0.99))
    pen.blob(_STEM, (x, 0.84), (x - 0.13, 0.74), (x - 0.22, 0.58), (x - 0.06, 0.68))
    pen.blob(lighter(_STEM, 0.12), (x, 0.92), (x + 0.12, 0.80), (x + 0.22, 0.66), (x + 0.08, 0.74))


def sunflower(pen: Pen, colours: Palette) -> None:
    """Aspect 0.7."""
    petal = colours.main if colours.own else (250, 196, 46)
    _stem(pen, 0.35, 0.40)
    for ring, far in ((darker(petal, 0.14), 0.0), (petal, 0.13)):
        for number in range(16):
            turn = number * pi / 8 + far
            x, y = sin(turn), -cos(turn)
            pen.blob(ring, (0.35 + x * 0.10, 0.29 + y * 0.10), (0.35 + x * 0.2 - y * 0.04,
                     0.29 + y * 0.2 + x * 0.04), (0.35 + x * 0.28, 0.29 + y * 0.28),
                     (0.35 + x * 0.2 + y * 0.04, 0.29 + y * 0.2 - x * 0.04))  # fmt: skip
    pen.oval(0.35, 0.29, 0.145, 0.145, (96, 60, 34))
    for number in range(40):
        far, turn = 0.018 * number**0.53, number * 2.4
        pen.oval(0.35 + far * cos(turn), 0.29 + far * sin(turn), 0.009, 0.009, (156, 104, 54))


def tulip(pen: Pen, colours: Palette) -> None:
    """Aspect 0.6."""
    _stem(pen, 0.30, 0.40)
    tone = colours.main
    for x, fill in ((0.20, darker(tone, 0.16)), (0.40, darker(tone, 0.16))):
        pen.blob(fill, (0.30, 0.46), (x - 0.09, 0.34), (x - 0.06, 0.14), (x, 0.05), (x + 0.07,
                 0.16), (x + 0.08, 0.36))  # fmt: skip
    pen.blob(tone, (0.30, 0.48), (0.19, 0.34), (0.22, 0.18), (0.30, 0.08), (0.38, 0.18),
             (0.41, 0.34))  # fmt: skip
    pen.stroke(lighter(tone, 0.35), 0.014, (0.28, 0.18), (0.26, 0.28), (0.28, 0.40))


def rose(pen: Pen, colours: Palette) -> None:
    """Aspect 0.62."""
    _stem(pen, 0.31, 0.44)
    tone = colours.main if colours.own else (208, 40, 62)
    for sign in (-1, 1):
        pen.poly(_STEM, (0.31, 0.47), (0.31 + sign * 0.16, 0.50), (0.31 + sign * 0.08, 0.40))
    pen.blob(darker(tone, 0.2), (0.31, 0.05), (0.50, 0.12), (0.55, 0.28), (0.44, 0.44),
             (0.31, 0.48), (0.18, 0.44), (0.07, 0.28), (0.12, 0.12))  # fmt: skip
    for x, y, r, fill in ((0.23, 0.32, 0.15, tone), (0.39, 0.32, 0.15, darker(tone, 0.08)),
                          (0.31, 0.22, 0.155, lighter(tone, 0.08))):  # fmt: skip
        pen.oval(x, y, r, r * 0.88, fill)
    for r, dark in ((0.105, 0.25), (0.075, 0.0), (0.042, 0.35)):
        pen.oval(0.31, 0.22, r, r * 0.82, darker(tone, dark))


def bouquet(pen: Pen, colours: Palette) -> None:
    """Flowers in a vase; aspect 0.8."""
    tones = (colours.main, lighter(colours.main, 0.4), colours.accent, lighter(colours.accent, 0.4))
    spots = ((0.20, 0.26), (0.40, 0.14), (0.60, 0.26), (0.30, 0.36), (0.52, 0.38), (0.12, 0.42),
             (0.68, 0.43))  # fmt: skip
    for x, y in spots:
        pen.stroke(_STEM, 0.018, (x, y), ((x + 0.4) / 2, 0.52), (0.40, 0.70))
    for number, (x, y) in enumerate(spots):
        tone = tones[number % 4]
        for turn in range(6):
            pen.oval(x + 0.062 * cos(turn * pi / 3), y + 0.062 * sin(turn * pi / 3), 0.055, 0.055,
                     tone)  # fmt: skip
        pen.oval(x, y, 0.038, 0.038, (252, 214, 96))
    vase = mix((226, 234, 240), colours.accent, 0.25)
    pen.blob(vase, (0.27, 0.56), (0.40, 0.54), (0.53, 0.56), (0.56, 0.74), (0.50, 0.95),
             (0.40, 0.97), (0.30, 0.95), (0.24, 0.74))  # fmt: skip


def wheat(pen: Pen, colours: Palette) -> None:
    """Ears of corn; aspect 0.8."""
    tone = colours.main if colours.own else (226, 178, 76)
    for x, lean in ((0.22, -0.10), (0.34, -0.04), (0.46, 0.04), (0.58, 0.10)):
        pen.stroke(darker(tone, 0.2), 0.014, (0.40, 0.98), (x, 0.60), (x + lean, 0.10))
        for number in range(6):
            y = 0.12 + number * 0.06
            middle = x + lean * (1 - (y - 0.10) / 0.5)
            for sign in (-1, 1):
                pen.oval(middle + sign * 0.024, y + 0.02, 0.021, 0.036, tone)
