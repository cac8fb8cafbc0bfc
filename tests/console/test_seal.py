"""What the browser keeps for us cannot be read, changed, or used elsewhere."""

from __future__ import annotations

import stat
from pathlib import Path

from genmux.console.seal import Seal


def test_what_was_sealed_comes_back(tmp_path: Path) -> None:
    seal = Seal.of(tmp_path)
    text = seal.close({"token": "gmxs_secret"})
    assert "gmxs_secret" not in text
    assert seal.open(text) == {"token": "gmxs_secret"}


def test_a_restart_keeps_the_key_and_keeps_it_private(tmp_path: Path) -> None:
    text = Seal.of(tmp_path).close({"a": 1})
    assert Seal.of(tmp_path).open(text) == {"a": 1}
    assert stat.S_IMODE((tmp_path / "console.key").stat().st_mode) == 0o600


def test_changed_foreign_and_old_values_are_empty(tmp_path: Path) -> None:
    seal = Seal.of(tmp_path)
    text = seal.close({"a": 1})
    assert seal.open(text[:-4] + "AAAA") == {}
    assert Seal.of(tmp_path / "other").open(text) == {}
    assert seal.open("") == {}
    assert seal.open(text, seconds=-1) == {}


def test_the_token_of_a_form_belongs_to_one_session(tmp_path: Path) -> None:
    seal = Seal.of(tmp_path)
    assert seal.same_form("one", seal.form_token("one"))
    assert not seal.same_form("two", seal.form_token("one"))
    assert not seal.same_form("one", "")
