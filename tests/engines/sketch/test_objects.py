"""Facts about pictures, and characters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from genmux.engines.base import Shape
from tests.engines.sketch.conftest import Given, Render

OBJECT = Shape(kind="object", format="json")


@pytest.fixture
def two_things(tmp_path: Path) -> Path:
    """A large red disc and a small blue square on white."""
    picture = Image.new("RGB", (600, 400), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 80, 300, 320), fill=(200, 30, 30))
    draw.rectangle((420, 150, 520, 250), fill=(30, 60, 200))
    path = tmp_path / "two.png"
    picture.save(path)
    return path


@pytest.fixture
def face(tmp_path: Path) -> Path:
    picture = Image.new("RGB", (400, 500), (60, 110, 70))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((110, 100, 290, 350), fill=(224, 172, 138))
    for x in (160, 240):
        draw.ellipse((x - 16, 190, x + 16, 210), fill=(40, 30, 30))
    draw.ellipse((170, 285, 230, 305), fill=(150, 60, 60))
    path = tmp_path / "face.png"
    picture.save(path)
    return path


def test_segments_are_numbered_largest_first(
    render: Render, given: Given, two_things: Path
) -> None:
    made = render("segment-map", OBJECT, {}, given(two_things, "source"))
    segments = made.extra["resultObject"]["segments"]
    assert [segment["index"] for segment in segments] == list(range(1, len(segments) + 1))
    areas = [segment["area"] for segment in segments]
    assert areas == sorted(areas, reverse=True)
    assert any(abs(segment["bbox"][0] - 420) < 12 for segment in segments)
    assert not made.files


def test_masks_show_the_subjects(render: Render, given: Given, two_things: Path) -> None:
    made = render("subject-detection", OBJECT, {}, given(two_things, "source"))
    assert made.extra["resultObject"]["mask_urls"] == [
        {"$file": number} for number in range(len(made.files))
    ]
    assert len(made.files) == 2, "one for each thing, however many colours it has"
    assert {file.role for file in made.files} == {"part"}
    union = np.zeros((400, 600), bool)
    for file in made.files:
        mask = Image.open(file.path)
        assert mask.size == (600, 400)
        assert set(np.unique(np.asarray(mask))) <= {0, 255}
        union |= np.asarray(mask.convert("L")) > 0
    assert union[200, 180]
    assert not union[20, 20]


@pytest.mark.parametrize(("picture", "status"), [("face", 1), ("two_things", 0)])
def test_somebody_or_nobody(
    render: Render, given: Given, request: pytest.FixtureRequest, picture: str, status: int
) -> None:
    source = given(request.getfixturevalue(picture), "source")
    made = render("human-identification", OBJECT, {}, source)
    assert made.extra == {"resultObject": {"subject_status": status}}


def test_a_character_is_the_same_for_the_same_request(render: Render) -> None:
    values = {"character_user_name": "Mia"}
    first, again = (render("character", OBJECT, values, seed=5) for _ in range(2))
    other = render("character", OBJECT, values, seed=6)
    assert first.extra == again.extra
    assert first.extra["character_id"] == first.extra["resultObject"]["character_id"]
    assert first.extra["resultObject"]["character_user_name"] == "Mia"
    assert first.extra["character_id"] != other.extra["character_id"]
