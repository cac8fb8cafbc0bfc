"""What swims and crawls in the sea, drawn with few strokes."""

from __future__ import annotations

from math import cos, sin
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_EYE = (26, 24, 32)


def whale(pen: Pen, colours: Palette) -> None:
    """Aspect 1.7."""
    skin = (84, 120, 158) if not colours.own else colours.main
    pen.stroke((222, 240, 250), 0.03, (1.18, 0.24), (1.16, 0.10), (1.06, 0.06))
    pen.stroke((222, 240, 250), 0.03, (1.18, 0.24), (1.20, 0.10), (1.30, 0.06))
    pen.blob(skin, (0.30, 0.56), (0.12, 0.40), (0.04, 0.22), (0.18, 0.26), (0.28, 0.36),
             (0.38, 0.22), (0.48, 0.22), (0.40, 0.44))  # fmt: skip
    pen.blob(skin, (0.28, 0.46), (0.62, 0.34), (1.14, 0.22), (1.52, 0.36), (1.64, 0.60),
             (1.48, 0.82), (1.00, 0.92), (0.56, 0.80), (0.32, 0.62))  # fmt: skip
    pen.blob(lighter(skin, 0.66), (0.80, 0.80), (1.10, 0.74), (1.58, 0.66), (1.46, 0.83),
             (1.02, 0.91))  # fmt: skip
    for x in (1.02, 1.16, 1.30):
        pen.stroke(darker(skin, 0.1), 0.012, (x, 0.77), (x + 0.02, 0.82), (x, 0.87))
    pen.blob(darker(skin, 0.2), (0.98, 0.70), (1.10, 0.72), (0.94, 0.94), (0.80, 0.93))
    pen.oval(1.36, 0.56, 0.026, 0.03, _EYE)


def shark(pen: Pen, colours: Palette) -> None:
    """A shark or dolphin, looking right; aspect 2.0."""
    skin = (112, 128, 146) if not colours.own else colours.main
    pen.poly(skin, (0.36, 0.54), (0.06, 0.14), (0.20, 0.52), (0.08, 0.84))
    pen.blob(skin, (0.90, 0.36), (0.98, 0.18), (1.06, 0.04), (1.14, 0.16), (1.22, 0.36))
    pen.blob(skin, (0.26, 0.52), (0.70, 0.34), (1.30, 0.30), (1.72, 0.42), (1.92, 0.56),
             (1.64, 0.70), (1.10, 0.76), (0.60, 0.66))  # fmt: skip
    pen.blob(lighter(skin, 0.7), (0.70, 0.64), (1.20, 0.62), (1.80, 0.58), (1.62, 0.69),
             (1.10, 0.75))  # fmt: skip
    pen.blob(darker(skin, 0.2), (1.10, 0.62), (1.24, 0.62), (1.04, 0.94), (0.92, 0.93))
    for x in (1.34, 1.40, 1.46):
        pen.line(darker(skin, 0.35), 0.014, (x, 0.46), (x - 0.03, 0.58))
    pen.oval(1.62, 0.48, 0.03, 0.03, _EYE)
    pen.stroke(darker(skin, 0.45), 0.014, (1.82, 0.60), (1.70, 0.63), (1.60, 0.60))


def octopus(pen: Pen, colours: Palette) -> None:
    """Aspect 1.1."""
    skin = colours.main
    for number in range(8):
        lean = (number - 3.5) / 3.5
        end = 0.55 + lean * 0.46
        curl = 0.06 if number % 2 else -0.06
        pen.stroke(darker(skin, 0.2 if number % 2 else 0.06), 0.085, (0.55 + lean * 0.16, 0.52),
                   (0.55 + lean * 0.34, 0.70), (end, 0.82 - abs(lean) * 0.1),
                   (end + curl, 0.92 - abs(lean) * 0.16))  # fmt: skip
    pen.blob(skin, (0.55, 0.05), (0.80, 0.16), (0.83, 0.40), (0.73, 0.58), (0.55, 0.62),
             (0.37, 0.58), (0.27, 0.40), (0.30, 0.16))  # fmt: skip
    for x, y, r in ((0.42, 0.16, 0.03), (0.52, 0.11, 0.022), (0.38, 0.26, 0.02)):
        pen.oval(x, y, r, r, lighter(skin, 0.4))
    for sign in (-1, 1):
        pen.oval(0.55 + sign * 0.11, 0.40, 0.07, 0.08, (250, 250, 246))
        pen.oval(0.55 + sign * 0.10, 0.41, 0.035, 0.045, _EYE)
    pen.arc(0.55, 0.50, 0.05, 20, 160, darker(skin, 0.5), 0.016)


