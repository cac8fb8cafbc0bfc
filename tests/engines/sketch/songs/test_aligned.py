"""Words with their times, and the outline of a song."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.base import Shape
from tests.engines.sketch.conftest import Render
from tests.engines.sketch.songs.band import RATE
from tests.engines.sketch.songs.conftest import DETAIL, WORDS, Song

OBJECT = Shape("object", format="json")


def test_words_and_waveform_are_those_of_the_song(render: Render, song: Song) -> None:
    made = render("aligned-lyrics", OBJECT, {}, song(DETAIL))
    assert made.extra == {"words": WORDS, "waveform": DETAIL["waveform"]}
    assert not made.files


def test_an_instrumental_has_no_words_but_a_waveform(render: Render, song: Song) -> None:
    ramp = np.linspace(0, 0.8, 10 * RATE)[:, None] * np.sin(np.arange(10 * RATE) * 0.05)[:, None]
    made = render("aligned-lyrics", OBJECT, {}, song({"instrumental": True}, ramp))
    assert made.extra["words"] == []
    waveform = made.extra["waveform"]
    assert len(waveform) == 100
    assert max(waveform) == 1
    assert waveform[50] == pytest.approx(0.5, abs=0.03)


def test_broken_details_are_left_out(render: Render, song: Song) -> None:
    detail = {"words": [{"word": "la", "start": "x"}, 3, None], "waveform": "loud"}
    made = render("aligned-lyrics", OBJECT, {}, song(detail))
    assert made.extra["words"] == [{"word": "la", "start": 0, "end": 0}]
    assert len(made.extra["waveform"]) == 100
