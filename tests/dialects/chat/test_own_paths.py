"""Another server of this API as a route: it is asked where it has the model, in its own words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from genmux.settings import Settings, load_settings
from tests.chat.wires.doubles import DOUBLES, Script, Studio, running_double
from tests.server import Caller

SEARCH: Any = {"type": "function", "function": {"name": "googleSearch"}}
LOOK: Any = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
USER: Any = [{"role": "user", "content": "Hi"}]


@pytest.fixture
async def studios() -> AsyncIterator[dict[str, Studio]]:
    async with AsyncExitStack() as stack:
        found = {name: await stack.enter_async_context(running_double(name)) for name in DOUBLES}
        for studio in found.values():
            studio.scripts = [Script(("Hel", "lo"))]
        yield found


@pytest.fixture
def settings(
    tmp_path: Path, studios: dict[str, Studio], monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setenv("DOUBLE_KEY", "their-key")
    of = {"openai-chat": "gemini-3-pro", "anthropic": "claude-*", "openai-responses": "gpt-5-5"}
    routes = [
        {"vendor": "kie", "models": models, "url": studios[name].url, "key_env": "DOUBLE_KEY"}
        for name, models in of.items()
    ]
    flags = {"data.dir": str(tmp_path), "chat.routes": routes, "chat.calls": 0}
    return load_settings(file=None, environ={}, flags=flags)


@pytest.mark.parametrize("stream", [False, True])
async def test_its_words_go_on(api: Caller, studios: dict[str, Studio], stream: bool) -> None:
    chat = {"messages": USER, "tools": [SEARCH], "include_thoughts": False, "stream": stream}
    reply = await api.post("/gemini-3-pro/v1/chat/completions", chat)
    assert reply.status == 200
    (asked,) = studios["openai-chat"].asked
    assert asked.path == "/gemini-3-pro/v1/chat/completions"
    assert asked.headers["authorization"] == "Bearer their-key"
    assert asked.body["tools"] == [SEARCH]
    assert asked.body["include_thoughts"] is False
    claude = {
        "model": "claude-sonnet-4-5",
        "messages": USER,
        "tools": [{"name": "web_search"}, {"name": "look", "input_schema": {"type": "object"}}],
        "thinkingFlag": True,
        "stream": stream,
    }
    assert (await api.post("/claude/v1/messages", claude)).status == 200
    (asked,) = studios["anthropic"].asked
    assert asked.path == "/claude/v1/messages"
    assert (asked.body["tools"], asked.body["thinkingFlag"]) == (claude["tools"], True)


@pytest.mark.parametrize("stream", [False, True])
async def test_other_dialects_are_translated(
    api: Caller, studios: dict[str, Studio], stream: bool
) -> None:
    """A search in the vendor's words: the wire is that of the vendor's own API."""
    body = {"model": "gpt-5-5", "messages": USER, "tools": [SEARCH, LOOK], "stream": stream}
    reply = await api.post("/v1/chat/completions", body)
    assert reply.status == 200
    (asked,) = studios["openai-responses"].asked
    assert asked.path == "/codex/v1/responses"
    assert [tool["type"] for tool in asked.body["tools"]] == ["function", "web_search"]
