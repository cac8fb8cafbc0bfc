"""Which routes a model has, and how they are named in the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genmux.catalogue.load import load_catalogue
from genmux.chat.errors import ContextTooLong
from genmux.chat.routes import Routes, estimate_of
from genmux.engines.sketch.chat.engine import Fault
from genmux.engines.talk import Ask, Message, Text
from genmux.settings import Settings, SettingsError, load_settings

CATALOGUE = load_catalogue()


def settings(folder: Path, *routes: dict[str, str]) -> Settings:
    flags: dict[str, Any] = {"data.dir": str(folder), "chat.routes": list(routes)}
    return load_settings(file=None, environ={}, flags=flags)


async def test_routes_are_found_by_pattern_in_their_order(tmp_path: Path) -> None:
    some = settings(
        tmp_path,
        {"models": "gpt-*", "url": "http://one/v1", "model": "theirs"},
        {"models": "claude-*", "url": "http://two/v1"},
        {"models": "*", "url": "http://three/v1/"},
    )
    routes = Routes(some.chat)
    names = {}
    for name in ("gpt-5-2", "claude-opus-4-5", "grok-4-5"):
        model = CATALOGUE.chat(name)
        assert model is not None
        names[name] = [(one.name, one.model) for one in routes.of(model, sandbox=False)]
        assert [one.wire for one in routes.of(model, sandbox=True)] == [""]
        assert [one.wire for one in routes.of(model, sandbox=True, fault=Fault(cut=1))] == [""]
    assert names == {
        "gpt-5-2": [("one", "theirs"), ("three", "gpt-5-2")],
        "claude-opus-4-5": [("two", "claude-opus-4-5"), ("three", "claude-opus-4-5")],
        "grok-4-5": [("three", "grok-4-5")],
    }
    await routes.close()


async def test_without_a_route_the_built_in_engine_answers(tmp_path: Path) -> None:
    routes = Routes(settings(tmp_path, {"models": "gpt-*", "url": "http://one/v1"}).chat)
    model = CATALOGUE.chat("claude-opus-4-5")
    assert model is not None
    assert [one.name for one in routes.of(model, sandbox=False)] == ["sketch"]
    await routes.close()


@pytest.mark.parametrize(
    "route",
    [
        {"url": "http://one/v1"},
        {"models": "*"},
        {"models": "*", "url": "ftp://one"},
        {"models": "*", "url": "http://user:secret@one/v1"},
        {"models": "*", "url": "http://one/v1", "key": "secret"},
    ],
)
def test_a_wrong_route_is_told(tmp_path: Path, route: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"chat.routes must be tables with models and url"):
        settings(tmp_path, route)


def test_routes_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "genmux.toml"
    file.write_text('[[chat.routes]]\nmodels = "*"\nurl = "http://one/v1"\n')
    found = load_settings(file=file, environ={}, flags={"data.dir": str(tmp_path)})
    assert found.shown()["chat.routes"] == [{"models": "*", "url": "http://one/v1"}]


def test_what_is_too_long_is_refused_before_anything_is_held() -> None:
    model = CATALOGUE.chat("gpt-5-2")
    assert model is not None
    ask = Ask(model.id, (Message("user", (Text("Hi"),)),), max_tokens=1000)
    assert estimate_of(ask, model, 10) == 1000
    with pytest.raises(ContextTooLong, match="400000 tokens"):
        estimate_of(ask, model, 399_500)
    free = Ask(model.id, ask.messages)
    assert estimate_of(free, model, 10) == model.default_output
    assert estimate_of(free, model, 399_990) == 10
