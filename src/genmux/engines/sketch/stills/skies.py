"""Weather and seasons that come over a given picture: fog, rain, snow, petals, leaves, sparks.

Far things are higher up than near ones: that, the sky and the subject are all that is known of a
picture's depth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from scipy import ndimage

from genmux.engines.sketch import matte
from genmux.engines.sketch.patches import lab_of
from genmux.engines.sketch.scene.weather import weathers_of
from genmux.engines.sketch.stills.falling import flakes, streaks
from genmux.engines.sketch.stills.heaven import Hour, horizon_of, painted, sky_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.words import Wish

    Floats = NDArray[np.float32]

_AIR = np.array([222, 227, 232], np.float32)
_DENSE = 2.6
"""how thick fog is, from the nearest to the farthest thing"""
_OVERCAST = Hour(((128, 136, 148), (158, 165, 174), (186, 191, 197)))
_SNOWY = Hour(((172, 180, 192), (198, 204, 212), (220, 224, 230)))
_WHITE = np.array([240, 244, 250], np.float32)
_CAP = 0.016
"""how thick snow lies on an edge, by the shorter side"""
_GROUND = 0.7
"""of the lower rim, and of all rows that it is in, from which what stands out is the ground"""
_LEAF = np.array([[226, 128, 38], [206, 74, 34], [236, 178, 58]], np.float32)


def weathered(picture: Image.Image, wish: Wish, rng: np.random.Generator) -> Image.Image:
    """The RGB picture in the weather that the words ask for; itself where they ask for none."""
    kinds = list(wish.weather)
    autumn = wish.season == "autumn"
    if autumn and "leaves" not in kinds:
        kinds.append("leaves")
    if (wish.season == "winter" or wish.setting == "snow") and "snowfall" not in kinds:
        kinds.append("snowfall")
    if not kinds:
        return picture
    sky = sky_of(picture) if {"rain", "cloudy", "snowfall", "fog"} & set(kinds) else None
    subject = subject_of(picture) if {"rain", "snowfall", "fog"} & set(kinds) else None
    if autumn:
        picture = turned(picture, rng)
    if "snowfall" in kinds:
        picture = _snowed(picture, sky, subject, rng)
    elif {"rain", "cloudy"} & set(kinds):
        picture = _greyed(picture, sky, rng)
    if "rain" in kinds:
        picture = streaks(_wet(picture, sky, subject), rng)
    if "fog" in kinds:
        picture = _fogged(picture, sky, _nearness(picture.size, sky, subject))
    if "snowfall" in kinds:
        picture = flakes(picture, rng)
    picture = picture.copy()
    rest = tuple(kind for kind in kinds if kind not in {"rain", "snowfall"})
    for part in weathers_of(rest, picture.size, rng):
        part.fall(picture)
    return picture


def subject_of(picture: Image.Image) -> Floats | None:
    """The subject's share of each pixel, 0 to 1; None where nothing stands out but a ground."""
    alpha = np.asarray(matte.alpha_of(picture), np.float32) / np.float32(255)
    wide = (alpha > 0.5).mean(axis=1)
    level = float(wide[-1]) > _GROUND and float(wide[wide > 0].mean()) > _GROUND
    if alpha.min() > 0.5 or level:
        return None
    return alpha


def _nearness(size: tuple[int, int], sky: Floats | None, subject: Floats | None) -> Floats:
    """How near each pixel is, 0 to 1: nearer further down, and a subject as near as its foot."""
    width, height = size
    end = horizon_of(sky, height)
    rows = np.clip((np.arange(height) - end) / max(1.0, height - end), 0, 1)
    near = np.repeat(rows[:, None], width, axis=1).astype(np.float32) ** 0.8
    if subject is not None and (subject > 0.5).any():
        foot = np.flatnonzero((subject > 0.5).any(axis=1))[-1]
        near += (max(float(near[foot, 0]), 0.45) - near) * subject
    if sky is not None:
        near *= 1 - sky
    return np.asarray(ndimage.gaussian_filter(near, max(1.0, min(size) / 400)), np.float32)


def _fogged(picture: Image.Image, sky: Floats | None, near: Floats) -> Image.Image:
    """Less of each thing the farther it is, until nothing but air is seen."""
    away = 1 - near
    through = np.exp(-_DENSE * away**1.3 - 0.12)
    if sky is not None:
        through = through * (1 - 0.75 * sky)
    pixels = np.asarray(picture, np.float32)
    pale = pixels.mean(axis=2, keepdims=True)
    pixels = pale + (pixels - pale) * (0.35 + 0.65 * through[..., None])
    return _picture(_AIR + (pixels - _AIR) * through[..., None])


def _greyed(picture: Image.Image, sky: Floats | None, rng: np.random.Generator) -> Image.Image:
    """Under clouds: no sun, less colour, flat light."""
    if sky is not None:
        picture, _ = painted(picture, sky, _OVERCAST, rng)
    pixels = np.asarray(picture, np.float32)
    pale = pixels.mean(axis=2, keepdims=True)
    dull = pale + (pixels - pale) * 0.62
    flat = 96 + (dull - 96) * 0.84
    tone = np.array([0.86, 0.9, 0.96], np.float32)
    share = 1.0 if sky is None else (1 - sky)[..., None]
    return _picture(pixels + (flat * tone * 0.86 - pixels) * share)


