"""The sky of a given picture: where it is, and another one in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.sparse import csgraph

from genmux.engines.sketch.cues import matrix
from genmux.engines.sketch.outline import soft_outline
from genmux.engines.sketch.patches import Patches, lab_of, patches_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.palette import Colour

    Floats = NDArray[np.float32]

_SIDE = 320
_STEP, _ROUGH = 9.0, 3.2
"""colour units between patches of one sky, and how rough they may be inside"""
_LEAST, _TOP = 0.04, 0.25
"""of the picture, and of its upper rim, that a sky takes at least"""
_LOWEST, _BLUEST = 0.9, 0.97
"""of the height, from which it is no sky but a wall, and where it is blue"""
_SURROUNDED = 0.72
"""of its border, what a cloud has in common with the sky"""
_LIGHT, _BLUE = 46.0, -12.0
"""a sky is at least so light, or so blue"""
_GREEN, _WARM = -14.0, 30.0
"""and not so green, nor so much like wood or brick where it is not very light"""


@dataclass(frozen=True, slots=True)
class Hour:
    """The light of one time of day."""

    sky: tuple[Colour, Colour, Colour]
    """at the top, half way, and at the horizon"""
    sun: Colour | None = None
    height: float = 0.0
    """of sun or moon above the horizon, as share of the sky"""
    size: float = 0.03
    glow: float = 0.0
    moon: bool = False


def sky_of(picture: Image.Image) -> Floats | None:
    """The sky's share of each pixel, [height, width], 0 to 1; None where there is no sky."""
    small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    patches = patches_of(small)
    chosen = _reached(patches, small)
    mask = ndimage.binary_fill_holes(np.pad(chosen[patches.labels], ((1, 0), (0, 0)), mode="edge"))
    mask = np.asarray(mask)[1:]
    rows = np.flatnonzero(mask.mean(axis=1) > 0.15)
    if mask.mean() < _LEAST or mask[0].mean() < _TOP or not len(rows):
        return None
    blue = float(lab_of(small)[..., 2][mask].mean()) < _BLUE
    if rows[-1] > (_BLUEST if blue else _LOWEST) * len(mask):
        return None
    return np.asarray(soft_outline(picture, mask), np.float32) / np.float32(255)


def _reached(patches: Patches, small: Image.Image) -> NDArray[np.bool_]:
    """The patches that hang together with the upper rim, smooth and of a colour that skies have."""
    light = lab_of(small)[..., 0]
    rough = np.abs(light - ndimage.uniform_filter(light, 3))
    inside = np.bincount(patches.labels.ravel(), rough.ravel()) / patches.sizes
    tone, red, yellow = patches.colours.T
    plausible = ((tone > _LIGHT) | (yellow < _BLUE)) & (red > _GREEN)
    plausible &= (yellow < _WARM) | (tone > 60)
    fits = plausible & (inside < _ROUGH)
    joined = fits[patches.pairs].all(axis=1) & (patches.steps < _STEP)
    _, part = csgraph.connected_components(matrix(patches, joined.astype(np.float64)), False)
    top = np.unique(patches.labels[0])
    top = top[fits[top]]
    sky = np.isin(part, np.unique(part[top])) & fits
    return np.asarray(sky | _clouds_in(patches, sky), np.bool_)


