"""`genmux models`: found by words, shown with what they take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from genmux.catalogue.load import load_catalogue
from genmux.cli.main import cli

if TYPE_CHECKING:
    import pytest


def models(*words: str) -> str:
    result = CliRunner().invoke(cli, ["models", *words, "--data", "/nowhere"])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_all_models_are_listed() -> None:
    listed = json.loads(models("list", "--json"))
    assert [model["model"] for model in listed] == [model.id for model in load_catalogue()]


def test_words_and_kind_narrow_the_list() -> None:
    found = json.loads(models("list", "speech", "--kind", "speech", "--json"))
    assert found
    assert {model["kind"] for model in found} == {"speech"}


def test_every_model_shows_its_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = load_catalogue()
    monkeypatch.setattr("genmux.catalogue.load.load_catalogue", lambda _folders: catalogue)
    for model in catalogue:
        shown = models("show", model.id)
        missing = [field.name for field in model.fields if f"\n{field.name} " not in shown]
        assert missing == [], model.id


def test_a_slip_of_the_pen_is_understood() -> None:
    model = next(iter(load_catalogue())).id
    result = CliRunner().invoke(cli, ["models", "show", model + "x"])
    assert result.exit_code == 1
    assert f"did you mean {model}?" in result.stderr
