from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from genmux.engines.sketch import seeds, styles, vocabulary
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.words import read


@pytest.fixture(scope="module")
def scene() -> Image.Image:
    return compose(read("a red car on a hill by day"), (240, 180), seeds.generator(3)).still()


def pixels(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(picture, np.float64)


def test_every_style_of_the_vocabulary_looks_different(scene: Image.Image) -> None:
    made = {name: styles.styled(scene, name) for name in vocabulary.STYLES}
    assert {picture.size for picture in made.values()} == {scene.size}
    for one, other in combinations(made, 2):
        away = np.abs(pixels(made[one]) - pixels(made[other])).mean()
        assert away > 3, (one, other)


def test_an_unknown_style_changes_nothing(scene: Image.Image) -> None:
    assert styles.styled(scene, "of no kind") is scene


def test_lines_are_dark_on_light_paper(scene: Image.Image) -> None:
    drawn = pixels(styles.styled(scene, "lineart")).mean(axis=2)
    assert (drawn > 220).mean() > 0.6
    assert (drawn < 90).mean() > 0.01


def test_glass_has_pieces_of_one_colour(scene: Image.Image) -> None:
    drawn = pixels(styles.styled(scene, "mosaic"))
    steps = np.abs(np.diff(drawn, axis=1)).sum(axis=2)
    assert (steps == 0).mean() > 0.25
    assert (drawn.mean(axis=2) < 70).mean() > 0.04


@pytest.mark.parametrize("size", [(1, 1), (9, 40), (64, 3)])
@pytest.mark.parametrize("name", vocabulary.STYLES)
def test_small_pictures_can_be_styled(name: str, size: tuple[int, int]) -> None:
    assert styles.styled(Image.new("RGB", size, (90, 140, 200)), name).size == size
