"""Chat completions with OpenAI's own client, on this API's paths and on the newcomers' door."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import jsonschema_rs
import openai
import orjson
import pytest
from pydantic import BaseModel

from genmux.db.pool import Pool
from tests.dialects.chat.conftest import PNG, WEATHER, OpenAI
from tests.server import Caller

PATHS = {
    "gpt-5-2": "/gpt-5-2/v1",
    "gemini-3-pro": "/gemini-3-pro/v1",
    "gemini-2.5-flash": "/gemini-2.5-flash/v1",
    "gemini-2.5-pro": "/gemini-2.5-pro/v1",
}
TOOL: Any = {
    "type": "function",
    "function": {"name": "get_weather", "description": "The weather now.", "parameters": WEATHER},
}


def said(text: str, role: str = "user") -> Any:
    return {"role": role, "content": text}


@pytest.mark.covers(106, 109, 110, 111)
@pytest.mark.parametrize(("model", "path"), PATHS.items())
async def test_each_path_answers_whole_and_streamed(
    openai_at: OpenAI, model: str, path: str
) -> None:
    client = openai_at(path)
    messages = [said("Be brief.", "system"), said('Say "pineapple".')]
    whole = await client.chat.completions.create(model=model, messages=messages)
    assert whole.choices[0].message.content == "pineapple"
    assert whole.choices[0].finish_reason == "stop"
    assert whole.usage is not None
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens
    assert whole.credits_consumed > 0  # type: ignore[attr-defined]
    stream = await client.chat.completions.create(model=model, messages=messages, stream=True)
    chunks = [chunk async for chunk in stream]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "pineapple"
    last = chunks[-1]
    assert last.choices[0].finish_reason == "stop"
    assert last.usage == whole.usage
    assert last.credits_consumed == whole.credits_consumed  # type: ignore[attr-defined]


async def test_a_conversation_goes_on(openai_at: OpenAI) -> None:
    long = "word " * 2000
    messages = [said("You are kind.", "developer"), said(long), said("Yes.", "assistant")]
    reply = await openai_at().chat.completions.create(
        model="gpt-5-2", messages=[*messages, said("And now?")]
    )
    text = reply.choices[0].message.content or ""
    assert "You wrote: And now?" in text
    assert "turn number 2" in text
    assert "system prompt has 3 words" in text
    assert reply.usage is not None
    assert reply.usage.prompt_tokens_details is not None
    assert reply.usage.prompt_tokens_details.cached_tokens == 2432
    assert reply.usage.completion_tokens_details is not None
    assert reply.usage.completion_tokens_details.reasoning_tokens
    assert reply.usage.completion_tokens_details.reasoning_tokens > 0


async def test_what_is_told_is_what_is_charged(openai_at: OpenAI, api: Caller, pool: Pool) -> None:
    before = (await api.get("/api/v1/chat/credit")).data
    reply = await openai_at().chat.completions.create(
        model="gpt-5-2", messages=[said("Write 200 words.")]
    )
    assert reply.usage is not None
    used = reply.usage
    expected = (
        Decimal(88) * used.prompt_tokens + Decimal(700) * used.completion_tokens
    ) / 1_000_000
    assert reply.credits_consumed == pytest.approx(float(expected))  # type: ignore[attr-defined]
    after = (await api.get("/api/v1/chat/credit")).data
    assert before - after == pytest.approx(float(expected))
    row = await pool.fetchrow("select * from chat_call")
    assert row is not None
    assert (row["state"], row["model"], row["route"]) == ("done", "gpt-5-2", "sketch")
    assert (row["input_tokens"], row["output_tokens"]) == (
        used.prompt_tokens,
        used.completion_tokens,
    )
    assert row["contents"] is None


@pytest.mark.parametrize("stream", [False, True])
async def test_parallel_calls_and_their_results(openai_at: OpenAI, stream: bool) -> None:
    client = openai_at("/gemini-3-pro/v1")
    messages: list[Any] = [said("What is the weather in Paris and London?")]
    arguments: Any = {"model": "gemini-3-pro", "tools": [TOOL]}
    if stream:
        async with client.chat.completions.stream(messages=messages, **arguments) as events:
            reply = await events.get_final_completion()
    else:
        reply = await client.chat.completions.create(messages=messages, **arguments)
    choice = reply.choices[0]
    assert choice.finish_reason == "tool_calls"
    assert choice.message.tool_calls is not None
    calls: Any = choice.message.tool_calls
    assert [call.function.name for call in calls] == ["get_weather", "get_weather"]
    made = [orjson.loads(call.function.arguments) for call in calls]
    assert [one["city"] for one in made] == ["Paris", "London"]
    for one in made:
        jsonschema_rs.validate(WEATHER, one)
    assert calls[0].id != calls[1].id
    messages += [choice.message.model_dump(exclude_none=True)]
    messages += [
        {"role": "tool", "tool_call_id": call.id, "content": f"{10 + number} degrees"}
        for number, call in enumerate(calls)
    ]
    final = await client.chat.completions.create(messages=messages, **arguments)
    assert final.choices[0].finish_reason == "stop"
    text = final.choices[0].message.content or ""
    assert "10 degrees" in text
    assert "11 degrees" in text


async def test_the_choice_of_tools_is_obeyed(openai_at: OpenAI) -> None:
    create = openai_at().chat.completions.create
    asked: Any = {"model": "gpt-5-2", "tools": [TOOL]}
    hello = [said("Hello.")]
    free = await create(messages=hello, **asked)
    assert not free.choices[0].message.tool_calls
    named: Any = {"type": "function", "function": {"name": "get_weather"}}
    demands: list[Any] = ["required", named]
    for choice in demands:
        made = await create(messages=hello, tool_choice=choice, **asked)
        assert made.choices[0].message.tool_calls
    weather = [said("The weather in Paris and London, please.")]
    none = await create(messages=weather, tool_choice="none", **asked)
    assert not none.choices[0].message.tool_calls
    one = await create(messages=weather, parallel_tool_calls=False, **asked)
    assert len(one.choices[0].message.tool_calls or []) == 1


class Person(BaseModel):
    name: str
    age: int
    tags: list[str]


async def test_structured_answers_fit_their_schema(openai_at: OpenAI) -> None:
    client = openai_at("/gemini-2.5-pro/v1")
    messages: list[Any] = [said('Someone called "Ada".')]
    parsed = await client.chat.completions.parse(
        model="gemini-2.5-pro", messages=messages, response_format=Person
    )
    person = parsed.choices[0].message.parsed
    assert person is not None
    assert person.name == "Ada"
    loose = await client.chat.completions.create(
        model="gemini-2.5-pro", messages=messages, response_format={"type": "json_object"}
    )
    assert isinstance(orjson.loads(loose.choices[0].message.content or ""), dict)


async def test_pictures_and_files_are_seen(openai_at: OpenAI) -> None:
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/film.mp4"}},
        {"type": "file", "file": {"file_data": "data:application/pdf;base64,JVBERi0x"}},
    ]
    messages: Any = [{"role": "user", "content": content}]
    reply = await openai_at().chat.completions.create(model="gemini-3-pro", messages=messages)
    text = reply.choices[0].message.content or ""
    assert "2 × 3 pixels" in text
    assert "a film at https://example.com/film.mp4" in text
    assert "application/pdf" in text
    with pytest.raises(openai.BadRequestError, match="takes no video"):
        await openai_at().chat.completions.create(model="gpt-5-2", messages=messages)


async def test_thinking_is_switched_and_shown(openai_at: OpenAI) -> None:
    client = openai_at("/gemini-3-pro/v1")
    messages = [said("Why?")]

    async def ask(**more: Any) -> Any:
        return await client.chat.completions.create(model="gemini-3-pro", messages=messages, **more)

    shown = await ask(reasoning_effort="high")
    assert "Why?" in shown.choices[0].message.reasoning_content
    hidden = await ask(extra_body={"include_thoughts": False})
    assert not hasattr(hidden.choices[0].message, "reasoning_content")
    assert hidden.usage.completion_tokens_details.reasoning_tokens > 0
    low = await ask(reasoning_effort="low")
    high = shown.usage.completion_tokens_details.reasoning_tokens
    assert low.usage.completion_tokens_details.reasoning_tokens < high
    none = await ask(reasoning_effort="none")
    assert none.usage.completion_tokens_details.reasoning_tokens == 0


async def test_reasons_to_stop(openai_at: OpenAI) -> None:
    create = openai_at().chat.completions.create
    cut = await create(
        model="gpt-5-2",
        messages=[said("Write 100 words.")],
        max_completion_tokens=30,
        reasoning_effort="none",
    )
    assert cut.choices[0].finish_reason == "length"
    assert cut.usage is not None
    assert cut.usage.completion_tokens == 30
    stopped = await create(model="gpt-5-2", messages=[said('Say "one two three".')], stop=["two"])
    assert stopped.choices[0].message.content == "one "
    assert stopped.choices[0].finish_reason == "stop"


async def test_usage_in_a_chunk_of_its_own(openai_at: OpenAI) -> None:
    stream = await openai_at().chat.completions.create(
        model="gpt-5-2",
        messages=[said("Hello.")],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].credits_consumed > 0  # type: ignore[attr-defined]
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert all(chunk.usage is None for chunk in chunks[:-1])


async def test_errors_are_those_of_the_client(openai_at: OpenAI, poor: str, sandbox: str) -> None:
    asked: Any = {"model": "gpt-5-2", "messages": [said("Hello.")]}
    with pytest.raises(openai.AuthenticationError) as wrong:
        await openai_at(api_key="sk-wrong").chat.completions.create(**asked)
    assert wrong.value.code == "invalid_api_key"
    with pytest.raises(openai.APIStatusError) as broke:
        await openai_at(api_key=poor).chat.completions.create(**asked)
    assert broke.value.status_code == 402
    assert broke.value.code == "insufficient_credits"
    with pytest.raises(openai.NotFoundError) as unknown:
        await openai_at().chat.completions.create(**{**asked, "model": "gpt-none"})
    assert unknown.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError) as missing:
        await openai_at().chat.completions.create(model="gpt-5-2", messages=[])
    assert missing.value.param == "messages"
    with pytest.raises(openai.BadRequestError) as long:
        await openai_at().chat.completions.create(
            model="gpt-5-2", messages=[said("word " * 400_000)]
        )
    assert long.value.code == "context_length_exceeded"
    with pytest.raises(openai.APIStatusError) as large:
        await openai_at().chat.completions.create(
            model="gpt-5-2", messages=[said("x" * 21 * 1024 * 1024)]
        )
    assert large.value.status_code == 413
    faulty = {"X-Genmux-Fault": "refuse=429; uncounted"}
    with pytest.raises(openai.RateLimitError) as busy:
        await openai_at(api_key=sandbox, default_headers=faulty).chat.completions.create(**asked)
    assert busy.value.response.headers["retry-after"] == "1"
    faulty = {"X-Genmux-Fault": "status=500"}
    with pytest.raises(openai.InternalServerError):
        await openai_at(api_key=sandbox, default_headers=faulty).chat.completions.create(**asked)


async def test_a_stream_that_breaks_says_so(openai_at: OpenAI, sandbox: str) -> None:
    client = openai_at(api_key=sandbox, default_headers={"X-Genmux-Fault": "cut=40"})
    stream = await client.chat.completions.create(
        model="gpt-5-2", messages=[said("Write 100 words.")], stream=True
    )
    chunks = []

    async def read() -> None:
        async for chunk in stream:
            chunks.append(chunk)  # noqa: PERF401  what came before the error counts

    with pytest.raises(openai.APIError, match="cut"):
        await read()
    assert any(chunk.choices[0].delta.content for chunk in chunks)


async def test_a_live_key_cannot_ask_for_faults(openai_at: OpenAI) -> None:
    client = openai_at(default_headers={"X-Genmux-Fault": "refuse=500"})
    with pytest.raises(openai.APIStatusError, match="this is a live one"):
        await client.chat.completions.create(model="gpt-5-2", messages=[said("Hello.")])


async def test_this_api_streams_unless_told_otherwise(api: Caller) -> None:
    """Its documents say so of the paths for most models; a plain client gets what they say."""
    asked = {"messages": [{"role": "user", "content": "Hello."}]}
    streamed = await api.post("/gemini-3-pro/v1/chat/completions", asked)
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert streamed.raw.endswith(b"data: [DONE]\n\n")
    whole = await api.post("/gemini-3-pro/v1/chat/completions", {**asked, "stream": False})
    assert whole.json["choices"]
    quiet = await api.post("/gpt-5-2/v1/chat/completions", asked)
    assert quiet.json["choices"]
    door = await api.post("/v1/chat/completions", {**asked, "model": "gemini-3-pro"})
    assert door.json["choices"]


async def test_models_are_listed(openai_at: OpenAI) -> None:
    client = openai_at()
    found = {model.id async for model in client.models.list()}
    assert {"gpt-5-2", "gemini-2.5-flash"} <= found
    assert (await client.models.retrieve("gpt-5-2")).owned_by == "openai"
    with pytest.raises(openai.NotFoundError):
        await client.models.retrieve("gpt-none")
