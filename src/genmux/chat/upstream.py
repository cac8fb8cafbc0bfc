"""A route to a server that speaks OpenAI's chat completions: another company's, or one's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import orjson
from yarl import URL

from genmux.chat.openai_wire import ChunkReader, events_of, request_of
from genmux.engines.talk import Ask, Events, RouteFailure

WIRE = "openai-chat"
_PLAIN_FACTOR = 5
"""a reply in one piece may take so many times as long as the silence of a stream"""
_REFUSED = (400, 413, 422)
"""what another route would refuse as well"""
_MOST_EVENT = 8 * 1024 * 1024
_SHOWN = 500


class Upstream:
    """`model` is what the server calls it; `key` may be empty."""

    wire = WIRE

    def __init__(
        self,
        session: aiohttp.ClientSession,
        name: str,
        url: str,
        model: str,
        key: str,
        stall: float,
    ) -> None:
        self.name = name
        self.model = model
        self._session = session
        self._url = URL(url.rstrip("/") + "/chat/completions")
        self._headers = {"Content-Type": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._streamed = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=stall)
        self._plain = aiohttp.ClientTimeout(
            total=None, sock_connect=10, sock_read=stall * _PLAIN_FACTOR
        )

    async def answer(self, ask: Ask) -> Events:
        """The reply as events. Raises RouteFailure."""
        body = request_of(ask, self.model)
        if not ask.stream:
            for event in events_of(object_of(await self.whole(body))):
                yield event
            return
        reader = ChunkReader()
        async for several in self.blocks(body):
            for block in several.split(b"\n\n"):
                data = data_of(block)
                if data and data != b"[DONE]":
                    for event in reader.read(object_of(data)):
                        yield event

    async def whole(self, body: Mapping[str, Any]) -> bytes:
        """The body of a reply in one piece."""
        try:
            async with self._session.post(
                self._url, data=orjson.dumps(body), headers=self._headers, timeout=self._plain
            ) as reply:
                raw = await reply.read()
                if reply.status >= 400:
                    raise _refusal(reply, raw)
                return raw
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unreachable(error) from error

    async def blocks(self, body: Mapping[str, Any]) -> AsyncIterator[bytes]:
        """The events of a streamed reply as they come, each with its empty line at the end."""
        try:
            async with self._session.post(
                self._url, data=orjson.dumps(body), headers=self._headers, timeout=self._streamed
            ) as reply:
                if reply.status >= 400:
                    raise _refusal(reply, await reply.read())
                rest = b""
                async for piece in reply.content.iter_any():
                    rest = rest + piece if rest else piece
                    if b"\r" in rest:
                        rest = rest.replace(b"\r\n", b"\n")
                    if len(rest) > _MOST_EVENT:
                        raise RouteFailure("The route sent an event over 8 MiB.", again=False)
                    at = rest.rfind(b"\n\n") + 2
                    if at > 1:
                        yield rest[:at]
                        rest = rest[at:]
                if rest.strip():
                    yield rest + b"\n\n"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unreachable(error) from error


def data_of(block: bytes) -> bytes:
    """The data of one event; empty for comments."""
    lines = [line[5:].strip() for line in block.split(b"\n") if line.startswith(b"data:")]
    return b"\n".join(lines)


def object_of(raw: bytes) -> Mapping[str, Any]:
    """The JSON object that a route sent. Raises RouteFailure, also for an error in its place."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RouteFailure("The route sent something that is not JSON.") from error
    if not isinstance(value, dict):
        raise RouteFailure("The route sent something that is no JSON object.")
    if isinstance(value.get("error"), dict) and not value.get("choices"):
        raise RouteFailure(f"The route said: {_message(value)}", again=False)
    return value


def _refusal(reply: aiohttp.ClientResponse, raw: bytes) -> RouteFailure:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = None
    said = _message(value) if isinstance(value, dict) else raw[:_SHOWN].decode("utf-8", "replace")
    code = value.get("error") if isinstance(value, dict) else None
    wait = reply.headers.get("retry-after", "")
    # A wrong key or name of a route is not the caller's fault and none of its business.
    status = reply.status if reply.status in (*_REFUSED, 429) or reply.status >= 500 else 502
    return RouteFailure(
        f"The route answered with status {reply.status}: {said}",
        status=status,
        again=reply.status not in _REFUSED,
        retry_after=float(wait) if wait.isdigit() else None,
        code=str(code.get("code") or "") if isinstance(code, dict) else "",
    )


def _message(value: Mapping[str, Any]) -> str:
    error = value.get("error")
    message = error.get("message") if isinstance(error, Mapping) else error
    return str(message or value.get("message") or value)[:_SHOWN]


def _unreachable(error: Exception) -> RouteFailure:
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return RouteFailure("The route has sent nothing for too long.", status=504)
    return RouteFailure(f"The route broke off: {type(error).__name__}.", status=502)
