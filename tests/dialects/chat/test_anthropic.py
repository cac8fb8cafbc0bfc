"""Messages with Anthropic's own client."""

from __future__ import annotations

from typing import Any

import anthropic
import jsonschema_rs
import orjson
import pytest

from tests.dialects.chat.conftest import PNG, WEATHER, Anthropic
from tests.server import Caller

# The client warns of models that their vendor will withdraw; they are rows of this API.
pytestmark = pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")

SONNET = "claude-sonnet-4-5"
TOOL: Any = {"name": "get_weather", "description": "The weather now.", "input_schema": WEATHER}


def said(text: Any, role: str = "user") -> Any:
    return {"role": role, "content": text}


@pytest.mark.covers(107, 108)
@pytest.mark.parametrize("path", ["/claude", "/anthropic", ""])
@pytest.mark.parametrize("model", [SONNET, "claude-opus-4-5"])
async def test_each_path_answers_whole_and_streamed(
    anthropic_at: Anthropic, path: str, model: str
) -> None:
    client = anthropic_at(path)
    asked: Any = {
        "model": model,
        "max_tokens": 500,
        "system": "Be brief.",
        "messages": [said('Say "pineapple".')],
    }
    whole = await client.messages.create(**asked)
    assert [block.type for block in whole.content] == ["text"]
    assert whole.content[0].text == "pineapple"
    assert whole.stop_reason == "end_turn"
    assert whole.usage.input_tokens > 0
    assert whole.credits_consumed > 0
    async with client.messages.stream(**asked) as stream:
        events = [event async for event in stream]
        final = await stream.get_final_message()
    assert final.content[0].text == "pineapple"
    assert final.stop_reason == "end_turn"
    assert final.usage.output_tokens == whole.usage.output_tokens
    told = next(event for event in events if event.type == "message_delta")
    assert told.credits_consumed == whole.credits_consumed


async def test_the_key_may_come_as_either_header(address: str, key: str) -> None:
    """One client's manual has `Bearer` inside x-api-key, another way is an auth token."""
    ways: list[Any] = [{"api_key": f"Bearer {key}"}, {"auth_token": key, "api_key": None}]
    for more in ways:
        async with anthropic.AsyncAnthropic(
            base_url=f"{address}/claude", max_retries=0, **more
        ) as client:
            reply = await client.messages.create(
                model=SONNET, max_tokens=50, messages=[said("Hello.")]
            )
            assert reply.content


@pytest.mark.parametrize("stream", [False, True])
async def test_parallel_calls_and_their_results(anthropic_at: Anthropic, stream: bool) -> None:
    client = anthropic_at()
    messages = [said("What is the weather in Paris and London?")]
    asked: Any = {"model": SONNET, "max_tokens": 500, "tools": [TOOL]}
    if stream:
        async with client.messages.stream(messages=messages, **asked) as events:
            reply = await events.get_final_message()
    else:
        reply = await client.messages.create(messages=messages, **asked)
    assert reply.stop_reason == "tool_use"
    calls = [block for block in reply.content if block.type == "tool_use"]
    assert [call.input["city"] for call in calls] == ["Paris", "London"]
    for call in calls:
        jsonschema_rs.validate(WEATHER, call.input)
    results = [
        {"type": "tool_result", "tool_use_id": calls[0].id, "content": "10 degrees"},
        {"type": "tool_result", "tool_use_id": calls[1].id, "content": "no", "is_error": True},
    ]
    blocks = [block.model_dump(exclude_none=True) for block in reply.content]
    final = await client.messages.create(
        messages=[*messages, said(blocks, "assistant"), said(results)], **asked
    )
    assert final.stop_reason == "end_turn"
    assert "answered: 10 degrees" in final.content[0].text
    assert "failed and said: no" in final.content[0].text


async def test_the_choice_of_tools_is_obeyed(anthropic_at: Anthropic) -> None:
    create = anthropic_at().messages.create
    asked: Any = {"model": SONNET, "max_tokens": 500, "tools": [TOOL]}
    for choice in ({"type": "any"}, {"type": "tool", "name": "get_weather"}):
        reply = await create(messages=[said("Hello.")], tool_choice=choice, **asked)
        assert reply.stop_reason == "tool_use"
    text = [said("The weather in Paris and London, please.")]
    none = await create(messages=text, tool_choice={"type": "none"}, **asked)
    assert none.stop_reason == "end_turn"
    single: Any = {"type": "auto", "disable_parallel_tool_use": True}
    one = await create(messages=text, tool_choice=single, **asked)
    assert len([block for block in one.content if block.type == "tool_use"]) == 1
    with pytest.raises(anthropic.BadRequestError, match="calls no functions"):
        await create(messages=text, **{**asked, "model": "claude-fable-5"})


@pytest.mark.parametrize("stream", [False, True])
async def test_thinking_comes_before_the_text(anthropic_at: Anthropic, stream: bool) -> None:
    asked: Any = {
        "model": SONNET,
        "max_tokens": 4000,
        "thinking": {"type": "enabled", "budget_tokens": 2000},
        "messages": [said("Why?")],
    }
    client = anthropic_at()
    if stream:
        async with client.messages.stream(**asked) as events:
            reply = await events.get_final_message()
    else:
        reply = await client.messages.create(**asked)
    assert [block.type for block in reply.content] == ["thinking", "text"]
    assert reply.content[0].thinking
    assert reply.content[0].signature.startswith("sketch-")
    blocks = [block.model_dump(exclude_none=True) for block in reply.content]
    more = [said("Why?"), said(blocks, "assistant"), said("And then?")]
    again = await client.messages.create(**{**asked, "messages": more})
    assert "turn number 2" in again.content[1].text


