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


_ASKED = {
    "low poly": "lowpoly", "3D render": "render", "claymation": "clay", "ukiyo-e": "woodblock",
    "anime": "anime", "minimalist": "minimal", "sumi-e": "inkwash", "polaroid": "polaroid",
    "stained glass": "mosaic", "cyberpunk": "neon", "black and white": "mono",
}  # fmt: skip


@pytest.mark.parametrize("words", _ASKED)
def test_style_words_name_their_style(words: str) -> None:
    assert read(f"a red car on a hill, {words}").style == _ASKED[words]


def test_a_polaroid_has_a_white_frame(scene: Image.Image) -> None:
    framed = pixels(styles.styled(scene, "polaroid"))
    assert (framed.min(axis=2) > 230).mean() > 0.1
    layer = pixels(styles.toned(scene, "polaroid"))
    assert (layer.min(axis=2) > 230).mean() < 0.05


def test_facets_have_one_colour_each(scene: Image.Image) -> None:
    drawn = styles.styled(scene, "lowpoly")
    assert len(drawn.getcolors(1 << 20) or ()) < 0.5 * len(scene.getcolors(1 << 20) or ())


def test_calm_colours_are_those_of_the_picture(scene: Image.Image) -> None:
    from genmux.engines.sketch.paint import calm

    flat = calm(scene, 8, 7)
    few = flat.quantize(8).convert("RGB")
    assert np.abs(pixels(flat) - pixels(few)).mean() < 8
    assert np.abs(pixels(flat) - pixels(scene)).mean() < 40


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
