"""The settings of the server as markup."""

from __future__ import annotations

from typing import Any

from genmux.console.setup.server import markup
from genmux.console.words import Words


def test_settings_are_grouped_and_say_where_they_come_from() -> None:
    settings: list[dict[str, Any]] = [
        {"key": "server.port", "value": 0, "source": "flag", "place": "", "help": "TCP `port`."},
        {
            "key": "server.host",
            "value": "",
            "source": "environment",
            "place": "GENMUX_SERVER_HOST",
            "help": "",
        },
        {"key": "data.dir", "value": "<x>", "source": "default", "place": "", "help": ""},
    ]
    shown = markup(Words("en"), settings)
    assert shown.count("data-group") == 2
    assert "TCP <code>port</code>." in shown
    assert "GENMUX_SERVER_HOST" in shown
    assert shown.count('data-marked="1"') == 2
    assert "&lt;x&gt;" in shown
