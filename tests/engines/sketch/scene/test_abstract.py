from __future__ import annotations

from itertools import combinations

import numpy as np

from genmux.engines.sketch import seeds, vocabulary
from genmux.engines.sketch.scene.abstract import idea_of
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.words import read


def test_every_kind_of_idea_has_a_picture_of_its_own() -> None:
    made = {
        name: np.asarray(compose(read(words.split()[0]), (160, 120), seeds.generator(4)).still(),
                         np.float64)
        for name, words in vocabulary.IDEAS.items()
    }  # fmt: skip
    for one, other in combinations(made, 2):
        assert np.abs(made[one] - made[other]).mean() > 6, (one, other)


def test_words_without_a_meaning_decide_by_themselves() -> None:
    found = {idea_of((word,), "") for word in ("entropy", "quark", "zeitgeist", "ennui", "axiom")}
    assert len(found) > 2
    assert idea_of(("entropy",), "") == idea_of(("entropy",), "")
    assert idea_of(("entropy",), "rays") == "rays"
