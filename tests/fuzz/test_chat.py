"""Chat requests that are almost right, in every dialect: read, or refused in its own words."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import asyncpg
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.catalogue.load import Catalogue
from genmux.chat.vendors import WIRES
from genmux.chat.wires.wire import Target as Place
from genmux.dialects.chat.anthropic import Anthropic
from genmux.dialects.chat.dialect import Dialect
from genmux.dialects.chat.gemini import Gemini
from genmux.dialects.chat.openai_chat import OpenAIChat
from genmux.dialects.chat.openai_responses import OpenAIResponses
from genmux.engines.talk import RouteFailure
from genmux.errors import InvalidInput
from genmux.ledger.audit import audit
from tests.fuzz.conftest import examples
from tests.fuzz.strategies import broken, changed, text_of, values
from tests.fuzz.target import _INTERNALS, FUNDS, SLOW, Answer, Target, open_target

MODEL = "gemini-3-pro"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
    "required": ["city"],
}
PICTURE = "data:image/png;base64,iVBORw0KGgo="
GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "openai-chat": (
        "/v1/chat/completions",
        {
            "model": MODEL,
            "messages": [
                {"role": "system", "content": "Be kind."},
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "Hi"},
                        {"type": "image_url", "image_url": {"url": PICTURE}},
                    ],
                },
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [
                        {
                            "id": "a",
                            "type": "function",
                            "function": {"name": "f", "arguments": "{}"},
                            "extra_content": {"thought_signature": "c2ln"},
                        }
                    ],
                },
                {"role": "tool", "tool_call_id": "a", "content": "1"},
            ],
            "tools": [{"type": "function", "function": {"name": "f", "parameters": SCHEMA}}],
            "tool_choice": "auto",
            "max_tokens": 9,
            "temperature": 1,
            "stop": ["x"],
            "stream": False,
            "stream_options": {"include_usage": True},
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "n", "schema": SCHEMA},
            },
            "reasoning_effort": "low",
        },
    ),
    "openai-responses": (
        "/v1/responses",
        {
            "model": MODEL,
            "instructions": "Be kind.",
            "input": [
                {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
                {"role": "user", "content": [{"type": "input_image", "image_url": PICTURE}]},
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm"}]},
                {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "a", "output": "1"},
            ],
            "tools": [{"type": "function", "name": "f", "parameters": SCHEMA}],
            "tool_choice": {"type": "function", "name": "f"},
            "max_output_tokens": 9,
            "reasoning": {"effort": "low", "summary": "auto"},
            "text": {"format": {"type": "json_schema", "name": "n", "schema": SCHEMA}},
            "stream": False,
        },
    ),
    "anthropic": (
        "/v1/messages",
        {
            "model": MODEL,
            "system": [{"type": "text", "text": "Be kind."}],
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "Hi"},
                        {
                            "type": "image",
                            "source": {"type": "base64", "media_type": "image/png", "data": "AA=="},
                        },
                    ],
                },
                {
                    "role": "assistant",
                    "content": [
                        {"type": "thinking", "thinking": "Hm", "signature": "c2ln"},
                        {"type": "tool_use", "id": "a", "name": "f", "input": {"city": "x"}},
                    ],
                },
                {
                    "role": "user",
                    "content": [{"type": "tool_result", "tool_use_id": "a", "content": "1"}],
                },
            ],
            "tools": [{"name": "f", "input_schema": SCHEMA}],
            "tool_choice": {"type": "any"},
            "max_tokens": 9,
            "thinking": {"type": "enabled", "budget_tokens": 1024},
            "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
            "stop_sequences": ["x"],
            "stream": False,
        },
    ),
    "gemini": (
        f"/v1beta/models/{MODEL}:streamGenerateContent",
        {
            "systemInstruction": {"parts": [{"text": "Be kind."}]},
            "contents": [
                {
                    "role": "user",
                    "parts": [
                        {"text": "Hi"},
                        {"inlineData": {"mimeType": "image/png", "data": "AA=="}},
                    ],
                },
                {
                    "role": "model",
                    "parts": [
                        {"text": "Hm", "thought": True},
                        {
                            "functionCall": {"id": "a", "name": "f", "args": {}},
                            "thoughtSignature": "c2ln",
                        },
                    ],
                },
                {
                    "role": "user",
                    "parts": [{"functionResponse": {"id": "a", "name": "f", "response": {"x": 1}}}],
                },
            ],
            "tools": [{"functionDeclarations": [{"name": "f", "parametersJsonSchema": SCHEMA}]}],
            "toolConfig": {"functionCallingConfig": {"mode": "ANY"}},
            "generationConfig": {
                "maxOutputTokens": 9,
                "responseMimeType": "application/json",
                "responseJsonSchema": SCHEMA,
                "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "low"},
            },
            "stream": False,
        },
    ),
}
DIALECTS: dict[str, Dialect] = {
    one.name: one for one in (OpenAIChat(), OpenAIResponses(), Anthropic(), Gemini())
}
OWN_PATHS = ("/gpt-5-2/v1/chat/completions", "/codex/v1/responses", "/claude/v1/messages")


@pytest.fixture(scope="module")
def target(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[Target]:
    """An API for this module; at the end what was refused has cost nothing."""
    flags: dict[str, Any] = {"chat.calls": 0, "chat.tokens_per_second": 0}
    folder = tmp_path_factory.mktemp("chat")
    with open_target(postgres_server, folder, catalogue, **flags) as target:
        yield target
        asyncio.run(_check_books(target))


async def _check_books(target: Target) -> None:
    conn = await asyncpg.connect(target.database)
    try:
        assert await audit(conn) == []
        states = await conn.fetch("select state, sum(charged) as sum from chat_call group by 1")
        left = await conn.fetchval("select available from account where not sandbox")
    finally:
        await conn.close()
    # What only the route could refuse was held for, and given back.
    assert {row["state"] for row in states} <= {"done", "failed"}
    assert [row["sum"] for row in states if row["state"] == "failed"] in ([], [Decimal(0)])
    assert left == FUNDS - sum((row["sum"] for row in states), Decimal(0))


@pytest.mark.parametrize("dialect", list(GOOD))
def test_what_is_right_is_answered(target: Target, dialect: str) -> None:
    """Or what follows would break nothing but what is broken already."""
    path, body = GOOD[dialect]
    answer = target.call("POST", path, text_of(body))
    assert answer.status == 200, answer.raw
    assert answer.json["credits_consumed"] > 0


@given(data=st.data(), dialect=st.sampled_from(sorted(GOOD)))
@examples(300)
def test_a_request_with_something_broken(target: Target, data: st.DataObject, dialect: str) -> None:
    path, good = GOOD[dialect]
    judge(target, dialect, path, text_of(data.draw(broken(good))))


@given(data=st.data(), dialect=st.sampled_from(sorted(GOOD)))
@examples(300)
def test_a_request_with_something_broken_inside(
    target: Target, data: st.DataObject, dialect: str
) -> None:
    path, good = GOOD[dialect]
    name = data.draw(st.sampled_from(sorted(good)))
    judge(target, dialect, path, text_of({**good, name: data.draw(deeply(good[name]))}))


@st.composite
def deeply(draw: st.DrawFn, value: Any) -> Any:
    """One thing changed, anywhere inside."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        return {**value, name: draw(deeply(value[name]))}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], draw(deeply(value[at])), *value[at + 1 :]]
    return draw(changed(value))


