from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.scene.volume import lit


def disc() -> Image.Image:
    picture = Image.new("RGBA", (120, 120), (40, 40, 50, 0))
    ImageDraw.Draw(picture).ellipse((10, 10, 110, 110), fill=(150, 150, 150, 255))
    return picture


def test_light_comes_from_the_upper_left() -> None:
    drawn = np.asarray(lit(disc()), np.float64)
    assert drawn[30, 30, 0] > drawn[60, 60, 0] > drawn[92, 92, 0]


def test_the_outline_stays() -> None:
    assert lit(disc()).getchannel("A").tobytes() == disc().getchannel("A").tobytes()


def test_the_hour_tones_the_colours() -> None:
    plain, night = (np.asarray(lit(disc(), tone)) for tone in ((1.0, 1.0, 1.0), (0.5, 0.5, 1.0)))
    assert night[60, 60, 0] < 0.55 * plain[60, 60, 0]
    assert night[60, 60, 2] == plain[60, 60, 2]


def test_the_smallest_drawing_can_be_lit() -> None:
    assert lit(Image.new("RGBA", (2, 2), (9, 9, 9, 255))).size == (2, 2)
