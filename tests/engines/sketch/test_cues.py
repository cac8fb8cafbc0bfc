"""What tells subject and background apart."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.sketch.cues import cues_of, is_drawn
from genmux.engines.sketch.patches import patches_of


def _grainy(seed: int, size: tuple[int, int], spread: float) -> Image.Image:
    rng = np.random.default_rng(seed)
    return Image.fromarray(
        np.clip(rng.normal(120, spread, (size[1], size[0], 3)), 0, 255).astype(np.uint8)
    )


def test_what_is_sharp_is_told_from_what_is_blurred() -> None:
    picture = _grainy(1, (320, 240), 60).filter(ImageFilter.GaussianBlur(4))
    sharp = _grainy(2, (120, 140), 60).filter(ImageFilter.GaussianBlur(0.5))
    picture.paste(sharp, (100, 60))
    patches = patches_of(picture)
    focus = cues_of(picture, patches).focus[patches.labels]
    assert focus[80:180, 120:200].mean() > 1.5 * focus[:, :80].mean()


def test_a_ground_is_bound_to_the_rim_more_than_a_figure_that_stands_on_it() -> None:
    picture = Image.new("RGB", (240, 200), (120, 150, 190))
    ImageDraw.Draw(picture).rectangle((90, 50, 150, 200), fill=(150, 60, 40))
    patches = patches_of(picture)
    bound = cues_of(picture, patches).bound[patches.labels]
    assert bound[20, 20] > 2 * bound[120, 120]


def test_a_drawing_is_told_from_a_picture_taken() -> None:
    drawn = Image.new("RGB", (200, 160), (200, 220, 240))
    ImageDraw.Draw(drawn).ellipse((60, 40, 130, 120), fill=(200, 60, 50))
    assert is_drawn(drawn)
    taken = np.asarray(drawn, np.float64) + np.random.default_rng(5).normal(0, 3, (160, 200, 3))
    assert not is_drawn(Image.fromarray(np.clip(taken, 0, 255).astype(np.uint8)))
    assert is_drawn(Image.new("RGB", (1, 1)))
