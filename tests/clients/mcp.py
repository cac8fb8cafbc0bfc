"""Speaks to a tool server over its standard input and output: one JSON-RPC message a line."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

_VERSION = "2025-06-18"
_LONGEST_LINE = 16 * 1024 * 1024
_STOP_SECONDS = 20


class ToolFailed(Exception):
    """The tool server, or the service behind it, refused; says why."""


class ToolServer:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._last = 0

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """What the tool answers, which has to be a JSON object with `success`."""
        result = await self.ask("tools/call", {"name": tool, "arguments": arguments})
        answer: dict[str, Any] = json.loads(result["content"][0]["text"])
        if result.get("isError") or not answer.get("success"):
            raise ToolFailed(f"{tool}: {answer.get('error', answer)}")
        return answer

    async def ask(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        self._last += 1
        await self._send({"id": self._last, "method": method, "params": params})
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            message = json.loads(line)
            if message.get("id") == self._last:
                if "error" in message:
                    raise ToolFailed(f"{method}: {message['error']}")
                result: dict[str, Any] = message["result"]
                return result
        raise ToolFailed(f"{method}: the tool server ended")

    async def greet(self) -> None:
        who = {"name": "genmux-tests", "version": "1"}
        await self.ask(
            "initialize", {"protocolVersion": _VERSION, "capabilities": {}, "clientInfo": who}
        )
        await self._send({"method": "notifications/initialized"})

    async def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        await self._process.stdin.drain()


@asynccontextmanager
async def tool_server(
    command: Sequence[str], environ: Mapping[str, str]
) -> AsyncIterator[ToolServer]:
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env=environ, limit=_LONGEST_LINE
    )
    try:
        server = ToolServer(process)
        await server.greet()
        yield server
    finally:
        process.terminate()
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
