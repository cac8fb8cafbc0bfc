"""The thing that is named is found, and nothing where none is like it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.sketch import lettering
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.stills.found import located
from genmux.engines.sketch.stills.sought import sought_of
from genmux.engines.sketch.words import read


def _grained(picture: Image.Image, seed: int = 3) -> Image.Image:
    """As a camera would see it: softened, with noise."""
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.8)), np.float64)
    noise = np.random.default_rng(seed).normal(0, 3, soft.shape)
    return Image.fromarray(np.clip(soft + noise, 0, 255).astype(np.uint8))


@pytest.fixture
def two() -> Image.Image:
    """A red ball on the left and a blue one on the right, on grass, as a photograph."""
    made = Image.new("RGB", (320, 240), (150, 180, 210))
    draw = ImageDraw.Draw(made)
    draw.rectangle((0, 150, 320, 240), fill=(90, 130, 70))
    draw.ellipse((50, 110, 120, 180), fill=(200, 40, 40))
    draw.ellipse((205, 115, 270, 180), fill=(40, 70, 200))
    return _grained(made)


def _box(alpha: NDArray[np.uint8] | None) -> tuple[int, int]:
    """The first and last column of what was found."""
    assert alpha is not None
    columns = np.flatnonzero((alpha > 127).any(axis=0))
    return int(columns[0]), int(columns[-1])


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("remove the blue ball", 205, 270), ("remove the red ball", 50, 120),
        ("remove the ball on the left", 50, 120), ("remove the object on the right", 205, 270),
    ],
)  # fmt: skip
def test_colours_and_sides_say_which(two: Image.Image, text: str, left: int, right: int) -> None:
    first, last = _box(located(two, sought_of(text)))
    assert abs(first - left) < 10
    assert abs(last - right) < 10


@pytest.mark.parametrize("text", ["remove the pink ball", "remove the woman", "remove the text"])
def test_what_is_not_there_is_not_found(two: Image.Image, text: str) -> None:
    assert located(two, sought_of(text)) is None


def test_writing_is_found(two: Image.Image) -> None:
    marked = lettering.headline(two.resize((640, 480)), "Summer sale now", top=0.05, tall=0.14)
    alpha = located(marked, sought_of("remove the text"))
    assert alpha is not None
    rows = np.flatnonzero((alpha > 127).any(axis=1))
    assert rows[-1] < 140
    first, last = _box(alpha)
    assert last - first > 150


def test_the_sun_is_found(two: Image.Image) -> None:
    picture = two.copy()
    ImageDraw.Draw(picture).ellipse((240, 20, 270, 50), fill=(255, 250, 225))
    first, last = _box(located(_grained(picture), sought_of("remove the sun")))
    assert first > 228
    assert last < 282


def _scene(text: str) -> Image.Image:
    return compose(read(text), (480, 360), np.random.Generator(np.random.PCG64(14))).still()


@pytest.mark.parametrize(
    ("text", "named", "other"),
    [
        ("a knight and a castle", "knight", "castle"), ("a chef in a kitchen", "chef", "horse"),
        ("a singer on a stage", "singer", "bicycle"),
    ],
)  # fmt: skip
def test_a_drawn_thing_is_known_by_its_outline(text: str, named: str, other: str) -> None:
    picture = _scene(text)
    found = located(picture, sought_of(f"remove the {named}"))
    assert found is not None
    assert 0.01 < (found > 127).mean() < 0.3
    another = located(picture, sought_of(f"remove the {other}"))
    both = 0.0 if another is None else float(((found > 127) & (another > 127)).mean())
    assert both < 0.3 * (found > 127).mean(), "and is not taken for another"


def test_equal_requests_find_the_same(two: Image.Image) -> None:
    one, other = (located(two, sought_of("remove the blue ball")) for _ in range(2))
    assert one is not None
    assert other is not None
    assert (one == other).all()
