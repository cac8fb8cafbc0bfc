"""Reframe, enlarge, cut out, layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from genmux.engines.base import Shape
from genmux.media.probe import probe
from tests.engines.sketch.seeing import distance, fitted, picture

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.sketch.conftest import Given, Render


@pytest.mark.parametrize(
    ("size", "box"),
    [((320, 120), (80, 0, 240, 120)), ((160, 300), (0, 90, 160, 210))],
    ids=["wider", "taller"],
)
def test_reframe_keeps_the_picture_untouched_in_the_middle(
    render: Render,
    given: Given,
    photo: Path,
    size: tuple[int, int],
    box: tuple[int, int, int, int],
) -> None:
    made = render("reframe", Shape("image", 2, *size), {}, given(photo, "source"))
    for file in made.files:
        left, top, right, low = box
        pixels = picture(file.path)
        assert pixels.shape[:2] == (size[1], size[0])
        assert distance(pixels[top:low, left:right], picture(photo)) == 0.0
        assert pixels.min(axis=2).max() > 0


def test_a_wider_canvas_goes_on_in_the_texture_of_the_picture(
    render: Render, given: Given, tmp_path: Path
) -> None:
    green = np.array([96, 128, 70])
    grain = np.random.default_rng(4).normal(0, 26, (120, 160, 1)) + green
    Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8)).save(tmp_path / "grass.png")
    made = render(
        "reframe", Shape("image", 1, 240, 120), {}, given(tmp_path / "grass.png", "source"),
        options={"mark": False},
    )  # fmt: skip
    pixels = picture(made.files[0].path)
    assert pixels[:, :36].std() > 0.6 * pixels[:, 40:200].std(), "sharp, not blurred"
    assert np.abs(pixels[:, :36].mean(axis=(0, 1)) - green).max() < 16


def test_upscale_beats_bilinear(render: Render, given: Given, tmp_path: Path) -> None:
    rng = np.random.Generator(np.random.PCG64(3))
    y, x = np.mgrid[0:256, 0:256]
    sharp = 128 + 90 * np.sign(np.sin(x / 9) + np.cos(y / 13)) + 20 * rng.standard_normal((16, 16))[
        y // 16, x // 16
    ]  # fmt: skip
    large = Image.fromarray(np.clip(sharp, 0, 255).astype(np.uint8)).convert("RGB")
    small = large.resize((128, 128), Image.Resampling.BOX)
    small.save(tmp_path / "small.png")
    made = render(
        "upscale", Shape("image", 1, 256, 256), {}, given(tmp_path / "small.png", "source")
    )
    truth = np.asarray(large, np.float64)
    plain = np.asarray(small.resize((256, 256), Image.Resampling.BILINEAR), np.float64)
    ours = picture(made.files[0].path)
    assert ((ours - truth) ** 2).mean() < 0.9 * ((plain - truth) ** 2).mean()


def test_upscale_keeps_transparency(render: Render, given: Given, tmp_path: Path) -> None:
    picture_ = Image.new("RGBA", (40, 40), (200, 40, 40, 0))
    picture_.paste((200, 40, 40, 255), (10, 10, 30, 30))
    picture_.save(tmp_path / "clear.png")
    made = render("upscale", Shape("image", 1, 80, 80), {}, given(tmp_path / "clear.png", "source"))
    with Image.open(made.files[0].path) as large:
        assert large.mode == "RGBA"
        assert large.getpixel((2, 2))[3] == 0  # type: ignore[index]
        assert large.getpixel((40, 40))[3] == 255  # type: ignore[index]


def test_background_becomes_clear(render: Render, given: Given, photo: Path) -> None:
    made = render("remove-background", Shape("image", 1, 160, 120), {}, given(photo, "source"))
    with Image.open(made.files[0].path) as cut:
        assert cut.mode == "RGBA"
        alpha = np.asarray(cut)[..., 3] > 127
    y, x = np.mgrid[0:120, 0:160]
    disc = (x - 80) ** 2 + (y - 60) ** 2 < 34**2
    both = (alpha & disc).sum() / (alpha | disc).sum()
    assert both > 0.9


def test_background_is_png_even_where_jpeg_is_usual(
    render: Render, given: Given, photo: Path
) -> None:
    shape = Shape("image", 1, 160, 120, format="jpeg")
    made = render("remove-background", shape, {}, given(photo, "source"))
    assert made.files[0].mime == "image/png"


def test_layers_are_base_and_things_with_alpha(render: Render, given: Given, photo: Path) -> None:
    shape = Shape("image", 1, 160, 120, format="jpeg")
    made = render("layer-decomposition", shape, {"prompt": "the ball"}, given(photo, "source"))
    base, first = made.files[0], made.files[1]
    assert (base.mime, first.mime) == ("image/jpeg", "image/png")
    told = made.extra["resultObject"]["layers"]
    assert [layer["url"] for layer in told] == [{"$file": n} for n in range(1, len(made.files))]
    left, top, right, low = told[0]["bounding_box"]
    facts = probe(first.path)
    assert (facts.width, facts.height) == (right - left, low - top)
    assert told[0]["name"] == "ball"
    blue = picture(base.path)[60, 80]
    assert blue[2] > blue[0], "the disc must be painted over"


def test_layers_count_as_many_files_as_asked(render: Render, given: Given, photo: Path) -> None:
    made = render("layer-decomposition", Shape("image", 4, 160, 120), {}, given(photo, "source"))
    assert len(made.files) == 4


def test_edit_of_same_size_starts_from_the_exact_pixels(photo: Path) -> None:
    assert distance(fitted(photo, (160, 120)), picture(photo)) == 0.0


def test_a_horizon_behind_the_subject_is_not_cut_out_with_it(
    render: Render, given: Given, tmp_path: Path
) -> None:
    y, x = np.mgrid[0:240, 0:320]
    pixels = np.full((240, 320, 3), (90, 120, 190), np.uint8)
    pixels[100:106, 40:280] = (250, 240, 210)
    disc = (x - 160) ** 2 + (y - 110) ** 2 < 50**2
    pixels[disc] = (200, 40, 40)
    Image.fromarray(pixels).save(tmp_path / "shore.png")
    made = render(
        "remove-background",
        Shape("image", 1, 320, 240),
        {},
        given(tmp_path / "shore.png", "source"),
    )
    with Image.open(made.files[0].path) as file:
        alpha = np.asarray(file)[..., 3]
    assert (alpha[disc] > 200).mean() > 0.9
    assert alpha[:, 50:90].max() < 60
    assert alpha[:, 230:270].max() < 60
