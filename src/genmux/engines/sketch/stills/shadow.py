"""The shadow that a thing throws on the ground at its foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

_DARKER, _TOO_MUCH = 0.07, 0.5
"""how much darker than its sides a shadow is, and the share of the ground that is none any more"""


def with_shadow(picture: Image.Image, alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The alpha with the shadow at its foot: what is darker there than both sides are."""
    rows, columns = np.nonzero(alpha > 127)
    if not len(rows):
        return alpha
    height, width = alpha.shape
    tall, wide = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    low, middle = int(rows.max()), int(columns.min()) + wide // 2
    top, end = max(0, low - round(tall * 0.16)), min(height, low + round(tall * 0.12) + 1)
    half = round(max(wide * 0.9, tall * 0.6))
    left, right = max(0, middle - half), min(width, middle + half + 1)
    thing = alpha[top:end, left:right] > 40
    light = np.asarray(picture.convert("L"), np.float32)[top:end, left:right]
    sides = max(2, (right - left) // 12)
    usual = np.minimum(np.median(light[:, :sides], axis=1), np.median(light[:, -sides:], axis=1))
    dark = (light < usual[:, None] * (1 - _DARKER)) & ~thing
    labels, _ = ndimage.label(dark | thing)
    near = np.isin(labels, np.unique(labels[ndimage.binary_dilation(thing, iterations=2)]))
    shadow = ndimage.binary_opening(near & dark, iterations=1)
    shadow[:, [0, -1]] = False
    if shadow.mean() > _TOO_MUCH:
        return alpha
    grown = alpha.copy()
    grown[top:end, left:right] = np.where(
        ndimage.binary_dilation(shadow, iterations=2), 255, grown[top:end, left:right]
    )
    return grown
