"""Words become lines, and lines light up."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch import lettering, typeface
from genmux.engines.sketch.songs.lines import Line, lettered, lines_of
from genmux.engines.sketch.songs.track import Word


def test_marks_and_line_ends_are_read_and_left_out() -> None:
    words = [
        Word("[Verse]\nSilver ", 1, 2),
        Word("rivers\n", 2, 3),
        Word("run ", 3, 4),
        Word("on\n\n[Chorus]\n", 4, 5),
        Word("(oh) ", 5, 6),
        Word("[Outro] home", 6, 7),
        Word("\n[End]", 7, 7),
    ]
    lines = lines_of(words)
    assert [line.text for line in lines] == ["Silver rivers", "run on", "(oh)", "home"]
    assert [(line.start, line.end) for line in lines] == [(1, 3), (3, 5), (5, 6), (6, 7)]


def test_words_without_line_ends_are_one_line() -> None:
    assert [line.text for line in lines_of([Word("la", 0, 1), Word("la", 1, 2)])] == ["la la"]
    assert lines_of([]) == []


def test_the_light_reaches_each_word_when_it_is_sung() -> None:
    line = Line((Word("Hello", 1.0, 2.0), Word("world", 3.0, 4.0)))
    shown = lettered(line, 40, 1000, 2)
    assert len(shown.rows) == 1
    first = lettering.font(40).getlength("Hello")
    assert shown.lit(0, 0.5) == slice(0, 0)
    assert abs(shown.lit(0, 2.5).stop - first) < 3
    assert shown.lit(0, 1.5).stop < shown.lit(0, 2.0).stop
    assert shown.lit(0, 9.0).stop >= np.flatnonzero(shown.rows[0].any(axis=0)).max()


def test_the_light_comes_from_the_right_where_a_script_does() -> None:
    line = Line((Word("שלום", 1.0, 2.0), Word("עולם", 3.0, 4.0)))
    if typeface.unsettable(line.text):
        pytest.skip("this machine has no such typeface")
    shown = lettered(line, 40, 1000, 2)
    width = shown.rows[0].shape[1]
    begun = shown.lit(0, 2.5)
    assert begun.stop == width
    assert width * 0.3 < begun.start < width * 0.7


def test_long_lines_take_two_rows_and_then_shrink() -> None:
    words = tuple(Word(f"word{n}", n, n + 1) for n in range(24))
    shown = lettered(Line(words), 40, 600, 2)
    assert len(shown.rows) == 2
    assert all(row.shape[1] <= 602 for row in shown.rows)
    assert shown.lit(1, 0.0).stop == 0
    assert shown.lit(0, 23.5).stop > 0.8 * shown.rows[0].shape[1]
