"""Finding and painting over what stands still in a film: logos, captions, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage

from genmux.engines.sketch.film import rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.source import Source

_SAMPLES = 24
_SIDE = 480
_STEEP = 22.0
_MOST = 0.10
_RIM = 0.2


class Cleaner:
    """Knows where a film's mark is, and paints over it from around."""

    def __init__(self, source: Source, size: tuple[int, int]) -> None:
        mask = _standing_edges(source, size)
        if mask.mean() > _MOST:  # the whole film stands still: only the rim is looked at
            height, width = mask.shape
            mask[round(height * _RIM) : round(height * (1 - _RIM)),
                 round(width * _RIM) : round(width * (1 - _RIM))] = False  # fmt: skip
        self._box: tuple[int, int, int, int] | None = None
        if 0.0 < mask.mean() <= _MOST:
            whole = Image.fromarray((mask * 255).astype(np.uint8)).resize(size)
            soft = whole.filter(ImageFilter.GaussianBlur(2))
            self._mask = soft
            self._hole = np.asarray(whole) > 127
            self._box = soft.getbbox()

    def clean(self, frame: Frame) -> Frame:
        if self._box is None:
            return frame
        left, top, right, low = self._box
        part = frame[top:low, left:right]
        hole = self._hole[top:low, left:right]
        known = (~hole).astype(np.float32)
        radius = max(4.0, min(part.shape[:2]) / 6)
        weight = ndimage.gaussian_filter(known, radius) + 1e-4
        filled = np.stack(
            [ndimage.gaussian_filter(part[..., c] * known, radius) / weight for c in range(3)], 2
        )
        patch = Image.fromarray(np.clip(filled, 0, 255).astype(np.uint8))
        picture = Image.fromarray(frame)
        picture.paste(patch, (left, top), self._mask.crop(self._box))
        return np.asarray(picture)


def _standing_edges(source: Source, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Where strong edges stay at one place in every sampled frame."""
    scale = min(1.0, _SIDE / max(size))
    small = (max(16, round(size[0] * scale)), max(16, round(size[1] * scale)))
    weakest: NDArray[np.float32] | None = None
    fps = rate(max(0.5, min(8.0, _SAMPLES / max(source.seconds, 0.1))))
    for number, frame in enumerate(source.frames(small, fps)):
        grey = frame.mean(axis=2, dtype=np.float32)
        steep = np.asarray(ndimage.gaussian_gradient_magnitude(grey, 1.0) * 2.5, np.float32)
        weakest = steep if weakest is None else np.minimum(weakest, steep)
        if number >= _SAMPLES:
            break
    if weakest is None:
        return np.zeros((small[1], small[0]), np.bool_)
    steady = ndimage.binary_closing(weakest > _STEEP, iterations=3)
    return np.asarray(ndimage.binary_dilation(ndimage.binary_fill_holes(steady), iterations=3))
