"""Running doubles, and our own side of a wire."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import aiohttp
import pytest

from genmux.chat.upstream import Line, Upstream
from genmux.chat.vendors import places
from genmux.chat.wires.wire import Target
from genmux.engines.talk import Ask, Event
from tests.chat.wires.doubles import Studio, running_double

NewStudio = Callable[[str], Awaitable[Studio]]
Say = Callable[..., Awaitable[list[Event]]]


@pytest.fixture
async def studio_of() -> AsyncIterator[NewStudio]:
    async with AsyncExitStack() as stack:

        async def make(name: str) -> Studio:
            return await stack.enter_async_context(running_double(name))

        yield make


@pytest.fixture
async def say() -> AsyncIterator[Say]:
    """`await say(studio, ask)`: the events of the answer over the wire of that double."""
    async with aiohttp.ClientSession() as session:
        line = Line(session, 5)

        async def one(studio: Studio, ask: Ask, *, budgets: bool = False) -> list[Event]:
            route = {"models": "*", "url": studio.base, "wire": studio.double.name}
            (place,) = places([route])
            target = Target("real-name", 4096, budgets)
            wires = [(wire, place.url) for wire in place.wires]
            upstream = Upstream(line, "double", target, "secret", wires)
            return [event async for event in upstream.answer(ask)]

        yield one
