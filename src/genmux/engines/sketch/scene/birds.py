"""Birds that stand or swim, and birds of prey, drawn with few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_BEAK = (240, 170, 56)
_EYE = (28, 24, 32)


def songbird(pen: Pen, colours: Palette) -> None:
    """A small bird on a branch; aspect 1.25."""
    body = colours.main
    bark = (112, 80, 56)
    pen.stroke(bark, 0.05, (0.03, 0.90), (0.45, 0.84), (0.85, 0.88), (1.21, 0.80))
    pen.stroke(bark, 0.028, (0.86, 0.88), (1.0, 0.95), (1.12, 0.96))
    for x, y in ((0.16, 0.80), (1.06, 0.74), (1.14, 0.91)):
        pen.blob((104, 164, 84), (x - 0.07, y + 0.03), (x, y - 0.04), (x + 0.08, y), (x, y + 0.05))
    pen.poly(darker(body, 0.3), (0.38, 0.62), (0.06, 0.70), (0.10, 0.79), (0.44, 0.74))
    pen.blob(body, (0.34, 0.62), (0.46, 0.38), (0.66, 0.18), (0.84, 0.16), (0.93, 0.32),
             (0.88, 0.56), (0.72, 0.77), (0.48, 0.79))  # fmt: skip
    pen.blob(lighter(body, 0.62), (0.70, 0.48), (0.90, 0.42), (0.87, 0.60), (0.70, 0.76),
             (0.56, 0.76))  # fmt: skip
    pen.blob(darker(body, 0.24), (0.38, 0.56), (0.58, 0.40), (0.70, 0.48), (0.62, 0.64),
             (0.30, 0.70))  # fmt: skip
    pen.poly(_BEAK, (0.92, 0.25), (1.07, 0.31), (0.92, 0.36))
    pen.oval(0.83, 0.27, 0.034, 0.036, _EYE)
    pen.oval(0.84, 0.26, 0.011, 0.011, (250, 250, 250))
    for x in (0.60, 0.70):
        pen.line((120, 84, 60), 0.018, (x, 0.77), (x + 0.01, 0.86))


def owl(pen: Pen, colours: Palette) -> None:
    """Aspect 0.7."""
    body = colours.main if colours.own else (152, 114, 80)
    for sign in (-1, 1):
        pen.poly(darker(body, 0.25), (0.35 + sign * 0.25, 0.20), (0.35 + sign * 0.24, 0.03),
                 (0.35 + sign * 0.07, 0.12))  # fmt: skip
    pen.blob(body, (0.35, 0.08), (0.58, 0.16), (0.63, 0.48), (0.55, 0.86), (0.35, 0.94),
             (0.15, 0.86), (0.07, 0.48), (0.12, 0.16))  # fmt: skip
    pen.blob(lighter(body, 0.5), (0.35, 0.44), (0.49, 0.54), (0.47, 0.82), (0.35, 0.90),
             (0.23, 0.82), (0.21, 0.54))  # fmt: skip
    for row in range(4):
        for column in range(3):
            x, y = 0.27 + column * 0.08 - (row % 2) * 0.03, 0.56 + row * 0.085
            pen.arc(x, y, 0.03, 20, 160, darker(body, 0.25), 0.014)
    for sign in (-1, 1):
        pen.blob(darker(body, 0.22), (0.35 + sign * 0.24, 0.40), (0.35 + sign * 0.30, 0.62),
                 (0.35 + sign * 0.22, 0.86), (0.35 + sign * 0.17, 0.62))  # fmt: skip
        pen.oval(0.35 + sign * 0.115, 0.28, 0.125, 0.125, lighter(body, 0.65))
        pen.oval(0.35 + sign * 0.11, 0.28, 0.075, 0.075, (246, 190, 60))
        pen.oval(0.35 + sign * 0.11, 0.28, 0.042, 0.042, _EYE)
        pen.oval(0.35 + sign * 0.10, 0.265, 0.013, 0.013, (255, 255, 255))
        pen.box(0.35 + sign * 0.09 - 0.05, 0.91, 0.35 + sign * 0.09 + 0.05, 0.96, _BEAK, 0.02)
    pen.poly(_BEAK, (0.31, 0.33), (0.39, 0.33), (0.35, 0.42))


def penguin(pen: Pen, colours: Palette) -> None:
    """Aspect 0.62."""
    coat, shirt = (36, 42, 58), (246, 246, 242)
    for sign in (-1, 1):
        pen.blob(_BEAK, (0.31 + sign * 0.03, 0.93), (0.31 + sign * 0.12, 0.92),
                 (0.31 + sign * 0.19, 0.97), (0.31 + sign * 0.04, 0.98))  # fmt: skip
    pen.blob(coat, (0.31, 0.03), (0.44, 0.11), (0.46, 0.26), (0.53, 0.50), (0.50, 0.82),
             (0.31, 0.95), (0.12, 0.82), (0.09, 0.50), (0.16, 0.26), (0.18, 0.11))  # fmt: skip
    pen.blob(shirt, (0.31, 0.30), (0.42, 0.40), (0.46, 0.62), (0.42, 0.84), (0.31, 0.92),
             (0.20, 0.84), (0.16, 0.62), (0.20, 0.40))  # fmt: skip
    for sign in (-1, 1):
        pen.blob(coat, (0.31 + sign * 0.17, 0.34), (0.31 + sign * 0.29, 0.56),
                 (0.31 + sign * 0.27, 0.70), (0.31 + sign * 0.18, 0.56))  # fmt: skip
        pen.oval(0.31 + sign * 0.065, 0.17, 0.065, 0.085, shirt)
        pen.oval(0.31 + sign * 0.05, 0.16, 0.022, 0.026, _EYE)
        pen.oval(0.31 + sign * 0.115, 0.26, 0.035, 0.04, (246, 196, 84))
    pen.poly(_BEAK, (0.26, 0.20), (0.36, 0.20), (0.31, 0.27))
    pen.box(0.19, 0.28, 0.43, 0.325, colours.main, 0.02)


def duck(pen: Pen, colours: Palette) -> None:
    """A swimming duck or swan; aspect 1.3."""
    body = lighter(colours.main, 0.15)
    pen.blob(body, (0.10, 0.56), (0.30, 0.56), (0.70, 0.60), (0.98, 0.60), (1.06, 0.78),
             (0.90, 0.92), (0.36, 0.92), (0.16, 0.78))  # fmt: skip
    pen.blob(body, (0.86, 0.72), (0.82, 0.42), (0.80, 0.22), (0.92, 0.10), (1.06, 0.16),
             (1.08, 0.32), (1.00, 0.46), (1.06, 0.66))  # fmt: skip
    pen.blob(darker(body, 0.16), (0.16, 0.58), (0.56, 0.58), (0.80, 0.70), (0.56, 0.84),
             (0.30, 0.76))  # fmt: skip
    pen.blob(_BEAK, (1.05, 0.22), (1.24, 0.25), (1.22, 0.31), (1.05, 0.33))
    pen.oval(0.98, 0.20, 0.028, 0.03, _EYE)


def rooster(pen: Pen, colours: Palette) -> None:
    """A hen or cock; aspect 1.0."""
    body, red = lighter(colours.main, 0.1), (212, 52, 48)
    for turn in range(3):
        pen.stroke(darker(body, 0.35 + turn * 0.15), 0.07, (0.30, 0.60), (0.14, 0.42 - turn * 0.08),
                   (0.05 + turn * 0.07, 0.52 - turn * 0.14))  # fmt: skip
    pen.blob(body, (0.20, 0.56), (0.46, 0.50), (0.62, 0.30), (0.66, 0.16), (0.80, 0.14),
             (0.84, 0.34), (0.78, 0.64), (0.58, 0.82), (0.34, 0.80))  # fmt: skip
    pen.blob(darker(body, 0.2), (0.30, 0.58), (0.54, 0.54), (0.58, 0.68), (0.40, 0.74))
    for x, y in ((0.68, 0.10), (0.74, 0.07), (0.80, 0.11)):
        pen.oval(x, y, 0.042, 0.055, red)
    pen.poly(_BEAK, (0.82, 0.18), (0.95, 0.23), (0.82, 0.27))
    pen.oval(0.83, 0.33, 0.034, 0.055, red)
    pen.oval(0.76, 0.20, 0.024, 0.026, _EYE)
    for x in (0.46, 0.56):
        pen.line(_BEAK, 0.025, (x, 0.80), (x, 0.95), (x + 0.07, 0.96))


def eagle(pen: Pen, colours: Palette) -> None:
    """A bird of prey with spread wings, from the front; aspect 2.0."""
    brown = darker(colours.main, 0.35)
    for sign in (-1, 1):
        pen.blob(brown, (1.0, 0.36), (1.0 + sign * 0.40, 0.10), (1.0 + sign * 0.92, 0.16),
                 (1.0 + sign * 0.70, 0.40), (1.0 + sign * 0.30, 0.62), (1.0, 0.66))  # fmt: skip
        for feather in range(5):
            x = 0.92 - feather * 0.13
            pen.line(darker(brown, 0.3), 0.045, (1.0 + sign * (x - 0.12), 0.26 + feather * 0.02),
                     (1.0 + sign * x, 0.36 + feather * 0.07))  # fmt: skip
    pen.blob(brown, (1.0, 0.22), (1.14, 0.44), (1.08, 0.76), (1.0, 0.84), (0.92, 0.76),
             (0.86, 0.44))  # fmt: skip
    pen.poly((240, 238, 230), (0.93, 0.76), (1.07, 0.76), (1.14, 0.97), (0.86, 0.97))
    pen.oval(1.0, 0.26, 0.105, 0.12, (246, 244, 238))
    pen.poly(_BEAK, (0.97, 0.29), (1.07, 0.29), (1.02, 0.42))
    for x in (0.955, 1.045):
        pen.oval(x, 0.24, 0.02, 0.022, _EYE)


def flamingo(pen: Pen, colours: Palette) -> None:
    """A wader on one leg; aspect 0.75."""
    pink = colours.main if colours.own else (244, 140, 160)
    pen.stroke(darker(pink, 0.1), 0.022, (0.38, 0.58), (0.38, 0.80), (0.40, 0.97))
    pen.stroke(darker(pink, 0.1), 0.022, (0.32, 0.58), (0.24, 0.72), (0.38, 0.74))
    pen.blob(pink, (0.10, 0.46), (0.30, 0.36), (0.52, 0.42), (0.54, 0.54), (0.36, 0.62),
             (0.14, 0.56))  # fmt: skip
    pen.stroke(pink, 0.065, (0.50, 0.48), (0.60, 0.36), (0.46, 0.24), (0.50, 0.10), (0.58, 0.10))
    pen.oval(0.56, 0.10, 0.065, 0.055, pink)
    pen.blob((246, 238, 230), (0.60, 0.08), (0.70, 0.12), (0.69, 0.20), (0.60, 0.14))
    pen.blob(_EYE, (0.66, 0.13), (0.70, 0.16), (0.67, 0.23), (0.64, 0.17))
    pen.oval(0.57, 0.09, 0.013, 0.014, _EYE)
    pen.blob(darker(pink, 0.14), (0.12, 0.48), (0.36, 0.42), (0.46, 0.50), (0.24, 0.56))
