"""Sizes that a model makes: between two numbers of pixels, in any shape."""

from __future__ import annotations

import math
from dataclasses import dataclass

_STEP = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """Pixels of a picture in all."""

    least: int
    most: int


def fitted(size: str, limits: Limits) -> str:
    """`1024x438` in the nearest size within the limits, of the same shape but for rounding."""
    width, height = map(int, size.split("x"))
    pixels = width * height
    if pixels < limits.least:
        scale, rounded = math.sqrt(limits.least / pixels), math.ceil
    elif pixels > limits.most:
        scale, rounded = math.sqrt(limits.most / pixels), math.floor
    else:
        return size
    sides = (rounded(side * scale / _STEP) * _STEP for side in (width, height))
    return "x".join(map(str, sides))
