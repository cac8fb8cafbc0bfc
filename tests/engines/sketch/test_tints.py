from __future__ import annotations

from genmux.engines.sketch.palette import darker
from genmux.engines.sketch.phrases import tokens
from genmux.engines.sketch.tints import Tints, tints_of
from genmux.engines.sketch.vocabulary import COLOURS


def tints(text: str) -> Tints:
    return tints_of(tokens(text))


def test_a_colour_belongs_to_the_noun_that_follows() -> None:
    found = tints("a red lighthouse above a calm sea, gulls in the wind")
    assert found.things == {"lighthouse": [COLOURS["red"]]}
    assert not found.loose


def test_every_thing_has_its_own_colour() -> None:
    found = tints("a black cat and a white dog").things
    assert found == {"cat": [COLOURS["black"]], "dog": [COLOURS["white"]]}
    assert tints("red and blue balloons").things == {"balloon": [COLOURS["red"], COLOURS["blue"]]}


def test_garments_colour_who_wears_them() -> None:
    assert tints("a woman in a red dress and a dog").things == {"woman": [COLOURS["red"]]}


def test_colours_may_be_told_afterwards() -> None:
    found = tints("the sky is pink and the car is green")
    assert found.sky == COLOURS["pink"]
    assert found.things == {"car": [COLOURS["green"]]}


def test_places_and_light_have_colours_too() -> None:
    assert tints("headphones on a purple background").ground == COLOURS["purple"]
    assert tints("a horse in a golden field").land == COLOURS["golden"]
    assert tints("portrait, pink light").light == COLOURS["pink"]
    assert tints("shades, teal and orange").loose == [COLOURS["teal"], COLOURS["orange"]]


def test_shades_are_darker_or_lighter() -> None:
    assert tints("a dark red car").things == {"car": [darker(COLOURS["red"], 0.4)]}


def test_hair_and_things_that_are_not_drawn_keep_their_colours() -> None:
    tints = tints_of(["a", "woman", "with", "red", "hair"])
    assert tints.hair is not None
    assert tints.hair[0] > tints.hair[2]
    assert not tints.things
    tints = tints_of(["a", "ladybug", "on", "a", "green", "leaf"])
    assert (len(tints.spare), tints.loose, tints.things) == (1, [], {})


def test_some_names_tell_a_colour() -> None:
    (lemon,), (lime,) = (tints_of(["a", one]).things["citrus"] for one in ("lemon", "lime"))
    assert lemon[0] > lemon[2] + 100
    assert lime[1] > lime[0]
    assert tints_of(["a", "red", "lemon"]).things["citrus"] != [lemon]
