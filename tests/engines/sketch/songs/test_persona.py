"""The ten seconds that stand for a song."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genmux.engines.base import Shape
from tests.engines.sketch.conftest import Render
from tests.engines.sketch.songs.band import RATE, chorded, sung
from tests.engines.sketch.songs.conftest import DETAIL, Song
from tests.engines.sketch.sound.hearing import heard, likeness_db

OBJECT = Shape("object", format="json")


def test_the_sung_part_is_cut_out_of_the_song(render: Render, song: Song) -> None:
    sound = 0.4 * chorded(30)
    sound[15 * RATE : 25 * RATE] += sung(10)
    track = song({}, sound)
    made = render("persona", OBJECT, {"name": "Ada", "description": "A warm voice."}, track)
    assert made.extra["start"] == pytest.approx(15, abs=1.1)
    assert made.extra["description"].startswith("A warm voice, ")
    part = heard(made.files[0].path)
    assert len(part) == 10 * RATE
    start = round(made.extra["start"] * RATE)
    assert likeness_db(part[:, 0], heard(track.path)[start : start + len(part), 0]) > 15


def test_known_facts_and_words_are_used(render: Render, song: Song) -> None:
    made = render("persona", OBJECT, {"name": "Ada"}, song(DETAIL | {"seconds": 6.0}))
    told = made.extra
    assert (told["bpm"], told["key"], told["tags"]) == (120.0, "A minor", DETAIL["tags"])
    assert DETAIL["tags"] in told["description"]
    assert 100 < told["pitch"] < 420
    assert made.files[0].role == "part"
    assert told["reference"] == {"$file": 0}


def test_equal_songs_give_equal_personas(render: Render, song: Song) -> None:
    track = song(DETAIL)
    one, two = (render("persona", OBJECT, {"name": "Ada"}, track) for _ in range(2))
    assert one.extra == two.extra
    assert Path(one.files[0].path).read_bytes() == Path(two.files[0].path).read_bytes()


def test_silence_has_a_persona_without_a_voice(render: Render, song: Song) -> None:
    made = render("persona", OBJECT, {"name": "x"}, song({}, np.zeros((2 * RATE, 2))))
    assert made.extra["pitch"] == 0
    assert "gender" not in made.extra
