from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.sketch.stills.heaven import horizon_of, painted, sky_of, starred
from genmux.engines.sketch.stills.hours import HOURS


@pytest.fixture
def outdoors() -> Image.Image:
    """A house before a blue sky with a cloud, on grass, seen by a camera."""
    y, x = np.mgrid[0:240, 0:320]
    pixels = np.stack([110 + y / 4, 150 + y / 5, 215 + x * 0], axis=2).astype(np.uint8)
    made = Image.fromarray(pixels)
    draw = ImageDraw.Draw(made)
    draw.ellipse((40, 30, 120, 60), fill=(236, 238, 242))
    draw.rectangle((0, 160, 320, 240), fill=(90, 120, 60))
    draw.rectangle((180, 80, 260, 190), fill=(150, 90, 70))
    noise = np.random.default_rng(2).normal(0, 2, (240, 320, 3))
    seen = np.asarray(made.filter(ImageFilter.GaussianBlur(0.7)), np.float64) + noise
    return Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))


def test_the_sky_is_found_with_its_clouds_and_without_what_stands_before_it(
    outdoors: Image.Image,
) -> None:
    sky = sky_of(outdoors)
    assert sky is not None
    assert sky[:140, :160].mean() > 0.95
    assert sky[45, 80] > 0.9, "the cloud belongs to it"
    assert sky[90:180, 190:250].max() < 0.1
    assert sky[180:].max() < 0.1
    assert 140 < horizon_of(sky, 240) < 170


def test_a_wall_and_a_meadow_are_no_sky() -> None:
    assert sky_of(Image.new("RGB", (200, 160), (180, 180, 184))) is None
    assert sky_of(Image.new("RGB", (200, 160), (70, 130, 60))) is None
    assert horizon_of(None, 100) == pytest.approx(45)


def test_another_sky_takes_its_place_alone(outdoors: Image.Image) -> None:
    sky = sky_of(outdoors)
    assert sky is not None
    made, across = painted(outdoors, sky, HOURS["sunset"], np.random.default_rng(1))
    after, before = np.asarray(made, float), np.asarray(outdoors, float)
    assert after[130, 40, 0] > after[130, 40, 2] + 40, "warm at the horizon"
    assert after[5, 40, 2] > after[5, 40, 1], "and violet above"
    assert np.abs(after - before)[200:].max() <= 1
    assert 0 < across < 1


def test_stars_stand_in_the_sky_and_nowhere_else(outdoors: Image.Image) -> None:
    sky = sky_of(outdoors)
    assert sky is not None
    dark = Image.new("RGB", outdoors.size, (12, 16, 40))
    few, many = (
        np.asarray(starred(dark, sky, np.random.default_rng(4), many=more), float).max(axis=2) > 90
        for more in (False, True)
    )
    assert 10 < few.sum() < many.sum()
    assert not many[170:].any()
    assert not many[90:180, 190:250].any()
