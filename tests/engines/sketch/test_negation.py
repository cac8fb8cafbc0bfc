from __future__ import annotations

from typing import Any

import pytest

from genmux.engines.base import Shape, Work
from genmux.engines.sketch.words import read, wish_of


@pytest.mark.parametrize(
    "text", ["an empty beach, no people", "a beach without people", "a beach, no people or dogs"]
)
def test_nobody_is_seen_who_is_denied(text: str) -> None:
    assert read(text).subjects == ()
    assert read(text).setting == "sea"


def test_weather_that_is_denied_is_not_seen() -> None:
    wish = read("a hill with a tree, without clouds")
    assert (wish.subjects, wish.weather) == (("tree",), ())
    assert "cloudy" in wish.without
    assert read("a hill, no rain").weather == ()


def test_what_is_not_denied_stays() -> None:
    assert read("a cat without a hat and a dog").subjects == ("cat", "dog")
    assert read("no. 5 perfume bottle").subjects == ("bottle",)


def test_text_may_be_denied() -> None:
    assert read('a poster "Jazz", no text').quoted == ()


def _wish(values: dict[str, Any]) -> Any:
    shape = Shape("image", 1, 64, 64, format="png")
    return wish_of(Work("0" * 32, "a/b", "B", "text-to-image", values, (), shape, 1, "", {}))


@pytest.mark.parametrize("name", ["negative_prompt", "negativePrompt"])
def test_the_field_for_it_counts(name: str) -> None:
    wish = _wish({"prompt": "a dog and a cat in the rain", name: "cats, rain, people"})
    assert (wish.subjects, wish.weather) == (("dog",), ())
    assert _wish({"prompt": "a dog and a cat"}).subjects == ("dog", "cat")
