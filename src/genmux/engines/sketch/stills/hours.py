"""A given picture at another hour: its sky, and the light on what stands below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from scipy import ndimage

from genmux.engines.sketch.cues import is_drawn
from genmux.engines.sketch.stills.heaven import Hour, horizon_of, painted, sky_of, starred

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.words import Wish

    Floats = NDArray[np.float32]

_NAMES = {
    "night": "night midnight nighttime night-time moonlight moonlit nocturnal starry stars "
    "夜 ночь ночью",
    "golden": "golden-hour golden goldenhour",
    "sunset": "sunset dusk evening twilight sundown 日落 黄昏 夕 закат",
    "dawn": "dawn sunrise daybreak morning 日出 рассвет",
    "day": "daytime noon midday sunny daylight",
}
_OF_WORD = {word: hour for hour, words in _NAMES.items() for word in words.split()}
HOURS = {
    "night": Hour(
        ((7, 11, 32), (17, 26, 62), (44, 58, 100)), (222, 228, 245), 0.72, 0.026, 0.34, moon=True
    ),
    "golden": Hour(
        ((112, 148, 196), (216, 196, 168), (255, 214, 142)), (255, 226, 160), 0.2, 0.036, 0.9
    ),
    "sunset": Hour(
        ((56, 58, 116), (206, 104, 102), (255, 176, 92)), (255, 204, 122), 0.07, 0.042, 0.85
    ),
    "dawn": Hour(
        ((104, 134, 196), (222, 178, 196), (255, 214, 178)), (255, 232, 200), 0.08, 0.034, 0.7
    ),
    "day": Hour(((58, 118, 206), (126, 176, 232), (206, 228, 244))),
}


@dataclass(frozen=True, slots=True)
class _Light:
    """What an hour does to the things below its sky."""

    shade: Colour
    """the colour of their shadows"""
    shine: Colour
    """and of their lights"""
    level: float
    """how bright they are, 1 as before"""
    share: float
    """how much of the tone is that of the hour"""
    side: float = 0.0
    """how much brighter they are towards the sun"""


_LIGHTS = {
    "night": _Light((10, 16, 44), (150, 176, 226), 0.36, 0.72, 0.12),
    "golden": _Light((86, 66, 72), (255, 214, 142), 0.98, 0.42, 0.3),
    "sunset": _Light((54, 40, 76), (255, 178, 112), 0.74, 0.52, 0.34),
    "dawn": _Light((74, 72, 110), (255, 216, 196), 0.86, 0.42, 0.2),
    "day": _Light((44, 54, 66), (255, 252, 244), 1.08, 0.2, 0.0),
}
_PANE = (0.006, 0.05)
"""how large a window is, by the shorter side"""
_DARK, _PANES = 16.0, 6
"""levels that panes are darker than their wall, and how many make a house"""
_LIT = (255, 206, 128)


def hour_of(wish: Wish) -> str:
    """The hour that an instruction names; empty where it names none by itself."""
    return next((_OF_WORD[word] for word in wish.words if word in _OF_WORD), "")


def words_of_hours() -> frozenset[str]:
    """The words that need no tint where the hour is shown; stars are asked for beside it."""
    return frozenset(_OF_WORD) - {"stars", "starry"}


def relit(
    picture: Image.Image, name: str, dice: np.random.Generator, *, strength: float = 1.0
) -> Image.Image:
    """The RGB picture at that hour. Where no sky is seen, the light alone changes."""
    sky = sky_of(picture)
    height = picture.height
    across = float(dice.uniform(0.2, 0.8))
    below = _below(picture, name, sky, across)
    if sky is None:
        done = below
    else:
        hour = HOURS[name]
        under, across = painted(picture, sky, hour, dice)
        below = _below(picture, name, sky, across)
        done = Image.composite(under, below, _sheet(sky))
        done = _flooded(done, sky, hour, across, horizon_of(sky, height))
        if name == "night":
            done = starred(done, sky, dice, many=False)
    if name == "night":
        done = _windows(picture, done, sky, dice)
    return Image.blend(picture, done, min(1.0, strength)) if strength < 1 else done


def _sheet(values: Floats) -> Image.Image:
    return Image.fromarray(np.round(np.clip(values, 0, 1) * 255).astype(np.uint8))


def _below(picture: Image.Image, name: str, sky: Floats | None, across: float) -> Image.Image:
    """What stands below the sky in the light of the hour: shadows and lights in their own tones."""
    light = _LIGHTS[name]
    pixels = np.asarray(picture.convert("RGB"), np.float32) / 255
    height, width = pixels.shape[:2]
    grey = np.asarray(pixels @ np.array([0.3, 0.59, 0.11]), np.float32)
    shade, shine = (np.array(tone, np.float32) / 255 for tone in (light.shade, light.shine))
    toned = shade + (shine - shade) * grey[..., None] ** 0.9
    kept = pixels * (shine / float(shine.mean())) ** 0.6
    mixed = (kept + (toned - kept) * light.share) * light.level
    end = horizon_of(sky, height)
    down = np.clip((np.arange(height) - end) / max(1.0, height - end), 0, 1)
    fall = 1 - 0.28 * light.side * down
    side = (
        1
        + light.side * np.exp(-(((np.arange(width) / width - across) / 0.4) ** 2))
        - light.side / 2
    )
    mixed = mixed * (fall[:, None] * side[None]).astype(np.float32)[..., None]
    if name == "night":
        # lamps that were lit before are all the brighter in the dark
        lamp = np.clip((pixels.max(axis=2) - 0.93) / 0.07, 0, 1) * _small_lights(grey)
        mixed = mixed + (pixels * np.array([1, 0.9, 0.7], np.float32) - mixed) * lamp[..., None]
    return Image.fromarray(np.clip(mixed * 255, 0, 255).astype(np.uint8))


def _small_lights(grey: Floats) -> Floats:
    """1 for spots of light smaller than a window."""
    size = max(3, round(min(grey.shape) * 0.03))
    spots = grey - ndimage.uniform_filter(ndimage.minimum_filter(grey, size), size)
    return np.asarray(np.clip((spots - 0.5) * 4, 0, 1), np.float32)


def _flooded(
    picture: Image.Image, sky: Floats, hour: Hour, across: float, end: float
) -> Image.Image:
    """The sun's glow comes over the edges of what stands before it."""
    if hour.sun is None or hour.moon:
        return picture
    height, width = sky.shape
    x, y = across * width, end * (1 - hour.height)
    rows, columns = np.ogrid[0:height, 0:width]
    away = np.hypot(columns - x, rows - y) / max(height, width)
    seen = float(sky[min(height - 1, int(y)), min(width - 1, int(x))])
    flood = 0.34 * hour.glow * np.exp(-((away / 0.22) ** 2)) * (0.4 + 0.6 * seen) * (1 - sky)
    pixels = np.asarray(picture, np.float32)
    done = pixels + (np.array(hour.sun, np.float32) - pixels) * flood[..., None]
    return Image.fromarray(np.clip(done, 0, 255).astype(np.uint8))


