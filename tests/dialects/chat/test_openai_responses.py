"""Responses with OpenAI's own client."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import openai
import orjson
import pytest
from pydantic import BaseModel

from tests.dialects.chat.conftest import PNG, WEATHER, OpenAI
from tests.server import Caller

PATHS = {
    "gpt-5-5": "/codex/v1",
    "gpt-5.2-codex": "/api/v1",
    "grok-4-5": "/grok/v1",
    "gemini-3-pro": "/v1",
}
TOOL: Any = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather now.",
    "parameters": WEATHER,
    "strict": True,
}


@pytest.mark.parametrize(("model", "path"), PATHS.items())
async def test_each_path_answers_whole_and_streamed(
    openai_at: OpenAI, model: str, path: str
) -> None:
    client = openai_at(path)
    asked: Any = {"model": model, "instructions": "Be brief.", "input": 'Say "pineapple".'}
    whole = await client.responses.create(**asked)
    assert whole.output_text == "pineapple"
    assert whole.status == "completed"
    assert whole.usage is not None
    assert whole.usage.output_tokens_details.reasoning_tokens > 0
    assert whole.credits_consumed > 0
    async with client.responses.stream(**asked) as stream:
        kinds = [event.type async for event in stream]
        final = await stream.get_final_response()
    assert final.output_text == "pineapple"
    assert final.usage == whole.usage
    assert final.credits_consumed == whole.credits_consumed  # type: ignore[attr-defined]
    assert kinds[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert kinds[-1] == "response.completed"


@pytest.mark.parametrize("stream", [False, True])
async def test_parallel_calls_and_their_results(openai_at: OpenAI, stream: bool) -> None:
    client = openai_at("/codex/v1")
    items: list[Any] = [{"role": "user", "content": "What is the weather in Paris and London?"}]
    asked: Any = {"model": "gpt-5-5", "tools": [TOOL]}
    if stream:
        async with client.responses.stream(input=items, **asked) as events:
            async for _event in events:
                pass
            reply: Any = await events.get_final_response()
    else:
        reply = await client.responses.create(input=items, **asked)
    calls = [item for item in reply.output if item.type == "function_call"]
    made = [orjson.loads(call.arguments) for call in calls]
    assert [one["city"] for one in made] == ["Paris", "London"]
    for one in made:
        jsonschema_rs.validate(WEATHER, one)
    items += [
        {"type": "function_call", "call_id": c.call_id, "name": c.name, "arguments": c.arguments}
        for c in calls
    ]
    items += [
        {"type": "function_call_output", "call_id": call.call_id, "output": f"{number} degrees"}
        for number, call in enumerate(calls)
    ]
    final = await client.responses.create(input=items, **asked)
    assert "0 degrees" in final.output_text
    assert "1 degrees" in final.output_text


async def test_the_choice_of_tools_is_obeyed(openai_at: OpenAI) -> None:
    create = openai_at("/codex/v1").responses.create
    asked: Any = {"model": "gpt-5-5", "tools": [TOOL]}
    demands: list[Any] = ["required", {"type": "function", "name": "get_weather"}]
    for choice in demands:
        reply = await create(input="Hello.", tool_choice=choice, **asked)
        assert reply.output[-1].type == "function_call"
    none = await create(input="The weather in Paris?", tool_choice="none", **asked)
    assert none.output[-1].type == "message"


class Person(BaseModel):
    name: str
    age: int


async def test_structured_answers_fit_their_schema(openai_at: OpenAI) -> None:
    parsed = await openai_at("/codex/v1").responses.parse(
        model="gpt-5-5", input='Someone called "Ada".', text_format=Person
    )
    assert parsed.output_parsed is not None
    assert parsed.output_parsed.name == "Ada"


@pytest.mark.parametrize("stream", [False, True])
async def test_thinking_is_told_as_a_summary(openai_at: OpenAI, stream: bool) -> None:
    client = openai_at("/codex/v1")
    asked: Any = {
        "model": "gpt-5-5",
        "input": "Why?",
        "reasoning": {"effort": "high", "summary": "auto"},
    }
    if stream:
        async with client.responses.stream(**asked) as events:
            kinds = {event.type async for event in events}
            reply: Any = await events.get_final_response()
        assert "response.reasoning_summary_text.delta" in kinds
    else:
        reply = await client.responses.create(**asked)
    assert [item.type for item in reply.output] == ["reasoning", "message"]
    assert "Why?" in reply.output[0].summary[0].text


async def test_pictures_and_files_are_seen(openai_at: OpenAI) -> None:
    content = [
        {"type": "input_text", "text": "What is this?"},
        {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}"},
        {"type": "input_file", "file_url": "https://example.com/a.pdf", "filename": "a.pdf"},
    ]
    items: Any = [{"role": "user", "content": content}]
    reply = await openai_at("/codex/v1").responses.create(model="gpt-5-5", input=items)
    assert "2 × 3 pixels" in reply.output_text
    assert "a file called a.pdf at https://example.com/a.pdf" in reply.output_text


async def test_what_is_cut_off_is_incomplete(openai_at: OpenAI) -> None:
    client = openai_at("/codex/v1")
    asked: Any = {"model": "gpt-5-5", "input": "Write 100 words.", "max_output_tokens": 30}
    reply = await client.responses.create(**asked)
    assert reply.status == "incomplete"
    assert reply.incomplete_details is not None
    assert reply.incomplete_details.reason == "max_output_tokens"
    stream = await client.responses.create(stream=True, **asked)
    assert [event.type async for event in stream][-1] == "response.incomplete"


async def test_errors_are_those_of_the_client(openai_at: OpenAI, poor: str, sandbox: str) -> None:
    asked: Any = {"model": "gpt-5-5", "input": "Hello."}
    with pytest.raises(openai.AuthenticationError):
        await openai_at("/codex/v1", "sk-wrong").responses.create(**asked)
    with pytest.raises(openai.APIStatusError) as broke:
        await openai_at("/codex/v1", poor).responses.create(**asked)
    assert broke.value.status_code == 402
    with pytest.raises(openai.NotFoundError):
        await openai_at("/codex/v1").responses.create(model="grok-4-5", input="Hello.")
    with pytest.raises(openai.BadRequestError) as long:
        await openai_at("/codex/v1").responses.create(model="gpt-5-5", input="word " * 400_000)
    assert long.value.code == "context_length_exceeded"
    with pytest.raises(openai.BadRequestError, match="nothing is stored"):
        await openai_at("/codex/v1").responses.create(previous_response_id="resp_1", **asked)
    fault = {"X-Genmux-Fault": "status=429"}
    with pytest.raises(openai.RateLimitError):
        await openai_at("/codex/v1", sandbox, default_headers=fault).responses.create(**asked)


async def test_a_stream_that_breaks_says_so(openai_at: OpenAI, sandbox: str) -> None:
    client = openai_at("/codex/v1", sandbox, default_headers={"X-Genmux-Fault": "cut=20"})
    stream = await client.responses.create(model="gpt-5-5", input="Write 100 words.", stream=True)
    events = [event async for event in stream]
    last: Any = events[-1]
    assert last.type == "response.failed"
    assert "cut" in last.response.error.message


async def test_this_api_streams_unless_told_otherwise(api: Caller) -> None:
    asked = {"model": "gpt-5.2-codex", "input": "Hello."}
    streamed = await api.post("/api/v1/responses", asked)
    assert streamed.headers["content-type"].startswith("text/event-stream")
    whole = await api.post("/api/v1/responses", {**asked, "stream": False})
    assert whole.json["object"] == "response"
