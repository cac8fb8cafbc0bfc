from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genmux.engines.sketch.words import read, shots_of


@pytest.mark.parametrize(
    ("text", "subjects", "setting", "time"),
    [
        ("A red fox in a snowy forest at dawn", ("fox",), "snow", "dawn"),
        ("two CATS on the moon", ("cat",), "space", ""),
        ("一只猫在森林里", ("cat",), "forest", ""),
        ("hot air balloon over the desert", ("balloon",), "desert", ""),
        ("portrait of a robot in the city by night", ("robot",), "city", "night"),
        ("nothing known here", (), "", ""),
    ],
)
def test_words_are_understood(
    text: str, subjects: tuple[str, ...], setting: str, time: str
) -> None:
    wish = read(text)
    assert (wish.subjects, wish.setting, wish.time) == (subjects, setting, time)


def test_quoted_text_is_taken_literally_and_not_understood() -> None:
    wish = read('poster by day with the text "Night of the Cats"')
    assert wish.quoted == ("Night of the Cats",)
    assert wish.time == "day"
    assert not wish.subjects


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("two cats under a tree", (2, 1)),
        ("a cat and three small dogs", (1, 3)),
        ("a flock of white birds", (6,)),
        ("five cats", (5,)),
        ("eight white swans", (8,)),
        ("a crowd of people", (13,)),
        ("a field of tulips and a windmill", (13, 1)),
        ("two dogs and three cats", (2, 3)),
        ("12 birds", (12,)),
        ("two knights riding horses", (2, 2)),
        ("one fox", (1,)),
    ],
)
def test_numbers_before_a_subject_count(text: str, amounts: tuple[int, ...]) -> None:
    assert read(text).amounts == amounts


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ('poster with the text "Jazz", watercolour', "poster"),
        ("logo of a bakery", "logo"),
        ("isometric castle", "isometric"),
        ("snow covers the hills", ""),
    ],
)
def test_arrangements_are_told_from_styles(text: str, layout: str) -> None:
    assert read(text).layout == layout
    assert read('poster with the text "Jazz", watercolour').style == "watercolour"


def test_apostrophes_are_no_quotes() -> None:
    assert read("the dog's owner isn't here").quoted == ()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert read(text).text == text


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(["multi_prompt", "shots", "prompts"]),
        st.recursive(st.none() | st.text() | st.floats(), lambda inner: st.lists(inner)
                     | st.dictionaries(st.sampled_from(["prompt", "Scene", "duration"]), inner)),
    )
)  # fmt: skip
def test_shots_always_last(values: dict[str, object]) -> None:
    assert all(seconds > 0 for _, seconds in shots_of(values))


def test_text_may_stand_in_capitals_instead_of_quotes() -> None:
    assert read("add text SALE 50% in red").quoted == ("SALE 50%",)
    assert read("a sign that says OPEN, at night").quoted == ("OPEN",)
    assert read("she reads 12 books, a title A cat").quoted == ()
    assert read('the words BIG in "small"').quoted == ("small",)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("fish in a reef", 3), ("a fish", 1), ("two fish", 2), ("gulls in the sky", 3), ("dogs", 3)],
)
def test_shoals_and_flocks_are_some(text: str, amount: int) -> None:
    assert read(text).amounts == (amount,)


@pytest.mark.parametrize(
    ("text", "subjects", "amounts"),
    [
        ("an ice cream cone", ("icecream",), (1,)),
        ("a family of penguins", ("penguin",), (3,)),
        ("a penguin family on the ice", ("penguin",), (3,)),
        ("a baby elephant", ("elephant",), (1,)),
        ("a blue bird on a branch", ("songbird",), (1,)),
        ("a cup of coffee on a table", ("cup",), (1,)),
        ("a wooden table", ("table",), (1,)),
        ("a bouquet of flowers", ("bouquet",), (1,)),
        ("a lighthouse and gulls", ("lighthouse", "bird"), (1, 3)),
    ],
)
def test_nouns_are_told_apart(
    text: str, subjects: tuple[str, ...], amounts: tuple[int, ...]
) -> None:
    wish = read(text)
    assert (wish.subjects, wish.amounts) == (subjects, amounts)


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("a cosy bedroom with a window", "bedroom"),
        ("a chef in a kitchen", "kitchen"),
        ("a library full of books", "library"),
        ("an ice cream", ""),
        ("a camel in the desert", "desert"),
    ],
)
def test_rooms_with_a_purpose_are_places(text: str, setting: str) -> None:
    assert read(text).setting == setting


def test_seasons_events_and_ideas_are_read() -> None:
    wish = read("fireworks over a meadow in autumn")
    assert (wish.season, wish.events, wish.time) == ("autumn", ("fireworks",), "night")
    assert read("the silence").idea == "waves"
    assert read("pan left").moves == ("pan_left",)


def test_the_camera_that_films_is_not_filmed() -> None:
    assert read("a dog runs over a meadow, the camera follows").subjects == ("dog",)
    assert read("a camera on a table").subjects == ("camera",)


def test_things_told_apart_by_colour_are_several() -> None:
    assert read("a white horse and a black horse").amounts == (2,)
    assert read("a red and blue balloon").amounts == (1,)
    assert read("a horse and its horse shoe in white").amounts[0] == 1


def test_a_camera_that_orbits_is_not_in_space() -> None:
    wish = read("a butterfly on a meadow, orbit")
    assert (wish.setting, wish.moves) == ("hills", ("orbit",))
    assert read("a satellite in orbit").setting == "space"
