"""Things that people make, wear and carry, drawn with few strokes."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_STEEL = (196, 202, 210)
_GOLD = (226, 182, 76)
_DARK = (38, 40, 50)


def watch(pen: Pen, colours: Palette) -> None:
    """A wrist watch; aspect 0.66."""
    strap = colours.main
    pen.poly(strap, (0.22, 0.02), (0.44, 0.02), (0.48, 0.32), (0.18, 0.32))
    pen.poly(darker(strap, 0.1), (0.18, 0.68), (0.48, 0.68), (0.44, 0.98), (0.22, 0.98))
    for y in (0.80, 0.86, 0.92):
        pen.oval(0.33, y, 0.012, 0.010, darker(strap, 0.5))
    pen.box(0.60, 0.46, 0.65, 0.54, _STEEL, 0.015)
    pen.oval(0.33, 0.50, 0.30, 0.285, darker(_STEEL, 0.25))
    pen.oval(0.33, 0.50, 0.275, 0.262, _STEEL)
    pen.oval(0.33, 0.50, 0.235, 0.225, (250, 249, 245))
    for number in range(12):
        x, y = sin(number * pi / 6), -cos(number * pi / 6)
        pen.line(_DARK, 0.018 if number % 3 == 0 else 0.009, (0.33 + 0.19 * x, 0.50 + 0.18 * y),
                 (0.33 + 0.215 * x, 0.50 + 0.205 * y))  # fmt: skip
    pen.line(_DARK, 0.022, (0.33, 0.50), (0.24, 0.42))
    pen.line(_DARK, 0.016, (0.33, 0.50), (0.44, 0.36))
    pen.line((210, 60, 52), 0.008, (0.33, 0.50), (0.35, 0.67))
    pen.oval(0.33, 0.50, 0.018, 0.018, _DARK)


def clock(pen: Pen, colours: Palette) -> None:
    """A round clock; aspect 1.0."""
    pen.oval(0.5, 0.5, 0.47, 0.47, colours.main)
    pen.oval(0.5, 0.5, 0.40, 0.40, (250, 248, 242))
    for number in range(12):
        x, y = sin(number * pi / 6), -cos(number * pi / 6)
        pen.line(_DARK, 0.026 if number % 3 == 0 else 0.012, (0.5 + 0.32 * x, 0.5 + 0.32 * y),
                 (0.5 + 0.365 * x, 0.5 + 0.365 * y))  # fmt: skip
    pen.line(_DARK, 0.036, (0.5, 0.5), (0.36, 0.38))
    pen.line(_DARK, 0.026, (0.5, 0.5), (0.68, 0.26))
    pen.oval(0.5, 0.5, 0.035, 0.035, colours.main)


def hourglass(pen: Pen, colours: Palette) -> None:
    """Aspect 0.62."""
    wood, sand = mix((138, 92, 58), colours.main, 0.4 if colours.own else 0.0), (236, 190, 104)
    pen.blob(
        (214, 232, 240),
        (0.10, 0.10),
        (0.52, 0.10),
        (0.50, 0.30),
        (0.33, 0.50),
        (0.50, 0.70),
        (0.52, 0.90),
        (0.10, 0.90),
        (0.12, 0.70),
        (0.29, 0.50),
        (0.12, 0.30),
    )
    pen.poly(sand, (0.17, 0.28), (0.45, 0.28), (0.32, 0.47), (0.30, 0.47))
    pen.line(sand, 0.012, (0.31, 0.46), (0.31, 0.80))
    pen.poly(sand, (0.12, 0.90), (0.50, 0.90), (0.31, 0.70))
    for y in (0.02, 0.90):
        pen.box(0.04, y, 0.58, y + 0.08, wood, 0.025)
    for x in (0.08, 0.54):
        pen.line(darker(wood, 0.15), 0.026, (x, 0.08), (x, 0.92))


def camera(pen: Pen, colours: Palette) -> None:
    """Aspect 1.35."""
    skin = colours.main if colours.own else (52, 54, 62)
    pen.box(0.48, 0.10, 0.87, 0.34, darker(skin, 0.2), 0.05)
    pen.box(0.14, 0.16, 0.30, 0.26, _STEEL, 0.02)
    pen.box(0.05, 0.24, 1.30, 0.93, skin, 0.09)
    pen.box(0.05, 0.24, 1.30, 0.38, _STEEL, 0.07)
    pen.box(0.56, 0.14, 0.79, 0.24, (150, 190, 220), 0.02)
    for r, fill in ((0.31, _DARK), (0.27, _STEEL), (0.235, (24, 26, 34)), (0.17, (44, 62, 104)),
                    (0.10, (22, 26, 44))):  # fmt: skip
        pen.oval(0.675, 0.60, r, r, fill)
    pen.oval(0.60, 0.52, 0.05, 0.04, (196, 220, 246))
    pen.oval(1.14, 0.31, 0.04, 0.035, (214, 58, 52))


def headphones(pen: Pen, colours: Palette) -> None:
    """Aspect 1.05."""
    tone = colours.main
    pen.arc(0.525, 0.50, 0.46, 180, 360, darker(tone, 0.35), 0.085)
    pen.arc(0.525, 0.50, 0.44, 196, 344, lighter(tone, 0.1), 0.035)
    for sign in (-1, 1):
        x = 0.525 + sign * 0.36
        pen.line(_STEEL, 0.04, (x + sign * 0.045, 0.46), (x + sign * 0.03, 0.62))
        pen.box(x - 0.075, 0.52, x + 0.075, 0.94, _DARK, 0.075)
        pen.box(x + sign * 0.055 - 0.065, 0.54, x + sign * 0.055 + 0.065, 0.92, tone, 0.06)
        pen.oval(x + sign * 0.065, 0.73, 0.03, 0.10, lighter(tone, 0.35))


def umbrella(pen: Pen, colours: Palette) -> None:
    """Aspect 1.1."""
    tone = colours.main
    pen.line((96, 72, 56), 0.03, (0.55, 0.06), (0.55, 0.88))
    pen.arc(0.49, 0.88, 0.07, 0, 180, (96, 72, 56), 0.03)
    rim = [(0.04, 0.52), (0.10, 0.28), (0.28, 0.12), (0.55, 0.06), (0.82, 0.12), (1.00, 0.28),
           (1.06, 0.52)]  # fmt: skip
    pen.poly(tone, *rim, (0.89, 0.45), (0.72, 0.52), (0.55, 0.45), (0.38, 0.52), (0.21, 0.45))
    pen.poly(darker(tone, 0.2), (0.55, 0.06), (0.38, 0.52), (0.55, 0.45), (0.72, 0.52))
    pen.poly(lighter(tone, 0.18), (0.55, 0.06), (0.04, 0.52), (0.21, 0.45), (0.38, 0.52))


def hat(pen: Pen, colours: Palette) -> None:
    """Aspect 1.6."""
    tone = colours.main
    pen.oval(0.80, 0.76, 0.76, 0.19, darker(tone, 0.2))
    pen.oval(0.80, 0.73, 0.76, 0.17, tone)
    pen.blob(tone, (0.38, 0.72), (0.42, 0.28), (0.60, 0.08), (0.80, 0.16), (1.00, 0.08),
             (1.18, 0.28), (1.22, 0.72), (0.80, 0.80))  # fmt: skip
    pen.blob(_DARK, (0.38, 0.70), (0.40, 0.54), (0.80, 0.62), (1.20, 0.54), (1.22, 0.70),
             (0.80, 0.79))  # fmt: skip


def bag(pen: Pen, colours: Palette) -> None:
    """A hand bag or backpack; aspect 1.05."""
    tone = colours.main
    pen.arc(0.525, 0.36, 0.25, 180, 360, darker(tone, 0.35), 0.05)
    pen.blob(tone, (0.14, 0.36), (0.52, 0.32), (0.91, 0.36), (1.00, 0.90), (0.52, 0.96),
             (0.05, 0.90))  # fmt: skip
    pen.blob(darker(tone, 0.14), (0.13, 0.38), (0.52, 0.34), (0.92, 0.38), (0.84, 0.62),
             (0.52, 0.68), (0.21, 0.62))  # fmt: skip
    pen.box(0.46, 0.60, 0.59, 0.74, _GOLD, 0.02)
    pen.oval(0.525, 0.67, 0.025, 0.03, darker(_GOLD, 0.5))


def spectacles(pen: Pen, colours: Palette) -> None:
    """Aspect 2.2."""
    tone = colours.main if colours.own else _DARK
    for x in (0.56, 1.64):
        pen.oval(x, 0.52, 0.44, 0.36, tone)
        pen.oval(x, 0.52, 0.37, 0.29, (150, 186, 206))
        pen.poly((196, 220, 232), (x - 0.20, 0.68), (x + 0.02, 0.30), (x + 0.12, 0.32), (x - 0.10,
                 0.72))  # fmt: skip
    pen.arc(1.10, 0.50, 0.14, 190, 350, tone, 0.06)
    for x, far in ((0.16, 0.04), (2.04, 2.16)):
        pen.line(tone, 0.06, (x, 0.40), (far, 0.28))


def key(pen: Pen, colours: Palette) -> None:
    """Aspect 1.9."""
    tone = colours.main if colours.own else _GOLD
    pen.box(0.60, 0.43, 1.80, 0.57, tone, 0.05)
    for x in (1.40, 1.58, 1.72):
        pen.box(x - 0.045, 0.54, x + 0.045, 0.78, tone, 0.02)
    for r in (0.40, 0.28):
        pen.ring(0.44, 0.50, r, darker(tone, 0.2) if r < 0.3 else tone, 0.13)


def sword(pen: Pen, colours: Palette) -> None:
    """Aspect 0.5."""
    pen.poly(_STEEL, (0.20, 0.68), (0.20, 0.12), (0.25, 0.01), (0.30, 0.12), (0.30, 0.68))
    pen.poly((236, 240, 246), (0.20, 0.68), (0.20, 0.12), (0.25, 0.01), (0.25, 0.68))
    pen.box(0.06, 0.67, 0.44, 0.73, _GOLD, 0.03)
    pen.box(0.215, 0.72, 0.285, 0.91, darker(colours.main, 0.3), 0.02)
    pen.oval(0.25, 0.94, 0.05, 0.045, _GOLD)


def gift(pen: Pen, colours: Palette) -> None:
    """Aspect 1.0."""
    pen.box(0.10, 0.40, 0.90, 0.96, colours.main, 0.02)
    pen.box(0.05, 0.30, 0.95, 0.45, lighter(colours.main, 0.14), 0.02)
    pen.box(0.42, 0.30, 0.58, 0.96, colours.accent)
    for sign in (-1, 1):
        pen.blob(colours.accent, (0.5, 0.30), (0.5 + sign * 0.12, 0.08), (0.5 + sign * 0.32, 0.06),
                 (0.5 + sign * 0.34, 0.22))  # fmt: skip
        pen.blob(darker(colours.accent, 0.25), (0.5 + sign * 0.06, 0.27), (0.5 + sign * 0.16, 0.14),
                 (0.5 + sign * 0.26, 0.14), (0.5 + sign * 0.22, 0.24))  # fmt: skip
    pen.oval(0.5, 0.27, 0.065, 0.06, darker(colours.accent, 0.15))


def microphone(pen: Pen, colours: Palette) -> None:
    """On a stand; aspect 0.62."""
    pen.line(_DARK, 0.026, (0.31, 0.52), (0.31, 0.92))
    pen.oval(0.31, 0.94, 0.23, 0.035, _DARK)
    pen.arc(0.31, 0.36, 0.20, 10, 170, _DARK, 0.03)
    pen.box(0.18, 0.04, 0.44, 0.50, _STEEL, 0.13)
    for y in (0.13, 0.19, 0.25):
        pen.line(darker(_STEEL, 0.45), 0.014, (0.21, y), (0.41, y))
    pen.box(0.18, 0.29, 0.44, 0.35, colours.main)


def trophy(pen: Pen, colours: Palette) -> None:
    """Aspect 0.9."""
    gold = colours.main if colours.own else _GOLD
    for sign in (-1, 1):
        pen.arc(0.45 + sign * 0.26, 0.26, 0.15, 0, 360, darker(gold, 0.15), 0.045)
    pen.blob(gold, (0.18, 0.06), (0.45, 0.05), (0.72, 0.06), (0.68, 0.40), (0.52, 0.60),
             (0.38, 0.60), (0.22, 0.40))  # fmt: skip
    pen.blob(lighter(gold, 0.5), (0.26, 0.10), (0.33, 0.10), (0.36, 0.44), (0.28, 0.36))
    pen.box(0.40, 0.56, 0.50, 0.78, darker(gold, 0.2))
    pen.box(0.28, 0.76, 0.62, 0.83, gold, 0.02)
    pen.box(0.20, 0.83, 0.70, 0.96, (74, 54, 44), 0.02)


def bulb(pen: Pen, colours: Palette) -> None:
    """A light bulb, for lamps and ideas; aspect 0.72."""
    tone = colours.main if colours.own else (255, 222, 120)
    for number in range(7):
        x, y = sin(-1.35 + number * 0.45), -cos(-1.35 + number * 0.45)
        pen.line(tone, 0.02, (0.36 + 0.30 * x, 0.36 + 0.30 * y), (0.36 + 0.345 * x, 0.36 + 0.345
                 * y))  # fmt: skip
    pen.blob(tone, (0.36, 0.12), (0.53, 0.19), (0.59, 0.37), (0.48, 0.56), (0.46, 0.70),
             (0.26, 0.70), (0.24, 0.56), (0.13, 0.37), (0.19, 0.19))  # fmt: skip
    pen.oval(0.28, 0.28, 0.055, 0.075, (255, 250, 230))
    pen.stroke((214, 130, 50), 0.014, (0.30, 0.68), (0.30, 0.46), (0.36, 0.52), (0.42, 0.46),
               (0.42, 0.68))  # fmt: skip
    for y in (0.70, 0.77, 0.84):
        pen.box(0.26, y, 0.46, y + 0.055, (140, 146, 156), 0.02)
    pen.box(0.31, 0.90, 0.41, 0.96, _DARK, 0.02)


def coin(pen: Pen, colours: Palette) -> None:
    """A pile of coins; aspect 1.3."""
    gold = colours.main if colours.own else _GOLD
    for x, count in ((0.30, 3), (0.95, 5)):
        for number in range(count):
            y = 0.88 - number * 0.11
            pen.oval(x, y + 0.04, 0.28, 0.085, darker(gold, 0.35))
            pen.oval(x, y, 0.28, 0.085, gold)
        pen.oval(x, 0.88 - (count - 1) * 0.11, 0.19, 0.055, lighter(gold, 0.3))
    pen.oval(0.64, 0.74, 0.21, 0.21, darker(gold, 0.2))
    pen.oval(0.64, 0.74, 0.165, 0.165, gold)
    pen.line(darker(gold, 0.5), 0.03, (0.64, 0.64), (0.64, 0.84))


def letter(pen: Pen, colours: Palette) -> None:
    """An envelope; aspect 1.45."""
    paper = lighter(colours.main, 0.72)
    pen.box(0.06, 0.14, 1.39, 0.92, paper, 0.03)
    pen.poly(darker(paper, 0.08), (0.06, 0.90), (0.56, 0.50), (0.89, 0.50), (1.39, 0.90))
    pen.poly(darker(paper, 0.16), (0.06, 0.15), (1.39, 0.15), (0.725, 0.62))
    pen.poly(lighter(paper, 0.4), (0.09, 0.14), (1.36, 0.14), (0.725, 0.58))
    pen.oval(0.725, 0.56, 0.10, 0.10, (196, 44, 48))


def gamepad(pen: Pen, colours: Palette) -> None:
    """Aspect 1.55."""
    skin = colours.main if colours.own else (64, 68, 82)
    pen.blob(
        skin,
        (0.30, 0.22),
        (0.78, 0.28),
        (1.26, 0.22),
        (1.46, 0.48),
        (1.50, 0.84),
        (1.32, 0.92),
        (1.10, 0.68),
        (0.46, 0.68),
        (0.24, 0.92),
        (0.06, 0.84),
        (0.10, 0.48),
    )
    pen.box(0.28, 0.40, 0.54, 0.48, (24, 26, 34), 0.02)
    pen.box(0.37, 0.31, 0.45, 0.57, (24, 26, 34), 0.02)
    for x, y, fill in ((1.14, 0.34, (240, 200, 70)), (1.24, 0.44, (214, 66, 60)),
                       (1.04, 0.44, (70, 130, 220)), (1.14, 0.54, (90, 180, 96))):  # fmt: skip
        pen.oval(x, y, 0.052, 0.052, fill)
    for x in (0.62, 0.94):
        pen.oval(x, 0.58, 0.085, 0.08, (24, 26, 34))
        pen.oval(x, 0.57, 0.055, 0.05, lighter(skin, 0.2))


def screen(pen: Pen, colours: Palette) -> None:
    """A television; aspect 1.5."""
    pen.box(0.05, 0.06, 1.45, 0.84, (30, 32, 40), 0.04)
    pen.box(0.10, 0.11, 1.40, 0.79, lighter(colours.main, 0.1))
    pen.poly(lighter(colours.main, 0.45), (0.10, 0.79), (0.50, 0.40), (0.82, 0.66), (1.02, 0.50),
             (1.40, 0.79))  # fmt: skip
    pen.oval(1.10, 0.28, 0.08, 0.08, (255, 240, 190))
    pen.box(0.68, 0.84, 0.82, 0.92, (50, 52, 62))
    pen.box(0.46, 0.91, 1.04, 0.96, (50, 52, 62), 0.02)
