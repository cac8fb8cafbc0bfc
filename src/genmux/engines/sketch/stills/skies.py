"""Weather that comes over a given picture: fog, rain, falling snow, petals, leaves, sparks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageEnhance

from genmux.engines.sketch.scene.weather import weathers_of

if TYPE_CHECKING:
    from genmux.engines.sketch.words import Wish

_AIR = (224, 229, 234)
_THICK = 0.72
_WET, _COLD = ((104, 118, 140), 0.3), ((214, 226, 242), 0.34)


def weathered(picture: Image.Image, wish: Wish, rng: np.random.Generator) -> Image.Image:
    """The RGB picture in the weather that the words ask for; itself where they ask for none."""
    kinds = list(wish.weather)
    if wish.season == "autumn" and "leaves" not in kinds:
        kinds.append("leaves")
    if (wish.season == "winter" or wish.setting == "snow") and "snowfall" not in kinds:
        kinds.append("snowfall")
    if not kinds:
        return picture
    if {"rain", "cloudy"} & set(kinds):
        picture = _veiled(ImageEnhance.Color(picture).enhance(0.7), *_WET)
    if "snowfall" in kinds:
        picture = _veiled(ImageEnhance.Color(picture).enhance(0.75), *_COLD)
    if "fog" in kinds:
        picture = _fogged(picture)
    picture = picture.copy()
    for part in weathers_of(tuple(kinds), picture.size, rng):
        part.fall(picture)
    return picture


def _veiled(picture: Image.Image, tone: tuple[int, int, int], share: float) -> Image.Image:
    return Image.blend(picture, Image.new("RGB", picture.size, tone), share)


def _fogged(picture: Image.Image) -> Image.Image:
    """Thickest in the middle of the height, where a picture is usually farthest away."""
    at = np.linspace(0, 1, picture.height)
    thick = _THICK * np.exp(-(((at - 0.5) / 0.34) ** 2)) + 0.12
    veil = Image.fromarray((thick * 255).astype(np.uint8)[:, None]).resize(picture.size)
    done = picture.copy()
    done.paste(_AIR, (0, 0), veil)
    return done
