from __future__ import annotations

import pytest

from genmux.engines.sketch.stills.asked import act_of
from genmux.engines.sketch.stills.sought import sought_of
from genmux.engines.sketch.vocabulary import COLOURS
from genmux.engines.sketch.words import read


def test_colour_place_and_thing_are_read() -> None:
    found = sought_of("please remove the red car on the left and keep the blue dog")
    assert (found.kind, found.key) == ("thing", "car")
    assert found.colour == COLOURS["red"]
    assert found.x is not None
    assert found.x < 0.5
    assert found.y is None
    assert not found.every


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("erase the text at the bottom", "text"), ("delete the watermark", "text"),
        ("remove the moon", "sun"), ("remove all clouds", "cloud"), ("remove the woman", "person"),
        ("remove the main subject", "main"), ("get rid of the trees", "green"),
        ("remove the blue thing", "main"),
    ],
)  # fmt: skip
def test_kinds_are_told_apart(text: str, kind: str) -> None:
    assert sought_of(text).kind == kind


def test_depth_and_number_are_read() -> None:
    assert sought_of("remove the people in the background").depth == -1
    assert sought_of("remove the people in the background").every
    assert sought_of("remove the dog in the foreground").depth == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("remove the background", "cutout"), ("remove the man in the background", "remove"),
        ("remove the sun", "remove"), ("please erase the gizmo", "remove"),
        ("brighter, and remove nothing", ""),
    ],
)  # fmt: skip
def test_the_background_goes_only_where_it_is_meant(text: str, kind: str) -> None:
    assert act_of(read(text)).kind == kind
