from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from genmux.engines.sketch.stills.falling import flakes, streaks
from genmux.engines.sketch.stills.skies import turned, weathered
from genmux.engines.sketch.words import read
from tests.engines.sketch.stills.test_heaven import outdoors

__all__ = ["outdoors"]


def _made(picture: Image.Image, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(weathered(picture, read(text), np.random.default_rng(5)), np.float64)


def test_without_weather_nothing_happens(outdoors: Image.Image) -> None:
    assert weathered(outdoors, read("brighter"), np.random.default_rng(1)) is outdoors


def test_fog_hides_what_is_far_more_than_what_is_near(outdoors: Image.Image) -> None:
    before, after = np.asarray(outdoors, float), _made(outdoors, "make it foggy")
    far, near = (
        np.abs(after - before)[165:175, :150].mean(),
        np.abs(after - before)[225:, :150].mean(),
    )
    assert far > 2 * near
    assert np.ptp(after[20, :150], axis=0).max() < 30, "nothing of the sky is left"


def test_snow_lies_on_the_ground_and_on_roofs(outdoors: Image.Image) -> None:
    before, after = np.asarray(outdoors, float), _made(outdoors, "make it winter")
    assert np.median(after[200:, :150].min(axis=2)) > np.median(before[200:, :150].min(axis=2)) + 60
    roof, wall = after[81:83, 190:250].mean(), after[120:150, 190:250].mean()
    assert roof > wall + 30
    assert after[130, 220, 0] > after[130, 220, 2], "the wall is still red"


def test_autumn_turns_what_is_green_and_nothing_else() -> None:
    picture = Image.new("RGB", (120, 80), (80, 130, 210))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 40, 80), fill=(70, 130, 50))
    draw.rectangle((80, 0, 120, 80), fill=(190, 60, 50))
    after = np.asarray(turned(picture, np.random.default_rng(1)), float)
    assert (after[20:60, 5:35, 0] > after[20:60, 5:35, 1] + 20).all()
    assert np.abs(after[20:60, 46:114] - np.asarray(picture, float)[20:60, 46:114]).max() < 3


def test_rain_greys_the_day(outdoors: Image.Image) -> None:
    before, after = np.asarray(outdoors, float), _made(outdoors, "let it rain")
    assert np.ptp(after, axis=2).mean() < 0.7 * np.ptp(before, axis=2).mean()
    assert after.mean() < before.mean()


@pytest.mark.parametrize("fall", [flakes, streaks])
def test_drops_are_of_several_sizes_and_follow_the_dice(fall: object) -> None:
    assert callable(fall)
    dark = Image.new("RGB", (300, 240), (40, 44, 50))
    one, same, other = (fall(dark, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.tobytes() == same.tobytes() != other.tobytes()
    light = np.asarray(one, float).mean(axis=2) - 44
    assert (light > 40).mean() > 0.004
    assert (light > 40).mean() < 0.5


@pytest.mark.parametrize("text", ["fog", "snow", "rain", "autumn", "petals"])
def test_tiny_pictures_have_weather(text: str) -> None:
    for size in ((1, 1), (3, 60), (24, 18)):
        made = weathered(
            Image.new("RGB", size, (90, 140, 80)), read(text), np.random.default_rng(1)
        )
        assert made.size == size
