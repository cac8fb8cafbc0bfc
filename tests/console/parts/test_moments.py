"""Moments, lengths, sizes and shares as people read them."""

from __future__ import annotations

import pytest

from genmux.console.parts.moments import length, moment, prose, share, size, told
from genmux.console.words import Words


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (None, "–"),
        (0, "0 ms"),
        (849.6, "850 ms"),
        (12_400, "12.4 s"),
        (3000, "3 s"),
        (60_000, "1 min"),
        (200_000, "3 min 20 s"),
        (7_500_000, "2 h 5 min"),
        (273_600_000, "3 d 4 h"),
    ],
)
def test_lengths(milliseconds: float | None, text: str) -> None:
    assert length(Words("en"), milliseconds) == text


def test_a_moment_is_in_utc_until_the_browser_knows_better() -> None:
    shown = moment(1_774_958_400_000)
    assert 'datetime="2026-03-31T12:00:00.000+00:00"' in shown
    assert ">2026-03-31 12:00<" in shown
    assert ">2026-03-31<" in moment(1_774_958_400_000, "day")
    assert moment(None) == "–"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, "–"),
        (0, "0 B"),
        (999, "999 B"),
        (1400, "1.4 KB"),
        (250e6, "250 MB"),
        (5e15, "5000 TB"),
    ],
)
def test_sizes(count: float | None, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("part", "text"), [(None, "–"), (0, "0 %"), (0.5, "50 %"), (0.987, "98.7 %"), (1, "100 %")]
)
def test_shares(part: float | None, text: str) -> None:
    assert share(part) == text


def test_a_share_that_is_nearly_all_is_not_all() -> None:
    assert share(0.9999) == "99.9 %"


def test_values_are_told_in_a_line() -> None:
    assert told([1, None, "a"]) == "1, –, a"
    assert told({"a": True, "b": []}) == "a: true, b: –"


def test_code_in_a_text_is_marked_and_nothing_else() -> None:
    assert prose("Run `genmux <x>` & <b>") == "Run <code>genmux &lt;x&gt;</code> &amp; &lt;b&gt;"
