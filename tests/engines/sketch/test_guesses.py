from __future__ import annotations

import pytest

from genmux.engines.sketch.phrases import meaning
from genmux.engines.sketch.words import read


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("an ornithologist in the woods", "person"),
        ("a huckleberry on a leaf", "berry"),
        ("a spectrometer in a laboratory", "device"),
        ("a troodosaurus", "dinosaur"),
        ("a mazeltoffler", "person"),
        ("a boathouse by a lake", "house"),
        ("Ada Lovelace smiles", "person"),
        ("a vending machine", "device"),
        ("an archaeologist", "scholar"),
    ],
)
def test_unknown_nouns_are_of_a_kind(text: str, subject: str) -> None:
    assert subject in read(text).subjects


@pytest.mark.parametrize(
    "text",
    ["nothing known here", "the water is never over", "calm weather in summer",
     "dramatic lighting, best quality, masterpiece", "silence", "a feeling of timeless wonder"],
)  # fmt: skip
def test_words_that_only_sound_like_things_are_none(text: str) -> None:
    assert read(text).subjects == ()


def test_a_balloon_is_a_toy_where_somebody_holds_it() -> None:
    assert meaning("SUBJECTS", "toy-balloon") in read("a boy holding a balloon").subjects
    assert read("a balloon over a desert").subjects == ("balloon",)


def test_words_about_the_picture_name_nothing() -> None:
    assert read("children's book illustration of a rabbit").subjects == ("rabbit",)
    assert read("a castle, shot on Canon EOS R5").subjects == ("castle",)


def test_a_couple_is_two_people() -> None:
    assert read("a couple on the beach").subjects == ("person", "woman")
    assert read("a couple of dogs").subjects == ("dog",)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("a cowboy hat", ("hat",)),
        ("a guitar player", ("guitar", "person")),
        ("a bottle of wine and two glasses", ("bottle", "glass")),
        ("a man wearing glasses", ("person", "spectacles")),
        ("a glass of milk", ("glass",)),
        ("a violinist", ("person", "violin")),
        ("a mother holding her baby", ("woman", "child")),
        ("stars over a lake", ()),
        ("a parrot on a pirate's shoulder", ("songbird", "pirate")),
        ("a machine in an inventor's workshop", ("device",)),
    ],
)
def test_nouns_are_read_together(text: str, subjects: tuple[str, ...]) -> None:
    assert read(text).subjects == subjects


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("a sailing boat at sunset, slow pan to the right", ("boat",)),
        ("a rocket starts, camera tilts up", ("rocket",)),
        ("handheld camera, a dog runs", ("dog",)),
        ("crane up over a castle", ("castle",)),
        ("truck left along a wall, a cat sits", ("cat",)),
        ("shot on a Canon camera, a horse", ("horse",)),
        ("a man holds a camera", ("person", "camera")),
        ("cranes fly over a lake", ("bird",)),
        ("a truck drives to the left", ("lorry",)),
    ],
)
def test_what_the_camera_does_is_no_thing(text: str, subjects: tuple[str, ...]) -> None:
    assert read(text).subjects == subjects
