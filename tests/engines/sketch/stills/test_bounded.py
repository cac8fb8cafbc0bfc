from __future__ import annotations

import numpy as np
from PIL import Image, ImageEnhance

from genmux.engines.sketch.stills.bounded import bounded


def _grained(size: tuple[int, int]) -> Image.Image:
    grain = np.random.default_rng(1).normal(128, 30, (size[1], size[0], 3))
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))


def test_a_large_picture_is_changed_through_a_copy_and_keeps_its_detail() -> None:
    picture = _grained((2000, 300))
    seen: list[tuple[int, int]] = []

    def darker(given: Image.Image) -> Image.Image:
        seen.append(given.size)
        return ImageEnhance.Brightness(given).enhance(0.5)

    made = np.asarray(bounded(picture, darker), float)
    before = np.asarray(picture, float)
    assert max(seen[0]) == 1600
    assert made.shape == before.shape
    assert abs(made.mean() / before.mean() - 0.5) < 0.03
    assert np.corrcoef(made.ravel(), before.ravel())[0, 1] > 0.95


def test_small_ones_and_unchanged_ones_pass_through() -> None:
    small, large = _grained((200, 100)), _grained((1700, 20))
    assert bounded(large, lambda given: given) is large
    assert bounded(small, lambda given: given) is small
