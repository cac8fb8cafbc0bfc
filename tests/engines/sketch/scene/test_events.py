from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch import seeds, vocabulary
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.scene.events import EVENTS
from genmux.engines.sketch.words import read


def test_every_event_of_the_vocabulary_is_drawn() -> None:
    assert set(EVENTS) == set(vocabulary.EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_changes_the_sky_alone(name: str) -> None:
    word = vocabulary.EVENTS[name].split()[0]
    plain, other = (
        np.asarray(compose(read(text), (320, 200), seeds.generator(5)).still(), np.float64)
        for text in ("hills at night", f"hills at night, {word}")
    )
    assert np.abs(plain - other)[:110].mean() > 0.4


def test_there_is_never_more_than_one_moon() -> None:
    scene = compose(read("hills at night, full moon"), (320, 200), seeds.generator(5))
    bright = np.asarray(scene.still().convert("L"))[:100] > 215
    columns = np.flatnonzero(bright.sum(axis=0) > 8)
    assert 0 < np.ptp(columns) < 80
