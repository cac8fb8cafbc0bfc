"""The log as markup."""

from __future__ import annotations

from genmux.console.team.audit import rows
from genmux.console.words import Words

ENTRY = {
    "time": 1000,
    "actor": {"kind": "person", "name": "Ada"},
    "action": "key.change",
    "target": "<Shop>",
    "before": {"limits": [None, "50.000000", None], "name": "Shop"},
    "after": {"limits": [None, "75.500000", None], "name": "Shop"},
    "address": "127.0.0.1",
}


def test_only_what_differs_is_told_as_it_was_and_is() -> None:
    shown = rows(Words("en"), [ENTRY])
    assert "Key changed" in shown
    assert "Per day 50 → Per day 75.5" in shown
    assert "name:" not in shown
    assert "&lt;Shop&gt;" in shown


def test_moments_are_those_of_the_reader_and_unknown_actions_their_own_name() -> None:
    more = {
        **ENTRY,
        "action": "moon.landing",
        "before": None,
        "after": {"expires": "2026-03-31T12:00:00+00:00"},
    }
    shown = rows(Words("en"), [more])
    assert "moon.landing" in shown
    assert 'data-ms="1774958400000"' in shown


def test_limits_that_there_are_none_of_are_not_told() -> None:
    made = {**ENTRY, "before": None, "after": {"limits": [None, None, None], "name": "Shop"}}
    shown = rows(Words("en"), [made])
    assert "limits" not in shown
    assert "Shop" in shown


def test_a_command_is_named_once() -> None:
    by = {**ENTRY, "actor": {"kind": "command", "name": "command line"}}
    assert rows(Words("en"), [by]).lower().count("command line") == 1
