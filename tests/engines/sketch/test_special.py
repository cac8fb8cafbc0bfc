from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from genmux.engines.sketch import seeds
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.special import made
from genmux.engines.sketch.words import read

SIZE = (300, 200)


def picture(text: str, size: tuple[int, int] = SIZE) -> Image.Image | None:
    wish = read(text)

    def draw(inner: tuple[int, int]) -> Image.Image:
        return compose(wish, inner, seeds.generator(3)).still()

    return made(wish, size, draw, seeds.generator(3, 2))


_ASKED = [
    'neon sign that says "OPEN"',
    'a chalkboard with "Soup" and "5"',
    'a robot holding a sign that says "HELLO"',
    't-shirt design with a wolf and "STAY WILD"',
    'book cover "The Silent Forest" by Anna Gray, dark trees',
    "seamless pattern of lemons and leaves",
    'infographic about water with "Rain", "River", "Sea"',
    "infographic of a lion, a zebra and a giraffe",
    "mobile app ui for a fitness tracker",
    "dashboard website for a shop, teal",
]


@pytest.mark.parametrize("text", _ASKED)
@pytest.mark.parametrize("size", [SIZE, (120, 240), (64, 64)])
def test_each_of_them_fills_its_frame(text: str, size: tuple[int, int]) -> None:
    drawn = picture(text, size)
    assert drawn is not None
    assert (drawn.size, drawn.mode) == (size, "RGB")


@pytest.mark.parametrize("text", ["a wolf", "a man in a t-shirt", "a sign", "a pattern of silence",
                                  'a poster "JAZZ"', 'logo "NORTH"'])  # fmt: skip
def test_scenes_logos_and_posters_are_none_of_them(text: str) -> None:
    assert picture(text) is None


def test_a_pattern_has_no_seam() -> None:
    drawn = picture("seamless pattern of cats and roses")
    assert drawn is not None
    pixels = np.asarray(drawn, np.float64)
    seam = np.abs(pixels[:, 0] - pixels[:, -1]).mean()
    beside = np.abs(np.diff(pixels, axis=1)).mean(axis=(0, 2)).max()
    assert seam <= beside * 1.2 + 2


def test_neon_shines_on_a_dark_wall() -> None:
    drawn = picture('neon sign "OPEN"')
    assert drawn is not None
    grey = np.asarray(drawn.convert("L"), np.float64)
    assert np.median(grey) < 60
    assert grey.max() > 150


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('infographic with "Rain", "Sea"', 'infographic with "Wind", "Ice"'),
        ('t-shirt design "WILD"', 't-shirt design "TAME"'),
        ('book cover "Night" by Anna Gray', 'book cover "Night" by Otto Hill'),
    ],
)
def test_their_texts_are_seen(one: str, other: str) -> None:
    first, second = picture(one), picture(other)
    assert first is not None
    assert second is not None
    assert (np.asarray(first) != np.asarray(second)).any()
