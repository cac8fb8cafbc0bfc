"""Small animals and old ones, drawn with few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_EYE = (26, 24, 32)


def frog(pen: Pen, colours: Palette) -> None:
    """A sitting frog from the front; aspect 1.2."""
    skin = colours.main if colours.own else (104, 172, 74)
    for sign in (-1, 1):
        pen.blob(darker(skin, 0.15), (0.6 + sign * 0.22, 0.60), (0.6 + sign * 0.50, 0.56),
                 (0.6 + sign * 0.54, 0.80), (0.6 + sign * 0.34, 0.90))  # fmt: skip
        pen.blob(skin, (0.6 + sign * 0.28, 0.88), (0.6 + sign * 0.56, 0.91),
                 (0.6 + sign * 0.56, 0.97), (0.6 + sign * 0.24, 0.97))  # fmt: skip
        pen.oval(0.6 + sign * 0.22, 0.20, 0.135, 0.14, skin)
    pen.blob(skin, (0.6, 0.20), (0.90, 0.32), (0.94, 0.54), (0.88, 0.84), (0.6, 0.95),
             (0.32, 0.84), (0.26, 0.54), (0.30, 0.32))  # fmt: skip
    pen.blob(lighter(skin, 0.6), (0.6, 0.56), (0.80, 0.62), (0.80, 0.84), (0.6, 0.92),
             (0.40, 0.84), (0.40, 0.62))  # fmt: skip
    for sign in (-1, 1):
        pen.oval(0.6 + sign * 0.22, 0.19, 0.095, 0.10, (250, 250, 240))
        pen.oval(0.6 + sign * 0.21, 0.20, 0.05, 0.058, _EYE)
        pen.line(darker(skin, 0.2), 0.05, (0.6 + sign * 0.17, 0.72), (0.6 + sign * 0.15, 0.94))
        pen.oval(0.6 + sign * 0.06, 0.38, 0.012, 0.012, darker(skin, 0.5))
    pen.stroke(darker(skin, 0.5), 0.022, (0.34, 0.46), (0.46, 0.53), (0.6, 0.55), (0.74, 0.53),
               (0.86, 0.46))  # fmt: skip


def snake(pen: Pen, colours: Palette) -> None:
    """A coiled snake; aspect 1.3."""
    skin = colours.main if colours.own else (118, 158, 70)
    for y, wide in ((0.88, 0.52), (0.76, 0.42), (0.65, 0.31)):
        pen.oval(0.60, y, wide, 0.105, darker(skin, 0.24))
        pen.oval(0.60, y - 0.02, wide, 0.085, skin)
        for number in range(-2, 3):
            pen.oval(0.60 + number * wide * 0.4, y - 0.01, 0.04, 0.03, lighter(skin, 0.45))
    pen.stroke(skin, 0.13, (0.66, 0.62), (0.84, 0.50), (0.80, 0.32), (0.88, 0.20))
    pen.blob(
        skin, (0.82, 0.24), (0.88, 0.10), (1.06, 0.09), (1.15, 0.18), (1.06, 0.27), (0.90, 0.28)
    )
    pen.stroke((214, 52, 56), 0.014, (1.14, 0.20), (1.20, 0.21), (1.26, 0.18))
    pen.stroke((214, 52, 56), 0.014, (1.20, 0.21), (1.26, 0.25))
    pen.oval(1.02, 0.15, 0.026, 0.028, _EYE)


def bee(pen: Pen, colours: Palette) -> None:
    """Aspect 1.2."""
    body = colours.main if colours.own else (246, 190, 56)
    for x, lean in ((0.50, -0.12), (0.68, 0.06)):
        pen.blob((216, 234, 246), (x, 0.48), (x + lean - 0.14, 0.24), (x + lean, 0.05),
                 (x + lean + 0.15, 0.22))  # fmt: skip
    pen.blob(body, (0.12, 0.62), (0.30, 0.42), (0.62, 0.38), (0.88, 0.50), (0.90, 0.70),
             (0.66, 0.86), (0.32, 0.82))  # fmt: skip
    for x, tall in ((0.34, 0.19), (0.52, 0.225), (0.70, 0.20)):
        pen.box(x - 0.04, 0.62 - tall, x + 0.04, 0.63 + tall, (52, 42, 36), 0.04)
    pen.oval(0.95, 0.56, 0.15, 0.15, (60, 48, 42))
    pen.oval(1.00, 0.53, 0.05, 0.06, (250, 250, 246))
    pen.oval(1.01, 0.54, 0.026, 0.032, _EYE)
    pen.stroke((60, 48, 42), 0.018, (0.96, 0.42), (1.00, 0.30), (1.09, 0.26))
    pen.poly((52, 42, 36), (0.13, 0.58), (0.02, 0.63), (0.13, 0.67))


def snail(pen: Pen, colours: Palette) -> None:
    """Aspect 1.4."""
    house, skin = colours.main, (206, 178, 132)
    pen.blob(skin, (0.06, 0.93), (0.30, 0.80), (0.90, 0.80), (1.02, 0.60), (1.12, 0.48),
             (1.26, 0.52), (1.28, 0.66), (1.18, 0.90), (0.90, 0.96), (0.30, 0.96))  # fmt: skip
    for x in (1.13, 1.24):
        pen.line(skin, 0.026, (x, 0.54), (x + 0.05, 0.32))
        pen.oval(x + 0.055, 0.30, 0.03, 0.03, _EYE)
    pen.oval(0.60, 0.52, 0.38, 0.36, darker(house, 0.15))
    for r, fill in ((0.34, house), (0.25, darker(house, 0.25)), (0.20, lighter(house, 0.2)),
                    (0.12, darker(house, 0.3)), (0.07, lighter(house, 0.4))):  # fmt: skip
        pen.oval(0.62 - (0.34 - r) * 0.2, 0.53 + (0.34 - r) * 0.1, r, r * 0.95, fill)


def monkey(pen: Pen, colours: Palette) -> None:
    """Aspect 0.8."""
    coat = colours.main if colours.own else (126, 84, 56)
    face = (232, 190, 152)
    pen.stroke(coat, 0.045, (0.54, 0.84), (0.72, 0.80), (0.74, 0.58), (0.66, 0.50), (0.62, 0.58))
    for sign in (-1, 1):
        pen.oval(0.38 + sign * 0.23, 0.24, 0.085, 0.09, coat)
        pen.oval(0.38 + sign * 0.23, 0.24, 0.05, 0.055, face)
        pen.stroke(darker(coat, 0.12), 0.085, (0.38 + sign * 0.15, 0.5), (0.38 + sign * 0.27, 0.66),
                   (0.38 + sign * 0.12, 0.76))  # fmt: skip
        pen.blob(darker(coat, 0.1), (0.38 + sign * 0.06, 0.78), (0.38 + sign * 0.28, 0.74),
                 (0.38 + sign * 0.30, 0.92), (0.38 + sign * 0.08, 0.95))  # fmt: skip
        pen.oval(0.38 + sign * 0.21, 0.95, 0.11, 0.035, face)
    pen.blob(coat, (0.38, 0.42), (0.54, 0.50), (0.58, 0.78), (0.38, 0.94), (0.18, 0.78),
             (0.22, 0.50))  # fmt: skip
    pen.oval(0.38, 0.72, 0.125, 0.17, face)
    pen.oval(0.38, 0.26, 0.21, 0.21, coat)
    for sign in (-1, 1):
        pen.oval(0.38 + sign * 0.075, 0.24, 0.09, 0.10, face)
        pen.oval(0.38 + sign * 0.07, 0.24, 0.024, 0.03, _EYE)
    pen.oval(0.38, 0.34, 0.135, 0.10, face)
    pen.oval(0.38, 0.31, 0.024, 0.014, darker(coat, 0.4))
    pen.arc(0.38, 0.34, 0.06, 25, 155, darker(coat, 0.4), 0.014)


def squirrel(pen: Pen, colours: Palette) -> None:
    """A squirrel or a mouse with a nut; aspect 0.95."""
    coat = colours.main if colours.own else (196, 112, 58)
    pen.blob(darker(coat, 0.12), (0.26, 0.92), (0.06, 0.76), (0.05, 0.40), (0.16, 0.12),
             (0.34, 0.08), (0.40, 0.22), (0.30, 0.36), (0.30, 0.62), (0.42, 0.84))  # fmt: skip
    pen.blob(lighter(coat, 0.25), (0.20, 0.76), (0.11, 0.56), (0.18, 0.26), (0.30, 0.15),
             (0.24, 0.34), (0.22, 0.60))  # fmt: skip
    pen.blob(coat, (0.46, 0.46), (0.66, 0.50), (0.72, 0.74), (0.66, 0.94), (0.36, 0.95),
             (0.32, 0.74))  # fmt: skip
    pen.blob(lighter(coat, 0.7), (0.60, 0.54), (0.70, 0.68), (0.66, 0.88), (0.56, 0.84),
             (0.54, 0.64))  # fmt: skip
    pen.blob(coat, (0.44, 0.38), (0.50, 0.24), (0.66, 0.20), (0.84, 0.34), (0.82, 0.44),
             (0.64, 0.52), (0.48, 0.50))  # fmt: skip
    pen.poly(coat, (0.50, 0.27), (0.50, 0.09), (0.61, 0.23))
    pen.oval(0.69, 0.32, 0.03, 0.034, _EYE)
    pen.oval(0.845, 0.37, 0.022, 0.02, _EYE)
    pen.oval(0.80, 0.62, 0.065, 0.07, (150, 96, 52))
    pen.box(0.735, 0.55, 0.865, 0.59, (104, 70, 44), 0.02)
    pen.stroke(darker(coat, 0.1), 0.055, (0.58, 0.58), (0.68, 0.64), (0.76, 0.62))
    pen.oval(0.60, 0.95, 0.13, 0.03, darker(coat, 0.1))


def dinosaur(pen: Pen, colours: Palette) -> None:
    """A long-necked dinosaur; aspect 1.5."""
    skin = colours.main if colours.own else (118, 158, 112)
    for x, fill in ((0.52, darker(skin, 0.25)), (0.92, darker(skin, 0.25)), (0.62, skin),
                    (0.84, skin)):  # fmt: skip
        pen.line(fill, 0.11, (x, 0.68), (x, 0.92))
    pen.blob(skin, (0.02, 0.90), (0.24, 0.64), (0.46, 0.48), (0.74, 0.44), (0.96, 0.46),
             (1.08, 0.30), (1.12, 0.12), (1.24, 0.10), (1.24, 0.32), (1.12, 0.60), (0.94, 0.78),
             (0.60, 0.80), (0.34, 0.74))  # fmt: skip
    pen.blob(
        skin, (1.10, 0.06), (1.24, 0.03), (1.40, 0.10), (1.42, 0.18), (1.28, 0.22), (1.14, 0.18)
    )
    pen.blob(lighter(skin, 0.4), (0.50, 0.70), (0.80, 0.70), (1.00, 0.64), (0.90, 0.77),
             (0.62, 0.79))  # fmt: skip
    for x, y in ((0.52, 0.54), (0.68, 0.52), (0.82, 0.54), (0.60, 0.62)):
        pen.oval(x, y, 0.032, 0.026, darker(skin, 0.2))
    pen.oval(1.29, 0.09, 0.02, 0.022, _EYE)
    pen.stroke(darker(skin, 0.4), 0.012, (1.41, 0.15), (1.34, 0.16), (1.28, 0.15))


def ghost(pen: Pen, colours: Palette) -> None:
    """Aspect 0.8."""
    sheet = mix((244, 246, 250), colours.main, 0.3 if colours.own else 0.06)
    pen.blob(sheet, (0.40, 0.04), (0.62, 0.14), (0.70, 0.42), (0.75, 0.92), (0.64, 0.86),
             (0.56, 0.96), (0.46, 0.87), (0.36, 0.96), (0.26, 0.87), (0.16, 0.96), (0.05, 0.90),
             (0.10, 0.42), (0.18, 0.14))  # fmt: skip
    for x in (0.31, 0.49):
        pen.oval(x, 0.32, 0.05, 0.07, (44, 42, 60))
    pen.oval(0.40, 0.50, 0.05, 0.065, (44, 42, 60))
    pen.stroke(darker(sheet, 0.08), 0.06, (0.62, 0.50), (0.72, 0.52), (0.76, 0.44))


def alien(pen: Pen, colours: Palette) -> None:
    """Aspect 0.6."""
    skin = colours.main if colours.own else (134, 196, 108)
    for sign in (-1, 1):
        pen.stroke(skin, 0.045, (0.30 + sign * 0.10, 0.56), (0.30 + sign * 0.20, 0.68),
                   (0.30 + sign * 0.18, 0.80))  # fmt: skip
        pen.line(skin, 0.055, (0.30 + sign * 0.06, 0.78), (0.30 + sign * 0.08, 0.95))
        pen.stroke(skin, 0.02, (0.30 + sign * 0.08, 0.10), (0.30 + sign * 0.14, 0.03))
    pen.blob((96, 110, 168), (0.30, 0.48), (0.41, 0.54), (0.40, 0.80), (0.30, 0.86), (0.20, 0.80),
             (0.19, 0.54))  # fmt: skip
    pen.blob(skin, (0.30, 0.06), (0.50, 0.14), (0.55, 0.30), (0.42, 0.46), (0.30, 0.52),
             (0.18, 0.46), (0.05, 0.30), (0.10, 0.14))  # fmt: skip
    for sign in (-1, 1):
        pen.blob(_EYE, (0.30 + sign * 0.05, 0.34), (0.30 + sign * 0.12, 0.20),
                 (0.30 + sign * 0.21, 0.20), (0.30 + sign * 0.18, 0.34))  # fmt: skip
        pen.oval(0.30 + sign * 0.15, 0.24, 0.016, 0.018, (240, 250, 246))
    pen.arc(0.30, 0.40, 0.04, 25, 155, darker(skin, 0.5), 0.012)
