"""Who answers a chat model: the operator's routes in their order, else the built-in engine."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import aiohttp

from genmux.catalogue.chat_model import ChatModel
from genmux.chat.errors import ContextTooLong, RouteBroken
from genmux.chat.upstream import Line, Passed, Upstream
from genmux.chat.vendors import Place, account_places, places
from genmux.chat.wires.wire import TOO_LONG
from genmux.engines.sketch.chat.engine import Fault, SketchChat
from genmux.engines.talk import Ask, Events, RouteFailure
from genmux.engines.vendors.account import Account
from genmux.settings import ChatSettings

log = logging.getLogger(__name__)

Made = TypeVar("Made")
_CONNECTIONS = 2_000


class Passing(Protocol):
    """A route that speaks the client's own dialect: bodies of it go on and come back."""

    async def whole(self, passed: Passed) -> dict[str, Any]: ...

    def blocks(self, passed: Passed) -> AsyncIterator[bytes]: ...


class Route(Protocol):
    """Whoever answers. All raise RouteFailure."""

    name: str

    def answer(self, ask: Ask) -> Events: ...

    def passing(self, dialect: str, ask: Ask, /) -> Passing | None:
        """The route for bodies of that dialect, where it speaks it."""


class BuiltIn:
    """The built-in engine as a route; `fault` goes wrong on purpose."""

    name = SketchChat.name

    def __init__(self, engine: SketchChat, fault: Fault | None = None) -> None:
        self._engine = engine
        self._fault = fault or Fault()

    def answer(self, ask: Ask) -> Events:
        return self._engine.answer(ask, self._fault)

    def passing(self, _dialect: str, _ask: Ask) -> None:
        """It speaks no wire format."""


class Routes:
    """Made once in a process; `close` ends its connections."""

    def __init__(self, settings: ChatSettings, accounts: Sequence[Account] = ()) -> None:
        """Routes of the settings come before those of the accounts."""
        self.stall = settings.stall_seconds
        self._engine = SketchChat(settings.tokens_per_second)
        self._built_in = (BuiltIn(self._engine),)
        self._places = (*places(settings.routes), *account_places(accounts))
        self._line: Line | None = None
        self._known: dict[str, Sequence[Route]] = {}
        for place in self._places:
            if place.key_env and not (place.key or os.environ.get(place.key_env)):
                log.warning("the chat route to %s has no key: set %s", place.url, place.key_env)

    def of(self, model: ChatModel, *, sandbox: bool, fault: Fault | None = None) -> Sequence[Route]:
        """The routes of a model in the order in which they are tried. Sandbox keys never leave
        this machine."""
        if fault is not None:
            return (BuiltIn(self._engine, fault),)
        if sandbox or not self._places:
            return self._built_in
        if model.id not in self._known:
            self._known[model.id] = [
                self._open(place, model) for place in self._places if place.serves(model)
            ] or self._built_in
        return self._known[model.id]

    def _open(self, place: Place, model: ChatModel) -> Upstream:
        if self._line is None:
            # Cookies, and headers that nobody needs, are a sixth of a request's cost.
            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            )
            self._line = Line(session, self.stall)
        return Upstream(
            self._line,
            place.name or urlsplit(place.url).netloc.rpartition("@")[2],
            place.target(model),
            place.key or os.environ.get(place.key_env, ""),
            place.spoken(model),
        )

    async def close(self) -> None:
        if self._line is not None:
            await self._line.session.close()


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
                item = await anext(stream, None)
            if item is not None:
                return route, stream, item
            failure = RouteFailure("The route has said nothing.")
        except RouteFailure as error:
            failure = error
        except TimeoutError:
            failure = RouteFailure("The route has sent nothing for too long.", status=504)
        await close_stream(stream)
        if not failure.again:
            break
    raise broken(failure)


async def whole_of_first(
    routes: Sequence[Route], ask_one: Callable[[Route], Awaitable[Made]]
) -> tuple[Route, Made]:
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
    if failure.code == TOO_LONG:
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
