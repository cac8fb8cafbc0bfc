"""Chat models as data: the packaged ones are right, broken ones are told with their line."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from genmux.catalogue.chat_model import read_chat_model
from genmux.catalogue.load import load_catalogue
from genmux.catalogue.source import CatalogueError, Document
from genmux.engines.talk import Usage

GOOD = """title = "A model"
provider = "Somebody"
context = 1000
max_output = 100
default_output = 50
inputs = ["text"]
tools = ["functions"]
efforts = ["low", "high"]
price = { input = 10, cached = 1, output = 100 }

[paths]
openai-chat = ["/a-model/v1/chat/completions"]
"""


def read(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "a-model.toml"
    path.write_text(text)
    return read_chat_model(Document(path), "a-model")


def test_a_good_file_is_read(tmp_path: Path) -> None:
    model = read(tmp_path, GOOD)
    assert (model.name, model.effort, model.stream) == ("a-model", "high", False)
    assert model.price.credits(Usage(100, 10, 40)) == Decimal("0.00164")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('title = "A model"', "titel = 1", 1, "did you mean 'title'"),
        ("context = 1000", "context = 0", 3, "context must be a whole number"),
        ("max_output = 100", "max_output = 2000", 0, "must not shrink"),
        ('inputs = ["text"]', 'inputs = ["smell"]', 6, "inputs must be among"),
        ('tools = ["functions"]', 'tools = ["hammer"]', 7, "tools must be among"),
        ("input = 10", "input = -10", 9, "credits for a million tokens"),
        ("openai-chat", "openai-chats", 12, "did you mean 'openai-chat'"),
        ('["/a-model', '["a-model', 12, "begins with a slash"),
    ],
)
def test_a_broken_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError, match=reason) as found:
        read(tmp_path, GOOD.replace(old, new))
    assert found.value.line == line


def test_names_and_paths_are_clear() -> None:
    chats = load_catalogue().chats
    names = [name for model in chats for name in model.ids]
    assert len(names) == len(set(names))
    assert len(chats) > 25


def test_a_folder_of_the_operator_adds_models(tmp_path: Path) -> None:
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat" / "own-model.toml").write_text(GOOD)
    assert load_catalogue([tmp_path]).chat("own-model") is not None


def test_prices_are_the_published_ones() -> None:
    place = os.environ.get("GENMUX_CONTRACT", "")
    if not (Path(place) / "pricing.json").is_file() or not place:
        pytest.skip("GENMUX_CONTRACT does not name the folder with pricing.json")
    catalogue = load_catalogue()
    seen = 0
    for row in json.loads((Path(place) / "pricing.json").read_text()):
        kind = (row.get("when") or {}).get("token")
        if kind is None:
            continue
        named = row["when"].get("model")
        paths = [path.partition(" ")[2] for path in row["maps_to"]]
        models = [
            model
            for model in catalogue.chats
            if (named in model.ids if named else False)
            or any(path in those for path in paths for those in model.paths.values() if not named)
        ]
        assert models, row
        for model in models:
            price = {"cached_input": model.price.cached}.get(kind) or getattr(model.price, kind)
            assert price == Decimal(str(row["credits"])), (model.id, row)
            seen += 1
    assert seen > 40
