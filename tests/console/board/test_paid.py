"""What a task cost."""

from __future__ import annotations

import pytest

from genmux.console.board.paid import money, signed
from genmux.console.words import Words


@pytest.mark.parametrize(
    ("value", "text"), [(5, "+5"), (-0.8, "−0.8"), (0, "0"), (None, "0"), (-0.00001, "0")]
)
def test_changes_have_their_sign(value: float | None, text: str) -> None:
    assert signed(value) == text


def test_what_is_not_known_is_a_dash_and_nothing_is_zero() -> None:
    shown = money(Words("en"), {"held": 5, "charged": None, "released": 0, "entries": []})
    assert shown.count(">–<") == 1
    assert ">0<" in shown


def test_entries_are_told_one_by_one() -> None:
    entries = [{"kind": "hold", "available": -5, "held": 5, "createTime": 0}]
    shown = money(Words("en"), {"held": 5, "charged": 4, "usd": 0.02, "entries": entries})
    assert "$0.02<" in shown
    assert "−5" in shown
    assert "+5" in shown
