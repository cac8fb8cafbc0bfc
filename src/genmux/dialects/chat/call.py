"""A chat call that is held for: answered over one of its routes, and settled whatever happens."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any

import orjson
from starlette.types import Receive, Send

from genmux.chat.errors import RouteBroken
from genmux.chat.record import CallEnd, CallState, NewCall
from genmux.chat.routes import (
    Passing,
    Route,
    broken,
    close_stream,
    first_that_answers,
    whole_of_first,
)
from genmux.chat.tally import Tally
from genmux.chat.upstream import Passed
from genmux.dialects.chat.dialect import Dialect, Reply
from genmux.dialects.chat.relay import Relay
from genmux.dialects.chat.speaker import Speaker, Translator, answer_of
from genmux.dialects.chat.watch import Watch
from genmux.dialects.http import Api
from genmux.engines.talk import RouteFailure, Usage
from genmux.engines.tokens import count_ask, count_text
from genmux.errors import GenmuxError

log = logging.getLogger(__name__)

_PLAIN_FACTOR = 5
"""a reply in one piece may take so many times as long as the silence of a stream"""

Headers = list[tuple[bytes, bytes]]
Made = Tally | dict[str, Any]
_ODD = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class ChatCall:
    """`run` does all of it, once."""

    def __init__(
        self,
        api: Api,
        dialect: Dialect,
        call: NewCall,
        reply: Reply,
        passed: Passed,
        routes: Sequence[Route],
        holding: asyncio.Future[None] | None = None,
    ) -> None:
        """`holding` is the hold, where it is still under way."""
        self._holding = holding
        self._api = api
        self._dialect = dialect
        self._call = call
        self._reply = reply
        self._passed = passed
        self._routes = routes
        self._began = time.monotonic()
        self._first_ms: int | None = None
        self._route = ""
        self._stream: AsyncIterator[Any] | None = None
        self._speaker: Speaker | None = None
        self._settled = False

    async def run(self, receive: Receive, send: Send) -> None:
        chat = self._api.settings.chat
        failure: BaseException | None = None
        with Watch(receive, send, chat.heartbeat_seconds, chat.stall_seconds) as watch:
            try:
                if self._reply.ask.stream:
                    await self._streamed(send, watch)
                else:
                    await self._whole(send)
            except (Exception, asyncio.CancelledError) as error:
                failure = error
        # Nobody looks any more, so nothing can break off what follows.
        await watch.calm(failure)
        if failure is not None:
            await self._after(failure, send, watch)

    async def _after(self, failure: BaseException, send: Send, watch: Watch) -> None:
        """Settles a call that went wrong, and tells the client where one is left."""
        if isinstance(failure, asyncio.CancelledError):
            if watch.stalled:
                await self._failed(_silent(), send, watch)
                return
            reason = "the client left" if watch.gone else "the server stopped"
            await self._give_up(CallState.CUT, reason)
            if not watch.gone:
                raise failure
        elif isinstance(failure, RouteFailure):
            await self._failed(broken(failure), send, watch)
        elif isinstance(failure, GenmuxError):
            await self._failed(failure, send, watch)
        elif isinstance(failure, TimeoutError):
            await self._failed(_silent(), send, watch)
        elif isinstance(failure, OSError):  # the client's connection, where the server tells of it
            await self._give_up(CallState.CUT, "the client left")
        else:
            log.error("chat call %s broke", self._call.id.hex, exc_info=failure)
            await self._failed(GenmuxError(), send, watch)

    def _passing(self, route: Route) -> Passing | None:
        """The route, where it speaks the client's dialect and nothing need be translated."""
        return route.passing(self._dialect.name, self._reply.ask)

    async def _streamed(self, send: Send, watch: Watch) -> None:
        watch.expect()
        ask = self._reply.ask

        def open_one(route: Route) -> AsyncIterator[Any]:
            passing = self._passing(route)
            return route.answer(ask) if passing is None else passing.blocks(self._passed)

        route, self._stream, item = await first_that_answers(
            self._routes, open_one, self._api.chat_routes.stall
        )
        self._heard_from(route)
        speaker: Speaker = (
            Translator(self._dialect, self._reply)
            if self._passing(route) is None
            else Relay(self._dialect, self._reply, keep=self._api.desk.keeps_contents)
        )
        self._speaker = speaker
        out = speaker.take(item)
        await self._hold()
        await watch.begin()
        await _send(send, speaker.begin() + out)
        async for item in self._stream:
            out = speaker.take(item)
            if out:
                await _send(send, out)
            watch.heard()
        watch.rest()
        if not speaker.ended:
            raise RouteFailure("The route's stream ended before its answer did.", again=False)
        usage, estimated = speaker.counted()
        charge = await self._settle(CallState.DONE, usage, estimated=estimated)
        await _send(send, speaker.end(usage, charge), more=False)

    async def _whole(self, send: Send) -> None:
        patience = self._api.chat_routes.stall * (_PLAIN_FACTOR * len(self._routes) + 1)
        ask = self._reply.ask

        async def ask_one(route: Route) -> Made:
            passing = self._passing(route)
            if passing is not None:
                return await passing.whole(self._passed)
            tally = Tally()
            async for event in route.answer(ask):
                tally.add(event)
            return tally

        async with asyncio.timeout(patience):
            route, made = await whole_of_first(self._routes, ask_one)
            self._heard_from(route)
            await self._hold()
            told = await (self._told(made) if isinstance(made, Tally) else self._passed_on(made))
        await _send_json(send, 200, orjson.dumps(told), [])

    async def _passed_on(self, made: dict[str, Any]) -> dict[str, Any]:
        tail = self._dialect.tail(self._reply)
        try:
            text = tail.whole(made)
        except _ODD as error:
            raise RouteFailure("The route sent a reply of an unknown form.") from error
        usage, estimated = tail.usage, tail.usage is None
        if usage is None:
            usage = Usage(count_ask(self._reply.ask), count_text(text))
        charge = await self._settle(
            CallState.DONE, usage, estimated=estimated, stop=tail.stop, said=made
        )
        return tail.told(made, usage, charge)

    async def _told(self, tally: Tally) -> dict[str, Any]:
        usage, estimated = tally.counted(self._reply.ask)
        charge = await self._settle(
            CallState.DONE, usage, estimated=estimated, stop=tally.reason, said=tally.plain()
        )
        return self._dialect.reply(self._reply, answer_of(tally, usage, charge))

    async def _hold(self) -> None:
        """Waits for the hold; raises what refuses it, and then there is nothing to settle."""
        if self._holding is None:
            return
        try:
            # A client that leaves must not take the hold out of our hands.
            if self._holding.done():
                self._holding.result()
            else:
                await asyncio.shield(self._holding)
        except Exception:
            self._settled = True
            raise
        self._holding = None

    def _heard_from(self, route: Route) -> None:
        self._route = route.name
        self._first_ms = round(1000 * (time.monotonic() - self._began))

    async def _settle(
        self,
        state: CallState,
        usage: Usage,
        *,
        estimated: bool = False,
        stop: str = "",
        error: str = "",
        said: Any = None,
    ) -> Decimal:
        self._settled = True
        contents = None
        if self._api.desk.keeps_contents:
            reply = said if said is not None else self._speaker and self._speaker.plain()
            contents = orjson.dumps({"request": self._passed.body, "reply": reply}).decode()
        return await self._api.desk.close(
            CallEnd(
                call=self._call,
                state=state,
                usage=usage,
                charge=self._reply.model.price.credits(usage),
                route=self._route,
                stop=stop or (self._speaker.stop if self._speaker else ""),
                error=error,
                estimated=estimated,
                first_ms=self._first_ms,
                contents=contents,
            )
        )

    async def _give_up(self, state: CallState, reason: str) -> None:
        """Lets go of the route and charges what was used until now."""
        if self._stream is not None:
            await close_stream(self._stream)
        try:
            await self._hold()
        except GenmuxError as error:
            log.info("chat call %s was not held for: %s", self._call.id.hex, error)
        if self._settled:
            return
        usage, estimated = self._speaker.counted() if self._speaker else (Usage(), True)
        try:
            await self._settle(state, usage, estimated=estimated, error=reason)
        except GenmuxError as error:  # the sweeper will give the hold back
            log.warning("chat call %s could not be settled: %s", self._call.id.hex, error)

    async def _failed(self, error: GenmuxError, send: Send, watch: Watch) -> None:
        await self._give_up(CallState.FAILED, error.message)
        if not watch.begun:
            await refuse(self._dialect, error, send)
            return
        speaker = self._speaker or Translator(self._dialect, self._reply)
        await _send(send, speaker.fail(error), more=False)


def _silent() -> RouteBroken:
    return RouteBroken("The route has sent nothing for too long.", 504)


async def refuse(dialect: Dialect, error: GenmuxError, send: Send) -> None:
    """The reply to a request that gets none, with its real status."""
    status, body = dialect.refusal(error)
    headers: Headers = []
    wait = getattr(error, "retry_after", None)
    if wait is not None:
        headers.append((b"retry-after", str(max(1, round(wait))).encode()))
    await _send_json(send, status, orjson.dumps(body), headers)


async def _send_json(send: Send, status: int, body: bytes, more: Headers) -> None:
    """In one piece and with its length, or the server would cut it into chunks."""
    length = (b"content-length", str(len(body)).encode())
    headers = [(b"content-type", b"application/json"), length, *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await _send(send, body, more=False)


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})
