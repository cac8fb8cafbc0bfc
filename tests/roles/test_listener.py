"""Where the server and its console listen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genmux.roles.listener import address_of, console_address, listen, listen_for_console
from genmux.settings import Settings, load_settings


def settings(folder: Path, **flags: Any) -> Settings:
    given = {key.replace("__", "."): value for key, value in flags.items()}
    return load_settings(file=None, environ={}, flags={"data.dir": folder, **given})


def test_the_console_listens_where_the_api_does(tmp_path: Path) -> None:
    found = settings(tmp_path, server__port=0, console__port=0)
    with listen(found) as api, listen_for_console(found) as console:
        assert api.getsockname()[0] == console.getsockname()[0] == "127.0.0.1"
        assert address_of(found, api) != console_address(found, console)


def test_a_taken_port_is_no_reason_to_stop_unless_it_was_chosen(tmp_path: Path) -> None:
    with listen(settings(tmp_path, server__port=0)) as taken:
        port = taken.getsockname()[1]
        usual = settings(tmp_path)
        object.__setattr__(usual.console, "port", port)
        with listen_for_console(usual) as console:
            assert console.getsockname()[1] != port
        with pytest.raises(OSError, match="in use"):
            listen_for_console(settings(tmp_path, console__port=port))


def test_a_wildcard_is_shown_as_this_machine_and_a_public_address_as_it_is(tmp_path: Path) -> None:
    wide = settings(tmp_path, console__host="0.0.0.0", console__port=0)
    with listen_for_console(wide) as listener:
        assert console_address(wide, listener).startswith("http://127.0.0.1:")
    public = settings(tmp_path, console__port=0, console__public_url="https://console.example.org")
    with listen_for_console(public) as listener:
        assert console_address(public, listener) == "https://console.example.org"
