"""Each dialect over each wire, both ways: the same talk, held by the official clients.

Where dialect and wire are the same, the bodies are passed on; else they are translated.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.db.pool import Pool
from genmux.ledger.audit import audit
from genmux.settings import Settings, load_settings
from tests.chat.wires.doubles import DOUBLES, Script, Studio, running_double
from tests.chat.wires.talks import PNG, SCRIPT
from tests.dialects.chat.conftest import Anthropic, Google, OpenAI
from tests.dialects.chat.talkers import (
    ChatTalker,
    GeminiTalker,
    Heard,
    MessagesTalker,
    NewTalker,
    ResponsesTalker,
)

pytestmark = pytest.mark.filterwarnings(
    "ignore:Inheritance class:DeprecationWarning", "ignore:The model:DeprecationWarning"
)
MODELS = {
    "openai-chat": "gpt-5-4",
    "openai-responses": "gpt-5-5",
    "anthropic": "claude-opus-4-8",
    "gemini": "gemini-3-pro",
}
DIALECTS = tuple(MODELS)
ANSWER = Script(('{"at":', '"Oslo"}'))
LIMITED = "slow down please"


@pytest.fixture
async def studios() -> AsyncIterator[dict[str, Studio]]:
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(running_double(name)) for name in DOUBLES}


@pytest.fixture
def settings(
    tmp_path: Path, studios: dict[str, Studio], monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setenv("DOUBLE_KEY", "vendor-secret")
    shared = {"model": "real-name", "key_env": "DOUBLE_KEY"}
    routes = [
        {"models": MODELS[name], "wire": name, "url": studio.base, **shared}
        for name, studio in studios.items()
    ]
    flags = {"data.dir": str(tmp_path), "chat.routes": routes, "chat.calls": 0}
    return load_settings(file=None, environ={}, flags=flags)


@pytest.fixture
def talker_of(openai_at: OpenAI, anthropic_at: Anthropic, google_at: Google) -> NewTalker:
    made: dict[str, Any] = {
        "openai-chat": lambda: ChatTalker(openai_at()),
        "openai-responses": lambda: ResponsesTalker(openai_at()),
        "anthropic": lambda: MessagesTalker(anthropic_at("")),
        "gemini": lambda: GeminiTalker(google_at("")),
    }
    return lambda name: made[name]()


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_talk_with_tools(
    talker_of: NewTalker, studios: dict[str, Studio], pool: Pool, dialect: str, stream: bool
) -> None:
    talker = talker_of(dialect)
    for wire, studio in studios.items():
        studio.scripts = [SCRIPT, Script(("Snow in Oslo.",))]
        talk = talker.question()
        heard = await talker.ask(MODELS[wire], talk, stream=stream)
        check_heard(heard, dialect, wire)
        first = told(wire, studio.asked[0].body)
        assert first["system"] == "Be kind."
        assert first["texts"] == ["What?"]
        assert first["pictures"] == [PNG]
        assert first["tools"] == ["look"]
        assert first["most"] == 3000
        assert first["effort"] == "high"
        talk += [*heard.turn, *talker.results(heard)]
        again = await talker.ask(MODELS[wire], talk, stream=stream)
        assert (again.text, again.calls) == ("Snow in Oslo.", [])
        second = told(wire, studio.asked[1].body)
        assert second["calls"] == [("look", {"at": "Oslo"}), ("look", {"at": "Rome"})]
        assert second["results"] == [("call_a", "found 0"), ("call_b", "found 1")]
        # What the vendor has signed it gets back; chat completions sign nothing.
        assert second["signatures"] == ([] if wire == "openai-chat" else ["c2ln"]), (dialect, wire)
        auth = studio.asked[0].headers
        assert "vendor-secret" in (auth.get("authorization", "") + auth.get("x-goog-api-key", ""))
    await check_books(pool, calls=2 * len(studios))


def check_heard(heard: Heard, dialect: str, wire: str) -> None:
    where = (dialect, wire)
    assert heard.text == "Hello", where
    assert heard.thought == "Hm.", where
    assert heard.calls == [("look", {"at": "Oslo"}), ("look", {"at": "Rome"})], where
    assert heard.usage == (100, 40, 60, 10), where
    assert heard.reason in ("tool_calls", "stop", "tool_use", "STOP"), where
    assert heard.model != "real-name", where
    assert heard.charge is None or heard.charge > 0, where
    if wire != "gemini":
        assert heard.ids == ["call_a", "call_b"], where


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_forms_limits_and_errors(
    talker_of: NewTalker, studios: dict[str, Studio], pool: Pool, dialect: str, stream: bool
) -> None:
    talker = talker_of(dialect)
    for wire, studio in studios.items():
        studio.scripts = [ANSWER, Script(("Hel",), length=True)]
        text = await talker.shaped(MODELS[wire], stream=stream)
        assert json.loads(text) == {"at": "Oslo"}, wire
        assert told(wire, studio.asked[0].body)["form"] == ["at"], wire
        cut = await talker.ask(MODELS[wire], talker.question(), stream=stream, full=False)
        assert cut.text == "Hel", wire
        ends = ("length", "max_output_tokens", "max_tokens", "MAX_TOKENS")
        assert cut.reason in ends, wire
        studio.status, studio.message = 429, LIMITED
        with pytest.raises(talker.limited, match=LIMITED):
            await talker.ask(MODELS[wire], talker.question(), stream=stream, full=False)
    await check_books(pool, calls=2 * len(studios))


async def check_books(pool: Pool, *, calls: int) -> None:
    """What the vendors counted is charged; what failed is not."""
    rows = await pool.fetch("select * from chat_call order by id")
    done = [row for row in rows if row["state"] == "done"]
    assert len(done) == calls
    for row in done:
        assert not row["estimated"]
        used = ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")
        assert [row[name] for name in used] == [100, 40, 60, 10]
        assert row["charged"] > 0
    assert {row["charged"] for row in rows if row["state"] == "failed"} <= {Decimal(0)}
    async with pool.acquire() as conn:
        assert await audit(conn) == []
    assert await pool.fetchval("select sum(held) from account") == 0


def told(wire: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a vendor was asked, in words that are the same for all."""
    return {
        "openai-chat": _told_chat,
        "openai-responses": _told_responses,
        "anthropic": _told_messages,
        "gemini": _told_gemini,
    }[wire](body)


