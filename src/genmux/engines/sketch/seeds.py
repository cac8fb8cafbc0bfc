"""Random numbers that follow from the seed alone, so that the same request draws the same."""

from __future__ import annotations

import numpy as np

_MASK = (1 << 64) - 1


def generator(seed: int, *branch: int) -> np.random.Generator:
    """The generator of one variant or one craft; branches do not disturb each other."""
    return np.random.Generator(np.random.PCG64([seed & _MASK, *branch]))
