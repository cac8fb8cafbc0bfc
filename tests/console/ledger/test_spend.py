"""Spend as markup."""

from __future__ import annotations

import pytest

from genmux.console.ledger.spend import breakdown, dollars, export_link, money
from genmux.console.words import Words

EN = Words("en")


def test_shares_are_of_the_whole_and_names_are_those_that_people_know() -> None:
    rows = [
        {"key": "m", "label": "m", "credits": 75, "usd": 0.375, "tasks": 3, "failures": 1},
        {"key": "<n>", "label": "<n>", "credits": 25, "usd": 0.125, "tasks": 1, "failures": 0},
    ]
    shown = breakdown(EN, "model", rows, {"m": "Kite"})
    assert "Kite" in shown
    assert "&lt;n&gt;" in shown
    assert "width:75.0%" in shown
    assert "width:25.0%" in shown


def test_nothing_has_no_share() -> None:
    rows = [{"key": "m", "label": "", "credits": 0, "usd": 0, "tasks": 1, "failures": 1}]
    assert "width:0.0%" in breakdown(EN, "model", rows, {})


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0, "≈ $0.00"), (1234.5, "≈ $1,234.50"), (0.0633, "≈ $0.0633")]
)
def test_dollars(value: float | None, text: str) -> None:
    assert dollars(value) == text


def test_an_export_asks_for_what_is_shown() -> None:
    assert 'href="/export/ledger.csv?kind=grant"' in export_link(EN, "ledger", {"kind": "grant"})


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0.00"), (0.004, "0.0040"), (12.345, "12.35"), (1234, "1,234.00")]
)
def test_small_sums_are_not_rounded_away(value: float, text: str) -> None:
    assert money(value) == text
