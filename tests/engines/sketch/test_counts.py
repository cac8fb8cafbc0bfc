from __future__ import annotations

import pytest

from genmux.engines.sketch.counts import CROWD, amount_of, number_of
from genmux.engines.sketch.phrases import tokens


@pytest.mark.parametrize(
    ("text", "key", "amount"),
    [
        ("seven penguins", "penguin", 7),
        ("a dozen roses", "rose", 12),
        ("a queue of people", "person", 6),
        ("a line of people", "person", 3),
        ("a swarm of bees", "bee", CROWD),
        ("a rose in a field", "rose", 1),
        ("3 small white dogs", "dog", 3),
        ("wolves", "wolf", 3),
        ("puppies", "dog", 3),
        ("the glasses", "spectacles", 1),
        ("two cats, dog", "dog", 1),
        ("a house", "dog", 1),
    ],
)
def test_numbers_plurals_and_masses(text: str, key: str, amount: int) -> None:
    assert amount_of(key, tokens(text)) == amount


def test_numbers_are_words_or_digits() -> None:
    assert [number_of(word) for word in ("five", "8", "400", "cat", "12345")] == [5, 8, CROWD, 0, 0]
