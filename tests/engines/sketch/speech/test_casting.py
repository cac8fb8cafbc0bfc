"""Voice names to voices."""

from __future__ import annotations

from itertools import pairwise

import pytest

from genmux.engines.sketch.speech.casting import cast_all, cast_voice, direction, manner_of
from genmux.engines.sketch.speech.pitch import voice_pitch
from genmux.engines.sketch.speech.voice import speak


@pytest.mark.parametrize(
    ("name", "female"),
    [
        ("Rachel", True),
        ("brian", False),
        ("Kore", True),
        ("Puck", False),
        ("FGY2WhTYpPnrIDTdsKH5", True),
    ],
)
def test_known_names_have_the_voice_one_expects(name: str, female: bool) -> None:
    assert cast_voice(name).female is female


def test_unknown_names_keep_their_voice() -> None:
    assert cast_voice("Mr. Nobody") == cast_voice("Mr. Nobody")


def test_unknown_names_differ() -> None:
    voices = {cast_voice(f"voice {number}").variant for number in range(60)}
    assert len(voices) > 12


def test_a_dialogue_has_as_many_voices_as_names() -> None:
    names = ["Adam", "Bill", "Will", "Eric", "Chris", "Roger"]
    cast = cast_all([(name, "") for name in [*names, *names]])
    assert len({voice.variant for voice in cast.values()}) == len(names)


@pytest.mark.parametrize("names", [("Adam", "Brian", "Daniel"), ("Rachel", "Jessica", "Laura")])
def test_speakers_of_one_gender_are_told_apart_by_pitch(names: tuple[str, ...]) -> None:
    words = "The old harbour was quiet, and nobody knew where the boats had gone."
    cast = cast_all([(name, "") for name in names])
    pitches = [voice_pitch(*speak(words, voice)[:2]) for voice in cast.values()]
    for low, high in pairwise(sorted(pitches)):
        assert high / low > 1.1


def test_more_speakers_than_voices_still_speak() -> None:
    assert len(cast_all([(f"speaker {number}", "") for number in range(60)])) == 60


def test_accents_bring_their_language() -> None:
    assert cast_voice("Kore", accent="British (RP)").language == "en-gb-x-rp"
    assert cast_voice("Kore", accent="American (Gen)").language == "en-us"


def test_directions() -> None:
    whispers, pause = direction("whispers"), direction("long pause")
    assert whispers is not None
    assert whispers.whisper
    assert pause is not None
    assert pause.silence > 1
    assert direction("door slams") is None


def test_styles_and_paces_act() -> None:
    assert manner_of("paces", "Rapid Fire").rate > 1.2 > manner_of("paces", "The Drift").rate
    assert manner_of("styles", "Whisper").whisper
    assert manner_of("styles", "no such style").rate == 1
