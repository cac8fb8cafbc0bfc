"""Frames in planes: the colours that go in come out."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from genmux.engines.sketch import planes

SIZE = (64, 36)


@pytest.mark.parametrize(
    "colour", [(255, 255, 255), (0, 0, 0), (200, 30, 40), (20, 180, 90), (30, 60, 220)]
)
def test_a_colour_comes_back(colour: tuple[int, int, int]) -> None:
    frame = planes.joined(*planes.divided(Image.new("RGB", SIZE, colour)))
    assert frame.shape == (54, 64)
    back = planes.rgb(frame)
    assert back.shape == (36, 64, 3)
    assert np.abs(back.astype(int) - np.array(colour)).max() <= 5
    light, blue, red = planes.planes(frame)
    assert (light[0, 0], blue[0, 0], red[0, 0]) == planes.of_colour(colour)


def test_planes_are_views_of_the_frame() -> None:
    frame = planes.joined(*planes.divided(Image.new("RGB", SIZE)))
    light, blue, red = planes.planes(frame)
    assert (light.shape, blue.shape, red.shape) == ((36, 64), (18, 32), (18, 32))
    light[:], blue[:], red[:] = 1, 2, 3
    assert np.bincount(frame.reshape(-1)).tolist() == [0, 36 * 64, 18 * 32, 18 * 32]


def test_an_rgb_frame_stays_as_it_is() -> None:
    frame = np.zeros((4, 6, 3), np.uint8)
    assert planes.rgb(frame) is frame


def test_what_is_clear_has_no_say_in_the_colour() -> None:
    picture = Image.new("RGBA", SIZE, (0, 0, 255, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 33, 36))
    _, blue, red = planes.divided(picture)
    at_the_edge = blue.getpixel((16, 9)), red.getpixel((16, 9))
    assert at_the_edge == planes.of_colour((255, 0, 0))[1:]


def test_a_doubled_frame_is_the_picture_enlarged() -> None:
    picture = Image.new("RGB", SIZE, (40, 90, 200))
    picture.paste((230, 210, 60), (0, 0, 32, 36))
    frame = planes.rgb(planes.doubled(picture))
    assert frame.shape == (72, 128, 3)
    large = np.asarray(picture.resize((128, 72), Image.Resampling.BILINEAR), int)
    assert np.abs(frame.astype(int) - large).mean() < 3.5
