"""Gemini native with Google's own client."""

from __future__ import annotations

import base64
from typing import Any

import jsonschema_rs
import orjson
import pytest
from google.genai import errors, types
from pydantic import BaseModel

from tests.dialects.chat.conftest import PNG, WEATHER, Google
from tests.server import Caller

# The client itself does what the library under it warns of, twice.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Inheritance class:DeprecationWarning", "ignore:Sending a large body:ResourceWarning"
)

MODEL = "gemini-3-5-flash"
TOOL = types.Tool(
    function_declarations=[
        types.FunctionDeclaration(
            name="get_weather", description="The weather now.", parameters_json_schema=WEATHER
        )
    ]
)
BY_HAND = types.AutomaticFunctionCallingConfig(disable=True)


@pytest.mark.parametrize("model", [MODEL, "gemini-3-flash-v1betamodels"])
async def test_it_answers_whole_and_streamed(google_at: Google, model: str) -> None:
    client = google_at()
    config = types.GenerateContentConfig(system_instruction="Be brief.")
    asked: Any = {"model": model, "contents": 'Say "pineapple".', "config": config}
    whole = await client.aio.models.generate_content(**asked)
    assert whole.text == "pineapple"
    assert whole.candidates is not None
    assert whole.candidates[0].finish_reason == types.FinishReason.STOP
    used = whole.usage_metadata
    assert used is not None
    assert used.thoughts_token_count
    assert used.total_token_count == (
        (used.prompt_token_count or 0)
        + (used.candidates_token_count or 0)
        + used.thoughts_token_count
    )
    chunks = [chunk async for chunk in await client.aio.models.generate_content_stream(**asked)]
    assert "".join(chunk.text or "" for chunk in chunks) == "pineapple"
    last = chunks[-1]
    assert last.usage_metadata is not None
    assert last.usage_metadata.total_token_count == used.total_token_count


async def test_newcomers_have_a_door_of_their_own(google_at: Google) -> None:
    client = google_at("", version="v1beta")
    reply = await client.aio.models.generate_content(model="gpt-5-2", contents='Say "yes".')
    assert reply.text == "yes"


@pytest.mark.parametrize("stream", [False, True])
async def test_parallel_calls_and_their_results(google_at: Google, stream: bool) -> None:
    client = google_at()
    config = types.GenerateContentConfig(tools=[TOOL], automatic_function_calling=BY_HAND)
    contents: list[Any] = [
        types.UserContent(parts=[types.Part(text="What is the weather in Paris and London?")])
    ]
    asked: Any = {"model": MODEL, "config": config}
    if stream:
        chunks = await client.aio.models.generate_content_stream(contents=contents, **asked)
        calls = [call async for chunk in chunks for call in chunk.function_calls or []]
    else:
        reply = await client.aio.models.generate_content(contents=contents, **asked)
        calls = reply.function_calls or []
    assert [(call.args or {})["city"] for call in calls] == ["Paris", "London"]
    for call in calls:
        jsonschema_rs.validate(WEATHER, call.args)
    contents.append(types.ModelContent(parts=[types.Part(function_call=one) for one in calls]))
    answers = [
        types.Part(
            function_response=types.FunctionResponse(
                id=call.id, name=call.name, response={"degrees": 10 + number}
            )
        )
        for number, call in enumerate(calls)
    ]
    contents.append(types.UserContent(parts=answers))
    final = await client.aio.models.generate_content(contents=contents, **asked)
    assert final.text is not None
    assert '{"degrees":10}' in final.text
    assert '{"degrees":11}' in final.text


@pytest.mark.parametrize("mode", ["ANY", "NONE"])
async def test_the_choice_of_tools_is_obeyed(google_at: Google, mode: str) -> None:
    chosen = types.ToolConfig(
        function_calling_config=types.FunctionCallingConfig(
            mode=types.FunctionCallingConfigMode(mode)
        )
    )
    config = types.GenerateContentConfig(
        tools=[TOOL], tool_config=chosen, automatic_function_calling=BY_HAND
    )
    text = "Hello." if mode == "ANY" else "The weather in Paris?"
    reply = await google_at().aio.models.generate_content(model=MODEL, contents=text, config=config)
    assert bool(reply.function_calls) == (mode == "ANY")


class Person(BaseModel):
    name: str
    age: int


async def test_structured_answers_fit_their_schema(google_at: Google) -> None:
    config = types.GenerateContentConfig(
        response_mime_type="application/json", response_schema=Person
    )
    reply = await google_at().aio.models.generate_content(
        model=MODEL, contents='Someone called "Ada".', config=config
    )
    assert isinstance(reply.parsed, Person)
    assert reply.parsed.name == "Ada"
    plain = types.GenerateContentConfig(response_json_schema=WEATHER)
    reply = await google_at().aio.models.generate_content(
        model=MODEL, contents="Hello.", config=plain
    )
    jsonschema_rs.validate(WEATHER, orjson.loads(reply.text or ""))


