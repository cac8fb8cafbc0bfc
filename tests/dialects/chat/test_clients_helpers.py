"""What the official clients do beyond single calls: loops with tools, parsed answers, chats."""

from __future__ import annotations

from typing import Any

import anthropic
import openai
import pytest
from google.genai import types
from pydantic import BaseModel

from tests.dialects.chat.conftest import Anthropic, Google, OpenAI

pytestmark = pytest.mark.filterwarnings(
    "ignore:Inheritance class:DeprecationWarning", "ignore:The model:DeprecationWarning"
)
SONNET = "claude-sonnet-4-5"
LOOK = "Please look at Oslo"


class Place(BaseModel):
    at: str
    kind: str | None = None


class Trip(BaseModel):
    places: list[Place]
    days: dict[str, int] | None = None


def said(text: str) -> Any:
    return [{"role": "user", "content": text}]


async def test_anthropic_s_loop_with_tools(anthropic_at: Anthropic) -> None:
    @anthropic.beta_async_tool
    async def look(at: str) -> str:
        """Looks there.

        Args:
            at: the place
        """
        return f"snow in {at}"

    runner = anthropic_at("").beta.messages.tool_runner(
        model=SONNET, max_tokens=500, tools=[look], messages=said(LOOK)
    )
    replies = [reply async for reply in runner]
    assert [reply.stop_reason for reply in replies] == ["tool_use", "end_turn"]
    assert "snow in Oslo" in replies[-1].content[0].text


async def test_anthropic_s_betas_and_parsed_answers(anthropic_at: Anthropic) -> None:
    client = anthropic_at("")
    asked: Any = {"model": SONNET, "messages": said("Hi")}
    reply = await client.beta.messages.create(max_tokens=50, betas=["a-beta"], **asked)
    counted = await client.beta.messages.count_tokens(**asked)
    assert counted.input_tokens == reply.usage.input_tokens
    parsed = await client.messages.parse(max_tokens=500, output_format=Trip, **asked)
    assert isinstance(parsed.parsed_output, Trip)


async def test_openai_s_functions_from_models(openai_at: OpenAI) -> None:
    client = openai_at()
    tool = openai.pydantic_function_tool(Trip, name="trip")
    messages = said("Call the function.")
    chat = await client.chat.completions.parse(
        model="gemini-3-pro", messages=messages, tools=[tool]
    )
    (call,) = chat.choices[0].message.tool_calls or []
    assert isinstance(call.function.parsed_arguments, Trip)
    items: Any = messages
    made = await client.responses.parse(model="gpt-5-5", input=items, tools=[tool])
    assert isinstance(made.output[0].parsed_arguments, Trip)  # type: ignore[union-attr]


async def test_google_s_loop_with_tools(google_at: Google) -> None:
    asked: list[str] = []

    def look(at: str, often: int = 3) -> dict[str, str]:
        """Looks there."""
        asked.append(at)
        return {"found": f"snow in {at}"}

    reply = await google_at("", version="v1beta").aio.models.generate_content(
        model="gemini-3-pro", contents=LOOK, config=types.GenerateContentConfig(tools=[look])
    )
    assert asked == ["Oslo"]
    assert "snow in Oslo" in (reply.text or "")
    assert reply.automatic_function_calling_history


async def test_google_s_chats(google_at: Google) -> None:
    config = types.GenerateContentConfig(
        system_instruction=["Be kind.", "Be brief."],
        response_mime_type="application/json",
        response_schema=Trip,
        seed=3,
        top_k=4,
    )
    chat = google_at("", version="v1beta").aio.chats.create(model="gemini-3-pro", config=config)
    first = await chat.send_message("One")
    assert isinstance(first.parsed, Trip)
    texts = [chunk.text or "" async for chunk in await chat.send_message_stream("Two")]
    assert Trip.model_validate_json("".join(texts)).places
    assert chat.get_history()[-1].role == "model"
    third = await chat.send_message("Three")
    assert isinstance(third.parsed, Trip)
