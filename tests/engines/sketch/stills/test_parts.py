from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from genmux.engines.base import Shape
from genmux.engines.sketch import seeds
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.stills import parts
from genmux.engines.sketch.stills.asked import act_of
from genmux.engines.sketch.words import read
from tests.engines.sketch.conftest import Given, Render
from tests.engines.sketch.seeing import picture


@pytest.fixture
def figure() -> Image.Image:
    """A red figure with a pale head under a blue sky, on green ground, 200x160."""
    made = Image.new("RGB", (200, 160), (110, 160, 220))
    draw = ImageDraw.Draw(made)
    draw.rectangle((0, 110, 200, 160), fill=(80, 140, 70))
    draw.rectangle((80, 70, 120, 140), fill=(200, 40, 40))
    draw.ellipse((85, 36, 115, 72), fill=(236, 190, 150))
    return made


def test_the_leading_colour_changes_and_nothing_else(figure: Image.Image) -> None:
    made = np.asarray(parts.recoloured(figure, (40, 60, 210)), int)
    assert made[110, 100, 2] > made[110, 100, 0] + 60
    before = np.asarray(figure, int)
    assert np.abs(made[52, 100] - before[52, 100]).max() < 30, "the head keeps its colour"
    assert (made[:, :40] == before[:, :40]).all()


def test_a_told_colour_is_the_one_that_changes(figure: Image.Image) -> None:
    made = np.asarray(parts.recoloured(figure, (40, 200, 60), before=(236, 190, 150)), int)
    assert made[52, 100, 1] > made[52, 100, 0]
    assert made[120, 100, 0] > 150


def test_the_sky_alone_changes(figure: Image.Image) -> None:
    made = np.asarray(parts.sky_recoloured(figure, (240, 120, 160)), int)
    assert made[10, 20, 0] > made[10, 20, 2]
    assert (made[130:] == np.asarray(figure, int)[130:]).all()


def test_a_plain_ground_stands_behind(figure: Image.Image) -> None:
    made = parts.grounded(figure, (10, 200, 20))
    assert made.getpixel((5, 5)) == (10, 200, 20)
    assert made.getpixel((100, 100)) == (200, 40, 40)


def test_what_is_removed_gives_way_to_its_sides(figure: Image.Image) -> None:
    made = np.asarray(parts.removed(figure), int)
    assert np.abs(made[90, 100] - (110, 160, 220)).max() < 24
    assert np.abs(made[130, 100] - (80, 140, 70)).max() < 24
    assert (made[:, :30] == np.asarray(figure, int)[:, :30]).all()


def test_a_crop_shows_the_thing_or_its_head_larger(figure: Image.Image) -> None:
    def red(made: Image.Image) -> float:
        pixels = np.asarray(made, int)
        return float((np.abs(pixels - (200, 40, 40)).sum(axis=2) < 60).mean())

    whole = parts.cropped(figure, face=False)
    head = np.asarray(parts.cropped(figure, face=True), int)
    assert whole.size == figure.size
    assert red(whole) > 1.3 * red(figure)
    pale = (np.abs(head - (236, 190, 150)).sum(axis=2) < 60).mean()
    assert pale > 0.12


def test_pictures_blend_at_the_size_of_the_first(figure: Image.Image) -> None:
    made = parts.blended([figure, Image.new("RGB", (50, 50), (255, 255, 255))])
    assert made.size == figure.size
    assert np.asarray(made).mean() > np.asarray(figure).mean()


def test_no_thing_is_no_failure() -> None:
    plain = Image.new("RGB", (60, 40), (90, 120, 200))
    for made in (
        parts.recoloured(plain, (200, 40, 40)),
        parts.sky_recoloured(plain, (200, 40, 40)),
        parts.cropped(plain, face=True),
    ):
        assert made.size == plain.size
    assert parts.removed(plain) is None