def _wet(picture: Image.Image, sky: Floats | None, subject: Floats | None) -> Image.Image:
    """The ground mirrors what stands above it, towards the lower rim."""
    pixels = np.asarray(picture, np.float32)
    height = len(pixels)
    end = int(min(horizon_of(sky, height) + height * 0.12, height * 0.8))
    rows = np.arange(height)
    source = np.clip(2 * end - rows, 0, height - 1)
    mirror = ndimage.uniform_filter(
        pixels[source], (max(3, height // 40), max(3, height // 200), 1)
    )
    down = np.clip((rows - end) / max(1, height - end), 0, 1)[:, None]
    free = np.ones(pixels.shape[:2], np.float32) if subject is None else 1 - subject
    shine = (0.3 * down * free)[..., None].astype(np.float32)
    return _picture(pixels * (1 - 0.14 * (down * free)[..., None]) + (mirror - pixels) * shine)


def _snowed(
    picture: Image.Image, sky: Floats | None, subject: Floats | None, rng: np.random.Generator
) -> Image.Image:
    """A pale sky, snow on the ground and on what faces upwards; the subject keeps its colours."""
    subject = np.zeros(picture.size[::-1], np.float32) if subject is None else subject
    if sky is not None:
        picture, _ = painted(picture, sky, _SNOWY, rng)
    pixels = np.asarray(picture, np.float32)
    grey = pixels.mean(axis=2)
    cold = grey[..., None] + (pixels - grey[..., None]) * 0.72
    cold = cold * np.array([0.94, 0.98, 1.05], np.float32)
    end = horizon_of(sky, picture.height)
    rows = np.arange(picture.height)
    flat = np.clip((rows - end) / max(1.0, (picture.height - end) * 0.35), 0, 1)[:, None]
    patchy = _blotches(grey.shape, rng)
    ground = np.clip(flat * (1.35 - 0.5 * patchy), 0, 1) * (1 - subject)
    if sky is not None:
        ground = ground * (1 - sky)
    low, high = np.percentile(grey[rows > end], (3, 97)) if (rows > end).any() else (0.0, 255.0)
    relief = np.clip((grey - low) / max(20.0, high - low), 0, 1)[..., None]
    snow = _WHITE * (0.62 + 0.38 * relief**0.7)
    done = cold + (snow - cold) * (0.86 * ground)[..., None]
    caps = _caps(grey, sky, subject, rng)[..., None]
    return _picture(done + (_WHITE - done) * caps)


def _caps(grey: Floats, sky: Floats | None, subject: Floats, rng: np.random.Generator) -> Floats:
    """How much snow lies on each pixel below an edge that faces upwards."""
    thick = max(2, round(min(grey.shape) * _CAP))
    soft = ndimage.gaussian_filter(grey, thick / 4)
    down, across = ndimage.sobel(soft, 0) / 8, ndimage.sobel(soft, 1) / 8
    level = np.clip((np.abs(down) - 1.3 * np.abs(across) - 2.5) / 5, 0, 1) * (down < 0)
    level = level * (1 - subject)
    for border in (sky, 1 - subject):
        if border is None:
            continue
        open_above = -ndimage.sobel(ndimage.gaussian_filter(border, thick / 5), 0) / 8
        beside = np.abs(ndimage.sobel(ndimage.gaussian_filter(border, thick / 5), 1)) / 8
        level = np.maximum(level, np.clip((open_above - 0.6 * beside) * thick * 1.6, 0, 1))
    reach = np.zeros_like(level)
    for step in range(thick):
        moved = np.zeros_like(level)
        moved[step:] = level[: len(level) - step]
        reach = np.maximum(reach, moved * (1 - step / thick))
    uneven = np.clip(1.35 - 0.7 * _blotches(grey.shape, rng), 0.2, 1)
    if sky is not None:
        reach = reach * (1 - sky)
    return np.asarray(np.clip(reach * uneven * 1.3, 0, 0.94), np.float32)


def _blotches(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Soft noise of several sizes, about 0 to 1."""
    total = np.zeros(shape, np.float32)
    for cells, share in ((6, 0.5), (18, 0.3), (60, 0.2)):
        noise = rng.random((cells, cells)).astype(np.float32)
        sheet = Image.fromarray(noise).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
        total += share * np.asarray(sheet, np.float32)
    return np.asarray(np.clip((total - 0.25) * 2, 0, 1), np.float32)


def turned(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Leaves and grass in the colours of autumn; what is not green stays as it is."""
    lab = lab_of(picture)
    strength = np.hypot(lab[..., 1], lab[..., 2])
    turn = np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))
    green = np.clip((turn - 88) / 12, 0, 1) * np.clip((172 - turn) / 14, 0, 1)
    share = ndimage.gaussian_filter(green * np.clip((strength - 5) / 8, 0, 1), 0.8)[..., None]
    pixels = np.asarray(picture, np.float32)
    light = (pixels.max(axis=2) * 0.7 + pixels.mean(axis=2) * 0.3)[..., None]
    mixed = _blotches(lab.shape[:2], rng)[..., None]
    tone = np.where(
        mixed < 0.5,
        _LEAF[1] + (_LEAF[0] - _LEAF[1]) * mixed * 2,
        _LEAF[0] + (_LEAF[2] - _LEAF[0]) * (mixed - 0.5) * 2,
    )
    leaves = np.minimum(tone * light / 168, 255)
    return _picture(pixels + (leaves - pixels) * share * 0.9)


def _picture(pixels: NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))
