"""Giving one picture the colours of another: mean and spread per channel, as painters match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from genmux.engines.sketch.picture import flat

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from genmux.engines.sketch.film import Frame

_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Grade:
    """Mean and spread of a reference, per channel."""

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]

    def apply(self, frame: Frame) -> Frame:
        """The frame, most of the way towards the reference's colours."""
        sample = frame[::8, ::8].reshape(-1, 3).astype(np.float32)
        gain = np.clip(self.spread / np.maximum(sample.std(axis=0), 4.0), 0.5, 1.8)
        levels = np.arange(256, dtype=np.float32)[:, None]
        moved = (levels - sample.mean(axis=0)) * gain + self.mean
        table = np.clip(levels + (moved - levels) * _SHARE, 0, 255).astype(np.uint8)
        return np.stack([table[frame[..., band], band] for band in range(3)], axis=2)


def grade_of(picture: Image.Image) -> Grade:
    small = flat(picture).copy()
    small.thumbnail((128, 128))
    pixels = np.asarray(small, np.float32).reshape(-1, 3)
    return Grade(pixels.mean(axis=0), np.maximum(pixels.std(axis=0), 6.0))
