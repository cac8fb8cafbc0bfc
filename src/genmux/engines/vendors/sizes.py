"""Sizes that a vendor makes: some of a list, or any between two numbers of pixels.

A size is written as `1024x768`, with whatever sign a vendor puts between the numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

_STEP = 8
_WEIGHT_OF_SHAPE = 10
_ALIKE = 0.06


@dataclass(frozen=True, slots=True)
class Limits:
    """Pixels of a picture in all."""

    least: int
    most: int


def sides(size: str) -> tuple[int, int]:
    width, height = re.split(r"\D+", size)
    return int(width), int(height)


def fitted(size: str, limits: Limits) -> str:
    """The nearest size within the limits, of the same shape but for rounding to steps of 8."""
    width, height = sides(size)
    pixels = width * height
    if limits.least <= pixels <= limits.most:
        return size
    near = limits.least if pixels < limits.least else limits.most
    scale = math.sqrt(near / pixels)
    return "x".join(str(_whole(side * scale, up=scale > 1)) for side in (width, height))


def nearest(size: str, made: Sequence[str]) -> str:
    """That of the sizes made which is most like it in shape first, in pixels then."""
    width, height = sides(size)

    def distance(other: str) -> float:
        wide, high = sides(other)
        shape = math.log(width * high / (height * wide))
        pixels = math.log(wide * high / (width * height))
        return _WEIGHT_OF_SHAPE * abs(shape) + abs(pixels)

    return min(made, key=distance)


def alike(one: str, other: str) -> bool:
    """Whether two sizes are of the same shape, but for rounding."""
    (width, height), (wide, high) = sides(one), sides(other)
    return abs(math.log(width * high / (height * wide))) < _ALIKE


def _whole(side: float, *, up: bool) -> int:
    steps = side / _STEP
    return (math.ceil(steps) if up else math.floor(steps)) * _STEP
