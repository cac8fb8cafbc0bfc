"""The same request gives the same bytes in every process, whatever order its sets have."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest

from genmux.engines.base import Shape, Work
from genmux.engines.sketch.stills.create import draw

_ASKED = (
    "two dogs and three cats in a park, without clouds, low poly",
    'neon sign "OPEN" and "24/7"',
    "a crowd of colorful balloons over a city, watercolour",
    "a woman reading a book under a tree, ukiyo-e",
    "Zwei Katzen auf einem Sofa, bokeh",
    "seamless pattern of lemons and leaves",
)
_SCRIPT = """
import hashlib, sys
from tests.engines.sketch.scene.test_repeatable import pixels
print(*(hashlib.sha256(pixels(text).tobytes()).hexdigest() for text in sys.argv[1:]))
"""


def pixels(text: str, number: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    shape = Shape("image", 4, 240, 160, format="png")
    work = Work("0" * 32, "a/b", "B", "text-to-image", {"prompt": text}, (), shape, 5, "", {})
    return np.asarray(draw(work, number))


def test_other_processes_draw_the_same() -> None:
    printed = [
        subprocess.run(  # our own interpreter
            [sys.executable, "-c", _SCRIPT, *_ASKED],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert len(printed[0].split()) == len(_ASKED)
    assert printed[0] == printed[1]


@pytest.mark.parametrize("text", ["a robot", "a bowl of ramen", "two dogs in a park", "a vase"])
def test_variants_differ_and_belong_together(text: str) -> None:
    variants = [pixels(text, number).astype(float) for number in range(4)]
    for one, other in combinations(variants, 2):
        assert np.abs(one - other).mean() > 0.5
        assert np.abs(one.mean(axis=(0, 1)) - other.mean(axis=(0, 1))).max() < 30
    assert np.abs(variants[0] - pixels("a rocket in space").astype(float)).mean() > 30
