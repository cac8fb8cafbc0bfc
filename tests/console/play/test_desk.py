"""What the desk asks a price for."""

from __future__ import annotations

from typing import Any

from genmux.console.play.desk import with_example

MODEL: dict[str, Any] = {
    "priceFrom": {"credits": 4, "per": "second"},
    "example": {"prompt": "a kite", "image_url": "https://example.com/picture.png", "seed": 3},
}


def test_the_example_fills_in_and_what_is_given_stays() -> None:
    found = with_example(MODEL, {"prompt": "a boat", "seed": -1, "sound": True}, ["seed"])
    assert found == {
        "prompt": "a boat", "image_url": MODEL["example"]["image_url"], "seed": 3, "sound": True,
    }  # fmt: skip


def test_no_price_is_made_up_where_the_words_are_counted() -> None:
    model = {**MODEL, "priceFrom": {"credits": 6, "per": "1000 characters"}}
    assert with_example(model, {"seed": 9}) == {"seed": 9}
