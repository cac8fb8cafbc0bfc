"""Finding a face by its skin colour, and opening its mouth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from genmux.engines.sketch import matte
from genmux.engines.sketch.plates import Patch

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from genmux.engines.sketch.film import Frame

_SIDE = 320
_LIPS = np.array([150, 62, 66], np.float32)
_INSIDE = np.array([44, 12, 18], np.float32)


@dataclass(frozen=True, slots=True)
class Mouth:
    """Centre and half width, in pixels of the picture."""

    x: float
    y: float
    half: float


def find(picture: Image.Image) -> Mouth:
    """The mouth of the likeliest face; a likely place where there is none."""
    return of_face(picture) or _guessed(picture)


def of_face(picture: Image.Image) -> Mouth | None:
    """The mouth of the likeliest face; None where there is none."""
    found = _likeliest(picture)
    return None if found is None else found[0]


def has_face(picture: Image.Image) -> bool:
    """Whether a skin-coloured shape with eyes stands out. A rule of thumb, not a detector."""
    found = _likeliest(picture)
    return found is not None and found[1]


def _likeliest(picture: Image.Image) -> tuple[Mouth, bool] | None:
    """The mouth of the face-like shape that is worth most, and whether it has eyes."""
    small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE))
    scale = picture.width / small.width
    skin = _skin(small)
    labels, _ = ndimage.label(ndimage.binary_opening(skin, iterations=1))
    best: tuple[float, Mouth, bool] | None = None
    for number, place in enumerate(ndimage.find_objects(labels)):
        rows, columns = place
        width, height = columns.stop - columns.start, rows.stop - rows.start
        area = float((labels[place] == number + 1).sum())
        share = area / (small.width * small.height)
        if not 0.0008 < share < 0.4 or not 0.4 < width / height < 1.5 or width > 0.7 * small.width:
            continue
        # a face fills its box as an oval does, and is rather high and in the middle
        oval = 1.0 - 2.5 * abs(area / (width * height) - 0.76)
        middle = 1.0 - abs((columns.start + width / 2) / small.width - 0.5)
        worth = area * max(0.05, oval) * middle * (1.3 - rows.start / small.height)
        eyes = _eye_line(labels[place] == number + 1)
        worth *= 0.1 if eyes is None else 1.0
        lips = min(height, width * 1.35) * 0.78 if eyes is None else eyes + width * 0.42
        spot = Mouth(
            (columns.start + width / 2) * scale,
            (rows.start + lips) * scale,
            max(2.0, width * 0.19 * scale),
        )
        if best is None or worth > best[0]:
            best = (worth, spot, eyes is not None)
    return best[1:] if best is not None else None


def _eye_line(shape: NDArray[np.bool_]) -> float | None:
    """The row of the holes in the upper part of a skin-coloured shape: eyes are not skin."""
    upper = shape[: max(2, round(len(shape) * 0.65))]
    holes = ndimage.binary_fill_holes(shape)[: len(upper)] & ~upper
    if holes.sum() <= 0.006 * shape.sum():
        return None
    return float(np.average(np.arange(len(upper)), weights=holes.sum(axis=1)))


def _guessed(picture: Image.Image) -> Mouth:
    """A place on the upper part of whatever stands out."""
    main = next(iter(matte.parts_of(picture, 1)), None)
    left, top, right, low = main.box if main is not None else (0, 0, *picture.size)
    wide, tall = right - left, low - top
    return Mouth(left + wide / 2, top + tall * 0.3, max(3.0, min(wide, tall) * 0.07))


def _skin(picture: Image.Image) -> NDArray[np.bool_]:
    pixels = np.asarray(picture.convert("YCbCr"), np.int16)
    light, blue, red = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return (light > 60) & (blue > 77) & (blue < 127) & (red > 136) & (red < 173)


def opened(frame: Frame, mouth: Mouth, share: float) -> Frame:
    """The RGB frame with the mouth open by `share` (0 to 1)."""
    opening = opening_of(frame, mouth, share)
    if opening is None:
        return frame
    shown = frame.copy()
    pixels, x, y = opening
    shown[y : y + pixels.shape[0], x : x + pixels.shape[1]] = pixels
    return shown


def opening_of(frame: Frame, mouth: Mouth, share: float) -> Patch | None:
    """The part that changes when the mouth opens by `share`: the jaw moves down, the gap is dark.

    Its sides are even where the frame's are. None where nothing changes.
    """
    if share < 0.02:
        return None
    height, width = frame.shape[:2]
    half, drop = mouth.half, mouth.half * 0.75 * share
    x0, x1 = _even(mouth.x - half * 2.2, mouth.x + half * 2.2, width)
    y0, y1 = _even(mouth.y - half * 0.8, mouth.y + half * 3.2, height)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return None
    patch = frame[y0:y1, x0:x1].astype(np.float32)
    y = np.arange(y0, y1, dtype=np.float32)[:, None]
    x = np.arange(x0, x1, dtype=np.float32)[None, :]
    side = np.clip(1.0 - ((x - mouth.x) / (half * 2.2)) ** 2, 0.0, 1.0)
    below = np.clip((y - mouth.y) / (half * 0.3), 0.0, 1.0)
    fading = np.clip(1.0 - (y - mouth.y - half) / (half * 2.1), 0.0, 1.0)
    patch = _lowered(patch, drop * side * below * fading)
    tall = max(1.0, drop * 0.62)
    middle = mouth.y + drop * 0.5
    away = np.sqrt(((x - mouth.x) / (half * 0.92)) ** 2 + ((y - middle) / tall) ** 2)
    lips = np.clip((1.28 - away) * 5.0, 0.0, 1.0)[..., None] * min(1.0, share * 4) * 0.55
    gap = np.clip((1.0 - away) * 5.0, 0.0, 1.0)[..., None] * min(1.0, share * 4)
    patch += (_LIPS - patch) * lips
    patch += (_INSIDE - patch) * gap
    return Patch(np.clip(patch, 0, 255).astype(np.uint8), x0, y0)


def _even(low: float, high: float, end: int) -> tuple[int, int]:
    """Whole even pixels around that, inside 0 to `end`."""
    return max(0, int(low) // 2 * 2), min(end, int(high) // 2 * 2 + 2)


def _lowered(patch: NDArray[np.float32], down: NDArray[np.float32]) -> NDArray[np.float32]:
    """The float RGB patch with each pixel moved down by so many rows, which may be parts of one."""
    rows = np.clip(np.arange(len(patch), dtype=np.float32)[:, None] - down, 0.0, len(patch) - 1.0)
    first = rows.astype(np.intp)
    share = (rows - first)[..., None]
    columns = np.arange(patch.shape[1])
    upper, lower = patch[first, columns], patch[np.minimum(first + 1, len(patch) - 1), columns]
    return np.asarray(upper + (lower - upper) * share, np.float32)
