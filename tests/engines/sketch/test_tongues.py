from __future__ import annotations

import pytest

from genmux.engines.sketch.tongues import english
from genmux.engines.sketch.words import read

_SAME = [
    ("一只橘猫坐在红色的沙发上，窗外下着雨", ("cat", "sofa"), (1, 1)),
    ("Un castillo en una colina al atardecer con un dragón volando", ("castle", "dragon"), (1, 1)),
    ("Drei Hunde und eine Katze im Schnee", ("dog", "cat"), (3, 1)),
    ("Trois chats sur un canapé", ("cat", "sofa"), (3, 1)),
    ("Три медведя в зимнем лесу ночью", ("bear",), (3,)),
    ("جمل في الصحراء عند غروب الشمس", ("camel",), (1,)),
    ("桜の木の下の女の子", ("blossom", "woman"), (1, 1)),
]


@pytest.mark.parametrize(("text", "subjects", "amounts"), _SAME)
def test_other_languages_name_the_same_things(
    text: str, subjects: tuple[str, ...], amounts: tuple[int, ...]
) -> None:
    wish = read(text)
    assert (wish.subjects, wish.amounts) == (subjects, amounts)


def test_places_and_light_are_understood_too() -> None:
    assert read("Ein Leuchtturm am Meer bei Nacht").time == "night"
    assert read("Une tour Eiffel sous la pluie, style aquarelle").style == "watercolour"
    assert read("جمل في الصحراء").setting == "desert"
    assert read("テーブルの上の猫").relations[0].how == "on"


@pytest.mark.parametrize(
    "text", ["a chat between two men", "pain and glory, the main lit street", "die casting", ""]
)
def test_english_stays_as_it_is(text: str) -> None:
    assert english(text) == text
