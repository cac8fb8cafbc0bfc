"""A key's usage as markup."""

from __future__ import annotations

from genmux.console.team.keys import usage
from genmux.console.words import Words

EN = Words("en")


def test_each_limit_has_its_bar() -> None:
    limits = {"hour": 10, "day": None, "total": 100}
    spent = {"hour": 9.5, "day": 9.5, "total": 50}
    shown = usage(EN, {"limits": limits, "spent": spent})
    assert "9.5 of 10 this hour" in shown
    assert "use full" in shown, "what is nearly used up is seen"
    assert "width:50.0%" in shown
    assert shown.count('class="meter"') == 2


def test_without_limits_only_the_sum_is_told() -> None:
    none = {"hour": None, "day": None, "total": None}
    shown = usage(EN, {"limits": none, "spent": {"hour": None, "day": 0, "total": 1234.5}})
    assert "1,234.5 in all" in shown
    assert "meter" not in shown


def test_a_limit_of_nothing_is_full() -> None:
    limits = {"hour": None, "day": None, "total": 0}
    assert "width:100.0%" in usage(EN, {"limits": limits, "spent": {"total": 0}})
