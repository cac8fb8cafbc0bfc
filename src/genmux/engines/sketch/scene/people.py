"""People and their likes, drawn with few strokes. Each function takes a pen and a palette."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen

_SKIN = (236, 188, 152)
_HAIR = (66, 44, 36)


def person(pen: Pen, colours: Palette) -> None:
    """A standing figure in coat and trousers; aspect 0.42."""
    coat, legs = colours.main, darker(colours.accent, 0.5)
    pen.line(legs, 0.075, (0.17, 0.60), (0.155, 0.95))
    pen.line(legs, 0.075, (0.25, 0.60), (0.265, 0.95))
    pen.oval(0.135, 0.975, 0.05, 0.022, colours.ink)
    pen.oval(0.285, 0.975, 0.05, 0.022, colours.ink)
    pen.line(darker(coat), 0.06, (0.12, 0.31), (0.06, 0.47), (0.085, 0.60))
    pen.line(darker(coat), 0.06, (0.30, 0.31), (0.36, 0.47), (0.335, 0.60))
    pen.oval(0.085, 0.61, 0.025, 0.025, _SKIN)
    pen.oval(0.335, 0.61, 0.025, 0.025, _SKIN)
    pen.poly(coat, (0.11, 0.27), (0.31, 0.27), (0.315, 0.66), (0.105, 0.66))
    pen.oval(0.21, 0.28, 0.10, 0.035, coat)
    pen.poly(lighter(coat, 0.18), (0.19, 0.26), (0.23, 0.26), (0.225, 0.66), (0.2, 0.66))
    pen.box(0.185, 0.20, 0.235, 0.27, darker(_SKIN, 0.12))
    _head(pen, 0.21, 0.13, 0.082)
    pen.oval(0.21, 0.083, 0.084, 0.055, _HAIR)


def sailor(pen: Pen, colours: Palette) -> None:
    """An old hand in a pullover, with cap, white beard and pipe; aspect 0.42."""
    person(pen, colours if colours.own else replace(colours, main=(44, 62, 104)))
    grey, cloth = (226, 226, 222), mix(colours.main, (24, 34, 62), 0.75)
    for y in (0.34, 0.41, 0.48, 0.55):
        pen.box(0.112, y, 0.308, y + 0.022, lighter(cloth, 0.75))
    pen.oval(0.21, 0.202, 0.068, 0.05, grey)
    pen.oval(0.21, 0.182, 0.032, 0.011, (150, 84, 72))
    pen.oval(0.21, 0.17, 0.05, 0.012, grey)
    pen.oval(0.21, 0.07, 0.095, 0.045, cloth)
    pen.box(0.118, 0.075, 0.302, 0.094, darker(cloth, 0.35), 0.01)
    pen.oval(0.21, 0.098, 0.07, 0.013, (28, 26, 34))
    pen.oval(0.21, 0.07, 0.018, 0.015, (232, 190, 84))
    pen.line((92, 58, 40), 0.012, (0.232, 0.182), (0.296, 0.196))
    pen.box(0.286, 0.168, 0.318, 0.208, (92, 58, 40), 0.008)
    for x, y, r in ((0.312, 0.143, 0.012), (0.33, 0.112, 0.016), (0.318, 0.076, 0.02)):
        pen.oval(x, y, r, r * 0.8, (206, 206, 210))


def _head(pen: Pen, x: float, y: float, r: float) -> None:
    pen.oval(x, y, r, r * 1.12, _SKIN)
    pen.oval(x - r * 0.36, y + r * 0.1, r * 0.1, r * 0.13, (40, 34, 40))
    pen.oval(x + r * 0.36, y + r * 0.1, r * 0.1, r * 0.13, (40, 34, 40))
    pen.arc(x, y + r * 0.36, r * 0.34, 25, 155, (172, 84, 76), r * 0.1)


def astronaut(pen: Pen, colours: Palette) -> None:
    """A suit with a visor; aspect 0.56."""
    suit, shade = (236, 238, 242), (186, 192, 206)
    pen.box(0.13, 0.30, 0.43, 0.62, shade, 0.05)
    pen.line(shade, 0.11, (0.21, 0.62), (0.19, 0.92))
    pen.line(shade, 0.11, (0.35, 0.62), (0.37, 0.92))
    pen.box(0.11, 0.90, 0.25, 0.98, colours.ink, 0.03)
    pen.box(0.31, 0.90, 0.45, 0.98, colours.ink, 0.03)
    pen.line(suit, 0.095, (0.16, 0.37), (0.08, 0.52), (0.12, 0.64))
    pen.line(suit, 0.095, (0.40, 0.37), (0.49, 0.46), (0.50, 0.30))
    pen.box(0.155, 0.32, 0.405, 0.68, suit, 0.07)
    pen.box(0.21, 0.44, 0.35, 0.54, colours.main, 0.02)
    pen.oval(0.28, 0.18, 0.16, 0.165, suit)
    pen.oval(0.28, 0.19, 0.12, 0.11, (36, 44, 72))
    pen.oval(0.24, 0.15, 0.035, 0.022, (168, 196, 232))


def robot(pen: Pen, colours: Palette) -> None:
    """A boxy machine with an antenna; aspect 0.62."""
    metal = mix(colours.main, (190, 198, 208), 0.45)
    pen.line(darker(metal), 0.02, (0.31, 0.13), (0.31, 0.04))
    pen.oval(0.31, 0.035, 0.028, 0.028, colours.accent)
    pen.line(darker(metal, 0.4), 0.06, (0.24, 0.72), (0.24, 0.92))
    pen.line(darker(metal, 0.4), 0.06, (0.38, 0.72), (0.38, 0.92))
    pen.box(0.16, 0.91, 0.29, 0.98, colours.ink, 0.03)
    pen.box(0.33, 0.91, 0.46, 0.98, colours.ink, 0.03)
    pen.line(darker(metal), 0.06, (0.14, 0.47), (0.06, 0.58), (0.07, 0.70))
    pen.line(darker(metal), 0.06, (0.48, 0.47), (0.56, 0.58), (0.55, 0.70))
    pen.box(0.13, 0.41, 0.49, 0.75, metal, 0.05)
    pen.box(0.21, 0.49, 0.41, 0.63, darker(metal, 0.45), 0.02)
    pen.line(colours.accent, 0.014, (0.23, 0.57), (0.28, 0.57), (0.30, 0.52), (0.33, 0.60),
             (0.35, 0.56), (0.39, 0.56))  # fmt: skip
    pen.box(0.12, 0.13, 0.50, 0.38, lighter(metal, 0.2), 0.07)
    for x in (0.22, 0.40):
        pen.oval(x, 0.25, 0.055, 0.055, colours.ink)
        pen.oval(x, 0.25, 0.032, 0.032, colours.accent)
    pen.box(0.25, 0.325, 0.37, 0.342, colours.ink)


def snowman(pen: Pen, colours: Palette) -> None:
    """Three balls of snow with a hat and a scarf; aspect 0.75."""
    snow, bark = (246, 249, 253), (96, 70, 54)
    for x, tip in ((0.20, 0.03), (0.56, 0.72)):
        pen.line(bark, 0.02, (x, 0.50), (tip, 0.38))
        pen.line(bark, 0.014, ((x + 2 * tip) / 3, 0.42), (tip, 0.46))
    for y, r in ((0.77, 0.21), (0.50, 0.165), (0.28, 0.12)):
        pen.oval(0.375, y, r, r * 0.95, snow)
    scarf = colours.main
    pen.blob(scarf, (0.26, 0.35), (0.375, 0.38), (0.49, 0.35), (0.49, 0.41), (0.375, 0.43),
             (0.26, 0.41))  # fmt: skip
    pen.box(0.42, 0.38, 0.475, 0.56, darker(scarf, 0.12), 0.01)
    pen.box(0.25, 0.155, 0.50, 0.19, colours.ink, 0.015)
    pen.box(0.29, 0.02, 0.46, 0.17, colours.ink, 0.015)
    pen.box(0.29, 0.12, 0.46, 0.155, scarf)
    for x in (0.335, 0.415):
        pen.oval(x, 0.255, 0.014, 0.016, colours.ink)
    pen.poly((240, 134, 46), (0.37, 0.27), (0.37, 0.305), (0.50, 0.30))
    for y in (0.46, 0.53, 0.70):
        pen.oval(0.375, y, 0.015, 0.015, colours.ink)
