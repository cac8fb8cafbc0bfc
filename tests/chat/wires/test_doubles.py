"""The doubles speak as the vendors do: their official clients read them."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import openai
import pytest
from google import genai
from google.genai import types

from tests.chat.wires.conftest import NewStudio
from tests.chat.wires.doubles import Script

pytestmark = pytest.mark.filterwarnings(
    "ignore:Inheritance class:DeprecationWarning", "ignore:The model:DeprecationWarning"
)
CALLS = (("call_a", "look", {"at": "Oslo"}), ("call_b", "look", {"at": "Rome"}))
SCRIPT = Script(("Hel", "lo"), CALLS, "Hm.", "c2ln")


@pytest.mark.parametrize("stream", [False, True])
async def test_chat_completions(studio_of: NewStudio, stream: bool) -> None:
    studio = await studio_of("openai-chat")
    studio.scripts = [SCRIPT]
    asked: Any = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
    async with openai.AsyncOpenAI(base_url=studio.base, api_key="k", max_retries=0) as client:
        if stream:
            async with client.chat.completions.stream(**asked) as events:
                async for _event in events:
                    pass
                reply: Any = await events.get_final_completion()
        else:
            reply = await client.chat.completions.create(**asked)
    message = reply.choices[0].message
    assert message.content == "Hello"
    assert [json.loads(one.function.arguments) for one in message.tool_calls] == [
        {"at": "Oslo"},
        {"at": "Rome"},
    ]
    assert reply.choices[0].finish_reason == "tool_calls"
    assert reply.usage.prompt_tokens_details.cached_tokens == 60


@pytest.mark.parametrize("stream", [False, True])
async def test_messages(studio_of: NewStudio, stream: bool) -> None:
    studio = await studio_of("anthropic")
    studio.scripts = [SCRIPT]
    asked: Any = {
        "model": "m",
        "max_tokens": 99,
        "messages": [{"role": "user", "content": "Hi"}],
    }
    async with anthropic.AsyncAnthropic(base_url=studio.base, api_key="k", max_retries=0) as client:
        if stream:
            async with client.messages.stream(**asked) as events:
                reply: Any = await events.get_final_message()
        else:
            reply = await client.messages.create(**asked)
    thought, text, first, second = reply.content
    assert (thought.type, text.type, first.type, second.type) == (
        "thinking",
        "text",
        "tool_use",
        "tool_use",
    )
    assert (thought.thinking, thought.signature, text.text) == ("Hm.", "c2ln", "Hello")
    assert (first.input, second.input) == ({"at": "Oslo"}, {"at": "Rome"})
    assert reply.stop_reason == "tool_use"
    assert (reply.usage.output_tokens, reply.usage.cache_read_input_tokens) == (40, 60)


@pytest.mark.parametrize("stream", [False, True])
async def test_responses(studio_of: NewStudio, stream: bool) -> None:
    studio = await studio_of("openai-responses")
    studio.scripts = [SCRIPT]
    async with openai.AsyncOpenAI(base_url=studio.base, api_key="k", max_retries=0) as client:
        if stream:
            async with client.responses.stream(model="m", input="Hi") as events:
                async for _event in events:
                    pass
                reply: Any = await events.get_final_response()
        else:
            reply = await client.responses.create(model="m", input="Hi")
    assert reply.output_text == "Hello"
    assert [one.type for one in reply.output] == [
        "reasoning",
        "message",
        "function_call",
        "function_call",
    ]
    assert reply.output[0].encrypted_content == "c2ln"
    assert reply.usage.output_tokens_details.reasoning_tokens == 10


@pytest.mark.parametrize("stream", [False, True])
async def test_gemini(studio_of: NewStudio, stream: bool) -> None:
    studio = await studio_of("gemini")
    studio.scripts = [SCRIPT]
    client = genai.Client(api_key="k", http_options=types.HttpOptions(base_url=studio.base))
    if stream:
        found = await client.aio.models.generate_content_stream(model="m", contents="Hi")
        replies = [one async for one in found]
    else:
        replies = [await client.aio.models.generate_content(model="m", contents="Hi")]
    parts = [
        part
        for one in replies
        for candidate in one.candidates or []
        for part in (candidate.content and candidate.content.parts) or []
    ]
    assert "".join(part.text or "" for part in parts if not part.thought) == "Hello"
    calls = [part for part in parts if part.function_call]
    assert [one.function_call.args for one in calls if one.function_call] == [
        {"at": "Oslo"},
        {"at": "Rome"},
    ]
    assert calls[0].thought_signature == b"sig"
    usage = replies[-1].usage_metadata
    assert usage is not None
    assert (usage.cached_content_token_count, usage.thoughts_token_count) == (60, 10)
    await client.aio.aclose()
    client.close()
