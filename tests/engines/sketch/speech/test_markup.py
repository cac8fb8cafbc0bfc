"""Marked-up texts, taken apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from genmux.engines.sketch.speech.markup import Line, Quiet, parse


def lines(text: str) -> list[str]:
    return [part.text for part in parse(text) if isinstance(part, Line)]


def test_tags_go_and_their_words_stay() -> None:
    assert lines("<speak>Tom &amp; <emphasis level='strong'>Jerry</emphasis></speak>") == [
        "Tom &",
        "Jerry",
    ]


def test_what_only_looks_like_markup_stays() -> None:
    assert lines("3 < 5 and 7 > 2, item [1]") == ["3 < 5 and 7 > 2, item [1]"]
    assert lines("if a<b and b>c then") == ["if a<b and b>c then"]


def test_tags_with_attributes_go() -> None:
    text = (
        '<?xml version="1.0"?><prosody rate="slow" pitch=\'low\'>Hi</prosody><br/><mark name=x />'
    )
    assert lines(text) == ["Hi"]


def test_a_direction_holds_until_the_next() -> None:
    parts = [
        part for part in parse("One. [whispers] Two. [normal] Three.") if isinstance(part, Line)
    ]
    assert [(part.text, part.manner.whisper) for part in parts] == [
        ("One.", False),
        ("Two.", True),
        ("Three.", False),
    ]


def test_a_sound_in_brackets_is_left_out_and_changes_nothing() -> None:
    parts = [
        part for part in parse("[whispers] Shh. [door slams] Quiet!") if isinstance(part, Line)
    ]
    assert [part.manner.whisper for part in parts] == [True, True]


def test_silences_are_bounded() -> None:
    assert list(parse('<break time="9999s"/>')) == [Quiet(10.0)]


def test_paragraphs_are_apart() -> None:
    kinds = [type(part) for part in parse("One.\n\nTwo.")]
    assert kinds == [Line, Quiet, Line]


@given(st.text(alphabet="ab .,!\n", max_size=2000))
def test_pieces_are_short_and_nothing_is_lost(text: str) -> None:
    pieces = lines(text)
    assert all(len(piece) <= 320 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_an_endless_word_is_cut() -> None:
    assert max(len(piece) for piece in lines("x" * 5000)) <= 320
