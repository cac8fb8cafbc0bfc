"""Which routes a model has, and how they are named in the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genmux.catalogue.chat_model import DIALECTS
from genmux.catalogue.load import load_catalogue
from genmux.chat.errors import ContextTooLong
from genmux.chat.routes import BuiltIn, Routes, estimate_of
from genmux.chat.upstream import Upstream
from genmux.chat.vendors import WIRES, account_places, places
from genmux.engines.sketch.chat.engine import Fault
from genmux.engines.talk import Ask, Message, Text
from genmux.engines.vendors.account import Account
from genmux.settings import Settings, SettingsError, load_settings

CATALOGUE = load_catalogue()
ASK = Ask("m", (Message("user", (Text("Hi"),)),))


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
        found = routes.of(model, sandbox=False)
        names[name] = [(one.name, one.model) for one in found if isinstance(one, Upstream)]
        for fault in (None, Fault(cut=1)):
            (own,) = routes.of(model, sandbox=True, fault=fault)
            assert isinstance(own, BuiltIn)
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
    ("route", "message"),
    [
        ({"url": "http://one/v1"}, "must have models and url, or a vendor"),
        ({"models": "*"}, "must have models and url, or a vendor"),
        ({"models": "*", "url": "ftp://one"}, "begins with http"),
        ({"models": "*", "url": "http://user:secret@one/v1"}, "without a password"),
        ({"vendor": "openai", "url": "ftp://one"}, "begins with http"),
        ({"models": "*", "url": "http://one/v1", "key": "secret"}, "must have no 'key'"),
        ({"vendor": "acme"}, "as vendor one of openai, anthropic, google, xai, kie, not 'acme'"),
        ({"models": "*", "url": "http://one", "wire": "morse"}, "as wire one of anthropic, gemini"),
    ],
)
def test_a_wrong_route_is_told(tmp_path: Path, route: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=f"chat.routes route 2 .*{message}"):
        settings(tmp_path, {"vendor": "xai"}, route)


async def test_a_vendor_is_one_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    vendors = [{"vendor": name} for name in ("openai", "anthropic", "google", "xai")]
    routes = Routes(settings(tmp_path, *vendors).chat)
    found = {}
    for model in CATALOGUE.chats:
        (route,) = routes.of(model, sandbox=False)
        assert isinstance(route, Upstream)
        spoken = [name for name in DIALECTS if route.passing(name, ASK) is not None]
        found[model.id] = (route.name, route.model, spoken)
    both = ["openai-chat", "openai-responses"]
    assert found["gpt-5-2"] == ("api.openai.com", "gpt-5.2", both)
    assert found["gpt-5-codex"] == ("api.openai.com", "gpt-5-codex", both)
    claude = ("api.anthropic.com", "claude-sonnet-4-5", ["anthropic"])
    assert found["claude-sonnet-4-5"] == claude
    google = "generativelanguage.googleapis.com"
    assert found["gemini-3-pro"] == (google, "gemini-3-pro-preview", ["gemini"])
    assert found["grok-4-3"] == ("api.x.ai", "grok-4.3", both)
    await routes.close()


async def test_what_a_vendor_is_known_for_may_be_said_otherwise(tmp_path: Path) -> None:
    given = {"vendor": "anthropic", "models": "gpt-5-2, grok-*", "url": "http://mine", "model": "m"}
    routes = Routes(settings(tmp_path, given, {"vendor": "xai", "wire": "openai-chat"}).chat)
    model = CATALOGUE.chat("grok-4-3")
    assert model is not None
    first, second = routes.of(model, sandbox=False)
    assert first.passing("anthropic", ASK) is not None
    assert second.passing("openai-responses", ASK) is None
    assert second.passing("openai-chat", ASK) is not None
    assert [one.name for one in (first, second)] == ["mine", "api.x.ai"]
    await routes.close()


def test_a_missing_key_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("XAI_API_KEY", raising=False)
    Routes(settings(tmp_path, {"vendor": "xai"}).chat)
    assert "https://api.x.ai/v1 has no key: set XAI_API_KEY" in caplog.text


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


async def test_accounts_at_vendors_answer_after_the_routes(tmp_path: Path) -> None:
    some = settings(tmp_path, {"models": "claude-opus-*", "url": "http://one"})
    mine = [Account("mine", "anthropic", "k"), Account("films", "runway", "k")]
    routes = Routes(some.chat, mine)
    names = {}
    for name in ("claude-opus-4-5", "claude-sonnet-4-5", "gpt-5-2"):
        model = CATALOGUE.chat(name)
        assert model is not None
        names[name] = [one.name for one in routes.of(model, sandbox=False)]
    assert names == {
        "claude-opus-4-5": ["one", "mine"],
        "claude-sonnet-4-5": ["mine"],
        "gpt-5-2": ["sketch"],
    }
    await routes.close()


@pytest.mark.parametrize(
    ("name", "wires"),
    [
        ("gpt-5-2", {"openai-chat": "http://up/gpt-5-2/v1"}),
        ("claude-opus-4-5", {"anthropic": "http://up/claude"}),
        ("gpt-5-4", {"openai-responses": "http://up/codex/v1"}),
        (
            "gemini-3-5-flash",
            {"openai-chat": "http://up/gemini-3-5-flash-openai/v1", "gemini": "http://up/gemini"},
        ),
    ],
)
def test_another_server_of_this_api_has_models_where_this_one_has_them(
    name: str, wires: dict[str, str]
) -> None:
    (place,) = account_places([Account("up", "kie", "k", "http://up/")])
    model = CATALOGUE.chat(name)
    assert model is not None
    assert {wire.name: url for wire, url in place.spoken(model)} == wires


def test_keys_of_accounts_are_not_shown() -> None:
    assert "secret-key" not in repr(account_places([Account("a", "xai", "secret-key")]))


async def test_what_chat_completions_cannot_say_is_translated(tmp_path: Path) -> None:
    """A search that the vendor runs, written as a function: another wire knows a word for it."""
    routes = Routes(settings(tmp_path, {"vendor": "openai", "key_env": "X"}).chat)
    model = CATALOGUE.chat("gpt-5-2")
    assert model is not None
    (route,) = routes.of(model, sandbox=False)
    search = Ask("m", ASK.messages, hosted=("web_search",))
    assert route.passing("openai-chat", search) is None
    assert route.passing("openai-responses", search) is not None
    await routes.close()


def test_each_wire_is_some_vendor_s() -> None:
    """By those of the vendors the settings know which there are."""
    known = places([{"vendor": name} for name in ("openai", "anthropic", "google", "xai")])
    assert {wire.name for place in known for wire in place.wires} == set(WIRES) == set(DIALECTS)


async def test_another_server_of_this_api_gets_its_searches_as_they_are(tmp_path: Path) -> None:
    """There the provider's way to write them is known."""
    account = Account("up", "kie", "k", "http://up/")
    routes = Routes(settings(tmp_path).chat, [account])
    model = CATALOGUE.chat("gpt-5-2")
    assert model is not None
    (route,) = routes.of(model, sandbox=False)
    search = Ask("m", ASK.messages, hosted=("web_search",))
    assert route.passing("openai-chat", search) is not None
    await routes.close()
