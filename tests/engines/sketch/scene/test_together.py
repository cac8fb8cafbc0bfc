from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch import seeds
from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.scene.subjects import named_of
from genmux.engines.sketch.scene.together import bonds_of
from genmux.engines.sketch.words import read


def bond(text: str) -> list[tuple[str, str, str]]:
    wish = read(text)
    named = named_of(wish, seeds.generator(2))
    return [(named[b.part].key, b.kind, named[b.whole].key) for b in bonds_of(wish, named)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a frog wearing a crown", ("crown", "worn", "frog")),
        ("a girl with an umbrella", ("umbrella", "held", "woman")),
        ("a cat on a sofa", ("cat", "upon", "sofa")),
        ("a train crossing a bridge", ("train", "upon", "bridge")),
    ],
)
def test_words_say_what_belongs_together(text: str, found: tuple[str, str, str]) -> None:
    assert bond(text) == [found]


def test_what_only_stands_beside_is_free() -> None:
    assert bond("a frog beside a crown") == []
    assert bond("a dog and a ball") == []


def layers(text: str) -> list[Layer]:
    scene = compose(read(text), (320, 240), seeds.generator(2))
    own = len(scene.ground.behind)
    front = len(scene.stage.layers) - len(scene.ground.before)
    found = scene.stage.layers[own:front]
    return [one for one in found if np.asarray(one.picture)[..., 3].max() > 200]


def test_a_crown_sits_on_the_head() -> None:
    frog, crown = layers("a frog wearing a crown")
    assert abs(crown.left + crown.picture.width / 2 - frog.left - frog.picture.width / 2) < 6
    assert crown.top < frog.top + 0.2 * frog.picture.height
    assert crown.top + crown.picture.height > frog.top


def test_a_cat_sits_on_the_sofa() -> None:
    sofa, cat = layers("a cat on a sofa")
    foot = cat.top + cat.picture.height
    assert sofa.top < foot < sofa.top + sofa.picture.height


def test_what_flies_keeps_clear_of_what_stands() -> None:
    *gulls, lighthouse = layers("a lighthouse and gulls by day")
    assert len(gulls) == 3
    for gull in gulls:
        assert gull.left > lighthouse.left + lighthouse.picture.width or (
            gull.left + gull.picture.width < lighthouse.left
        )


def test_nothing_hangs_out_below_a_boat() -> None:
    boat, sailor, front = layers("a fisherman in a boat")
    assert sailor.top + sailor.picture.height <= boat.top + boat.picture.height + 3
    assert sailor.top < front.top


def test_flowers_stand_in_their_vase() -> None:
    vase, *rest = layers("three tulips in a vase")
    flowers = rest[::2]
    assert len(flowers) == 3
    assert all(one.top < vase.top for one in flowers)
    assert len({one.left for one in flowers}) == 3


def test_a_bird_sits_on_a_shoulder() -> None:
    pirate, parrot = layers("a parrot on a pirate's shoulder")
    assert parrot.left >= pirate.left + pirate.picture.width * 0.3
    assert (
        pirate.top < parrot.top + parrot.picture.height < pirate.top + 0.5 * pirate.picture.height
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an old man with a beard and a red hat", ("hat", "worn", "grandfather")),
        ("a giraffe wearing a scarf", ("scarf", "worn", "giraffe")),
        ("an owl on books, wearing glasses", ("spectacles", "worn", "owl")),
        ("a raccoon riding a skateboard", ("raccoon", "riding", "skateboard")),
        ("a cat in a basket", ("cat", "inside", "basket")),
        ("a dog behind a fence", ("dog", "behind", "fence")),
        ("a woman reading", ("book", "held", "woman")),
    ],
)
def test_more_ways_to_belong_together(text: str, found: tuple[str, str, str]) -> None:
    assert found in bond(text)


def test_who_owns_what_is_on_a_place_is_not_on_another_thing() -> None:
    assert bond("two swans on a lake forming a heart") == []
    assert read("a desert with three cacti and a vulture").amounts == (3, 1)
