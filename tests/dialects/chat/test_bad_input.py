"""Whatever is sent, the answer is a refusal that names the field; never a broken server."""

from __future__ import annotations

import contextlib
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from genmux.catalogue.load import load_catalogue
from genmux.chat.vendors import WIRES
from genmux.chat.wires.wire import Target
from genmux.dialects.chat.anthropic import Anthropic
from genmux.dialects.chat.dialect import Dialect
from genmux.dialects.chat.gemini import Gemini
from genmux.dialects.chat.openai_chat import OpenAIChat
from genmux.dialects.chat.openai_responses import OpenAIResponses
from genmux.engines.talk import RouteFailure
from genmux.engines.tokens import count_ask
from genmux.errors import InvalidInput
from tests.server import Caller

MODEL = next(model for model in load_catalogue().chats if "video" in model.inputs)
TARGET = Target("real-name", 4096)
WORDS = [
    "messages",
    "contents",
    "input",
    "role",
    "content",
    "parts",
    "text",
    "type",
    "tools",
    "function",
    "functionDeclarations",
    "name",
    "tool_calls",
    "arguments",
    "tool_use",
    "tool_result",
    "image",
    "image_url",
    "url",
    "source",
    "system",
    "instructions",
    "stop",
    "stop_sequences",
    "max_tokens",
    "generationConfig",
    "response_format",
    "tool_choice",
    "thinking",
    "input_schema",
    "functionCall",
    "functionResponse",
    "inlineData",
    "data",
    "stream",
    "temperature",
    "user",
    "assistant",
    "model",
    "base64",
]
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 5), st.floats(), st.sampled_from(WORDS), st.text()
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    ),
    max_leaves=15,
)
BODIES = st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=6)


@pytest.mark.parametrize(
    "dialect", [OpenAIChat(), OpenAIResponses(), Anthropic(), Gemini()], ids=lambda one: one.name
)
@given(body=BODIES)
@how(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_body_is_refused_or_goes_on_over_every_wire(
    dialect: Dialect, body: dict[str, Any]
) -> None:
    ask, status = None, 0
    try:
        ask = dialect.read(body, MODEL, stream=False)
    except InvalidInput as error:
        status = dialect.refusal(error)[0]
    if ask is None:
        assert status == 400
        return
    count_ask(ask)
    for wire in WIRES.values():
        if wire.name == dialect.name:
            orjson.dumps(wire.passed(body, ask, TARGET))
        with contextlib.suppress(RouteFailure):  # it cannot be said there
            orjson.dumps(wire.request(ask, TARGET))


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "cook"}]}, "messages[0].role"),
        ("/v1/chat/completions", {"messages": [{"role": "user"}]}, "messages[0].content"),
        (
            "/v1/chat/completions",
            {"messages": [{"role": "user", "content": "x"}], "temperature": 9},
            "temperature",
        ),
        (
            "/v1/chat/completions",
            {"messages": [{"role": "user", "content": "x"}], "max_tokens": 0},
            "max_tokens",
        ),
        ("/v1/chat/completions", {"model": None}, "model"),
        ("/v1/responses", {"model": 7}, "model"),
        ("/v1/responses", {}, "input"),
        ("/v1/responses", {"input": []}, "input"),
        ("/v1/responses", {"input": [{"type": "item_reference", "id": "x"}]}, "input[0].type"),
        ("/v1/responses", {"input": [{"type": "dance"}]}, "input[0].type"),
    ],
)
async def test_the_field_is_named(api: Caller, path: str, body: Any, field: str) -> None:
    reply = await api.post(path, {"model": "gpt-5-2", **body})
    assert reply.status == 400
    assert reply.json["error"]["param"] == field
    assert field in reply.json["error"]["message"]


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"candidateCount": 2}, "candidateCount"),
        ({"max_output_tokens": 0}, "max_output_tokens"),
        ({"thinkingConfig": {"thinkingBudget": "much"}}, "thinkingConfig.thinkingBudget"),
        ({"thinkingConfig": {"thinkingLevel": "deep"}}, "thinkingConfig.thinkingLevel"),
    ],
)
async def test_gemini_s_fields_are_named_too(api: Caller, config: Any, field: str) -> None:
    body = {"contents": "Hi", "generationConfig": config}
    reply = await api.post("/v1beta/models/gemini-3-pro:generateContent", body)
    assert (reply.status, reply.json["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert f"generationConfig.{field} must be" in reply.json["error"]["message"]


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/responses"])
@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff"])
async def test_what_is_no_json_object_is_refused(api: Caller, path: str, raw: bytes) -> None:
    reply = await api.call("POST", path, raw)
    assert reply.status == 400
    assert reply.json["error"]["type"] == "invalid_request_error"