@given(data=st.data(), dialect=st.sampled_from(sorted(GOOD)), body=values)
@examples(100)
def test_a_body_of_anything(target: Target, data: st.DataObject, dialect: str, body: Any) -> None:
    own = [path for path, name in zip(OWN_PATHS, GOOD, strict=False) if name == dialect]
    path = data.draw(st.sampled_from([GOOD[dialect][0], *own]))
    judge(target, dialect, path, text_of(body))


@given(data=st.data(), dialect=st.sampled_from(sorted(GOOD)))
@examples(300)
def test_what_is_read_goes_on_over_every_wire(
    catalogue: Catalogue, data: st.DataObject, dialect: str
) -> None:
    """Passed on or translated; what a vendor's wire cannot say is told as such."""
    model = catalogue.chat(MODEL)
    assert model is not None
    good = GOOD[dialect][1]
    name = data.draw(st.sampled_from(sorted(good)))
    sent = text_of({**good, name: data.draw(deeply(good[name]))})
    try:
        body = orjson.loads(sent)
        ask = DIALECTS[dialect].read(body, model, stream=False)
    except (orjson.JSONDecodeError, InvalidInput):
        return
    for wire in WIRES.values():
        for target in (Place("real-name", 4096), Place("real-name", 4096, budgets=True)):
            if wire.name == dialect:
                orjson.dumps(wire.passed(body, ask, target))
            with contextlib.suppress(RouteFailure):
                orjson.dumps(wire.request(ask, target))


def judge(target: Target, dialect: str, path: str, sent: bytes) -> None:
    answer = target.call("POST", path, sent)
    assert answer.seconds < SLOW
    if answer.status == 200:
        assert b"credits_consumed" in answer.raw, answer.raw
        assert b'"error":{' not in answer.raw, answer.raw
        return
    assert answer.status in (400, 402, 404, 413), answer.raw
    check_error(dialect, answer, sent.decode())


def check_error(dialect: str, answer: Answer, sent: str) -> None:
    told = answer.json["error"]
    if dialect == "anthropic":
        assert answer.json["type"] == "error"
        assert told["type"].endswith("_error") or told["type"] == "request_too_large"
    elif dialect == "gemini":
        assert told["code"] == answer.status
        assert told["status"].isupper()
    else:
        assert told.keys() == {"message", "type", "param", "code"}
        assert isinstance(told["type"], str)
    assert told["message"]
    assert len(told["message"]) < 2000
    for word in _INTERNALS:
        assert word not in told["message"] or word in sent, told
