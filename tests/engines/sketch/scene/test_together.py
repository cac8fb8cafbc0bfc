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
