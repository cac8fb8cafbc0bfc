from __future__ import annotations

import pytest

from genmux.engines.sketch.words import read

_TOLD = [
    ("a cat on a sofa", [("cat", "on", "sofa")]),
    ("two dogs and a cat on a sofa", [("dog", "on", "sofa"), ("cat", "on", "sofa")]),
    ("on the table, a cup", [("cup", "on", "table")]),
    ("a fox under a tree, a bird above the tree", [("fox", "under", "tree"),
                                                    ("bird", "above", "tree")]),
    ("a house behind a tree, a car in front of the house", [("house", "behind", "tree"),
                                                              ("car", "before", "house")]),
    ("a girl holding a red balloon behind a house", [("woman", "holding", "toyballoon"),
                                                     ("woman", "behind", "house")]),
    ("a knight riding a white horse", [("knight", "riding", "horse")]),
    ("a cactus wearing glasses and a hat, next to a house", [
        ("cactus", "wearing", "spectacles"), ("cactus", "wearing", "hat"),
        ("cactus", "beside", "house")]),
    ("a chair on a porch, a dog sleeping there", []),
    ("a dog next to a cat", [("dog", "beside", "cat")]),
    ("a bicycle with a basket of flowers", [("bicycle", "holding", "basket"),
                                            ("basket", "of", "flower")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), _TOLD)
def test_words_tell_where_things_are(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [(one.part, one.how, one.whole) for one in read(text).relations] == found


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("a fox sleeping under a tree", {"fox": "sleep"}),
        ("a sleeping fox", {"fox": "sleep"}),
        ("a man and a woman dancing", {"person": "dance", "woman": "dance"}),
        ("a dog running, a cat", {"dog": "run"}),
        ("a running shoe", {}),
        ("two kids flying a kite", {}),
        ("a superhero flying over a city", {"hero": "fly"}),
        ("a house", {}),
    ],
)
def test_words_tell_who_does_what(text: str, acts: dict[str, str]) -> None:
    assert read(text).acts == acts


def test_somebody_who_reads_has_a_book() -> None:
    assert read("a woman reading in a park").subjects == ("woman", "book")
    assert read("a man singing").subjects == ("person", "microphone")


def test_adjectives_make_things_larger_or_smaller() -> None:
    sizes = read("a giant octopus and a tiny ship").sizes
    assert sizes["octopus"] > 1 > sizes["ship"]
