"""More things of every day, drawn with few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_WOOD = (158, 108, 66)
_STEEL = (178, 186, 198)
_CREAM = (250, 246, 238)


def device(pen: Pen, colours: Palette) -> None:
    """An apparatus with a screen, dials, pipes and a lever; aspect 1.0."""
    body = mix(colours.main, _STEEL, 0.55)
    pen.stroke(darker(body, 0.45), 0.045, (0.82, 0.60), (0.95, 0.52), (0.93, 0.24), (0.76, 0.20))
    pen.line(darker(body, 0.5), 0.03, (0.10, 0.55), (0.04, 0.30))
    pen.oval(0.04, 0.27, 0.04, 0.04, (206, 58, 52))
    pen.box(0.30, 0.06, 0.42, 0.30, darker(body, 0.35), 0.02)
    pen.oval(0.36, 0.06, 0.075, 0.03, darker(body, 0.5))
    pen.box(0.10, 0.22, 0.82, 0.92, body, 0.06)
    pen.box(0.10, 0.22, 0.82, 0.32, lighter(body, 0.3), 0.05)
    pen.box(0.17, 0.38, 0.50, 0.62, (30, 44, 58), 0.03)
    pen.line((98, 232, 180), 0.016, (0.20, 0.52), (0.27, 0.52), (0.31, 0.43), (0.36, 0.58),
             (0.40, 0.50), (0.47, 0.50))  # fmt: skip
    for x, tone in ((0.22, (232, 74, 64)), (0.33, (244, 190, 66)), (0.44, (92, 190, 104))):
        pen.oval(x, 0.73, 0.04, 0.04, darker(tone, 0.3))
        pen.oval(x, 0.725, 0.03, 0.03, tone)
    pen.oval(0.66, 0.50, 0.11, 0.11, darker(body, 0.5))
    pen.oval(0.66, 0.50, 0.09, 0.09, _CREAM)
    pen.line((206, 58, 52), 0.014, (0.66, 0.50), (0.72, 0.43))
    for number in range(4):
        pen.box(0.56, 0.68 + number * 0.045, 0.76, 0.70 + number * 0.045, darker(body, 0.4), 0.01)
    for x in (0.20, 0.72):
        pen.box(x - 0.06, 0.90, x + 0.06, 0.98, colours.ink, 0.02)


def chest(pen: Pen, colours: Palette) -> None:
    """An open chest full of gold; aspect 1.25."""
    wood = colours.main if colours.own else _WOOD
    pen.box(0.12, 0.10, 1.13, 0.50, darker(wood, 0.35), 0.16)
    pen.box(0.19, 0.17, 1.06, 0.52, darker(wood, 0.65), 0.12)
    for number in range(11):
        x, y = 0.24 + number * 0.077, 0.47 - (number * 7 % 5) * 0.028
        pen.oval(x, y, 0.062, 0.055, (206, 152, 48))
        pen.oval(x - 0.006, y - 0.008, 0.048, 0.042, (248, 208, 92))
    pen.box(0.10, 0.48, 1.15, 0.96, wood, 0.03)
    for y in (0.62, 0.79):
        pen.line(darker(wood, 0.25), 0.014, (0.12, y), (1.13, y))
    for x in (0.20, 1.05):
        pen.box(x - 0.035, 0.48, x + 0.035, 0.96, (92, 84, 88))
    pen.box(0.55, 0.46, 0.70, 0.66, (226, 182, 76), 0.02)
    pen.oval(0.625, 0.55, 0.022, 0.026, (60, 46, 40))


def skateboard(pen: Pen, colours: Palette) -> None:
    """Aspect 3.2."""
    deck = colours.main
    for x in (0.75, 2.45):
        pen.box(x - 0.12, 0.55, x + 0.12, 0.72, (120, 124, 134), 0.03)
        for step in (-0.13, 0.13):
            pen.oval(x + step, 0.78, 0.12, 0.19, (246, 240, 226))
            pen.oval(x + step, 0.78, 0.05, 0.08, (120, 124, 134))
    pen.stroke(darker(deck, 0.3), 0.2, (0.14, 0.26), (0.5, 0.48), (1.6, 0.52), (2.7, 0.48),
               (3.06, 0.26))  # fmt: skip
    pen.stroke(deck, 0.12, (0.14, 0.22), (0.5, 0.43), (1.6, 0.47), (2.7, 0.43), (3.06, 0.22))


def plate(pen: Pen, colours: Palette) -> None:
    """A dish with something cooked, a sauce and leaves; aspect 1.8."""
    food = mix(colours.main, (196, 122, 62), 0.6) if not colours.own else colours.main
    pen.oval(0.9, 0.66, 0.86, 0.31, (214, 212, 210))
    pen.oval(0.9, 0.63, 0.86, 0.30, (248, 247, 244))
    pen.oval(0.9, 0.63, 0.62, 0.20, (232, 230, 226))
    for x, y, r in ((0.62, 0.55, 0.2), (1.0, 0.52, 0.24), (0.82, 0.64, 0.22)):
        pen.oval(x, y + 0.02, r, r * 0.62, darker(food, 0.3))
        pen.oval(x, y, r * 0.94, r * 0.56, food)
        pen.oval(x - r * 0.3, y - r * 0.18, r * 0.35, r * 0.14, lighter(food, 0.45))
    for x, y in ((1.22, 0.60), (1.30, 0.66), (0.42, 0.66), (1.14, 0.70)):
        pen.blob((92, 160, 74), (x - 0.09, y), (x, y - 0.08), (x + 0.09, y), (x, y + 0.05))
    for x, y in ((0.74, 0.44), (0.94, 0.40), (1.10, 0.47)):
        pen.oval(x, y, 0.03, 0.022, (206, 58, 48))
    for x in (0.78, 1.0):
        pen.stroke((240, 240, 242), 0.02, (x, 0.26), (x + 0.03, 0.16), (x - 0.02, 0.05))


def basket(pen: Pen, colours: Palette) -> None:
    """Aspect 1.3."""
    straw = colours.main if colours.own else (202, 156, 96)
    pen.arc(0.65, 0.50, 0.42, 180, 360, darker(straw, 0.3), 0.05)
    pen.blob(straw, (0.12, 0.48), (0.65, 0.44), (1.18, 0.48), (1.06, 0.94), (0.65, 0.98),
             (0.24, 0.94))  # fmt: skip
    for row in range(4):
        for column in range(8):
            x, y = 0.25 + column * 0.115 + row % 2 * 0.05, 0.58 + row * 0.1
            pen.box(x - 0.045, y - 0.028, x + 0.045, y + 0.028, darker(straw, 0.22), 0.02)
    pen.line(darker(straw, 0.35), 0.07, (0.14, 0.50), (1.16, 0.50))


def dish(pen: Pen, colours: Palette) -> None:
    """An empty bowl, for what is in it; aspect 1.5."""
    clay = colours.main if colours.own else (172, 120, 76)
    pen.blob(clay, (0.06, 0.42), (0.75, 0.50), (1.44, 0.42), (1.22, 0.84), (0.75, 0.95),
             (0.28, 0.84))  # fmt: skip
    pen.oval(0.75, 0.42, 0.69, 0.11, darker(clay, 0.45))
    pen.stroke(lighter(clay, 0.25), 0.03, (0.07, 0.44), (0.40, 0.53), (0.75, 0.56), (1.10, 0.53),
               (1.43, 0.44))  # fmt: skip
    pen.box(0.52, 0.90, 0.98, 0.98, darker(clay, 0.3), 0.03)


def toyballoon(pen: Pen, colours: Palette) -> None:
    """A party balloon on a string; aspect 0.5."""
    tone = colours.main
    pen.stroke((120, 112, 116), 0.008, (0.25, 0.52), (0.22, 0.66), (0.28, 0.82), (0.25, 0.99))
    pen.blob(tone, (0.25, 0.02), (0.44, 0.12), (0.43, 0.32), (0.25, 0.49), (0.07, 0.32),
             (0.06, 0.12))  # fmt: skip
    pen.poly(darker(tone, 0.25), (0.22, 0.535), (0.28, 0.535), (0.25, 0.48))
    pen.blob(lighter(tone, 0.6), (0.14, 0.10), (0.20, 0.09), (0.15, 0.22), (0.11, 0.20))


def flag(pen: Pen, colours: Palette) -> None:
    """Aspect 0.8."""
    pen.line((150, 116, 78), 0.03, (0.10, 0.03), (0.10, 0.98))
    pen.oval(0.10, 0.03, 0.03, 0.03, (232, 190, 84))
    pen.blob(colours.main, (0.11, 0.08), (0.30, 0.05), (0.52, 0.11), (0.76, 0.06), (0.74, 0.44),
             (0.52, 0.50), (0.30, 0.43), (0.11, 0.47))  # fmt: skip
    pen.blob(colours.accent, (0.11, 0.21), (0.30, 0.18), (0.52, 0.24), (0.755, 0.19),
             (0.75, 0.32), (0.52, 0.37), (0.30, 0.31), (0.11, 0.34))  # fmt: skip


def parcel(pen: Pen, colours: Palette) -> None:
    """A box of cardboard; aspect 1.15."""
    card = colours.main if colours.own else (204, 160, 108)
    pen.poly(lighter(card, 0.25), (0.08, 0.30), (0.58, 0.14), (1.08, 0.30), (0.58, 0.46))
    pen.poly(card, (0.08, 0.30), (0.58, 0.46), (0.58, 0.98), (0.08, 0.80))
    pen.poly(darker(card, 0.18), (1.08, 0.30), (0.58, 0.46), (0.58, 0.98), (1.08, 0.80))
    pen.poly((238, 214, 170), (0.29, 0.235), (0.40, 0.20), (0.90, 0.36), (0.79, 0.395))
    pen.poly((226, 200, 154), (0.79, 0.395), (0.90, 0.36), (0.90, 0.52), (0.79, 0.56))


def pencil(pen: Pen, colours: Palette) -> None:
    """Aspect 0.42."""
    paint = colours.main if colours.own else (244, 190, 60)
    pen.box(0.13, 0.02, 0.29, 0.12, (236, 138, 140), 0.03)
    pen.box(0.13, 0.10, 0.29, 0.17, _STEEL)
    pen.box(0.13, 0.17, 0.29, 0.74, paint)
    pen.box(0.13, 0.17, 0.18, 0.74, lighter(paint, 0.35))
    pen.box(0.24, 0.17, 0.29, 0.74, darker(paint, 0.2))
    pen.poly((236, 204, 160), (0.13, 0.74), (0.29, 0.74), (0.21, 0.98))
    pen.poly((52, 46, 52), (0.185, 0.905), (0.235, 0.905), (0.21, 0.98))


def bench(pen: Pen, colours: Palette) -> None:
    """Aspect 1.9."""
    wood = colours.main if colours.own else _WOOD
    for x in (0.24, 1.66):
        pen.line((64, 62, 70), 0.05, (x, 0.14), (x, 0.96))
        pen.line((64, 62, 70), 0.05, (x - 0.10, 0.96), (x + 0.10, 0.96))
    for y in (0.14, 0.27, 0.40):
        pen.box(0.06, y, 1.84, y + 0.10, wood, 0.03)
    pen.box(0.03, 0.56, 1.87, 0.66, lighter(wood, 0.15), 0.03)
    pen.box(0.03, 0.65, 1.87, 0.70, darker(wood, 0.3), 0.02)


def standlamp(pen: Pen, colours: Palette) -> None:
    """A lamp on a stand with a shade; aspect 0.5."""
    shade = colours.main if colours.own else (244, 222, 176)
    pen.line((86, 78, 76), 0.018, (0.25, 0.30), (0.25, 0.95))
    pen.oval(0.25, 0.955, 0.13, 0.025, (86, 78, 76))
    pen.oval(0.25, 0.31, 0.13, 0.03, (255, 240, 190))
    pen.poly(shade, (0.16, 0.05), (0.34, 0.05), (0.44, 0.31), (0.06, 0.31))
    pen.poly(lighter(shade, 0.4), (0.19, 0.05), (0.25, 0.05), (0.22, 0.31), (0.12, 0.31))


def shirt(pen: Pen, colours: Palette) -> None:
    """A T-shirt, spread out; aspect 1.1."""
    cloth = colours.main if colours.own else lighter(colours.main, 0.25)
    pen.poly(darker(cloth, 0.15), (0.30, 0.10), (0.02, 0.36), (0.16, 0.50), (0.34, 0.38))
    pen.poly(darker(cloth, 0.15), (0.80, 0.10), (1.08, 0.36), (0.94, 0.50), (0.76, 0.38))
    pen.poly(cloth, (0.30, 0.10), (0.80, 0.10), (0.82, 0.97), (0.28, 0.97))
    pen.oval(0.55, 0.10, 0.15, 0.075, darker(cloth, 0.35))
    pen.oval(0.55, 0.07, 0.15, 0.065, (238, 236, 232))


def taco(pen: Pen, _: Palette) -> None:
    """Three folded tortillas with filling; aspect 1.7."""
    shell = (236, 190, 104)
    pen.oval(0.85, 0.88, 0.80, 0.10, (240, 238, 234))
    for number in range(3):
        x = 0.42 + number * 0.42
        pen.oval(x + 0.07, 0.58, 0.33, 0.34, darker(shell, 0.25))
        for step, tone in enumerate(((96, 168, 78), (206, 62, 50), (146, 86, 52), (96, 168, 78),
                                     (250, 214, 110))):  # fmt: skip
            pen.oval(x - 0.20 + step * 0.10, 0.36 + abs(step - 2) * 0.035, 0.085, 0.08, tone)
        pen.blob(shell, (x - 0.32, 0.82), (x - 0.26, 0.50), (x, 0.38), (x + 0.26, 0.50),
                 (x + 0.30, 0.84), (x, 0.90))  # fmt: skip
        for dx, dy in ((-0.1, 0.6), (0.08, 0.68), (-0.02, 0.78), (0.15, 0.56)):
            pen.oval(x + dx, dy, 0.022, 0.016, darker(shell, 0.2))


def cloud(pen: Pen, colours: Palette) -> None:
    """Aspect 2.4."""
    tone = mix((250, 251, 255), colours.sky_low, 0.12)
    shapes = ((0.42, 0.66, 0.34), (0.86, 0.46, 0.40), (1.36, 0.44, 0.42), (1.90, 0.62, 0.36),
              (1.16, 0.70, 0.42))  # fmt: skip
    for x, y, r in shapes:
        pen.oval(x, y + 0.05, r, r * 0.66, darker(tone, 0.12))
    for x, y, r in shapes:
        pen.oval(x, y, r * 0.96, r * 0.6, tone)


def vase(pen: Pen, colours: Palette) -> None:
    """Empty, for what is put into it; aspect 0.7."""
    clay = colours.main if colours.own else lighter(colours.main, 0.5)
    pen.blob(clay, (0.24, 0.10), (0.46, 0.10), (0.44, 0.26), (0.60, 0.52), (0.54, 0.84),
             (0.44, 0.97), (0.26, 0.97), (0.16, 0.84), (0.10, 0.52), (0.26, 0.26))  # fmt: skip
    pen.oval(0.35, 0.10, 0.13, 0.035, darker(clay, 0.4))
    pen.stroke(lighter(clay, 0.4), 0.03, (0.20, 0.50), (0.24, 0.70), (0.30, 0.86))
    pen.stroke(darker(clay, 0.15), 0.02, (0.13, 0.56), (0.35, 0.60), (0.57, 0.56))
