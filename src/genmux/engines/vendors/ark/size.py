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
    if limits.least <= pixels <= limits.most:
        return size
    near = limits.least if pixels < limits.least else limits.most
    scale = math.sqrt(near / pixels)
    return "x".join(str(_whole(side * scale, up=scale > 1)) for side in (width, height))


def _whole(side: float, *, up: bool) -> int:
    steps = side / _STEP
    return (math.ceil(steps) if up else math.floor(steps)) * _STEP