def test_a_removed_background_leaves_holes_where_the_file_can(
    render: Render, given: Given, photo: Path
) -> None:
    values = {"prompt": "remove the background"}
    shape = Shape("image", 1, 160, 120, format="png")
    made = render("image-edit", shape, values, given(photo, "source"), options={"mark": False})
    with Image.open(made.files[0].path) as file:
        assert file.mode == "RGBA"
        assert file.getpixel((3, 3))[3] == 0  # type: ignore[index]
        assert file.getpixel((80, 60))[3] == 255  # type: ignore[index]
    flat = render(
        "image-edit", Shape("image", 1, 160, 120, format="jpeg"), values, given(photo, "source"),
        options={"mark": False},
    )  # fmt: skip
    assert picture(flat.files[0].path)[3, 3].min() > 245


@pytest.mark.parametrize("text", ["make it foggy", "let it rain", "snowing", "falling leaves"])
def test_weather_comes_over_a_picture(render: Render, given: Given, photo: Path, text: str) -> None:
    shape = Shape("image", 1, 160, 120)
    plain, made = (
        picture(render("image-edit", shape, {"prompt": prompt}, given(photo, "source"),
                       options={"mark": False}).files[0].path)
        for prompt in ("sharper", f"sharper, {text}")
    )  # fmt: skip
    assert np.abs(plain - made).mean() > 1


def test_what_a_mask_marks_is_removed_and_nothing_else(
    render: Render, given: Given, photo: Path, tmp_path: Path
) -> None:
    mask = Image.new("L", (160, 120))
    mask.paste(255, (40, 20, 120, 100))
    mask.save(tmp_path / "mask.png")
    made = render(
        "image-edit", Shape("image", 1, 160, 120), {"prompt": "remove the ball"},
        given(photo, "source"), given(tmp_path / "mask.png", "mask"), options={"mark": False},
    )  # fmt: skip
    before, after = picture(photo), picture(made.files[0].path)
    red = np.abs(after - (210, 50, 40)).sum(axis=2) < 90
    assert not red.any()
    changed = np.abs(before - after).sum(axis=2) > 0
    changed[20:100, 40:120] = False
    assert not changed.any()


def test_what_is_not_found_stays_and_the_file_says_so(
    render: Render, given: Given, photo: Path
) -> None:
    made = render(
        "image-edit", Shape("image", 1, 160, 120), {"prompt": "remove the green ball"},
        given(photo, "source"), options={"mark": False},
    )  # fmt: skip
    with Image.open(made.files[0].path) as file:
        assert "not found" in file.info["Description"]
    assert (picture(made.files[0].path) == picture(photo)).all()


def _changed(text: str, instruction: str) -> np.ndarray:
    """Where an instruction changes a drawn scene of 480x320."""
    drawn = compose(read(text), (480, 320), seeds.generator(3)).still()
    act = act_of(read(instruction))
    assert act.kind == "thing"
    assert act.colour is not None
    made = parts.recoloured(drawn, act.colour, act.before, act.sought)
    return np.asarray(np.abs(np.asarray(made, int) - np.asarray(drawn, int)).max(axis=2) > 40)


def test_the_named_thing_takes_the_colour() -> None:
    scene = "a dog and a red car on a street by day"
    dog, car = _changed(scene, "change the dog to green"), _changed(scene, "make the car blue")
    assert dog[:, :240].sum() > 20 * dog[:, 240:].sum()
    assert car[:, 240:].sum() > 20 * car[:, :240].sum()


def test_the_side_that_is_told_counts() -> None:
    changed = _changed("two cats on a hill by day", "make the cat on the left purple")
    assert changed[:, :240].sum() > 20 * changed[:, 240:].sum()


def test_a_colour_told_may_be_that_of_a_part() -> None:
    scene = "a house and a tree by day"
    changed = _changed(scene, "change the color of the house from white to orange")
    assert changed[:, :240].sum() > 20 * changed[:, 240:].sum()


def test_a_crop_goes_to_the_named_thing() -> None:
    drawn = compose(read("a cat and a balloon on a hill by day"), (480, 320), seeds.generator(3))
    act = act_of(read("crop to the balloon"))
    assert act.kind == "crop"
    close = np.asarray(parts.cropped(drawn.still(), sought=act.sought), int)
    green = (close[..., 1] > close[..., 2] + 15) & (close[..., 1] > close[..., 0] + 15)
    assert green.mean() < 0.02, "the hill is left out"
