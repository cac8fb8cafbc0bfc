from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from genmux.engines.base import EngineFailure, Shape
from tests.engines.sketch.seeing import distance, fitted, picture

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.sketch.conftest import Given, Render

_SHAPE = Shape("image", 1, 160, 120)
_PLAIN = {"mark": False}


def test_edit_without_a_picture_is_a_failure(render: Render) -> None:
    with pytest.raises(EngineFailure, match="needs a picture"):
        render("image-edit", _SHAPE, {"prompt": "brighter"})


def test_text_to_image_with_a_picture_is_an_edit(render: Render, given: Given, photo: Path) -> None:
    made = render("text-to-image", _SHAPE, {"prompt": "sharper"}, given(photo, "source"))
    assert distance(picture(made.files[0].path), fitted(photo, (160, 120))) < 12.0


def test_black_and_white_has_no_colour(render: Render, given: Given, photo: Path) -> None:
    values = {"prompt": "make it black and white"}
    made = render("image-edit", _SHAPE, values, given(photo, "source"), options=_PLAIN)
    pixels = picture(made.files[0].path)
    assert np.ptp(pixels, axis=2).max() == 0


@pytest.mark.parametrize(("word", "sign"), [("brighter", 1), ("darker", -1)])
def test_brightness_words_act(
    render: Render, given: Given, photo: Path, word: str, sign: int
) -> None:
    made = render("image-edit", _SHAPE, {"prompt": word}, given(photo, "source"), options=_PLAIN)
    assert sign * (picture(made.files[0].path).mean() - picture(photo).mean()) > 10


def test_colour_words_tint(render: Render, given: Given, photo: Path) -> None:
    values = {"prompt": "paint everything green"}
    made = render("image-edit", _SHAPE, values, given(photo, "source"), options=_PLAIN)
    before, after = picture(photo).mean(axis=(0, 1)), picture(made.files[0].path).mean(axis=(0, 1))
    assert after[1] - after[2] > before[1] - before[2] + 20


def test_night_with_stars_has_stars_in_its_sky(render: Render, given: Given, photo: Path) -> None:
    shown = [
        picture(render("image-edit", Shape("image", 1, 640, 480), {"prompt": prompt},
                       given(photo, "source"), options=_PLAIN).files[0].path)
        for prompt in ("turn it into night", "turn it into night with stars")
    ]  # fmt: skip
    lights = np.abs(shown[1] - shown[0]).sum(axis=2) > 100
    assert lights[:240].sum() > 100
    assert not lights[240:].any()


def test_shape_crops_the_centre(render: Render, given: Given, photo: Path) -> None:
    made = render(
        "image-edit", Shape("image", 1, 60, 120), {"prompt": "mirror"}, given(photo, "source")
    )
    red = picture(made.files[0].path)[60, 30]
    assert red[0] > 150 > red[2]


def test_mask_limits_the_change_exactly(
    render: Render, given: Given, photo: Path, tmp_path: Path
) -> None:
    mask = Image.new("L", (160, 120))
    mask.paste(255, (40, 30, 100, 90))
    mask.save(tmp_path / "mask.png")
    made = render(
        "image-edit", _SHAPE, {"prompt": "darker, blurred"}, given(photo, "source"),
        given(tmp_path / "mask.png", "mask"),
    )  # fmt: skip
    before, after = picture(photo), picture(made.files[0].path)
    changed = np.abs(before - after).sum(axis=2) > 0
    assert changed[30:90, 40:100].mean() > 0.9
    changed[30:90, 40:100] = False
    assert not changed.any()


_CORNER = (20, 60, 140, 110)


