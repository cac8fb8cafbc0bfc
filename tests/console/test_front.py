"""The address of the API leads people to the console, and programs to nothing new."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from tests.console.conftest import Desk, Visitor


def test_a_browser_at_the_api_is_led_to_the_console(desk: Desk) -> None:
    status, url, _ = Visitor(desk.api).get("/", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert status == 200
    assert url.startswith(f"{desk.url}/sign-in")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_program_finds_nothing_at_the_root(desk: Desk, method: str) -> None:
    accept = {"Accept": "application/json" if method == "GET" else "text/html"}
    request = urllib.request.Request(desk.api + "/", headers=accept, method=method)
    with pytest.raises(urllib.error.HTTPError) as found:
        urllib.request.urlopen(request)
    with found.value:
        assert found.value.code == 404
        assert b'"code":404' in found.value.read()
