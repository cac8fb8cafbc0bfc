"""A double of a vendor: a server of OpenAI's chat completions that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 40,
    "total_tokens": 140,
    "prompt_tokens_details": {"cached_tokens": 60},
    "completion_tokens_details": {"reasoning_tokens": 10},
}


@dataclass
class Vendor:
    """`script` is what it says, chunk by chunk; a number among them is a pause in seconds."""

    url: str = ""
    status: int = 200
    error: dict[str, Any] = field(default_factory=dict)
    script: list[Any] = field(default_factory=list)
    reply: dict[str, Any] = field(default_factory=dict)
    first_after: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """set when a client went away in the middle of a stream"""

    def speaks(self, *texts: str, finish: str = "stop", usage: Any = USAGE) -> None:
        deltas: list[Any] = [{"role": "assistant", "content": ""}]
        deltas += [{"content": text} for text in texts]
        self.script = [chunk(delta) for delta in deltas]
        self.script.append(chunk({}, finish))
        if usage is not None:
            self.script.append({**chunk({}), "choices": [], "usage": usage})
        message = {"role": "assistant", "content": "".join(texts)}
        self.says(message, finish, usage)

    def calls(self, *calls: tuple[str, str]) -> None:
        """Calls of tools: name and arguments, which come in two pieces."""
        pieces: list[Any] = [chunk({"role": "assistant", "content": None})]
        for index, (name, text) in enumerate(calls):
            function = {"name": name, "arguments": text[:3]}
            first = {"index": index, "id": f"call_{index}", "type": "function"}
            pieces.append(chunk({"tool_calls": [{**first, "function": function}]}))
            rest = {"index": index, "function": {"arguments": text[3:]}}
            pieces.append(chunk({"tool_calls": [rest]}))
        pieces.append(chunk({}, "tool_calls"))
        pieces.append({**chunk({}), "choices": [], "usage": USAGE})
        self.script = pieces
        made = [
            {
                "id": f"call_{index}",
                "type": "function",
                "function": {"name": name, "arguments": text},
            }
            for index, (name, text) in enumerate(calls)
        ]
        message = {"role": "assistant", "content": None, "tool_calls": made}
        self.says(message, "tool_calls", USAGE)

    def says(self, message: dict[str, Any], finish: str, usage: Any) -> None:
        self.reply = {
            "id": "chatcmpl-double",
            "object": "chat.completion",
            "created": 1,
            "model": "real-name",
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        }
        if usage is not None:
            self.reply["usage"] = usage

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(orjson.loads(await request.read()))
        self.headers.append(dict(request.headers))
        if self.status != 200:
            return web.json_response({"error": self.error}, status=self.status)
        await asyncio.sleep(self.first_after)
        if not self.asked[-1].get("stream"):
            return web.json_response(self.reply)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        try:
            for item in self.script:
                if isinstance(item, int | float):
                    await asyncio.sleep(item)
                elif item == "cut":
                    assert request.transport is not None
                    request.transport.close()
                    return stream
                else:
                    await stream.write(b"data: " + orjson.dumps(item) + b"\n\n")
            await stream.write(b"data: [DONE]\n\n")
        except (ConnectionError, asyncio.CancelledError):
            self.left.set()
            raise
        return stream


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-double",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "real-name",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


@asynccontextmanager
async def running_vendor() -> AsyncIterator[Vendor]:
    vendor = Vendor()
    application = web.Application()
    application.router.add_post("/v1/chat/completions", vendor.answer)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    vendor.url = f"http://127.0.0.1:{port}/v1"
    try:
        yield vendor
    finally:
        await runner.cleanup()