def _told_chat(body: dict[str, Any]) -> dict[str, Any]:
    messages = body["messages"]
    parts = [
        part
        for one in messages
        if isinstance(one["content"], list)
        for part in one["content"]
        if one["role"] == "user"
    ]
    calls = [call["function"] for one in messages for call in one.get("tool_calls") or ()]
    form = body.get("response_format") or {}
    return {
        "system": messages[0]["content"] if messages[0]["role"] == "system" else "",
        "texts": [part["text"] for part in parts if part["type"] == "text"],
        "pictures": [
            part["image_url"]["url"].rpartition(",")[2]
            for part in parts
            if part["type"] == "image_url"
        ],
        "tools": [tool["function"]["name"] for tool in body.get("tools", ())],
        "calls": [(call["name"], json.loads(call["arguments"])) for call in calls],
        "results": [
            (one["tool_call_id"], _plain(one["content"]))
            for one in messages
            if one["role"] == "tool"
        ],
        "signatures": [],
        "form": form["json_schema"]["schema"]["required"] if form else [],
        "most": body.get("max_completion_tokens") or body.get("max_tokens"),
        "effort": body.get("reasoning_effort"),
    }


def _told_responses(body: dict[str, Any]) -> dict[str, Any]:
    items = body["input"]
    parts = [
        part
        for one in items
        if one.get("role") == "user"
        for part in (one["content"] if isinstance(one["content"], list) else ())
    ]
    system = next((one["content"] for one in items if one.get("role") == "system"), "")
    of = {
        kind: [one for one in items if one.get("type") == kind]
        for kind in ("function_call", "function_call_output", "reasoning")
    }
    form = (body.get("text") or {}).get("format")
    return {
        "system": system if isinstance(system, str) else system[0]["text"],
        "texts": [part["text"] for part in parts if part["type"] == "input_text"],
        "pictures": [
            part["image_url"].rpartition(",")[2] for part in parts if part["type"] == "input_image"
        ],
        "tools": [tool["name"] for tool in body.get("tools", ())],
        "calls": [(one["name"], json.loads(one["arguments"])) for one in of["function_call"]],
        "results": [(one["call_id"], _plain(one["output"])) for one in of["function_call_output"]],
        "signatures": [one["encrypted_content"] for one in of["reasoning"]],
        "form": form["schema"]["required"] if form else [],
        "most": body["max_output_tokens"],
        "effort": (body.get("reasoning") or {}).get("effort"),
    }


def _told_messages(body: dict[str, Any]) -> dict[str, Any]:
    blocks = [block for one in body["messages"] for block in one["content"]]
    of = {
        kind: [one for one in blocks if one["type"] == kind]
        for kind in ("text", "image", "tool_use", "tool_result", "thinking")
    }
    form = (body.get("output_config") or {}).get("format")
    return {
        "system": body["system"],
        "texts": [one["text"] for one in of["text"]],
        "pictures": [one["source"]["data"] for one in of["image"]],
        "tools": [tool["name"] for tool in body.get("tools", ())],
        "calls": [(one["name"], one["input"]) for one in of["tool_use"]],
        "results": [
            (
                one["tool_use_id"],
                _plain(
                    one["content"] if isinstance(one["content"], str) else one["content"][0]["text"]
                ),
            )
            for one in of["tool_result"]
        ],
        "signatures": [one["signature"] for one in of["thinking"]],
        "form": form["schema"]["required"] if form else [],
        "most": body["max_tokens"],
        # One's own servers are asked with a budget, as the default is for them.
        "effort": "high" if body.get("thinking") else None,
    }


def _told_gemini(body: dict[str, Any]) -> dict[str, Any]:
    parts = [part for one in body["contents"] for part in one["parts"]]
    asked = body["contents"][0]["parts"]
    config = body["generationConfig"]
    thinking = config.get("thinkingConfig") or {}
    inline = [part["inlineData"] for part in parts if "inlineData" in part]
    calls = [part["functionCall"] for part in parts if "functionCall" in part]
    results = [part["functionResponse"] for part in parts if "functionResponse" in part]
    form = config.get("responseJsonSchema")
    return {
        "system": body["systemInstruction"]["parts"][0]["text"],
        "texts": [part["text"] for part in asked if "text" in part],
        "pictures": [one["data"] for one in inline],
        "tools": [
            one["name"] for tool in body.get("tools", ()) for one in tool["functionDeclarations"]
        ],
        "calls": [(one["name"], one["args"]) for one in calls],
        "results": [(one["id"], _plain(one["response"]["output"])) for one in results],
        "signatures": [part["thoughtSignature"] for part in parts if "thoughtSignature" in part],
        "form": form["required"] if form else [],
        "most": config["maxOutputTokens"],
        "effort": "high" if thinking else None,
    }


def _plain(text: str) -> str:
    """Gemini's clients answer with objects."""
    return json.loads(text)["output"] if text.startswith("{") else text
