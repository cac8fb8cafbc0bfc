from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from genmux.engines.sketch import palette, seeds, vocabulary
from genmux.engines.sketch.layers import Layer, View
from genmux.engines.sketch.plates import Plates
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
    plates = Plates(scene.stage, scene.weather)
    one, other = plates.look(View(), 0.0), plates.look(View(), 0.5)
    assert (one != other).any()


def test_rest_looks_the_same_moving_and_still() -> None:
    wish = read("a fox on a hill by day")
    scene = compose(wish, (160, 90), seeds.generator(2), moving=True)
    assert (scene.stage.look(View(), 0.0) == np.asarray(scene.still())).all()


def test_nearer_layers_move_more() -> None:
    scene = compose(read("a mountain by day"), (160, 90), seeds.generator(2), moving=True)
    rest, moved = scene.stage.look(View(), 0.0), scene.stage.look(View(x=0.1), 0.0)
    change = np.abs(rest.astype(int) - moved.astype(int)).sum(axis=2)
    assert change[:10].mean() < change[45:].mean()


def _things(text: str) -> list[Layer]:
    """What stands in the scene: layers between the place's own, shadows left out."""
    scene = compose(read(text), (320, 240), seeds.generator(2))
    own = len(scene.ground.behind)
    front = len(scene.stage.layers) - len(scene.ground.before)
    return [one for one in scene.stage.layers[own:front] if _solid(one)]


def _solid(layer: Layer) -> bool:
    return bool(np.asarray(layer.picture)[..., 3].max() > 200)


def test_as_many_subjects_as_the_words_say() -> None:
    assert len(_things("a cat on a hill")) == 1
    assert len(_things("two cats on a hill")) == 2
    assert len(_things("three cats on a hill")) == 3


def test_a_rider_sits_on_the_mount() -> None:
    rider, mount = _things("an astronaut rides a horse on a hill")
    middle = rider.left + rider.picture.width / 2
    assert mount.left < middle < mount.left + mount.picture.width
    assert rider.top + rider.picture.height < mount.top + mount.picture.height * 0.75


def test_a_portrait_without_a_subject_shows_somebody() -> None:
    assert _things("portrait, soft light")[0].picture.height > 240


def test_weather_brings_a_thing_outdoors() -> None:
    assert compose(read("a ball in the rain"), (160, 90), seeds.generator(2)).weather
    inside = compose(read("a ball"), (160, 90), seeds.generator(2)).ground.floor
    outside = compose(read("a ball in the rain"), (160, 90), seeds.generator(2)).ground.floor
    assert inside != outside


@pytest.mark.parametrize("layout", ["isometric", "logo"])
@pytest.mark.parametrize("size", [(160, 90), (90, 160), (64, 64), (300, 60)])
def test_layouts_fill_any_frame(layout: str, size: tuple[int, int]) -> None:
    picture = compose(read(f"{layout} of a castle"), size, seeds.generator(2)).still()
    plain = compose(read("a castle"), size, seeds.generator(2)).still()
    assert picture.size == size
    assert np.abs(np.asarray(picture, float) - np.asarray(plain, float)).mean() > 15


def test_a_rocket_climbs_and_its_shadow_stays() -> None:
    wish = read("a rocket starts from the desert by day")
    scene = compose(wish, (160, 90), seeds.generator(2), moving=True)
    climbing = [layer for layer in scene.stage.layers if layer.climb]
    assert len(climbing) == 1
    before, after = scene.stage.look(View(), 0.0), scene.stage.look(View(), 1.0)
    changed = np.flatnonzero((before != after).any(axis=(1, 2)))
    assert changed[0] < climbing[0].top
    assert not any(layer.drift for layer in scene.stage.layers if layer.depth == climbing[0].depth)


def test_corals_grow_under_water() -> None:
    rich = np.asarray(compose(read("a coral reef"), (320, 180), seeds.generator(4)).still(), float)
    floor = rich[110:165].reshape(-1, 3)
    warm = (floor[:, 0] > floor[:, 2] + 10).mean()
    assert warm > 0.02


_DIFFERENT = (
    "a tiger", "a lion", "a zebra", "a giraffe", "a penguin", "a frog", "a pizza", "a sushi",
    "a piano", "a violin", "a train", "a helicopter", "a church", "a pyramid", "a chef", "a knight",
)  # fmt: skip


def test_other_words_are_other_drawings() -> None:
    drawn = []
    for text in _DIFFERENT:
        (named,) = subjects.named_of(read(text), seeds.generator(1))
        pen = subjects.picture_of(
            named.subject, palette.choose(read(""), "hills", "day", seeds.generator(1)), 64
        )
        drawn.append(np.asarray(pen.resize((64, 64)), float))
    for number, one in enumerate(drawn):
        for other in drawn[number + 1 :]:
            assert np.abs(one - other).mean() > 6


def test_a_colour_colours_what_it_is_said_of_alone() -> None:
    def gull(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        wish = read(text)
        named = subjects.named_of(wish, seeds.generator(1))
        colours = palette.choose(wish, "sea", "day", seeds.generator(1))
        one = next(one for one in named if one.key == "bird")
        return np.asarray(subjects.picture_of(one.subject, one.palette(colours, 1), 60))

    plain, beside = gull("a lighthouse and gulls"), gull("a red lighthouse and gulls")
    assert (plain == beside).all()
    assert (gull("a lighthouse and red gulls") != plain).any()


@pytest.mark.parametrize("season", vocabulary.SEASONS)
def test_seasons_colour_the_land(season: str) -> None:
    word = vocabulary.SEASONS[season].split()[0]
    plain, other = (
        np.asarray(compose(read(text), (160, 120), seeds.generator(2)).still(), float)
        for text in ("a meadow by day", f"a meadow by day, {word}")
    )
    assert np.abs(plain - other)[80:].mean() > 4


def test_three_beside_each_other_hardly_overlap() -> None:
    for size in ((240, 240), (320, 200)):
        scene = compose(read("a tiger, a zebra and a giraffe"), size, seeds.generator(2))
        own = len(scene.ground.behind)
        front = len(scene.stage.layers) - len(scene.ground.before)
        found = [one for one in scene.stage.layers[own:front] if _solid(one)]
        ends = sorted((one.left, one.left + one.picture.width) for one in found)
        assert len(ends) == 3
        for (_, right), (left, _) in pairwise(ends):
            assert right - left < 0.12 * size[0]


def test_an_event_in_the_sky_brings_a_thing_outdoors() -> None:
    inside, outside = (
        np.asarray(compose(read(text), (160, 120), seeds.generator(2)).still(), float)
        for text in ("a lamp at night", "a lamp and fireworks")
    )
    assert np.abs(inside - outside)[:50].mean() > 20


@pytest.mark.parametrize("size", [(16, 16), (160, 20), (20, 160)])
def test_anything_fits_the_smallest_frames(size: tuple[int, int]) -> None:
    words = [next(iter(line.split())) for line in vocabulary.SUBJECTS.values()]
    for one, other in pairwise(words):
        scene = compose(read(f"{one} on {other}"), size, seeds.generator(2), moving=True)
        assert scene.still().size == size
