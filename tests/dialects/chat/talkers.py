"""The vendors' official clients behind one face, for talks that each of them must hold alike."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import anthropic
import openai
from google import genai
from google.genai import errors, types

from tests.chat.wires.talks import PNG, SCHEMA


@dataclass(frozen=True)
class Heard:
    """`turn` is what the client adds to the talk: its own words as it got them. Usage is input,
    output, cached and reasoning tokens."""

    text: str
    thought: str
    calls: list[tuple[str, dict[str, Any]]]
    reason: str
    usage: tuple[int, int, int, int]
    charge: float | None
    model: str
    turn: list[Any] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


class Talker(Protocol):
    """`ask` sends the talk; with `full`, it has instructions, a tool and effort."""

    limited: type[Exception]

    async def ask(
        self, model: str, talk: list[Any], *, stream: bool, full: bool = True
    ) -> Heard: ...

    async def shaped(self, model: str, *, stream: bool) -> str: ...

    def question(self) -> list[Any]:
        """A text and a picture."""

    def results(self, heard: Heard) -> list[Any]:
        """What the tool found for each call."""


class ChatTalker:
    limited: type[Exception] = openai.RateLimitError

    def __init__(self, client: openai.AsyncOpenAI) -> None:
        self._client = client

    def question(self) -> list[Any]:
        link = {"url": f"data:image/png;base64,{PNG}"}
        parts = [{"type": "text", "text": "What?"}, {"type": "image_url", "image_url": link}]
        return [{"role": "system", "content": "Be kind."}, {"role": "user", "content": parts}]

    def results(self, heard: Heard) -> list[Any]:
        return [
            {"role": "tool", "tool_call_id": id_, "content": f"found {number}"}
            for number, id_ in enumerate(heard.ids)
        ]

    async def ask(self, model: str, talk: list[Any], *, stream: bool, full: bool = True) -> Heard:
        function = {"name": "look", "description": "Looks there.", "parameters": SCHEMA}
        more = {"tools": [{"type": "function", "function": function}]} if full else {}
        return await self._ask(model, talk, stream, reasoning_effort="high", **more)

    async def shaped(self, model: str, *, stream: bool) -> str:
        form = {"type": "json_schema", "json_schema": {"name": "place", "schema": SCHEMA}}
        return (await self._ask(model, self.question(), stream, response_format=form)).text

    async def _ask(self, model: str, talk: list[Any], stream: bool, **more: Any) -> Heard:
        asked: Any = {"model": model, "messages": talk, "max_completion_tokens": 3000, **more}
        if not stream:
            reply: Any = await self._client.chat.completions.create(**asked)
            message, last = reply.choices[0].message.model_dump(), reply
            reason = reply.choices[0].finish_reason
        else:
            message = {"role": "assistant", "content": "", "reasoning_content": ""}
            calls: list[dict[str, Any]] = []
            async for last in await self._client.chat.completions.create(stream=True, **asked):
                choice: Any = last.choices[0]
                reason = choice.finish_reason
                delta = choice.delta.model_dump(exclude_none=True)
                message["content"] += delta.get("content") or ""
                message["reasoning_content"] += delta.get("reasoning_content") or ""
                for call in delta.get("tool_calls") or ():
                    if call["index"] == len(calls):
                        calls.append(call)
                    else:
                        calls[-1]["function"]["arguments"] += call["function"]["arguments"]
            message |= {"tool_calls": calls} if calls else {}
        found = message.get("tool_calls") or []
        used = last.usage
        return Heard(
            text=message["content"] or "",
            thought=message.get("reasoning_content") or "",
            calls=[
                (one["function"]["name"], json.loads(one["function"]["arguments"])) for one in found
            ],
            reason=str(reason),
            usage=(
                used.prompt_tokens,
                used.completion_tokens,
                used.prompt_tokens_details.cached_tokens,
                used.completion_tokens_details.reasoning_tokens,
            ),
            charge=last.credits_consumed,
            model=last.model,
            turn=[message],
            ids=[one["id"] for one in found],
        )


class ResponsesTalker:
    limited: type[Exception] = openai.RateLimitError

    def __init__(self, client: openai.AsyncOpenAI) -> None:
        self._client = client

    def question(self) -> list[Any]:
        parts = [
            {"type": "input_text", "text": "What?"},
            {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}", "detail": "auto"},
        ]
        return [{"role": "system", "content": "Be kind."}, {"role": "user", "content": parts}]

    def results(self, heard: Heard) -> list[Any]:
        return [
            {"type": "function_call_output", "call_id": id_, "output": f"found {number}"}
            for number, id_ in enumerate(heard.ids)
        ]

    async def ask(self, model: str, talk: list[Any], *, stream: bool, full: bool = True) -> Heard:
        tool = {"name": "look", "description": "Looks there.", "parameters": SCHEMA}
        more = {"tools": [{"type": "function", "strict": False, **tool}]} if full else {}
        reasoning = {"effort": "high", "summary": "auto"}
        return await self._ask(model, talk, stream, reasoning=reasoning, **more)

    async def shaped(self, model: str, *, stream: bool) -> str:
        form = {"type": "json_schema", "name": "place", "schema": SCHEMA}
        return (await self._ask(model, self.question(), stream, text={"format": form})).text

    async def _ask(self, model: str, talk: list[Any], stream: bool, **more: Any) -> Heard:
        asked: Any = {"model": model, "input": talk, "max_output_tokens": 3000, **more}
        reply: Any
        if stream and "tools" in more:
            async with self._client.responses.stream(**asked) as events:
                async for _event in events:
                    pass
                reply = await events.get_final_response()
        elif stream:  # that helper takes no end but the usual one
            async for event in await self._client.responses.create(stream=True, **asked):
                reply = getattr(event, "response", None)
        else:
            reply = await self._client.responses.create(**asked)
        calls = [one for one in reply.output if one.type == "function_call"]
        thoughts = [one for one in reply.output if one.type == "reasoning"]
        used = reply.usage
        return Heard(
            text=reply.output_text,
            thought="".join(part.text for one in thoughts for part in one.summary),
            calls=[(one.name, json.loads(one.arguments)) for one in calls],
            reason=reply.incomplete_details.reason if reply.incomplete_details else "stop",
            usage=(
                used.input_tokens,
                used.output_tokens,
                used.input_tokens_details.cached_tokens,
                used.output_tokens_details.reasoning_tokens,
            ),
            charge=reply.credits_consumed,
            model=reply.model,
            turn=[one.model_dump(exclude_none=True) for one in reply.output],
            ids=[one.call_id for one in calls],
        )


class MessagesTalker:
    limited: type[Exception] = anthropic.RateLimitError

    def __init__(self, client: anthropic.AsyncAnthropic) -> None:
        self._client = client

    def question(self) -> list[Any]:
        source = {"type": "base64", "media_type": "image/png", "data": PNG}
        parts = [{"type": "text", "text": "What?"}, {"type": "image", "source": source}]
        return [{"role": "user", "content": parts}]

    def results(self, heard: Heard) -> list[Any]:
        content = [
            {"type": "tool_result", "tool_use_id": id_, "content": f"found {number}"}
            for number, id_ in enumerate(heard.ids)
        ]
        return [{"role": "user", "content": content}]

    async def ask(self, model: str, talk: list[Any], *, stream: bool, full: bool = True) -> Heard:
        tool = {"name": "look", "description": "Looks there.", "input_schema": SCHEMA}
        more: dict[str, Any] = {"tools": [tool]} if full else {}
        more["thinking"] = {"type": "adaptive"}
        return await self._ask(model, talk, stream, output_config={"effort": "high"}, **more)

    async def shaped(self, model: str, *, stream: bool) -> str:
        form = {"format": {"type": "json_schema", "schema": SCHEMA}}
        return (await self._ask(model, self.question(), stream, output_config=form)).text

    async def _ask(self, model: str, talk: list[Any], stream: bool, **more: Any) -> Heard:
        asked: Any = {
            "model": model,
            "system": "Be kind.",
            "messages": talk,
            "max_tokens": 3000,
            **more,
        }
        charge = None
        if stream:
            async with self._client.messages.stream(**asked) as events:
                async for event in events:
                    charge = getattr(event, "credits_consumed", charge)
                reply: Any = await events.get_final_message()
        else:
            reply = await self._client.messages.create(**asked)
            charge = reply.credits_consumed
        used, blocks = reply.usage, reply.content
        assert charge is not None
        cached = used.cache_read_input_tokens
        return Heard(
            text="".join(one.text for one in blocks if one.type == "text"),
            thought="".join(one.thinking for one in blocks if one.type == "thinking"),
            calls=[(one.name, one.input) for one in blocks if one.type == "tool_use"],
            reason=reply.stop_reason,
            usage=(
                used.input_tokens + cached + (used.cache_creation_input_tokens or 0),
                used.output_tokens,
                cached,
                used.output_tokens_details.thinking_tokens,
            ),
            charge=charge,
            model=reply.model,
            turn=[
                {
                    "role": "assistant",
                    "content": [one.model_dump(exclude_none=True) for one in blocks],
                }
            ],
            ids=[one.id for one in blocks if one.type == "tool_use"],
        )


class GeminiTalker:
    limited: type[Exception] = errors.ClientError

    def __init__(self, client: genai.Client) -> None:
        self._models = client.aio.models

    def question(self) -> list[Any]:
        picture = types.Blob(mime_type="image/png", data=base64.b64decode(PNG))
        parts = [types.Part(text="What?"), types.Part(inline_data=picture)]
        return [types.Content(role="user", parts=parts)]

    def results(self, heard: Heard) -> list[Any]:
        found = [
            types.FunctionResponse(id=id_, name="look", response={"output": f"found {number}"})
            for number, id_ in enumerate(heard.ids)
        ]
        parts = [types.Part(function_response=one) for one in found]
        return [types.Content(role="user", parts=parts)]

    async def ask(self, model: str, talk: list[Any], *, stream: bool, full: bool = True) -> Heard:
        declared = types.FunctionDeclaration(
            name="look", description="Looks there.", parameters_json_schema=SCHEMA
        )
        more: dict[str, Any] = {"tools": [types.Tool(function_declarations=[declared])]}
        thinking = types.ThinkingConfig(
            include_thoughts=True, thinking_level=types.ThinkingLevel.HIGH
        )
        more = more if full else {}
        return await self._ask(model, talk, stream, thinking_config=thinking, **more)

    async def shaped(self, model: str, *, stream: bool) -> str:
        form = {"response_mime_type": "application/json", "response_json_schema": SCHEMA}
        return (await self._ask(model, self.question(), stream, **form)).text

    async def _ask(self, model: str, talk: list[Any], stream: bool, **more: Any) -> Heard:
        config = types.GenerateContentConfig(
            system_instruction="Be kind.",
            max_output_tokens=3000,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            http_options=types.HttpOptions(timeout=20_000),
            **more,
        )
        asked: Any = {"model": model, "contents": talk, "config": config}
        if stream:
            replies = [one async for one in await self._models.generate_content_stream(**asked)]
        else:
            replies = [await self._models.generate_content(**asked)]
        candidates: list[Any] = [one for reply in replies for one in reply.candidates or []]
        parts: list[Any] = [part for one in candidates for part in one.content.parts or []]
        calls = [part.function_call for part in parts if part.function_call]
        used: Any = replies[-1].usage_metadata
        thoughts = used.thoughts_token_count or 0
        return Heard(
            text="".join(part.text or "" for part in parts if not part.thought),
            thought="".join(part.text or "" for part in parts if part.thought),
            calls=[(call.name, call.args) for call in calls],
            reason=str(candidates[-1].finish_reason.value),
            usage=(
                used.prompt_token_count,
                used.candidates_token_count + thoughts,
                used.cached_content_token_count or 0,
                thoughts,
            ),
            charge=None,
            model=str(replies[-1].model_version),
            turn=[types.Content(role="model", parts=parts)],
            ids=[call.id for call in calls],
        )


NewTalker = Callable[[str], Talker]
