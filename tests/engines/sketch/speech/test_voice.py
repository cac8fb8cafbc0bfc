"""Text in, samples and word times out."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genmux.engines.sketch.speech import voice
from genmux.engines.sketch.speech.casting import cast_voice
from genmux.engines.sketch.speech.pitch import voice_pitch
from genmux.engines.sketch.speech.voice import speak, utter

HASH = """
import hashlib
from genmux.engines.sketch.speech.voice import speak
print(hashlib.sha256(speak("[whispers] Good day to you.", "Rachel")[0].tobytes()).hexdigest())
"""


def seconds_of(text: str, voice: str = "Adam", rate: float = 1.0) -> float:
    samples, sample_rate, _ = speak(text, voice, rate=rate)
    return len(samples) / sample_rate


def test_equal_words_are_equal_samples_in_every_process() -> None:
    speak("Anything said before", "Brian")
    mine = speak("[whispers] Good day to you.", "Rachel")[0].tobytes()
    other = subprocess.run([sys.executable, "-c", HASH], check=True, capture_output=True, text=True)
    assert other.stdout.strip() == hashlib.sha256(mine).hexdigest()


def test_words_come_in_order_and_inside_the_sound() -> None:
    samples, rate, words = speak("The price is 1,234 dollars, isn't it?", "Adam")
    assert [word.text for word in words] == [
        "The",
        "price",
        "is",
        "1,234",
        "dollars,",
        "isn't",
        "it?",
    ]
    assert all(word.start < word.end for word in words)
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(words))
    assert words[-1].end <= len(samples) / rate
    assert words[0].start < 0.1


def test_words_that_are_run_together_are_all_there() -> None:
    words = speak("He is in the house.", "Adam")[2]
    assert [word.text for word in words] == ["He", "is", "in", "the", "house."]


def test_foreign_scripts_in_a_sentence_are_read_and_not_spelt() -> None:
    samples, rate, words = speak("Say 你好 and спасибо to them.", "Adam")
    assert [word.text for word in words] == ["Say", "你好", "and", "спасибо", "to", "them."]
    assert len(samples) / rate < 5
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(words))


def test_words_are_loud_where_they_are_said_to_be() -> None:
    samples, rate, words = speak('One <break time="1s"/> two.', "Adam")
    level = np.sqrt(np.mean(samples**2))
    for word in words:
        part = samples[round(word.start * rate) : round(word.end * rate)]
        assert np.sqrt(np.mean(part**2)) > level
    between = samples[round((words[0].end + 0.1) * rate) : round((words[1].start - 0.05) * rate)]
    assert len(between) > 0.8 * rate
    assert np.abs(between).max() < 0.01


@pytest.mark.parametrize(
    ("tag", "seconds"),
    [('<break time="1.5s"/>', 1.5), ("<break time='500ms' />", 0.5), ("[pause]", 0.6)],
)
def test_breaks_last_as_long_as_they_say(tag: str, seconds: float) -> None:
    # the usual pause between two pieces is replaced, not added
    plain = seconds_of("Stop.") + seconds_of("Go.")
    assert seconds_of(f"Stop.{tag}Go.") == pytest.approx(plain + seconds - 0.05, abs=0.02)


def test_stage_directions_are_not_spoken_but_heard() -> None:
    plain, rate, words = speak("This is a secret.", "Adam")
    quiet, _, same = speak("[whispers] This is a secret.", "Adam")
    assert [word.text for word in same] == [word.text for word in words]
    assert voice_pitch(plain, rate) > 0
    assert not np.array_equal(quiet[: len(plain)], plain[: len(quiet)])


def test_speed_changes_the_length() -> None:
    text = "A sentence of some length, to be said at any speed."
    slow, usual, fast = (seconds_of(text, rate=rate) for rate in (0.7, 1.0, 1.2))
    assert slow > usual * 1.2
    assert fast < usual * 0.95


def test_women_speak_higher_than_men() -> None:
    def pitch(name: str) -> float:
        samples, rate, _ = speak("Good morning and welcome to the show.", name)
        return voice_pitch(samples, rate)

    assert pitch("Rachel") > 1.4 * pitch("Brian")


def test_languages_sound_different() -> None:
    german = speak("Nation", "Adam", language="de")[0]
    english = speak("Nation", "Adam", language="en")[0]
    assert not np.array_equal(german, english)


@pytest.mark.parametrize("code", ["zz", "zz-YY", "pt-XX", "de_DE", "x" * 500])
def test_a_language_nobody_speaks_is_read_in_another(code: str) -> None:
    assert len(speak("Hello", "Adam", language=code)[0]) > 1000


def test_long_texts_come_in_small_pieces() -> None:
    pieces = list(utter("The rain in Spain stays mainly in the plain. " * 100, "Adam"))
    rate = pieces[0].sample_rate
    assert max(len(piece.samples) for piece in pieces) < 40 * rate
    assert sum(len(piece.words) for piece in pieces) == 900


def test_a_word_without_a_sound_ends_soon_after_it_began() -> None:
    silent = np.zeros(2000, np.float32)
    assert voice._audible_until(silent, 22_050, 0.01, 0.08) == pytest.approx(0.03)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_spoken(text: str) -> None:
    samples, rate, words = speak(text, cast_voice("Adam"))
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert all(0 <= word.start <= word.end <= len(samples) / rate + 1e-6 for word in words)
