"""Reading pictures and films back, as tests look at them."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.float64]


def picture(path: str | Path) -> Pixels:
    with Image.open(path) as file:
        return np.asarray(file.convert("RGB"), np.float64)


def fitted(path: str | Path, size: tuple[int, int]) -> Pixels:
    """A given picture as it should fill a frame: scaled and centre-cropped."""
    from genmux.engines.sketch.picture import cover, open_picture

    return np.asarray(cover(open_picture(str(path)), size).convert("RGB"), np.float64)


def frames(path: str | Path) -> list[Pixels]:
    with av.open(str(path)) as file:
        return [f.to_ndarray(format="rgb24").astype(np.float64) for f in file.decode(video=0)]


def frames_at(path: str | Path, *numbers: int) -> list[Pixels]:
    """Some frames of a long film, by number; -1 is the last one. Only these are held."""
    held: dict[int, Pixels] = {}
    with av.open(str(path)) as file:
        last = None
        for number, last in enumerate(file.decode(video=0)):
            if number in numbers:
                held[number] = last.to_ndarray(format="rgb24").astype(np.float64)
        assert last is not None
        held[-1] = last.to_ndarray(format="rgb24").astype(np.float64)
    return [held[number] for number in numbers]


def distance(one: Pixels, other: Pixels) -> float:
    """Mean difference of two pictures in levels, 0 to 255."""
    return float(np.abs(one - other).mean())
