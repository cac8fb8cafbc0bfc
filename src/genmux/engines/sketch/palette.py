"""Colours of a scene, from its light, its setting, the colour words of the prompt and the seed."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from genmux.engines.sketch.words import Wish

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    sky_top: Colour
    sky_low: Colour
    glow: Colour
    """the sun or moon and its halo"""
    far: Colour
    near: Colour
    """the land runs from `far` at the horizon to `near` in front"""
    main: Colour
    accent: Colour
    light: Colour
    ink: Colour
    dark: bool
    """night: windows are lit, stars are out"""


_LIGHT: dict[str, tuple[Colour, Colour, Colour]] = {
    "day": ((62, 138, 214), (206, 232, 246), (255, 246, 214)),
    "dawn": ((116, 142, 204), (252, 212, 190), (255, 232, 196)),
    "sunset": ((74, 62, 128), (252, 154, 92), (255, 222, 150)),
    "night": ((10, 16, 44), (46, 64, 116), (236, 240, 255)),
}
_LAND: dict[str, tuple[Colour, Colour]] = {
    "hills": ((142, 186, 160), (62, 118, 66)),
    "mountains": ((126, 150, 186), (50, 78, 84)),
    "forest": ((116, 164, 146), (28, 72, 54)),
    "desert": ((232, 190, 142), (196, 122, 66)),
    "snow": ((186, 206, 228), (238, 244, 250)),
    "sea": ((92, 160, 190), (226, 202, 154)),
    "lake": ((120, 158, 176), (58, 104, 76)),
    "city": ((134, 150, 180), (56, 64, 88)),
    "space": ((70, 60, 110), (92, 90, 116)),
    "underwater": ((30, 110, 150), (14, 58, 88)),
    "room": ((232, 218, 200), (176, 128, 92)),
    "studio": ((236, 234, 230), (210, 206, 200)),
}
_MAIN_HUES = (0.02, 0.06, 0.10, 0.14, 0.36, 0.48, 0.55, 0.60, 0.74, 0.88, 0.95)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other`."""
    red, green, blue = (
        max(0, min(255, round(a + (b - a) * share))) for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def darker(colour: Colour, share: float = 0.25) -> Colour:
    return mix(colour, (18, 16, 34), share)


def lighter(colour: Colour, share: float = 0.3) -> Colour:
    return mix(colour, (255, 252, 244), share)


def turned(colour: Colour, hue: float, saturation: float = 1.0) -> Colour:
    """The colour with its hue turned by a share of the circle."""
    h, s, v = colorsys.rgb_to_hsv(*(channel / 255 for channel in colour))
    red, green, blue = colorsys.hsv_to_rgb((h + hue) % 1.0, min(1.0, s * saturation), v)
    return round(red * 255), round(green * 255), round(blue * 255)


def choose(wish: Wish, setting: str, time: str, rng: np.random.Generator) -> Palette:
    """A palette for the wish. The seed turns hues a little, so that variants belong together."""
    top, low, glow = _LIGHT[time]
    far, near = _LAND[setting]
    turn = float(rng.uniform(-0.035, 0.035))
    top, low, far, near = (turned(colour, turn) for colour in (top, low, far, near))
    if setting in {"space", "underwater"}:
        pass
    elif setting not in {"studio", "room"}:
        dim = {"day": 0.0, "dawn": 0.12, "sunset": 0.34, "night": 0.62}[time]
        far, near = mix(far, mix(top, low, 0.45), 0.3 + dim / 2), mix(near, top, dim)
    elif time == "night":
        far, near = mix(far, top, 0.45), mix(near, top, 0.45)
    hue = _MAIN_HUES[int(rng.integers(len(_MAIN_HUES)))]
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.66, 0.88)
    main = wish.colours[0] if wish.colours else _bytes(red, green, blue)
    accent = wish.colours[1] if len(wish.colours) > 1 else turned(lighter(main, 0.15), 0.46)
    if setting == "studio" and wish.colours:
        far, near = lighter(turned(main, 0.02), 0.72), lighter(main, 0.55)
    elif setting == "studio":
        far, near = lighter(turned(main, 0.45), 0.66), lighter(turned(main, 0.45), 0.42)
    if wish.style == "neon":
        top, low, glow = (24, 8, 54), (214, 44, 150), (255, 196, 240)
        far, near = (74, 28, 116), (18, 10, 44)
        accent = (60, 230, 240)
    return Palette(
        sky_top=top,
        sky_low=low,
        glow=glow,
        far=far,
        near=near,
        main=main,
        accent=accent,
        light=lighter(glow, 0.4),
        ink=(36, 32, 48),
        dark=time == "night" or wish.style == "neon",
    )


def _bytes(red: float, green: float, blue: float) -> Colour:
    return round(red * 255), round(green * 255), round(blue * 255)
