"""The form of songs: sections follow the marks, and the time asked for is filled."""

from __future__ import annotations

import itertools

import pytest

from genmux.engines.sketch.music.form import ENERGY, played, sung, verses

LYRICS = """[Intro]

[Verse 1]
One line
Another line

[Chorus: all together]
Sing it
Sing it loud

[Guitar Solo]

[Bridge]
Down by the water"""


def test_marks_name_the_sections() -> None:
    kinds = [(block.kind, len(block.lines)) for block in verses(LYRICS)]
    assert kinds == [("intro", 0), ("verse", 2), ("chorus", 2), ("solo", 0), ("bridge", 1)]


def test_blocks_that_come_back_are_choruses() -> None:
    blocks = verses("one\n\nla la\n\ntwo\n\nla la")
    assert [block.kind for block in blocks] == ["verse", "chorus", "verse", "chorus"]


@pytest.mark.parametrize("seconds", [0.0, 6.0, 30.0, 90.0])
def test_sections_follow_each_other_and_fill_the_time(seconds: float) -> None:
    bar = 2.0
    sections = sung(verses(LYRICS), bar, seconds)
    assert sections[0].bar == 0
    for one, after in itertools.pairwise(sections):
        assert one.end == after.bar
    if seconds:
        assert sections[-1].end == int(seconds / bar)
    else:
        assert [line for s in sections for line in s.lines][-1] == "Down by the water"
    assert sections[0].kind != "outro"


@pytest.mark.parametrize("seconds", [1.0, 8.0, 20.0, 50.0, 240.0])
def test_instrumentals_have_a_form_too(seconds: float) -> None:
    sections = played(2.0, seconds)
    assert sections[-1].end == max(1, int(seconds / 2.0 + 0.05))
    assert any(section.kind == "chorus" for section in sections)
    if seconds > 40:
        assert [sections[0].kind, sections[-1].kind] == ["intro", "outro"]
    assert ENERGY["chorus"] > ENERGY["verse"]


def test_long_lines_are_broken_between_words() -> None:
    line = "word " * 40
    block = verses(line.strip())[0]
    assert len(block.lines) == 3
    pieces = zip(block.lines, block.after, strict=True)
    assert "".join(text + after for text, after in pieces).strip() == line.strip()
