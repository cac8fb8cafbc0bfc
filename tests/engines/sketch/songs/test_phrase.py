"""Sentences to read aloud."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.base import EngineFailure, Parent, Shape, Work
from genmux.engines.sketch.engine import SketchEngine
from genmux.engines.sketch.songs.phrase import PHRASES
from genmux.engines.sketch.speech.languages import detect
from tests.engines.sketch.conftest import Render
from tests.engines.sketch.songs.conftest import Song

OBJECT = Shape("object", format="json")


@pytest.mark.parametrize("language", ["en", "zh", "es", "fr", "pt", "de", "ja", "ko", "hi", "ru"])
def test_each_language_has_its_own_sentences(render: Render, song: Song, language: str) -> None:
    voice = song(role="voice")
    told = {
        render("voice-phrase", OBJECT, {"language": language}, voice, seed=seed).extra["phrase"]
        for seed in range(12)
    }
    assert 2 < len(told) <= len(PHRASES[language])
    assert detect(" ".join(PHRASES[language])) == language
    assert all(unicodedata.is_normalized("NFC", phrase) for phrase in told)


def test_the_seed_chooses(render: Render, song: Song) -> None:
    voice = song(role="voice")
    one, two = (render("voice-phrase", OBJECT, {"language": "fr"}, voice) for _ in range(2))
    assert one.extra == two.extra


def test_a_passage_behind_the_end_is_refused(render: Render, song: Song) -> None:
    given = {"vocalStartS": 7, "vocalEndS": 20, "language": "en"}
    with pytest.raises(EngineFailure, match=r"vocalStartS: the recording ends after 6\.0 s"):
        render("voice-phrase", OBJECT, given, song(role="voice"))


def test_another_phrase_is_another_one_in_the_same_language(tmp_path: Path) -> None:
    def phrase(seed: int, parent: Parent) -> dict[str, Any]:
        work = Work(
            "0" * 32, "acme/voice", "Voice", "voice-phrase", {"taskId": "x"}, (), OBJECT, seed,
            str(tmp_path), parents={"taskId": parent},
        )  # fmt: skip
        return dict(SketchEngine().render(work, lambda _: None).extra)

    first = PHRASES["ko"][0]
    told = [phrase(n, Parent("a", {"language": "ko"}, {"phrase": first})) for n in range(60)]
    assert {one["phrase"] for one in told} == set(PHRASES["ko"][1:])
    again = phrase(1, Parent("a", {"taskId": "y"}, told[0]))
    assert again["language"] == "ko"
    assert again["phrase"] != told[0]["phrase"]
