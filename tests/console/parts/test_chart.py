"""Charts of our own."""

from __future__ import annotations

import pytest

from genmux.console.parts.chart import Column, bar, columns, round_up, span_bar


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (0.03, 0.05), (1, 1), (12.6, 20), (20, 20), (51, 100), (700, 1000)]
)
def test_a_scale_ends_at_a_round_number(value: float, top: float) -> None:
    assert round_up(value) == pytest.approx(top)


def test_columns_have_heights_words_and_tips() -> None:
    items = [Column("Mon", 5, "Mon: 5"), Column("Tue", 0, "Tue: <0>"), Column("Wed", 0.001, "")]
    shown = columns(items, "Five & a bit")
    assert 'aria-label="Five &amp; a bit"' in shown
    assert 'height="100.00"' in shown
    assert 'height="0.00"' in shown
    assert 'height="1.00"' in shown, "what is not nothing is seen"
    assert "Tue: &lt;0&gt;" in shown


def test_bars_stay_in_their_cells() -> None:
    assert "width:100.0%" in bar(1.7)
    assert "width:0.0%" in bar(-1)
    assert "width:50.0%" in span_bar(1, 2, 2)
    assert "width:0.0%" in span_bar(0, 0, 0)
