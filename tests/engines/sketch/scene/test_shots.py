from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch import seeds
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.words import read

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def seen(text: str) -> Pixels:
    return np.asarray(compose(read(text), (240, 160), seeds.generator(3)).still(), np.float64)


@pytest.mark.parametrize(
    "shot",
    ["wide shot", "aerial view", "low angle shot", "silhouette", "bokeh", "close-up"],
)
def test_each_shot_is_another_picture(shot: str) -> None:
    plain, other = seen("a knight on a hill by day"), seen(f"{shot} of a knight on a hill by day")
    assert np.abs(plain - other).mean() > 1.5


def test_a_silhouette_is_dark() -> None:
    plain, dark = seen("a horse on a beach at sunset"), seen("silhouette, a horse, beach, sunset")
    assert (dark.max(axis=2) < 40).mean() > (plain.max(axis=2) < 40).mean() + 0.03


def test_bokeh_takes_the_edges_from_what_lies_behind() -> None:
    plain, soft = seen("a cat, city by day"), seen("a cat, city by day, bokeh")
    edges = [np.abs(np.diff(one[60:110, :80], axis=1)).mean() for one in (plain, soft)]
    assert edges[1] < 0.5 * edges[0]


@pytest.mark.parametrize("place", ["island", "city", "fields", "forest", "desert", "wooden table"])
@pytest.mark.parametrize("size", [(240, 160), (40, 90), (16, 16)])
def test_every_place_can_be_seen_from_above(place: str, size: tuple[int, int]) -> None:
    made = compose(read(f"aerial view of a {place}"), size, seeds.generator(3))
    assert made.still().size == size
    assert not made.ground.waterline
