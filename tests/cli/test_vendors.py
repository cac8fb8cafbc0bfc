"""`genmux vendors`: what a key buys, and how the accounts do."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from genmux.cli.main import cli
from genmux.engines.vendors.find import kinds


def vendors(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["vendors", *words])
    assert result.exit_code == code, result.stderr
    return result.stdout or result.stderr


def test_all_vendors_are_listed_with_your_accounts(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret-of-the-test")
    config = tmp_path / "s.toml"
    config.write_text(f'[vendors]\nkie = "file:{tmp_path}/key"\nfal = "env:NOT_THERE"')
    told = vendors("list", "--json", "--config", str(config))
    listed = {one["vendor"]: one for one in json.loads(told)}
    assert set(listed) == set(kinds())
    assert (listed["kie"]["accounts"], listed["fal"]["accounts"]) == ("kie", "fal (no key)")
    assert listed["kie"]["models"] > 150
    assert "secret-of-the-test" not in told


def test_what_a_key_buys(tmp_path: Path) -> None:
    bought = json.loads(vendors("models", "google", "--json"))
    assert {"google/nano-banana", "gemini-3-pro"} <= set(bought)


def test_an_unknown_vendor_is_said_with_those_that_there_are() -> None:
    assert "known are" in vendors("models", "nobody", code=2)