async def test_thinking_is_shown_when_asked_for(google_at: Google) -> None:
    thinking = types.ThinkingConfig(include_thoughts=True, thinking_level=types.ThinkingLevel.HIGH)
    config = types.GenerateContentConfig(thinking_config=thinking)
    client = google_at()
    reply = await client.aio.models.generate_content(model=MODEL, contents="Why?", config=config)
    assert reply.candidates is not None
    content = reply.candidates[0].content
    assert content is not None
    assert content.parts is not None
    assert content.parts[0].thought
    assert "Why?" in (content.parts[0].text or "")
    assert "Why?" in (reply.text or "")
    off = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(thinking_budget=0))
    reply = await client.aio.models.generate_content(model=MODEL, contents="Why?", config=off)
    assert reply.usage_metadata is not None
    assert not reply.usage_metadata.thoughts_token_count


async def test_pictures_and_files_are_seen(google_at: Google) -> None:
    parts = [
        types.Part(text="What is this?"),
        types.Part.from_bytes(data=base64.b64decode(PNG), mime_type="image/png"),
        types.Part.from_uri(file_uri="https://example.com/a.mp4", mime_type="video/mp4"),
    ]
    reply = await google_at().aio.models.generate_content(
        model=MODEL, contents=types.UserContent(parts=parts)
    )
    assert reply.text is not None
    assert "2 × 3 pixels" in reply.text
    assert "a film at https://example.com/a.mp4" in reply.text


async def test_reasons_to_stop(google_at: Google) -> None:
    config = types.GenerateContentConfig(
        max_output_tokens=10, thinking_config=types.ThinkingConfig(thinking_budget=0)
    )
    reply = await google_at().aio.models.generate_content(
        model=MODEL, contents="Write 100 words.", config=config
    )
    assert reply.candidates is not None
    assert reply.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    config = types.GenerateContentConfig(stop_sequences=["two"])
    reply = await google_at().aio.models.generate_content(
        model=MODEL, contents='Say "one two three".', config=config
    )
    assert reply.text == "one "


async def test_cached_tokens_are_told(google_at: Google) -> None:
    contents: list[Any] = [
        types.UserContent(parts=[types.Part(text="word " * 2000)]),
        types.ModelContent(parts=[types.Part(text="Yes.")]),
        types.UserContent(parts=[types.Part(text="And now?")]),
    ]
    reply = await google_at().aio.models.generate_content(model=MODEL, contents=contents)
    assert reply.usage_metadata is not None
    assert reply.usage_metadata.cached_content_token_count == 2432


async def test_errors_are_those_of_the_client(google_at: Google, poor: str, sandbox: str) -> None:
    async def refused(client: Any, code: int, status: str, **more: Any) -> None:
        asked = {"model": MODEL, "contents": "Hello.", **more}
        with pytest.raises(errors.APIError) as found:
            await client.aio.models.generate_content(**asked)
        assert (found.value.code, found.value.status) == (code, status)

    await refused(google_at(api_key="sk-wrong"), 401, "UNAUTHENTICATED")
    await refused(google_at(api_key=poor), 402, "FAILED_PRECONDITION")
    await refused(google_at(), 404, "NOT_FOUND", model="gemini-none")
    await refused(google_at(), 400, "INVALID_ARGUMENT", contents="word " * 1_000_000)
    busy = google_at(api_key=sandbox, x_genmux_fault="status=429")
    await refused(busy, 429, "RESOURCE_EXHAUSTED")


async def test_the_key_may_be_in_the_address(address: str, key: str, api: Caller) -> None:
    path = f"/gemini/v1/models/{MODEL}:generateContent?key={key}"
    body = {"contents": [{"parts": [{"text": 'Say "yes".'}]}]}
    reply = await api.call("POST", path, body, headers={"Authorization": ""})
    assert reply.json["candidates"][0]["content"]["parts"][0]["text"] == "yes"
    assert reply.json["credits_consumed"] > 0


async def test_the_body_may_refuse_the_stream(api: Caller) -> None:
    """This API's documents have `stream` in the body, true unless it is there."""
    path = f"/gemini/v1/models/{MODEL}:streamGenerateContent"
    body = {"contents": [{"role": "user", "parts": [{"text": "Hello."}]}]}
    streamed = await api.post(path, body)
    assert streamed.raw.startswith(b"data: {")
    whole = await api.post(path, {**body, "stream": False})
    assert whole.json["usageMetadata"]["totalTokenCount"] > 0
