"""Who answers a chat model: the operator's routes in their order, else the built-in engine."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp

from genmux.catalogue.chat_model import ChatModel
from genmux.chat.errors import ContextTooLong, RouteBroken
from genmux.chat.upstream import Upstream
from genmux.engines.sketch.chat.engine import Fault, SketchChat
from genmux.engines.talk import Ask, Events, RouteFailure
from genmux.settings import ChatSettings

_CONNECTIONS = 2_000


class Route(Protocol):
    """`wire` is the dialect that it speaks, empty for the built-in engine; `blocks` and `whole`
    pass bodies of that dialect on. All raise RouteFailure."""

    name: str
    wire: str
    model: str

    def answer(self, ask: Ask) -> Events: ...

    def blocks(self, body: Mapping[str, Any]) -> AsyncIterator[bytes]: ...

    async def whole(self, body: Mapping[str, Any]) -> bytes: ...


class BuiltIn:
    """The built-in engine as a route; `fault` goes wrong on purpose."""

    name = SketchChat.name
    wire = ""
    model = ""

    def __init__(self, engine: SketchChat, fault: Fault | None = None) -> None:
        self._engine = engine
        self._fault = fault or Fault()

    def answer(self, ask: Ask) -> Events:
        return self._engine.answer(ask, self._fault)

    def blocks(self, body: Mapping[str, Any]) -> AsyncIterator[bytes]:
        raise NotImplementedError(f"it speaks no wire format: {len(body)}")

    async def whole(self, body: Mapping[str, Any]) -> bytes:
        raise NotImplementedError(f"it speaks no wire format: {len(body)}")


class Routes:
    """Made once in a process; `close` ends its connections."""

    def __init__(self, settings: ChatSettings) -> None:
        self.stall = settings.stall_seconds
        self._engine = SketchChat(settings.tokens_per_second)
        self._built_in = (BuiltIn(self._engine),)
        self._session: aiohttp.ClientSession | None = None
        self._settings = settings
        self._known: dict[str, Sequence[Route]] = {}

    def of(self, model: ChatModel, *, sandbox: bool, fault: Fault | None = None) -> Sequence[Route]:
        """The routes of a model in the order in which they are tried. Sandbox keys never leave
        this machine."""
        if fault is not None:
            return (BuiltIn(self._engine, fault),)
        if sandbox or not self._settings.routes:
            return self._built_in
        if model.id not in self._known:
            self._known[model.id] = [
                self._open(route, model.id)
                for route in self._settings.routes
                if fnmatchcase(model.id, route["models"])
            ] or self._built_in
        return self._known[model.id]

    def _open(self, route: Mapping[str, str], model_id: str) -> Upstream:
        if self._session is None:
            # Cookies, and headers that nobody needs, are a sixth of a request's cost.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            )
        url = route["url"]
        return Upstream(
            self._session,
            urlsplit(url).netloc.rpartition("@")[2],
            url,
            route.get("model") or model_id,
            os.environ.get(route.get("key_env", ""), ""),
            self.stall,
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


async def first_that_answers(
    routes: Sequence[Route],
    open_one: Callable[[Route], AsyncIterator[Any]],
    stall: float,
) -> tuple[Route, AsyncIterator[Any], Any]:
    """The first route that says anything, its stream, and the first thing that it said.

    After that no other is tried. Raises RouteBroken with what the last one said.
    """
    failure = RouteFailure("There is no route.")
    for route in routes:
        stream = open_one(route)
        try:
            async with asyncio.timeout(stall):
                return route, stream, await anext(stream, None)
        except RouteFailure as error:
            failure = error
        except TimeoutError:
            failure = RouteFailure("The route has sent nothing for too long.", status=504)
        await close_stream(stream)
        if not failure.again:
            break
    raise broken(failure)


async def whole_of_first(
    routes: Sequence[Route], ask_one: Callable[[Route], Awaitable[bytes]]
) -> tuple[Route, bytes]:
    """The reply in one piece of the first route that has one. Raises RouteBroken."""
    failure = RouteFailure("There is no route.")
    for route in routes:
        try:
            return route, await ask_one(route)
        except RouteFailure as error:
            failure = error
        if not failure.again:
            break
    raise broken(failure)


async def close_stream(stream: AsyncIterator[object]) -> None:
    """Lets go of the connection behind a stream that is not read to its end."""
    with contextlib.suppress(RouteFailure, aiohttp.ClientError, OSError, RuntimeError):
        await stream.aclose()  # type: ignore[attr-defined]  # all of ours are generators


def broken(failure: RouteFailure) -> ContextTooLong | RouteBroken:
    if failure.code == "context_length_exceeded":
        return ContextTooLong(failure.message)
    return RouteBroken(failure.message, failure.status, failure.retry_after)


def estimate_of(ask: Ask, model: ChatModel, tokens: int) -> int:
    """The most output tokens that the hold covers. Raises ContextTooLong."""
    wanted = min(ask.max_tokens, model.max_output) if ask.max_tokens else 0
    if tokens + wanted > model.context:
        raise ContextTooLong(
            f"This model's maximum context length is {model.context} tokens. The request has about "
            f"{tokens} tokens and asks for {wanted} more. Please reduce its length."
        )
    return wanted or min(model.default_output, model.context - tokens)
