"""`genmux console link`: the way in from the server's own terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.clock import SystemClock
from genmux.projects import entry
from genmux.settings import load_settings

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from tests.cli.conftest import Genmux


def test_the_first_link_makes_the_operator_and_later_ones_need_a_person(
    genmux: Genmux,
) -> None:
    money = load_settings(file=None, environ={}, flags={}).money
    start, _, token = genmux.out("console", "link").strip().partition("/sign-in?link=")
    assert start == "http://127.0.0.1:8788"

    async def use(conn: Connection) -> str:
        who = await entry.enter(conn, token, SystemClock().now(), {}, money)
        assert who is not None
        return who.email

    email = genmux.database_does(use)
    assert "genmux console link EMAIL" in genmux.fails("console", "link")
    assert "nobody here" in genmux.fails("console", "link", "no@example.org")
    assert "/sign-in?link=" in genmux.out("console", "link", email)