def _windows(
    before: Image.Image, done: Image.Image, sky: Floats | None, dice: np.random.Generator
) -> Image.Image:
    """Lamps behind some of the panes, where a wall with several is seen."""
    share = min(1.0, 640 / max(before.size))
    size = (max(1, round(before.width * share)), max(1, round(before.height * share)))
    grey = np.asarray(before.convert("L").resize(size, Image.Resampling.BOX), np.float32)
    least, most = (part * min(size) for part in _PANE)
    wide = 2 * round(most) + 1
    hollow = ndimage.grey_closing(grey, size=(wide, wide)) - grey
    raised = grey - ndimage.grey_opening(grey, size=(wide, wide))
    # a photograph has many dark spots that are no window
    least_dark = _DARK if is_drawn(before) else 2 * _DARK
    dark, light = _panes(hollow > least_dark, least, most), _panes(raised > least_dark, least, most)
    labels, panes = max(dark, light, key=lambda one: len(one[1]))
    if len(panes) < _PANES:
        return done
    chosen = [number for number in panes if dice.random() < 0.55]
    lit = np.isin(labels, chosen).astype(np.float32)
    if sky is not None:
        small = np.asarray(_sheet(sky).resize(size, Image.Resampling.BOX), np.float32) / 255
        lit *= small < 0.3
    glow = np.clip(
        ndimage.gaussian_filter(lit, 0.6) + 0.8 * ndimage.gaussian_filter(lit, most), 0, 1
    )
    mask = Image.fromarray((glow * 235).astype(np.uint8)).resize(
        before.size, Image.Resampling.BICUBIC
    )
    return Image.composite(Image.new("RGB", before.size, _LIT), done, mask)


def _panes(mask: NDArray[np.bool_], least: float, most: float) -> tuple[Any, list[int]]:
    """The pieces of a mask numbered, and which of them are upright boxes as large as a window."""
    labels, _ = ndimage.label(mask)
    found = []
    for number, box in enumerate(ndimage.find_objects(labels), start=1):
        tall, broad = box[0].stop - box[0].start, box[1].stop - box[1].start
        full = float((labels[box] == number).mean())
        upright = 0.8 < tall / broad < 3.2
        if least < tall < 2 * most and least < broad < most and full > 0.6 and upright:
            found.append(number)
    return labels, found
