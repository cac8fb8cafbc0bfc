"""Filters in an address, and as the API takes them."""

from __future__ import annotations

from genmux.console.board.wanted import Wanted


def test_an_address_leads_to_the_same_filters() -> None:
    wanted = Wanted.of({"state": "failed", "text": "sea & sky", "since": "2026-03-01", "at": "50"})
    assert wanted.address() == "/tasks?state=failed&since=2026-03-01&text=sea+%26+sky&at=50"
    assert Wanted().address() == "/tasks"


def test_what_makes_no_sense_is_left_out() -> None:
    given = {"state": "odd", "since": "yesterday", "until": "2026-02-31", "at": "-1", "model": None}
    assert Wanted.of(given) == Wanted()
    assert Wanted.of({"at": "9" * 40}).at == 0


def test_the_api_is_asked_for_no_single_letter() -> None:
    assert Wanted.of({"text": "a"}).asked()["text"] == ""
    assert not Wanted.of({"text": "a"}).narrow
    assert Wanted.of({"text": "ab", "until": "2026-03-02"}).asked() == {
        "state": "",
        "model": "",
        "family": "",
        "key": "",
        "from": "",
        "to": "2026-03-02",
        "text": "ab",
    }


def test_a_page_keeps_the_filters() -> None:
    page = Wanted.of({"model": "m"}).page("f" * 32, 50)
    assert (page.model, page.before, page.at) == ("m", "f" * 32, 50)