def jellyfish(pen: Pen, colours: Palette) -> None:
    """Aspect 0.75."""
    skin = lighter(colours.main, 0.25)
    for number in range(7):
        x = 0.15 + number * 0.075
        far = 0.94 - (number % 3) * 0.12
        pen.stroke(lighter(skin, 0.3) if number % 2 else darker(skin, 0.1), 0.022, (x, 0.38),
                   (x + 0.04, 0.52), (x - 0.03, 0.68), (x + 0.03, far))  # fmt: skip
    pen.blob(skin, (0.375, 0.04), (0.60, 0.14), (0.69, 0.36), (0.60, 0.43), (0.375, 0.39),
             (0.15, 0.43), (0.06, 0.36), (0.15, 0.14))  # fmt: skip
    pen.blob(lighter(skin, 0.5), (0.30, 0.09), (0.42, 0.10), (0.36, 0.20), (0.20, 0.26),
             (0.20, 0.16))  # fmt: skip
    pen.stroke(darker(skin, 0.25), 0.02, (0.10, 0.37), (0.375, 0.33), (0.65, 0.37))


def turtle(pen: Pen, colours: Palette) -> None:
    """Aspect 1.4."""
    skin, shell = (126, 166, 96), darker(colours.main, 0.2) if colours.own else (108, 110, 62)
    for x, lean in ((0.36, -0.1), (0.94, 0.06)):
        pen.blob(darker(skin, 0.15), (x - 0.07, 0.66), (x + 0.08, 0.66), (x + lean + 0.08, 0.93),
                 (x + lean - 0.06, 0.93))  # fmt: skip
    pen.blob(skin, (1.00, 0.58), (1.14, 0.42), (1.32, 0.42), (1.36, 0.54), (1.24, 0.66),
             (1.04, 0.72))  # fmt: skip
    pen.poly(skin, (0.16, 0.72), (0.03, 0.80), (0.24, 0.80))
    pen.blob(shell, (0.12, 0.72), (0.28, 0.32), (0.62, 0.14), (0.94, 0.30), (1.10, 0.70),
             (0.60, 0.80))  # fmt: skip
    pen.stroke(lighter(shell, 0.3), 0.035, (0.12, 0.72), (0.60, 0.79), (1.09, 0.70))
    for x, y in ((0.44, 0.34), (0.76, 0.34), (0.34, 0.56), (0.60, 0.52), (0.86, 0.56)):
        pen.blob(lighter(shell, 0.16), (x, y - 0.08), (x + 0.10, y), (x, y + 0.09), (x - 0.10, y))
    pen.oval(1.27, 0.49, 0.024, 0.026, _EYE)


def crab(pen: Pen, colours: Palette) -> None:
    """Aspect 1.5."""
    shell = colours.main if colours.own else (226, 86, 60)
    for sign in (-1, 1):
        for number in range(3):
            far = 0.34 + number * 0.11
            pen.stroke(darker(shell, 0.25), 0.045, (0.75 + sign * 0.26, 0.68),
                       (0.75 + sign * far, 0.62 + number * 0.06),
                       (0.75 + sign * (far + 0.05), 0.95 - number * 0.05))  # fmt: skip
        pen.stroke(shell, 0.06, (0.75 + sign * 0.32, 0.56), (0.75 + sign * 0.52, 0.46),
                   (0.75 + sign * 0.54, 0.28))  # fmt: skip
        pen.oval(0.75 + sign * 0.55, 0.22, 0.13, 0.14, shell)
        pen.poly(darker(shell, 0.5), (0.75 + sign * 0.55, 0.20), (0.75 + sign * 0.50, 0.06),
                 (0.75 + sign * 0.60, 0.06))  # fmt: skip
        pen.line(darker(shell, 0.2), 0.03, (0.75 + sign * 0.10, 0.50), (0.75 + sign * 0.12, 0.34))
        pen.oval(0.75 + sign * 0.12, 0.32, 0.045, 0.05, (250, 250, 246))
        pen.oval(0.75 + sign * 0.12, 0.33, 0.022, 0.026, _EYE)
    pen.blob(shell, (0.75, 0.44), (1.06, 0.52), (1.12, 0.70), (0.92, 0.86), (0.75, 0.88),
             (0.58, 0.86), (0.38, 0.70), (0.44, 0.52))  # fmt: skip
    pen.arc(0.75, 0.66, 0.1, 30, 150, darker(shell, 0.5), 0.02)


def shell(pen: Pen, colours: Palette) -> None:
    """A scallop; aspect 1.1."""
    skin = lighter(colours.main, 0.35)
    rim = [(0.55 + 0.50 * sin(a), 0.86 - 0.74 * cos(a)) for a in (-1.1, -0.7, -0.35, 0, 0.35, 0.7,
                                                                   1.1)]  # fmt: skip
    pen.blob(skin, (0.55, 0.94), *rim)
    for x, y in rim:
        pen.line(darker(skin, 0.2), 0.02, (0.55, 0.9), (0.55 + (x - 0.55) * 0.92, 0.86 + (y - 0.86)
                 * 0.92))  # fmt: skip
    pen.box(0.43, 0.86, 0.67, 0.95, darker(skin, 0.1), 0.03)
