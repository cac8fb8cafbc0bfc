"""`genmux provenance show` on files that are intact, changed, and without credentials."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from genmux.cli.main import cli
from genmux.media.credentials import Signer, Statement
from genmux.media.signing_key import make_identity
from tests.media.samples import sample


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    signer = Signer(make_identity(datetime.now(UTC)))
    said = Statement("result.png", "a-task", "a-model", "sketch", "algorithmicMedia")
    signer.sign(sample(tmp_path, "image/png"), "image/png", tmp_path / "marked.png", said)
    return tmp_path / "marked.png"


def show(path: Path) -> tuple[dict[str, object], int]:
    result = CliRunner().invoke(cli, ["provenance", "show", str(path)])
    return json.loads(result.stdout), result.exit_code


def test_an_intact_file(marked: Path) -> None:
    found, code = show(marked)
    assert (found["credentials"], found["intact"], found["problems"], code) == (True, True, [], 0)
    assert "a-model" in json.dumps(found["manifests"])


def test_a_changed_file(marked: Path) -> None:
    content = bytearray(marked.read_bytes())
    content[-30] ^= 0xFF
    marked.write_bytes(content)
    found, code = show(marked)
    assert (found["credentials"], found["intact"], code) == (True, False, 1)
    assert found["problems"]


def test_a_file_that_broke_off(marked: Path) -> None:
    marked.write_bytes(marked.read_bytes()[:1500])
    found, code = show(marked)
    assert (found["credentials"], found["intact"], code) == (True, False, 1)


def test_a_file_without_credentials(tmp_path: Path) -> None:
    assert show(sample(tmp_path, "image/png")) == ({"credentials": False}, 1)


def test_no_such_file() -> None:
    result = CliRunner().invoke(cli, ["provenance", "show", "nowhere.png"])
    assert result.exit_code == 2
    assert "nowhere.png" in result.stderr
