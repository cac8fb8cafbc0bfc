"""Doubles of four vendors: what they say is scripted, what they are asked is kept.

Written after the vendors' documents and checked with their official clients in `test_doubles`, not
after our own code.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web

USAGE = {"input": 100, "output": 40, "cached": 60, "reasoning": 10}


@dataclass(frozen=True)
class Script:
    """One reply: thoughts with their signature, then text in pieces, then calls."""

    texts: tuple[str, ...] = ()
    calls: tuple[tuple[str, str, dict[str, Any]], ...] = ()
    thought: str = ""
    signature: str = ""
    length: bool = False
    counted: bool = True

    @property
    def text(self) -> str:
        return "".join(self.texts)


Event = tuple[str, dict[str, Any]]


class Double(Protocol):
    """`events` are named where the vendor names them."""

    name: str

    def whole(self, script: Script) -> dict[str, Any]: ...

    def events(self, script: Script) -> Iterator[Event]: ...

    def error(self, status: int, message: str, /) -> dict[str, Any]: ...


class ChatDouble:
    name = "openai-chat"

    def _usage(self) -> dict[str, Any]:
        return {
            "prompt_tokens": 100,
            "completion_tokens": 40,
            "total_tokens": 140,
            "prompt_tokens_details": {"cached_tokens": 60},
            "completion_tokens_details": {"reasoning_tokens": 10},
        }

    def _reason(self, script: Script) -> str:
        return "length" if script.length else "tool_calls" if script.calls else "stop"

    def whole(self, script: Script) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": script.text or None}
        if script.thought:
            message["reasoning_content"] = script.thought
        if script.calls:
            message["tool_calls"] = [
                {
                    "id": id_,
                    "type": "function",
                    "function": {"name": name, "arguments": json.dumps(arguments)},
                }
                for id_, name, arguments in script.calls
            ]
        choice = {"index": 0, "message": message, "finish_reason": self._reason(script)}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "real-name",
            "choices": [choice],
            **({"usage": self._usage()} if script.counted else {}),
        }

    def events(self, script: Script) -> Iterator[Event]:
        def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> Event:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1}
            return "", {**head, "model": "real-name", "choices": [choice], **more}

        yield chunk({"role": "assistant", "content": ""})
        if script.thought:
            yield chunk({"reasoning_content": script.thought})
        for text in script.texts:
            yield chunk({"content": text})
        for index, (id_, name, arguments) in enumerate(script.calls):
            function = {"name": name, "arguments": ""}
            call = {"index": index, "id": id_, "type": "function", "function": function}
            yield chunk({"tool_calls": [call]})
            for piece in pieces(arguments):
                part = {"index": index, "function": {"arguments": piece}}
                yield chunk({"tool_calls": [part]})
        yield chunk({}, self._reason(script))
        if script.counted:
            yield chunk({}, choices=[], usage=self._usage())

    def error(self, _status: int, message: str, /) -> dict[str, Any]:
        return {"error": {"message": message, "type": "some_error", "param": None, "code": None}}


class MessagesDouble:
    name = "anthropic"

    def _usage(self) -> dict[str, Any]:
        """Here tokens from the cache and into it are beside the input."""
        return {
            "input_tokens": 30,
            "cache_read_input_tokens": 60,
            "cache_creation_input_tokens": 10,
            "output_tokens": 40,
            "output_tokens_details": {"thinking_tokens": 10},
        }

    def _reason(self, script: Script) -> str:
        return "max_tokens" if script.length else "tool_use" if script.calls else "end_turn"

    def _blocks(self, script: Script) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = []
        if script.signature:
            thought = {"thinking": script.thought, "signature": script.signature}
            blocks.append({"type": "thinking", **thought})
        if script.texts:
            blocks.append({"type": "text", "text": script.text})
        blocks += [
            {"type": "tool_use", "id": id_, "name": name, "input": arguments}
            for id_, name, arguments in script.calls
        ]
        return blocks

    def whole(self, script: Script) -> dict[str, Any]:
        return {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "real-name",
            "content": self._blocks(script),
            "stop_reason": self._reason(script),
            "stop_sequence": None,
            "usage": self._usage(),
        }

    def events(self, script: Script) -> Iterator[Event]:
        def event(kind: str, **values: Any) -> Event:
            return kind, {"type": kind, **values}

        begun = {**self._usage(), "output_tokens": 1}
        message = {**self.whole(script), "content": [], "stop_reason": None, "usage": begun}
        yield event("message_start", message=message)
        yield event("ping")
        for index, block in enumerate(self._blocks(script)):
            empty: dict[str, Any] = {"thinking": "", "signature": ""}
            empty = {"text": ""} if block["type"] == "text" else empty
            empty = {"input": {}} if block["type"] == "tool_use" else empty
            yield event("content_block_start", index=index, content_block={**block, **empty})
            for delta in self._deltas(block, script):
                yield event("content_block_delta", index=index, delta=delta)
            yield event("content_block_stop", index=index)
        delta = {"stop_reason": self._reason(script), "stop_sequence": None}
        yield event("message_delta", delta=delta, usage={"output_tokens": 40})
        yield event("message_stop")

    def _deltas(self, block: dict[str, Any], script: Script) -> Iterator[dict[str, Any]]:
        if block["type"] == "thinking":
            yield {"type": "thinking_delta", "thinking": script.thought}
            yield {"type": "signature_delta", "signature": script.signature}
        elif block["type"] == "text":
            for text in script.texts:
                yield {"type": "text_delta", "text": text}
        else:
            for piece in pieces(block["input"]):
                yield {"type": "input_json_delta", "partial_json": piece}

    def error(self, status: int, message: str, /) -> dict[str, Any]:
        kind = {429: "rate_limit_error", 529: "overloaded_error"}.get(status, "api_error")
        return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "r"}


class ResponsesDouble:
    name = "openai-responses"

    def _items(self, script: Script) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        if script.signature:
            summary = [{"type": "summary_text", "text": script.thought}]
            items.append(
                {
                    "type": "reasoning",
                    "id": "rs_1",
                    "summary": summary if script.thought else [],
                    "encrypted_content": script.signature,
                }
            )
        if script.texts:
            part = {"type": "output_text", "text": script.text, "annotations": [], "logprobs": []}
            items.append(
                {
                    "type": "message",
                    "id": "msg_1",
                    "status": "completed",
                    "role": "assistant",
                    "content": [part],
                }
            )
        items += [
            {
                "type": "function_call",
                "id": f"fc_{number}",
                "status": "completed",
                "call_id": id_,
                "name": name,
                "arguments": json.dumps(arguments),
            }
            for number, (id_, name, arguments) in enumerate(script.calls)
        ]
        return items

    def whole(self, script: Script) -> dict[str, Any]:
        usage = {
            "input_tokens": 100,
            "input_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 0},
            "output_tokens": 40,
            "output_tokens_details": {"reasoning_tokens": 10},
            "total_tokens": 140,
        }
        why = {"reason": "max_output_tokens"} if script.length else None
        return {
            "id": "resp_1",
            "object": "response",
            "created_at": 1,
            "status": "incomplete" if script.length else "completed",
            "error": None,
            "incomplete_details": why,
            "instructions": None,
            "metadata": {},
            "model": "real-name",
            "output": self._items(script),
            "parallel_tool_calls": True,
            "temperature": 1.0,
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "usage": usage if script.counted else None,
        }

    def events(self, script: Script) -> Iterator[Event]:
        number = 0

        def event(kind: str, **values: Any) -> Event:
            nonlocal number
            number += 1
            return kind, {"type": kind, "sequence_number": number - 1, **values}

        whole = self.whole(script)
        begun = {**whole, "status": "in_progress", "output": [], "usage": None}
        yield event("response.created", response=begun)
        yield event("response.in_progress", response=begun)
        for index, item in enumerate(whole["output"]):
            place: dict[str, Any] = {"output_index": index, "item_id": item["id"]}
            started = {**item, "status": "in_progress"}
            started |= {"content": []} if item["type"] == "message" else {}
            started |= {"arguments": ""} if item["type"] == "function_call" else {}
            started |= {"summary": []} if item["type"] == "reasoning" else {}
            yield event("response.output_item.added", output_index=index, item=started)
            if item["type"] == "message":
                place["content_index"] = 0
                part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
                yield event("response.content_part.added", **place, part=part)
                for text in script.texts:
                    yield event("response.output_text.delta", **place, delta=text, logprobs=[])
                yield event("response.output_text.done", **place, text=script.text, logprobs=[])
                part = {**part, "text": script.text}
                yield event("response.content_part.done", **place, part=part)
            elif item["type"] == "function_call":
                for piece in pieces(json.loads(item["arguments"])):
                    yield event("response.function_call_arguments.delta", **place, delta=piece)
                done = {"name": item["name"], "arguments": item["arguments"]}
                yield event("response.function_call_arguments.done", **place, **done)
            elif script.thought:
                place["summary_index"] = 0
                kind = "response.reasoning_summary_"
                part = {"type": "summary_text", "text": ""}
                yield event(f"{kind}part.added", **place, part=part)
                yield event(f"{kind}text.delta", **place, delta=script.thought)
                yield event(f"{kind}text.done", **place, text=script.thought)
                yield event(f"{kind}part.done", **place, part={**part, "text": script.thought})
            yield event("response.output_item.done", output_index=index, item=item)
        yield event(f"response.{whole['status']}", response=whole)

    def error(self, _status: int, message: str, /) -> dict[str, Any]:
        return {"error": {"message": message, "type": "some_error", "param": None, "code": None}}


class GeminiDouble:
    name = "gemini"

    def _parts(self, script: Script) -> Iterator[dict[str, Any]]:
        if script.thought:
            yield {"text": script.thought, "thought": True}
        signed = {"thoughtSignature": script.signature} if script.signature else {}
        for text in script.texts:
            yield {"text": text}
        for number, (id_, name, arguments) in enumerate(script.calls):
            call = {"functionCall": {"id": id_, "name": name, "args": arguments}}
            yield {**call, **(signed if number == 0 else {})}
        if signed and not script.calls:
            yield {"text": "", **signed}

    def _reply(self, parts: list[Any], finish: str | None) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
        if finish:
            candidate["finishReason"] = finish
        return {
            "candidates": [candidate],
            "usageMetadata": {
                "promptTokenCount": 100,
                "cachedContentTokenCount": 60,
                "candidatesTokenCount": 30 if finish else 3,
                "thoughtsTokenCount": 10,
                "totalTokenCount": 140,
            },
            "modelVersion": "real-name",
            "responseId": "r1",
        }

    def whole(self, script: Script) -> dict[str, Any]:
        reason = "MAX_TOKENS" if script.length else "STOP"
        return self._reply(list(self._parts(script)), reason)

    def events(self, script: Script) -> Iterator[Event]:
        for part in self._parts(script):
            yield "", self._reply([part], None)
        yield "", self._reply([{"text": ""}], "MAX_TOKENS" if script.length else "STOP")

    def error(self, status: int, message: str, /) -> dict[str, Any]:
        word = {429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}.get(status, "INVALID_ARGUMENT")
        return {"error": {"code": status, "message": message, "status": word}}


DOUBLES: Mapping[str, Double] = {
    one.name: one for one in (ChatDouble(), MessagesDouble(), ResponsesDouble(), GeminiDouble())
}


def pieces(arguments: dict[str, Any]) -> list[str]:
    text = json.dumps(arguments)
    return [text[:4], text[4:]]


@dataclass
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass
class Studio:
    """A running double. `breaks_after` events it sends what is in `breaks`, and no more."""

    double: Double
    url: str = ""
    scripts: list[Script] = field(default_factory=list)
    status: int = 200
    message: str = ""
    pause: float = 0.0
    breaks_after: int | None = None
    breaks: bytes = b""
    asked: list[Asked] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base(self) -> str:
        """As the official client of the vendor wants it."""
        return self.url + ("/v1" if self.double.name.startswith("openai") else "")

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append(Asked(request.method, request.path_qs, headers, body))
        if self.status != 200:
            error = self.double.error(self.status, self.message)
            return web.json_response(error, status=self.status)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        if not body.get("stream") and ":streamGenerateContent" not in request.path:
            return web.json_response(self.double.whole(script))
        reply = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await reply.prepare(request)
        try:
            for number, (kind, data) in enumerate(self.double.events(script)):
                if number == self.breaks_after:
                    await reply.write(self.breaks)
                    return reply
                head = f"event: {kind}\n" if kind else ""
                await reply.write(f"{head}data: {json.dumps(data)}\n\n".encode())
                await asyncio.sleep(self.pause)
            if self.double.name == "openai-chat":
                await reply.write(b"data: [DONE]\n\n")
        except (ConnectionError, asyncio.CancelledError):
            self.left.set()
            raise
        return reply


@asynccontextmanager
async def running_double(name: str) -> AsyncIterator[Studio]:
    studio = Studio(DOUBLES[name])
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", studio.answer)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    studio.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield studio
    finally:
        await runner.cleanup()
