"""What instruction words do to a picture: colour, light, blur, styles, added text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from genmux.engines.sketch import lettering
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


def look_of(wish: Wish, rng: np.random.Generator, *, strength: float = 1.0) -> Look:
    """The look that the words ask for; a mild grade of the seed's choice when they ask for none."""
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
    if look.plain:
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


def styled(picture: Image.Image, style: str) -> Image.Image:
    """The RGB picture in one of the vocabulary's styles."""
    match style:
        case "mono":
            return ImageOps.autocontrast(picture.convert("L"), cutoff=1).convert("RGB")
        case "pixel":
            return _pixels(picture)
        case "watercolour":
            return _watercolour(picture)
        case "pencil":
            return _pencil(picture)
        case "vintage":
            sepia = ImageOps.colorize(picture.convert("L"), (44, 26, 16), (255, 240, 208))
            return Image.blend(picture, sepia, 0.7)
        case "neon":
            return ImageEnhance.Color(ImageEnhance.Contrast(picture).enhance(1.15)).enhance(1.45)
        case "dreamy":
            soft = _blurred(picture, min(picture.size) / 60)
            return Image.blend(picture, ImageChops.screen(picture, soft), 0.45)
        case "vivid":
            return ImageEnhance.Color(picture).enhance(1.5)
    return picture


WHOLE = frozenset({"pixel", "dreamy"})
"""styles of a whole frame; the others a film's layers can take once, before they move"""


def toned(picture: Image.Image, style: str) -> Image.Image:
    """Like `styled` for one layer of a scene: contrast is the same for all of them."""
    if style == "mono":
        return picture.convert("L").convert("RGB")
    if style == "neon":
        firm = picture.point(lambda value: round(max(0.0, min(255.0, 96 + (value - 96) * 1.15))))
        return ImageEnhance.Color(firm).enhance(1.45)
    return styled(picture, style)


def _blurred(picture: Image.Image, radius: float) -> Image.Image:
    """A wide blur of a smaller copy, which looks the same and costs a tenth."""
    step = max(1, int(radius / 3))
    small = picture.reduce(step) if step > 1 else picture
    soft = small.filter(ImageFilter.GaussianBlur(radius / step))
    return soft.resize(picture.size, Image.Resampling.BILINEAR) if step > 1 else soft


def _pixels(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    block = max(2, round(min(width, height) / 80))
    small = picture.resize((max(1, width // block), max(1, height // block)), Image.Resampling.BOX)
    few = small.quantize(28, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize((width, height), Image.Resampling.NEAREST)


def _watercolour(picture: Image.Image) -> Image.Image:
    """Flat washes with darker rims on paper."""
    width, height = picture.size
    share = min(0.5, 420 / min(width, height))
    size = (max(8, round(width * share)), max(8, round(height * share)))
    wash = picture.resize(size, Image.Resampling.BOX).filter(ImageFilter.MedianFilter(5))
    rims = wash.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(0.7))
    large = wash.resize((width, height), Image.Resampling.BICUBIC)
    large = Image.blend(large, picture, 0.35)
    shade = rims.point(lambda value: 255 - min(80, value * 2))
    shade = shade.resize((width, height), Image.Resampling.BICUBIC)
    paper = _paper((width, height))
    large = ImageChops.multiply(large, Image.merge("RGB", (shade,) * 3))
    large = Image.blend(large, Image.new("RGB", large.size, (252, 248, 238)), 0.18)
    return ImageChops.multiply(large, Image.merge("RGB", (paper,) * 3))


def _paper(size: tuple[int, int]) -> Image.Image:
    """Blotches and fine fibre, near white, of the same look at every size."""
    rng = np.random.Generator(np.random.PCG64(7))
    sheet = np.zeros((size[1], size[0]), np.float32)
    for cells, weight in ((9, 13.0), (130, 9.0)):
        noise = Image.fromarray((rng.random((cells, cells)) * 255).astype(np.uint8))
        sheet += np.asarray(noise.resize(size, Image.Resampling.BICUBIC), np.float32) * weight / 255
    return Image.fromarray((255 - sheet).astype(np.uint8))


def _pencil(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")
    radius = max(2.0, min(picture.size) / 120)
    negative = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(radius))
    base = np.asarray(grey, np.float32)
    dodge = np.minimum(
        255.0, base * 255.0 / np.maximum(1.0, 255.0 - np.asarray(negative, np.float32))
    )
    # soft shades alone would leave the paper nearly white
    drawn = (255 * (np.clip(0.72 * dodge + 0.28 * base, 0, 255) / 255) ** 2.2).astype(np.uint8)
    return ImageOps.colorize(Image.fromarray(drawn), (42, 40, 46), (250, 247, 240))


def restyled(text: str, rng: np.random.Generator, *, strength: float = 1.0) -> Look:
    """The look of an instruction text."""
    return look_of(read(text), rng, strength=strength)
