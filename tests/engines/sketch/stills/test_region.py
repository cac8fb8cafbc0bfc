"""Where in a mask something has room."""

from __future__ import annotations

from PIL import Image, ImageDraw

from genmux.engines.sketch.stills import region


def test_the_room_is_the_largest_box_in_the_mask() -> None:
    mask = Image.new("L", (192, 96))
    mask.paste(255, (10, 10, 30, 90))
    mask.paste(255, (60, 40, 180, 80))
    left, top, right, low = region.room(mask)
    assert 60 <= left <= 62
    assert 40 <= top <= 42
    assert 178 <= right <= 180
    assert 78 <= low <= 80


def test_the_room_of_a_round_mask_touches_its_edge_from_inside() -> None:
    mask = Image.new("L", (400, 400))
    ImageDraw.Draw(mask).ellipse((50, 50, 350, 350), fill=255)
    box = region.room(mask)
    assert mask.crop(box).getextrema() == (255, 255)
    assert (box[2] - box[0]) * (box[3] - box[1]) > 0.55 * 300 * 300 * 0.785


def test_without_any_room_it_is_the_whole_picture() -> None:
    assert region.room(Image.new("L", (70, 50))) == (0, 0, 70, 50)
    assert region.room(Image.new("L", (70, 50), 255)) == (0, 0, 70, 50)
