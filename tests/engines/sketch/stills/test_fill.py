from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from genmux.engines.sketch.stills.fill import filled


def _striped(size: tuple[int, int]) -> Image.Image:
    """Boards of wood: upright stripes with some noise."""
    x = np.arange(size[0])
    tone = 120 + 50 * np.sign(np.sin(x / 9)) + np.random.default_rng(1).normal(0, 4, size[::-1])
    return Image.fromarray(
        np.stack([tone + 20, tone, tone - 30], axis=2).clip(0, 255).astype(np.uint8)
    )


def _hole(size: tuple[int, int], box: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    alpha = np.zeros(size[::-1], np.uint8)
    alpha[box[1] : box[3], box[0] : box[2]] = 255
    return alpha


def test_texture_goes_on_through_the_hole() -> None:
    picture = _striped((300, 220))
    made = filled(picture, _hole(picture.size, (110, 70, 190, 150)))
    before, after = np.asarray(picture, float), np.asarray(made, float)
    inside = (slice(85, 135), slice(125, 175))
    assert np.abs(before[inside] - after[inside]).mean() < 25
    assert after[inside].std() > 0.7 * before[inside].std(), "no blur"
    untouched = np.ones(before.shape[:2], bool)
    untouched[60:160, 100:200] = False
    assert (before[untouched] == after[untouched]).all()


def test_nothing_of_the_thing_is_left() -> None:
    picture = Image.new("RGB", (240, 180), (120, 160, 210))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 110, 240, 180), fill=(90, 140, 70))
    alpha = Image.new("L", picture.size)
    for sheet, fill in ((picture, (210, 30, 40)), (alpha, 255)):
        ImageDraw.Draw(sheet).ellipse((90, 60, 150, 150), fill=fill)
    made = np.asarray(filled(picture, np.asarray(alpha)), int)
    assert not ((made[..., 0] > 160) & (made[..., 1] < 80)).any()
    assert np.abs(made[80, 120] - (120, 160, 210)).max() < 20
    assert np.abs(made[140, 120] - (90, 140, 70)).max() < 20


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (12, 9)])
def test_small_pictures_and_whole_holes_are_no_failure(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, (90, 90, 90))
    assert filled(picture, np.full(size[::-1], 255, np.uint8)).size == size
    assert filled(picture, np.zeros(size[::-1], np.uint8)).size == size
    half = np.zeros(size[::-1], np.uint8)
    half[: size[1] // 2 + 1] = 255
    assert filled(picture, half).size == size


def test_equal_holes_are_filled_alike() -> None:
    picture = _striped((160, 120))
    alpha = _hole(picture.size, (50, 40, 100, 80))
    assert filled(picture, alpha).tobytes() == filled(picture, alpha).tobytes()


def test_a_large_picture_is_filled_at_a_bounded_size() -> None:
    picture = _striped((1800, 60))
    alpha = _hole(picture.size, (800, 10, 860, 40))
    made = np.asarray(filled(picture, alpha), float)
    assert made.shape == (60, 1800, 3)
    before = np.asarray(picture, float)
    assert (made[:, :760] == before[:, :760]).all()
    assert np.abs(made - before)[15:35, 810:850].mean() > 0


def test_without_growing_all_that_is_known_stays() -> None:
    picture = _striped((200, 120))
    alpha = _hole(picture.size, (0, 0, 60, 120))
    made = np.asarray(filled(picture, alpha, grow=False), int)
    assert (made[:, 60:] == np.asarray(picture, int)[:, 60:]).all()
    again = np.asarray(filled(picture, alpha, grow=False, seed=8), int)
    assert np.abs(made[:, :60] - again[:, :60]).sum() > 0


def test_what_there_is_one_of_is_not_copied() -> None:
    dice = np.random.Generator(np.random.PCG64(5))
    pixels = dice.integers(90, 130, (160, 200, 3)).astype(np.uint8)
    y, x = np.mgrid[0:160, 0:200]
    disc = ((y - 80) ** 2 + (x - 100) ** 2 < 28**2) & (y < 100)
    pixels[disc] = (220, 40, 40)
    hole = np.zeros((160, 200), np.uint8)
    hole[100:] = 255
    pixels[100:] = (220, 40, 40)
    made = [
        np.asarray(filled(Image.fromarray(pixels), hole, grow=False, once=once), int)[112:]
        for once in (None, np.where(disc, 255, 0).astype(np.uint8))
    ]
    red = [float((one[..., 0] > one[..., 1] + 90).mean()) for one in made]
    assert red[1] < 0.01
    assert red[0] > 0.02, "without being told it would be"