@pytest.mark.parametrize(
    "prompt", ['add text "Sale today"', "add text SALE", "add a red car and a tree"]
)
@pytest.mark.parametrize("option", ["white", "black"])
def test_what_is_added_stands_inside_the_mask(
    render: Render, given: Given, photo: Path, tmp_path: Path, prompt: str, option: str
) -> None:
    mask = Image.new("L", (160, 120), 0 if option == "white" else 255)
    mask.paste(255 if option == "white" else 0, _CORNER)
    mask.save(tmp_path / "mask.png")
    sources = given(photo, "source"), given(tmp_path / "mask.png", "mask")
    made, plain = (
        picture(render("image-edit", _SHAPE, {"prompt": text}, *sources,
                       options={"mask_edits": option, "mark": False}).files[0].path)
        for text in (prompt, "sharper")
    )  # fmt: skip
    left, top, right, low = _CORNER
    added = np.abs(made - plain)[top:low, left:right].sum(axis=2) > 120
    rows, columns = np.flatnonzero(added.any(axis=1)), np.flatnonzero(added.any(axis=0))
    assert added.mean() > 0.02
    assert np.ptp(rows) > 12
    assert np.ptp(columns) > 30
    unchanged = np.abs(made - picture(photo)).sum(axis=2) == 0
    unchanged[top:low, left:right] = True
    assert unchanged.all()


def test_mask_may_mark_what_stays(
    render: Render, given: Given, photo: Path, tmp_path: Path
) -> None:
    mask = Image.new("L", (160, 120), 255)
    mask.paste(0, (40, 30, 100, 90))
    mask.save(tmp_path / "mask.png")
    made = render(
        "image-edit", _SHAPE, {"prompt": "darker"}, given(photo, "source"),
        given(tmp_path / "mask.png", "mask"), options={"mask_edits": "black"},
    )  # fmt: skip
    before, after = picture(photo), picture(made.files[0].path)
    assert distance(before[:30], after[:30]) == 0.0
    assert distance(before[30:90, 40:100], after[30:90, 40:100]) > 10


def test_picked_parts_alone_are_changed(render: Render, given: Given, photo: Path) -> None:
    values = {"prompt": "make it green", "mask_indexs": [1]}
    made = render("image-edit", _SHAPE, values, given(photo, "source"))
    before, after = picture(photo), picture(made.files[0].path)
    assert distance(before[50:70, 70:90], after[50:70, 70:90]) > 20
    assert distance(before[:, :20], after[:, :20]) == 0.0


def test_references_are_joined_into_the_picture(
    render: Render, given: Given, photo: Path, other_photo: Path
) -> None:
    made = render(
        "image-edit", _SHAPE, {"prompt": "sharper"}, given(photo, "source"),
        given(other_photo, "source"),
    )  # fmt: skip
    green = np.array([40, 150, 70])
    near = np.abs(picture(made.files[0].path) - green).sum(axis=2) < 90
    assert near.mean() > 0.03


def test_pictures_lie_side_by_side_when_asked(
    render: Render, given: Given, photo: Path, other_photo: Path
) -> None:
    made = render(
        "image-edit", Shape("image", 1, 240, 120), {"prompt": "a collage"}, given(photo, "source"),
        given(other_photo, "source"), options=_PLAIN,
    )  # fmt: skip
    pixels = picture(made.files[0].path)
    left, right = pixels[60, 60], pixels[60, 180]
    assert left[0] > left[1]
    assert right[1] > right[0]


def test_a_bare_reference_becomes_a_character_in_a_scene(
    render: Render, given: Given, photo: Path
) -> None:
    values = {"prompt": "walking through a forest"}
    made = render("image-edit", _SHAPE, values, given(photo, "reference"))
    pixels = picture(made.files[0].path)
    red = np.abs(pixels - np.array([210, 50, 40])).sum(axis=2) < 60
    assert 0.02 < red.mean() < 0.6
    assert distance(pixels, fitted(photo, (160, 120))) > 20


def test_boxes_limit_the_change_exactly(render: Render, given: Given, photo: Path) -> None:
    shape = Shape("image", width=160, height=120, format="png")
    values = {"prompt": "everything in blue watercolour", "bbox_list": [[[20, 10, 60, 50]]]}
    made = render("image-edit", shape, values, given(photo, "source"))
    changed = (picture(made.files[0].path) != picture(photo)).any(axis=2)
    assert changed[10:50, 20:60].mean() > 0.5
    changed[10:50, 20:60] = False
    assert not changed.any()
