from __future__ import annotations

import pytest

from genmux.engines.sketch.phrases import ideographs, meaning, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("two ice creams on the beach", ["two", "ice-creams", "on", "the", "beach"]),
        ("a golden retriever", ["a", "golden-retriever"]),
        ("hot air balloon, sunset", ["hot-air-balloon", ",", "sunset"]),
        ("pan left", ["pan-left"]),
    ],
)
def test_compounds_are_one_word(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_plurals_mean_the_same() -> None:
    assert meaning("SUBJECTS", "ice-creams") == meaning("SUBJECTS", "ice-cream") == "icecream"
    assert meaning("SUBJECTS", "nothing") == ""


def test_longer_words_without_spaces_win() -> None:
    assert ideographs("月亮和兔子") == ["月亮", "兔子"]
