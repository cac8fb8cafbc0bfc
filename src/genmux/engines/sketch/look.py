"""What instruction words do to a picture: colour, light, blur, styles, added text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from genmux.engines.sketch import lettering
from genmux.engines.sketch.styles import styled
from genmux.engines.sketch.words import read

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.words import Wish

_LEVELS: dict[str, tuple[str, float]] = {
    "brighter": ("brightness", 1.28),
    "bright": ("brightness", 1.2),
    "lighter": ("brightness", 1.25),
    "darker": ("brightness", 0.68),
    "dark": ("brightness", 0.74),
    "night": ("brightness", 0.6),
    "contrast": ("contrast", 1.35),
    "dramatic": ("contrast", 1.35),
    "sharper": ("sharpness", 2.4),
    "sharpen": ("sharpness", 2.4),
    "detailed": ("sharpness", 1.7),
    "vivid": ("saturation", 1.6),
    "vibrant": ("saturation", 1.6),
    "colorful": ("saturation", 1.6),
    "colourful": ("saturation", 1.6),
    "muted": ("saturation", 0.55),
    "faded": ("saturation", 0.6),
    "desaturate": ("saturation", 0.2),
    "blur": ("blur", 1.0),
    "blurred": ("blur", 1.0),
    "blurry": ("blur", 1.0),
    "soften": ("blur", 0.5),
}
_WARMTH: dict[str, Colour] = {
    "warm": (255, 188, 110),
    "warmer": (255, 188, 110),
    "sunset": (255, 150, 86),
    "autumn": (226, 140, 64),
    "cold": (120, 170, 255),
    "cool": (120, 170, 255),
    "cooler": (120, 170, 255),
    "winter": (190, 214, 255),
    "night": (60, 80, 170),
    "underwater": (40, 140, 190),
    "spring": (196, 228, 150),
}


_STARS, _SKY, _SMOOTH = 260, 0.5, 7.0
"""how many at most, the share of the height they may be in, and grey levels a cell of 96"""


@dataclass(frozen=True, slots=True)
class Look:
    """How to change a picture. Factors are 1 for no change; `tint_share` is 0 to 1."""

    brightness: float = 1.0
    contrast: float = 1.0
    saturation: float = 1.0
    sharpness: float = 1.0
    blur: float = 0.0
    tint: Colour | None = None
    tint_share: float = 0.0
    style: str = ""
    mirror: bool = False
    invert: bool = False
    text: str = ""
    stars: bool = False
    """in the sky, which is the smooth upper part"""

    @property
    def plain(self) -> bool:
        return self == Look()


def look_of(
    wish: Wish, rng: np.random.Generator, *, strength: float = 1.0, idle: bool = True
) -> Look:
    """The look that the words ask for; a mild grade of the seed's choice when they ask for none.

    Without `idle` no such grade is given.
    """
    values: dict[str, float] = {}
    for word in wish.words:
        if word in _LEVELS:
            name, value = _LEVELS[word]
            values[name] = value
    look = Look(**values, style=wish.style, text=" ".join(wish.quoted))  # type: ignore[arg-type]
    tint = next((_WARMTH[word] for word in wish.words if word in _WARMTH), None)
    tint = wish.colours[0] if wish.colours else tint
    if tint is not None and wish.style != "mono":
        look = replace(look, tint=tint, tint_share=0.45)
    words = frozenset(wish.words)
    look = replace(
        look,
        mirror=bool(words & {"mirror", "mirrored", "flip", "flipped"}),
        invert=bool(words & {"invert", "inverted", "negative"}),
        stars=wish.time == "night" and bool(words & {"stars", "starry", "starlit"}),
    )
    if look.plain and idle:
        hue = rng.uniform(0, 1)
        tone = (
            round(150 + 100 * hue),
            round(140 + 60 * float(rng.random())),
            round(240 - 100 * hue),
        )
        look = Look(contrast=1.12, saturation=1.18, tint=tone, tint_share=0.22)
    return replace(look, tint_share=look.tint_share * max(0.2, min(1.0, strength * 1.25)))


def apply(picture: Image.Image, look: Look) -> Image.Image:
    """The changed RGB picture, of the same size."""
    if look.mirror:
        picture = ImageOps.mirror(picture)
    if look.invert:
        picture = ImageChops.invert(picture)
    for change, factor in (
        (ImageEnhance.Brightness, look.brightness),
        (ImageEnhance.Contrast, look.contrast),
        (ImageEnhance.Color, look.saturation),
        (ImageEnhance.Sharpness, look.sharpness),
    ):
        if factor != 1.0:
            picture = change(picture).enhance(factor)
    if look.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(look.blur * min(picture.size) / 90))
    if look.style:
        picture = styled(picture, look.style)
    if look.tint is not None and look.tint_share:
        picture = Image.blend(picture, _tinted(picture, look.tint), look.tint_share)
    if look.stars:
        picture = _starred(picture)
    if look.text:
        picture = lettering.headline(picture.copy(), look.text)
    return picture


def _starred(picture: Image.Image) -> Image.Image:
    """The picture with small lights where its upper part is smooth."""
    width, height = picture.size
    grey = np.asarray(picture.convert("L").resize((96, 96), Image.Resampling.BOX), np.float32)
    steep = np.abs(np.gradient(grey)[0]) + np.abs(np.gradient(grey)[1])
    draw = ImageDraw.Draw(picture := picture.copy())
    dice = np.random.Generator(np.random.PCG64(11))
    for x, y, light in dice.random((_STARS, 3)):
        y *= _SKY  # noqa: PLW2901  # of the upper part
        if steep[int(y * 96), int(x * 96)] < _SMOOTH:
            r = min(width, height) * (0.0008 + 0.0022 * light**3)
            tone = round(170 + 80 * light)
            box = (x * width - r, y * height - r, x * width + r, y * height + r)
            draw.ellipse(box, fill=(tone, tone, min(255, tone + 12)))
    return picture


def _tinted(picture: Image.Image, tint: Colour) -> Image.Image:
    """The picture's light in one colour: black stays black, white stays nearly white."""
    return ImageOps.colorize(
        picture.convert("L"), black=(0, 0, 0), mid=tint, white=(255, 252, 246), midpoint=150
    )


def restyled(text: str, rng: np.random.Generator, *, strength: float = 1.0) -> Look:
    """The look of an instruction text."""
    return look_of(read(text), rng, strength=strength)
