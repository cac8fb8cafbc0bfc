"""What the desk asks a price for."""

from __future__ import annotations

from typing import Any

from genmux.console.play.desk import with_example

PICTURE = "https://example.com/picture.png"
MODEL: dict[str, Any] = {
    "priceFrom": {"credits": 4, "per": "second"},
    "schema": {"required": ["prompt", "image_url"]},
    "example": {"prompt": "a kite", "image_url": PICTURE, "n": 1},
}


def test_what_must_be_there_comes_from_the_example_and_what_is_given_stays() -> None:
    needed, more, _ = with_example(MODEL, {"prompt": "a boat", "seed": -1}, ["seed"])
    assert needed == {"prompt": "a boat", "image_url": PICTURE}
    assert more == {"prompt": "a boat", "image_url": PICTURE, "n": 1}


def test_at_last_the_example_wins_over_what_contradicts_it() -> None:
    assert with_example(MODEL, {"prompt": "", "seed": 3})[-1] == {**MODEL["example"], "seed": 3}


def test_no_price_is_made_up_where_the_words_are_counted() -> None:
    model = {**MODEL, "priceFrom": {"credits": 6, "per": "1000 characters"}}
    assert with_example(model, {"seed": 9}) == []
