"""`genmux settings show`: what is in force, without its secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from genmux.cli.main import cli
from genmux.settings import known_keys

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def show(*words: str) -> str:
    return CliRunner().invoke(cli, ["settings", "show", *words]).stdout


def test_every_setting_is_shown(tmp_path: Path) -> None:
    shown = json.loads(show("--json", "--data", str(tmp_path)))
    assert list(shown) == list(known_keys())
    assert shown["server.port"] == {"value": 8787, "from": "default"}


def test_changes_name_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENMUX_SERVER_PORT", "9000")
    lines = show("--changed", "--data", str(tmp_path)).splitlines()
    assert [line.split() for line in lines[2:]] == [["server.port", "9000", "GENMUX_SERVER_PORT"]]


def test_a_password_is_covered(tmp_path: Path) -> None:
    shown = show("--data", str(tmp_path), "--database-url", "postgresql://me:hush@db/x")
    assert "postgresql://me:•••@db/x" in shown
    assert "hush" not in shown
