from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch import palette, seeds, vocabulary
from genmux.engines.sketch.layers import View
from genmux.engines.sketch.scene import settings, subjects, weather
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.words import read


@pytest.mark.parametrize("name", subjects.SUBJECTS)
def test_every_subject_is_a_visible_drawing_inside_its_sheet(name: str) -> None:
    colours = palette.choose(read(""), "hills", "day", seeds.generator(1))
    drawn = np.asarray(subjects.picture_of(subjects.SUBJECTS[name], colours, 96))
    alpha = drawn[..., 3]
    assert 0.08 < (alpha > 127).mean() < 0.95
    rim = np.concatenate([alpha[0], alpha[:, 0], alpha[:, -1]])
    assert (rim > 127).mean() < 0.25, "the drawing is cut off"


def test_every_word_for_a_subject_has_a_drawing() -> None:
    assert set(vocabulary.SUBJECTS) - set(subjects.SUBJECTS) <= {"cloud"}


@pytest.mark.parametrize("setting", vocabulary.SETTINGS)
@pytest.mark.parametrize("time", vocabulary.TIMES)
def test_every_place_fills_the_frame(setting: str, time: str) -> None:
    word = vocabulary.SETTINGS[setting].split()[0]
    picture = compose(read(f"{word}, {time}"), (120, 80), seeds.generator(2)).still()
    assert picture.size == (120, 80)
    assert np.asarray(picture).max(axis=2).min() > 6


def test_every_place_of_the_vocabulary_can_be_built() -> None:
    assert set(vocabulary.SETTINGS) == set(settings.PLACES)


@pytest.mark.parametrize("kind", ["rain", "snowfall", "petals", "fireflies"])
def test_weather_falls_and_moves(kind: str) -> None:
    word = vocabulary.WEATHERS[kind].split()[0]
    scene = compose(read(f"a hill by day, {word}"), (160, 90), seeds.generator(2), moving=True)
    assert [type(part) for part in scene.weather] == [weather.Weather]
    scene.stage.layers = [layer for layer in scene.stage.layers if not layer.drift]
    one, other = scene.look(View(), 0.0), scene.look(View(), 0.5)
    assert (one != other).any()


def test_rest_looks_the_same_moving_and_still() -> None:
    wish = read("a fox on a hill by day")
    scene = compose(wish, (160, 90), seeds.generator(2), moving=True)
    assert (scene.look(View(), 0.0) == np.asarray(scene.still())).all()


def test_nearer_layers_move_more() -> None:
    scene = compose(read("a mountain by day"), (160, 90), seeds.generator(2), moving=True)
    rest, moved = scene.look(View(), 0.0), scene.look(View(x=0.1), 0.0)
    change = np.abs(rest.astype(int) - moved.astype(int)).sum(axis=2)
    assert change[:10].mean() < change[45:].mean()
