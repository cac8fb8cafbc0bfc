"""The quick way to look at a scene shows what the exact one shows, in every move of a camera."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from genmux.engines.sketch import planes, seeds
from genmux.engines.sketch.camera import move_of
from genmux.engines.sketch.layers import Layer, Stage, View
from genmux.engines.sketch.plates import Patch, Plates
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.words import read

SIZE = (320, 180)
PLACES = ("a fox in a forest", "a boat on the sea", "a hero in the city", "a castle, snow")


def _away(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


def _like_a_film(frame: np.ndarray) -> np.ndarray:
    """An RGB frame with its colour at half size, as every film has it."""
    return planes.rgb(planes.joined(*planes.divided(Image.fromarray(frame))))


@pytest.mark.parametrize("text", PLACES)
@pytest.mark.parametrize(
    "words",
    ["pan left", "pan right, tilt up", "tilt down", "zoom in", "zoom out", "orbit", "shake"],
)
def test_every_move_shows_what_the_exact_way_shows(text: str, words: str) -> None:
    scene = compose(read(text), SIZE, seeds.generator(2), moving=True)
    plates = Plates(scene.stage, [])
    move = move_of(read(words), seeds.generator(3), from_rest=False)
    for share in (0.0, 0.31, 1.0):
        view = move.at(share)
        exact = _like_a_film(scene.stage.look(view, share))
        shown = planes.rgb(plates.look(view, share))
        far = np.abs(exact.astype(int) - shown.astype(int)).max(axis=2) > 96
        assert _away(exact, shown) < 3.5
        assert far.mean() < 0.01, "something is missing"


def test_at_rest_it_is_the_same_picture() -> None:
    scene = compose(read(PLACES[0]), SIZE, seeds.generator(2), moving=True)
    shown = planes.rgb(Plates(scene.stage, []).look(View()))
    assert _away(_like_a_film(scene.stage.look(View())), shown) < 1.0


@pytest.mark.parametrize("left", [-21, -20, 7, 8])
@pytest.mark.parametrize("wide", [51, 52])
def test_sheets_at_odd_places_stay_where_they_are(left: int, wide: int) -> None:
    back = Image.new("RGB", (400, 260), (40, 60, 80))
    thing = Image.new("RGBA", (wide, 33), (250, 250, 250, 255))
    layers = [Layer(back, -39, -41, 0.5, clear=False), Layer(thing, left, 5, 1.0)]
    stage = Stage(SIZE, layers)
    light, *_ = planes.planes(Plates(stage, []).look(View()))
    expected, *_ = planes.divided(stage.still())
    assert np.abs(light.astype(int) - np.asarray(expected, int)).max() <= 1


def test_weather_falls_before_everything() -> None:
    scene = compose(read("a hill by day, snowfall"), SIZE, seeds.generator(2), moving=True)
    bare, snowy = Plates(scene.stage, []), Plates(scene.stage, scene.weather)
    changed = bare.look(View(), 1.0) != snowy.look(View(), 1.0)
    light, blue, _ = planes.planes(changed)
    assert 0.001 < light.mean() < 0.2
    assert 0.001 < blue.mean() < 0.2
    still = _like_a_film(np.asarray(scene.still()))
    assert _away(still, planes.rgb(snowy.look(View(), 0.0))) < 1.0


@pytest.mark.parametrize("view", [View(0.04, -0.02), View(0.03, 0.01, 1.13), View(zoom=0.9)])
def test_a_photograph_is_scaled_as_the_exact_way_does(view: View) -> None:
    grain = seeds.generator(4).integers(0, 255, (120, 200, 3), np.uint8)
    sheet = Image.fromarray(grain).resize((420, 240), Image.Resampling.BICUBIC)
    stage = Stage(SIZE, [Layer(sheet, -50, -30, 1.0, clear=False)])
    exact, *_ = planes.divided(Image.fromarray(stage.look(view)))
    smooth, *_ = planes.planes(Plates(stage, [], photo=True).look(view))
    coarse, *_ = planes.planes(Plates(stage, []).look(view))
    assert _away(np.asarray(exact), smooth) < 1.0
    if view.zoom != 1.0:
        assert _away(np.asarray(exact), coarse) > 2.0


def test_weather_can_set_in_slowly() -> None:
    scene = compose(read("a hill by day, snowfall"), SIZE, seeds.generator(2), moving=True)
    bare, snowy = Plates(scene.stage, []), Plates(scene.stage, scene.weather, sets_in=2.0)
    away = [_away(bare.look(View(), at), snowy.look(View(), at)) for at in (0.0, 1.0, 2.0)]
    assert away[0] == 0.0
    assert 0.0 < away[1] < 0.8 * away[2]


def test_a_patch_changes_what_it_covers() -> None:
    sheet = Image.new("RGB", (360, 220), (40, 90, 200))
    stage = Stage(SIZE, [Layer(sheet, -20, -20, 1.0, clear=False)])
    plates = Plates(stage, [], photo=True)
    pixels = np.full((20, 30, 3), (250, 240, 60), np.uint8)
    shown = planes.rgb(plates.look(View(), patches=[Patch(pixels, 120, 70)]))
    expected = Image.new("RGB", SIZE, (40, 90, 200))
    expected.paste((250, 240, 60), (100, 50, 130, 70))
    assert np.abs(shown.astype(int) - np.asarray(expected)).max() <= 5
    assert (plates.look(View()) != plates.look(View(), patches=[Patch(pixels, 120, 70)])).any()
