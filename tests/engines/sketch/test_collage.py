"""Where pictures go that are put into others."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.collage import crowned, join

_RED = (220, 30, 30)


def _columns(picture: Image.Image) -> tuple[int, int]:
    near = np.abs(np.asarray(picture, np.float64) - _RED).sum(axis=2) < 20
    found = np.flatnonzero(near.any(axis=0))
    return int(found[0]), int(found[-1])


def test_a_piece_is_put_where_nothing_stands() -> None:
    for taken in (60, 200, 340):
        picture = Image.new("RGB", (400, 300), (90, 140, 90))
        draw = ImageDraw.Draw(picture)
        draw.ellipse((taken - 50, 120, taken + 50, 280), fill=(20, 20, 120))
        join(picture, Image.new("RGBA", (60, 100), (*_RED, 255)))
        left, right = _columns(picture)
        assert right - left > 40
        assert right < taken - 50 or left > taken + 50


def test_pieces_do_not_hide_each_other() -> None:
    picture = Image.new("RGB", (400, 300), (90, 140, 90))
    join(picture, Image.new("RGBA", (60, 100), (*_RED, 255)))
    first = _columns(picture)
    join(picture, Image.new("RGBA", (60, 100), (30, 30, 220, 255)))
    assert _columns(picture) == first


def test_a_piece_as_wide_as_the_picture_fits() -> None:
    picture = Image.new("RGB", (20, 200), (90, 140, 90))
    join(picture, Image.new("RGBA", (300, 10), (*_RED, 255)))
    assert picture.size == (20, 200)


def test_a_crown_goes_on_the_head_of_what_stands_out() -> None:
    ground = Image.new("RGB", (200, 160), (110, 160, 220))
    ground.paste((200, 40, 40), (80, 60, 120, 150))
    crown = Image.new("RGBA", (60, 30), (240, 200, 60, 255))
    made = ground.copy()
    assert crowned(made, crown, 1.0, 0.2)
    changed = np.abs(np.asarray(made, int) - np.asarray(ground, int)).sum(axis=2) > 60
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert 30 < rows[0] < 60 <= rows[-1] < 75
    assert abs((columns[0] + columns[-1]) / 2 - 99.5) < 4
    assert not crowned(Image.new("RGB", (60, 40), (9, 9, 9)), crown, 1.0, 0.2)
