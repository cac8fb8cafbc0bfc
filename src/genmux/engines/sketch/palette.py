"""Colours of a scene, from its light, its setting, the colour words of the prompt and the seed."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from genmux.engines.sketch.words import Wish

Colour = tuple[int, int, int]
Tone = tuple[float, float, float]
"""factors for red, green and blue"""


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
    own: bool = False
    """`main` is the colour that the words give to the very thing that is drawn"""
    lent: bool = False
    """`main` is the colour of one thing, and no other should take it"""
    hair: Colour | None = None
    """that of the people, where the words tell it"""
    flat: bool = False
    """things are drawn without light and shade"""
    ambient: Tone = (1.0, 1.0, 1.0)
    """what the light of the hour makes of a thing's colours"""


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
    "savanna": ((206, 186, 132), (196, 164, 84)),
    "city": ((134, 150, 180), (56, 64, 88)),
    "space": ((70, 60, 110), (92, 90, 116)),
    "underwater": ((30, 110, 150), (14, 58, 88)),
    "room": ((232, 218, 200), (176, 128, 92)),
    "kitchen": ((226, 232, 222), (150, 108, 74)),
    "bedroom": ((222, 214, 226), (168, 132, 104)),
    "library": ((150, 110, 82), (120, 76, 50)),
    "office": ((222, 228, 234), (150, 146, 140)),
    "stadium": ((92, 168, 96), (70, 140, 70)),
    "stage": ((62, 24, 40), (124, 78, 50)),
    "abstract": ((236, 234, 230), (210, 206, 200)),
    "studio": ((236, 234, 230), (210, 206, 200)),
}
_SEASONS: dict[str, tuple[Colour, float]] = {
    "autumn": ((198, 112, 46), 0.62),
    "spring": ((142, 200, 98), 0.34),
    "summer": ((96, 168, 64), 0.2),
    "winter": ((226, 234, 242), 0.55),
}
"""what a season makes of the land, and how much of it"""
_AMBIENT: dict[str, Tone] = {
    "day": (1.0, 1.0, 1.0),
    "dawn": (1.0, 0.95, 0.93),
    "sunset": (0.98, 0.84, 0.76),
    "night": (0.7, 0.75, 0.92),
}
_INDOORS = frozenset({"room", "kitchen", "bedroom", "library", "office", "studio", "abstract"})
_APART = frozenset({"space", "underwater", "stage"})
_FLAT = frozenset({"minimal", "papercut", "woodblock", "mosaic", "lineart", "comic", "popart",
                   "pixel", "blueprint", "anime"})  # fmt: skip
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
    far, near = _seasoned(wish, setting, far, near)
    if setting not in _INDOORS | _APART:
        dim = {"day": 0.0, "dawn": 0.12, "sunset": 0.34, "night": 0.62}[time]
        far, near = mix(far, mix(top, low, 0.45), 0.3 + dim / 2), mix(near, top, dim)
    elif time == "night" and setting in _INDOORS:
        far, near = mix(far, top, 0.45), mix(near, top, 0.45)
    hue = _MAIN_HUES[int(rng.integers(len(_MAIN_HUES)))]
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.66, 0.88)
    leading = (*wish.tints.loose, *wish.colours)
    main = leading[0] if leading else _bytes(red, green, blue)
    accent = leading[1] if len(leading) > 1 else turned(lighter(main, 0.15), 0.46)
    if setting in {"studio", "abstract"}:
        far, near = _backdrop(wish, main)
    if wish.style == "neon":
        top, low, glow = (24, 8, 54), (214, 44, 150), (255, 196, 240)
        far, near = (74, 28, 116), (18, 10, 44)
        accent = (60, 230, 240)
    if {"rain", "cloudy"} & set(wish.weather):
        top, low = mix(top, (104, 114, 130), 0.45), mix(low, (158, 164, 174), 0.5)
    if wish.tints.sky:
        top, low = mix(top, wish.tints.sky, 0.75), mix(low, lighter(wish.tints.sky, 0.4), 0.7)
    if wish.tints.land:
        far, near = mix(far, wish.tints.land, 0.5), mix(near, wish.tints.land, 0.75)
    if wish.tints.light:
        low, glow = mix(low, wish.tints.light, 0.45), mix(glow, wish.tints.light, 0.4)
        far = mix(far, wish.tints.light, 0.2)
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
        lent=bool(wish.colours) and not wish.tints.loose,
        hair=wish.tints.hair,
        flat=wish.style in _FLAT,
        ambient=_ambient(wish, setting, time),
    )


def _seasoned(wish: Wish, setting: str, far: Colour, near: Colour) -> tuple[Colour, Colour]:
    if wish.season not in _SEASONS or setting in _INDOORS | _APART | {"sea", "desert", "snow"}:
        return far, near
    tone, share = _SEASONS[wish.season]
    return mix(far, tone, share * 0.6), mix(near, tone, share)


def _backdrop(wish: Wish, main: Colour) -> tuple[Colour, Colour]:
    """The wall and the floor of a studio: the named one, or a soft one that goes with the thing."""
    if wish.tints.ground:
        return wish.tints.ground, darker(wish.tints.ground, 0.08)
    if wish.tints.light:
        return lighter(wish.tints.light, 0.5), lighter(wish.tints.light, 0.3)
    if wish.colours:
        return lighter(turned(main, 0.02), 0.72), lighter(main, 0.55)
    return lighter(turned(main, 0.45), 0.66), lighter(turned(main, 0.45), 0.42)


def _ambient(wish: Wish, setting: str, time: str) -> Tone:
    if wish.style == "neon":
        return (0.92, 0.78, 1.0)
    if setting == "underwater":
        return (0.8, 0.95, 1.0)
    if setting in _INDOORS | _APART:
        return (0.86, 0.86, 0.95) if time == "night" else (1.0, 1.0, 1.0)
    red, green, blue = _AMBIENT[time]
    dull = 0.9 if {"rain", "cloudy"} & set(wish.weather) else 1.0
    return red * dull, green * dull, blue * dull


def _bytes(red: float, green: float, blue: float) -> Colour:
    return round(red * 255), round(green * 255), round(blue * 255)
