from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch import seeds
from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.scene import subjects
from genmux.engines.sketch.scene.compose import Scene, compose
from genmux.engines.sketch.scene.subjects import named_of
from genmux.engines.sketch.words import read

SIZE = (360, 240)


def scene(text: str, seed: int = 2) -> Scene:
    return compose(read(text), SIZE, seeds.generator(seed))


def things(text: str, seed: int = 2) -> list[Layer]:
    """The layers of the things, shadows and halos left out."""
    made = scene(text, seed)
    own = len(made.ground.behind)
    found = made.stage.layers[own : len(made.stage.layers) - len(made.ground.before)]
    return [one for one in found if np.asarray(one.picture)[..., 3].max() > 200]


def foot(layer: Layer) -> int:
    return layer.top + layer.picture.height


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("five apples", 5),
        ("eight owls on a hill", 8),
        ("two dogs and three cats", 5),
        ("six balloons over a desert", 6),
        ("an apple, a banana, a cup, a cake, a bottle and a book", 6),
        ("nine balloons over a desert", 9),
        ("twelve penguins", 12),
        ("a crowd of people", 15),
    ],
)
def test_as_many_things_as_are_counted(text: str, amount: int) -> None:
    found = things(text)
    assert len(found) == amount
    for one in found:
        assert one.left > -0.1 * SIZE[0]
        assert one.left + one.picture.width < 1.1 * SIZE[0]
        assert one.picture.height > 0.08 * SIZE[1]


def test_things_of_unlike_size_are_seen_so() -> None:
    heights = {}
    for one in ("house", "cat"):
        wish = read("a cat and a house")
        at = [named.key for named in named_of(wish, seeds.generator(2))].index(one)
        heights[one] = things("a cat and a house")[at].picture.height
    assert heights["cat"] < 0.7 * heights["house"]


def test_what_is_behind_is_higher_and_drawn_first() -> None:
    behind, before = things("a car behind a tree")
    assert foot(behind) < foot(before)
    first, second = things("a car in front of a tree")
    assert foot(second) > foot(first)
    assert second.picture.width > second.picture.height


def test_what_is_under_a_tree_is_below_its_crown() -> None:
    tree, fox = things("a fox under a tree")
    middle = fox.left + fox.picture.width / 2
    assert tree.left < middle < tree.left + tree.picture.width
    assert fox.top > tree.top + tree.picture.height * 0.45


def test_what_is_in_a_basket_is_seen_over_its_rim() -> None:
    basket, cat, front = things("a cat in a basket")
    assert basket.left < cat.left < basket.left + basket.picture.width
    assert cat.top < front.top < foot(cat)


def test_left_and_right_are_kept() -> None:
    tree, dog = things("a dog to the left of a tree")
    assert dog.left < tree.left
    tree, dog = things("a dog to the right of a tree")
    assert dog.left > tree.left


def test_a_table_is_put_below_what_stands_on_it() -> None:
    plain, laid = scene("a cup in a kitchen"), scene("a cup on a table in a kitchen")
    assert len(laid.ground.behind) == len(plain.ground.behind) + 1


def test_people_of_a_crowd_differ() -> None:
    pixels = [np.asarray(one.picture.resize((20, 40)), float) for one in things("four men")]
    assert len(pixels) == 4
    for number, one in enumerate(pixels):
        for other in pixels[number + 1 :]:
            assert np.abs(one - other).mean() > 3


@pytest.mark.parametrize(
    "act", ["running", "jumping", "dancing", "sitting", "sleeping", "cheering"]
)
def test_what_somebody_does_is_seen(act: str) -> None:
    def drawn(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        (one,) = things(text)
        return np.asarray(one.picture.resize((60, 120)), np.float64)

    assert np.abs(drawn("a man in a field") - drawn(f"a man {act} in a field")).mean() > 8


def test_a_jump_leaves_the_ground() -> None:
    (standing,), (jumping,) = things("a horse in a field"), things("a horse jumping in a field")
    assert foot(jumping) < foot(standing) - 0.08 * SIZE[1]


def test_an_animal_that_sleeps_lies_down() -> None:
    (awake,), (asleep,) = things("a cat in a field"), things("a cat sleeping in a field")
    assert asleep.picture.width > asleep.picture.height
    assert asleep.picture.height < 0.7 * awake.picture.height


def test_two_of_a_kind_share_one_drawing() -> None:
    one, other = things("two cats by day")
    assert one.picture.size == other.picture.size


@pytest.mark.parametrize("key", ["person", "woman", "knight", "girl", "child"])
@pytest.mark.parametrize("act", ["run", "jump", "dance", "sit", "fly", "read", "cook", "sleep"])
def test_poses_stay_inside_their_sheet(key: str, act: str) -> None:
    from genmux.engines.sketch import palette
    from genmux.engines.sketch.scene.poses import posed

    colours = palette.choose(read(""), "hills", "day", seeds.generator(1))
    subject = posed(subjects.SUBJECTS[key], key, act)
    alpha = np.asarray(subjects.picture_of(subject, colours, 120))[..., 3]
    rim = np.concatenate([alpha[0], alpha[:, 0], alpha[:, -1]])
    assert (rim > 127).mean() < 0.12


def test_what_flies_over_something_is_wholly_seen() -> None:
    castle, dragon = things("a dragon flying over a castle by day")
    assert dragon.top > -0.05 * SIZE[1]
    assert foot(dragon) < castle.top + 0.2 * castle.picture.height


def test_fish_are_in_the_water_where_a_boat_is() -> None:
    made = scene("a whale near a boat")
    whale, boat = things("a whale near a boat")
    assert made.ground.waterline
    assert abs(foot(whale) - made.ground.waterline * SIZE[1]) < 0.05 * SIZE[1]
    assert whale.left + whale.picture.width < boat.left + 0.2 * boat.picture.width


def test_a_logo_keeps_its_things_inside_its_disc() -> None:
    for text in ("app icon of a rocket", "logo of a lighthouse and a boat", "logo of a giraffe"):
        left = min(one.left for one in things(text))
        right = max(one.left + one.picture.width for one in things(text))
        assert right - left < 0.66 * SIZE[1]
        assert min(one.top for one in things(text)) > 0.08 * SIZE[1]
