"""Timeline and route as markup."""

from __future__ import annotations

from genmux.console.board.course import route, timeline
from genmux.console.words import Words

EN = Words("en")


def test_steps_have_names_lengths_and_shares() -> None:
    steps = [
        {"state": "queued", "phase": "", "time": 0, "milliseconds": 1000},
        {"state": "running", "phase": "storing", "time": 1000, "milliseconds": 3000},
        {"state": "succeeded", "phase": "", "time": 4000, "milliseconds": None},
    ]
    shown = timeline(EN, steps)
    assert "Waiting its turn" in shown
    assert "Storing the result" in shown
    assert "width:25.0%" in shown
    assert "width:75.0%" in shown
    assert "4 s in all" in shown


def test_a_phase_that_nobody_has_named_is_told_as_its_state() -> None:
    step = {"state": "running", "phase": "polishing", "time": 0, "milliseconds": None}
    assert "Starting" in timeline(EN, [step])


def test_a_route_tells_who_would_not_and_what_it_cost() -> None:
    taken = {
        "engine": "east",
        "lane": "remote",
        "why": "It is the <first>.",
        "vendorId": "v-1",
        "model": "east/kite",
        "notes": ["seed has no effect"],
        "tried": [
            {
                "engine": "north",
                "why": "busy",
                "message": "HTTP 503",
                "at": "2026-03-31T12:00:00+00:00",
            }
        ],
        "costUsd": "0.0125",
    }
    shown = route(EN, taken, {"east": "East Ltd"})
    for part in ("East Ltd · elsewhere", "&lt;first&gt;", "v-1", "east/kite", "$0.0125"):
        assert part in shown
    for part in ("seed has no effect", "north", "busy", "HTTP 503", 'data-ms="1774958400000"'):
        assert part in shown


def test_a_plain_route_has_nothing_more() -> None:
    shown = route(EN, {"engine": "sketch", "lane": "local", "why": "Why not."}, {})
    assert shown.count("<dt>") == 2
