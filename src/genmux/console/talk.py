"""Streams a chat completion to the page: pieces are gathered for a moment, so that a fast model
costs no message for each word."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, Protocol

from genmux.client import ClientError
from genmux.console.api import Api

_GATHER_SECONDS = 0.05


class Listener(Protocol):
    def piece(self, piece: Mapping[str, Any]) -> None: ...

    def done(self, about: Mapping[str, Any]) -> None: ...

    def failed(self, text: str) -> None: ...


class Talk:
    """One answer at a time."""

    def __init__(self, api: Api, listener: Listener) -> None:
        self._api = api
        self._listener = listener
        self._running: asyncio.Task[None] | None = None

    async def ask(self, body: Mapping[str, Any]) -> None:
        """Tells the listener everything until the answer has ended or `stop` was called."""
        self.stop()
        options = {"stream": True, "stream_options": {"include_usage": True}}
        self._running = asyncio.current_task()
        about: dict[str, Any] = {}
        gathered = _Gathered()
        try:
            async for data in self._api.stream("/v1/chat/completions", {**body, **options}):
                if data == "[DONE]":
                    break
                gathered.take(json.loads(data), about)
                if gathered.due():
                    self._tell(gathered)
        except asyncio.CancelledError:
            about["stopped"] = True
        except (ClientError, ValueError) as error:
            self._tell(gathered)
            self._listener.failed(error.message if isinstance(error, ClientError) else str(error))
            return
        self._tell(gathered)
        if "error" in about:
            self._listener.failed(str(about["error"]))
        else:
            self._listener.done(about)

    def stop(self) -> None:
        """Ends the answer that is coming, for the model too."""
        if self._running is not None and self._running is not asyncio.current_task():
            self._running.cancel()
        self._running = None

    def _tell(self, gathered: _Gathered) -> None:
        if piece := gathered.give():
            self._listener.piece(piece)


class _Gathered:
    def __init__(self) -> None:
        self._piece: dict[str, Any] = {}
        self._since = 0.0

    def take(self, event: Mapping[str, Any], about: dict[str, Any]) -> None:
        """Adds one event of the stream; usage, cost and errors go into `about`."""
        if error := event.get("error"):
            about["error"] = error.get("message") if isinstance(error, dict) else error
        if event.get("usage"):
            about["usage"] = event["usage"]
        if event.get("credits_consumed") is not None:
            about["credits"] = event["credits_consumed"]
        for choice in event.get("choices") or ():
            delta = choice.get("delta") or {}
            self._add("text", delta.get("content"))
            self._add("thought", delta.get("reasoning_content"))
            for call in delta.get("tool_calls") or ():
                function = call.get("function") or {}
                self._piece.setdefault("calls", []).append(
                    {
                        "index": call.get("index", 0),
                        "id": call.get("id"),
                        "name": function.get("name"),
                        "arguments": function.get("arguments"),
                    }
                )

    def _add(self, name: str, text: str | None) -> None:
        if text:
            self._piece[name] = self._piece.get(name, "") + text

    def due(self) -> bool:
        return bool(self._piece) and time.monotonic() - self._since > _GATHER_SECONDS

    def give(self) -> dict[str, Any]:
        piece, self._piece = self._piece, {}
        self._since = time.monotonic()
        return piece