async def test_the_flag_of_this_api_makes_it_think(anthropic_at: Anthropic) -> None:
    reply = await anthropic_at().messages.create(
        model=SONNET,
        max_tokens=500,
        messages=[said("Why?")],
        extra_body={"thinkingFlag": True},
    )
    assert reply.content[0].type == "thinking"


async def test_structured_answers_fit_their_schema(anthropic_at: Anthropic) -> None:
    form: Any = {"format": {"type": "json_schema", "schema": WEATHER}}
    reply = await anthropic_at().messages.create(
        model=SONNET, max_tokens=500, messages=[said('It is "Oslo".')], output_config=form
    )
    made = orjson.loads(reply.content[0].text)
    jsonschema_rs.validate(WEATHER, made)
    assert made["city"] == "Oslo"


async def test_pictures_and_documents_are_seen(anthropic_at: Anthropic) -> None:
    png = {"type": "base64", "media_type": "image/png", "data": PNG}
    pdf = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0x"}
    content = [
        {"type": "image", "source": png},
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
        {"type": "document", "source": pdf, "title": "paper"},
        {"type": "text", "text": "What is this?"},
    ]
    reply = await anthropic_at().messages.create(
        model=SONNET, max_tokens=500, messages=[said(content)]
    )
    text = reply.content[0].text
    assert "2 × 3 pixels" in text
    assert "https://example.com/a.png" in text
    assert "called paper (application/pdf" in text


async def test_reasons_to_stop(anthropic_at: Anthropic) -> None:
    create = anthropic_at().messages.create
    cut = await create(model=SONNET, max_tokens=10, messages=[said("Write 100 words.")])
    assert (cut.stop_reason, cut.usage.output_tokens) == ("max_tokens", 10)
    stopped = await create(
        model=SONNET,
        max_tokens=100,
        messages=[said('Say "one two three".')],
        stop_sequences=["two"],
    )
    assert (stopped.stop_reason, stopped.stop_sequence) == ("stop_sequence", "two")


async def test_cached_tokens_are_beside_the_input(anthropic_at: Anthropic) -> None:
    messages = [said("word " * 2000), said("Yes.", "assistant"), said("And now?")]
    client = anthropic_at()
    reply = await client.messages.create(model=SONNET, max_tokens=100, messages=messages)
    assert reply.usage.cache_read_input_tokens == 2432
    counted = await client.messages.count_tokens(model=SONNET, messages=messages)
    assert counted.input_tokens == reply.usage.input_tokens + 2432


async def test_errors_are_those_of_the_client(
    anthropic_at: Anthropic, poor: str, sandbox: str
) -> None:
    asked: Any = {"model": SONNET, "max_tokens": 50, "messages": [said("Hello.")]}

    async def refused(kind: type[Exception], word: str, **more: Any) -> Any:
        with pytest.raises(kind) as found:
            await anthropic_at(**more).messages.create(**asked)
        error: Any = found.value
        assert error.body["error"]["type"] == word
        return error

    await refused(anthropic.AuthenticationError, "authentication_error", api_key="sk-wrong")
    broke = await refused(anthropic.APIStatusError, "billing_error", api_key=poor)
    assert broke.status_code == 402
    fault = {"X-Genmux-Fault": "status=429"}
    busy = {"api_key": sandbox, "default_headers": fault}
    await refused(anthropic.RateLimitError, "rate_limit_error", **busy)
    asked["model"] = "gpt-5-2"  # not on this path
    await refused(anthropic.NotFoundError, "not_found_error")
    asked |= {"model": SONNET, "messages": [said("word " * 200_000)]}
    long = await refused(anthropic.BadRequestError, "invalid_request_error")
    assert long.body["error"]["message"].startswith("prompt is too long: ")
    asked["messages"] = [said("x" * 21 * 1024 * 1024)]
    large = await refused(anthropic.APIStatusError, "request_too_large")
    assert large.status_code == 413


async def test_a_stream_that_breaks_says_so(anthropic_at: Anthropic, sandbox: str) -> None:
    client = anthropic_at(api_key=sandbox, default_headers={"X-Genmux-Fault": "cut=5"})
    with pytest.raises(anthropic.APIStatusError, match="cut"):
        async with client.messages.stream(
            model=SONNET, max_tokens=500, messages=[said("Write 100 words.")]
        ) as stream:
            await stream.get_final_message()


async def test_models_are_listed(anthropic_at: Anthropic) -> None:
    found = [model async for model in anthropic_at("/anthropic").models.list()]
    assert all(model.id.startswith("claude-") for model in found)
    assert {SONNET, "claude-opus-4-5"} <= {model.id for model in found}
    one = await anthropic_at("/anthropic").models.retrieve(SONNET)
    assert (one.type, one.display_name) == ("model", "Claude Sonnet 4.5")


async def test_this_api_streams_unless_told_otherwise(api: Caller) -> None:
    asked = {"model": SONNET, "messages": [{"role": "user", "content": "Hello."}]}
    streamed = await api.post("/claude/v1/messages", asked)
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert streamed.raw.startswith(b"event: message_start\n")
    whole = await api.post("/claude/v1/messages", {**asked, "stream": False})
    assert whole.json["type"] == "message"