def _clouds_in(patches: Patches, sky: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pale patches that only the sky and the rim surround."""
    if not sky.any():
        return sky
    tone, red, yellow = patches.colours.T
    pale = ~sky & (tone > 50) & (np.hypot(red, yellow) < 28)
    inside = (pale | sky)[patches.pairs].all(axis=1)
    inside &= pale[patches.pairs[:, 0]] == pale[patches.pairs[:, 1]]
    count, part = csgraph.connected_components(matrix(patches, inside.astype(np.float64)), False)
    one, other = patches.pairs.T
    touch = np.zeros(count)
    bound = np.zeros(count)
    for mine, yours in ((one, other), (other, one)):
        across = part[mine] != part[yours]
        bound += np.bincount(part[mine], patches.lengths * across, count)
        touch += np.bincount(part[mine], patches.lengths * (across & sky[yours]), count)
    lowest = np.zeros(count)
    np.maximum.at(lowest, part, patches.places[:, 0])
    end = float(np.percentile(patches.places[sky, 0], 90))
    cloud = (touch > _SURROUNDED * bound) & (lowest < end) & (bound > 0)
    return np.asarray(pale & cloud[part], np.bool_)


def horizon_of(sky: Floats | None, height: int) -> float:
    """The row down to which the sky reaches; a usual one where none is seen."""
    if sky is None:
        return height * 0.45
    rows = np.flatnonzero((sky > 0.5).mean(axis=1) > 0.12)
    return float(rows[-1]) if len(rows) else height * 0.45


def painted(
    picture: Image.Image, sky: Floats, hour: Hour, dice: np.random.Generator
) -> tuple[Image.Image, float]:
    """The picture under the sky of that hour, and where across its light stands, 0 to 1.

    The clouds that were there stay, in the new light.
    """
    pixels = np.asarray(picture.convert("RGB"), np.float32)
    height, width = sky.shape
    end = max(8.0, horizon_of(sky, height))
    y = np.minimum(np.arange(height) / end, 1.0)[:, None]
    grade = _graded(hour.sky, y[:, 0])[:, None, :] * np.ones((1, width, 1), np.float32)
    across = _lightest(pixels, sky, dice)
    grade = _clouded(grade, pixels, sky, hour)
    if hour.sun is not None:
        _shine(grade, hour, across, end)
    share = sky[..., None]
    done = pixels + (grade - pixels) * share
    return Image.fromarray(np.clip(done, 0, 255).astype(np.uint8)), across


def _graded(tones: tuple[Colour, Colour, Colour], at: NDArray[np.floating]) -> Floats:
    bands = [np.interp(at, (0, 0.6, 1), [tone[band] for tone in tones]) for band in range(3)]
    return np.stack(bands, axis=1).astype(np.float32)


def _lightest(pixels: Floats, sky: Floats, dice: np.random.Generator) -> float:
    """Where across the sky is lightest and free, so that the sun stands where light came from."""
    free = sky.mean(axis=0)
    light = (pixels.mean(axis=2) * sky).sum(axis=0) / np.maximum(sky.sum(axis=0), 1e-3)
    light = ndimage.gaussian_filter1d(light, len(free) / 12)
    score = light / max(1.0, float(light.max())) + 0.6 * free / max(1e-3, float(free.max()))
    place = np.linspace(0, 1, len(free))
    score -= 0.3 * np.abs(place - 0.5) + dice.uniform(0, 1e-3)
    inner = slice(len(free) // 8, max(len(free) // 8 + 1, len(free) * 7 // 8))
    return float(place[inner][int(score[inner].argmax())])


def _clouded(grade: Floats, pixels: Floats, sky: Floats, hour: Hour) -> Floats:
    """The grade with the old sky's lights and shades over it."""
    grey = pixels.mean(axis=2)
    reach = max(sky.shape) / 14
    mass = ndimage.gaussian_filter(sky, reach) + 1e-3
    usual = ndimage.gaussian_filter(grey * sky, reach) / mass
    detail = np.clip((grey - usual) / 60, -0.8, 0.8)[..., None]
    bright = np.array(hour.sky[2], np.float32)
    lit = grade + np.maximum(detail, 0) * (bright - grade) * 0.9
    return np.asarray(lit * (1 + 0.45 * np.minimum(detail, 0)), np.float32)


def _shine(grade: Floats, hour: Hour, across: float, end: float) -> None:
    """Puts the sun or the moon into the sky, with its glow."""
    height, width = grade.shape[:2]
    x, y = across * width, end * (1 - hour.height)
    rows, columns = np.ogrid[0:height, 0:width]
    away = np.hypot(columns - x, (rows - y) * 1.15)
    radius = hour.size * min(height, width)
    tone = np.array(hour.sun, np.float32)
    reach = radius * 9
    glow = hour.glow * (np.exp(-((away / reach) ** 2)) + 0.5 * np.exp(-away / (2.4 * reach)))
    grade += (tone - grade) * np.clip(glow, 0, 1)[..., None].astype(np.float32)
    disc = np.clip((radius - away) / max(1.0, radius * 0.08) + 0.5, 0, 1)[..., None]
    face = tone * 0.4 + 255 * 0.6
    if hour.moon:
        spots = np.sin(columns / radius * 2.1 + 1) * np.sin(rows / radius * 2.7 + across * 9)
        face = face - 16 * np.clip(spots, 0, 1)[..., None].astype(np.float32)
    grade += (face - grade) * disc.astype(np.float32)


def starred(
    picture: Image.Image, sky: Floats, dice: np.random.Generator, *, many: bool
) -> Image.Image:
    """The picture with stars in its sky, fewer towards the horizon."""
    height, width = sky.shape
    end = max(8.0, horizon_of(sky, height))
    light = np.zeros(sky.shape, np.float32)
    for x, y, power in dice.random((420 if many else 150, 3)):
        row, column = int(y * end * 0.92), int(x * (width - 1))
        if dice.random() < 0.25 + 0.75 * (1 - y):
            light[row, column] = 0.25 + 0.75 * power**3
    size = max(0.55, min(height, width) / 1500)
    wide = ndimage.gaussian_filter(light, size)
    wide *= 1.3 / max(1e-6, float(ndimage.gaussian_filter(_dot(), size).max()))
    pixels = np.asarray(picture, np.float32)
    glow = np.clip(wide, 0, 1)[..., None] * np.clip(sky * 1.6 - 0.6, 0, 1)[..., None]
    done = pixels + (np.array([240, 244, 255], np.float32) - pixels) * glow
    return Image.fromarray(np.clip(done, 0, 255).astype(np.uint8))


def _dot() -> Floats:
    sheet = np.zeros((21, 21), np.float32)
    sheet[10, 10] = 1
    return sheet
