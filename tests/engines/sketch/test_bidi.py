"""Where the words of mixed lines stand."""

from __future__ import annotations

from itertools import groupby

import pytest

from genmux.engines.sketch import bidi


def _seen(text: str) -> str:
    """The line as the eye goes along it from left to right, letter by letter."""
    depths = bidi.levels(text)
    runs, levels, at = [], [], 0
    for depth, group in groupby(depths):
        end = at + len(list(group))
        runs.append(text[at:end][::-1] if depth % 2 else text[at:end])
        levels.append(depth)
        at = end
    return "".join(runs[place] for place in bidi.in_sight(levels))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain words, 3.5", "plain words, 3.5"),
        ("שלום", "םולש"),
        ("אב גד 12", "12 דג בא"),
        ("אב 3.5 GB גד", "דג GB 3.5 בא"),
        ("Hello אב גד world", "Hello דג בא world"),
        ("Hello אב (12) world!", "Hello )12( בא world!"),  # brackets are mirrored when drawn
        ("a (אב) word", "a (בא) word"),
        ("12 אב", "בא 12"),
        ("...", "..."),
        ("", ""),
    ],
)
def test_each_script_runs_its_own_way(text: str, seen: str) -> None:
    assert _seen(text) == seen


def test_a_mark_stays_with_its_letter() -> None:
    assert bidi.levels("בָ a") == [1, 1, 1, 2]
