"""Keeps an eye on one reply: a client that leaves, a route that falls silent."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType

from starlette.types import Receive, Send

_PATIENCE = 0.02
"""seconds; a client that leaves within them is noticed after them"""
HEARTBEAT = b": still here\n\n"
HEAD = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-cache"),
        (b"x-accel-buffering", b"no"),
    ],
}


class Watch:
    """Cancels the task that makes the reply when its client has left, or when a stream has been
    silent for too long; sends comments before that. Used around the making, in its own task.

    `gone` and `stalled` say why the task was cancelled.
    """

    def __init__(self, receive: Receive, send: Send, heartbeat: float, stall: float) -> None:
        self._receive = receive
        self._send = send
        self._heartbeat = heartbeat
        self._stall = stall
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._timer: asyncio.TimerHandle | None = None
        self._beat: asyncio.Task[None] | None = None
        self._listener: asyncio.Task[None] | None = None
        self._heard = 0.0
        self._sent = 0.0
        self.begun = False
        """whether the head of a stream is sent"""
        self.gone = False
        self.stalled = False

    def __enter__(self) -> Watch:
        # Many a reply is done before anybody could leave, and needs no task to notice it.
        self._begin_to_listen = self._loop.call_later(_PATIENCE, self._listens)
        return self

    def _listens(self) -> None:
        self._listener = self._loop.create_task(self._listen())

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._begin_to_listen.cancel()
        if self._listener is not None:
            self._listener.cancel()
        self.rest()

    def expect(self) -> None:
        """The reply will be a stream: its head is sent after a heartbeat at the latest."""
        self._sent = self._loop.time()
        self._timer = self._loop.call_later(self._heartbeat, self._look)

    async def begin(self) -> None:
        """Sends the head, unless it is sent. From now on silence counts."""
        if self._beat is not None:
            await self._beat
        if not self.begun:
            self.begun = True
            await self._send(HEAD)
        self._heard = self._loop.time()

    def heard(self) -> None:
        """The route has said something, which was sent."""
        self._heard = self._sent = self._loop.time()

    def rest(self) -> None:
        """The route is done: silence no longer counts."""
        if self._timer is not None:
            self._timer.cancel()

    async def calm(self, failure: BaseException | None) -> None:
        """After the work: takes back the cancellation that came from here, also one that was asked
        for in the moment in which the work ended and has not arrived."""
        if not (self.gone or self.stalled) or self._task is None:
            return
        if not isinstance(failure, asyncio.CancelledError):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0)
        self._task.uncancel()

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._task is not None and not self._task.done():
            self.gone = True
            self._task.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        if self._heard and now - self._heard >= self._stall:
            if self._task is not None:
                self.stalled = True
                self._task.cancel()
            return
        if now - self._sent >= self._heartbeat:
            self._sent = now
            self._beat = self._loop.create_task(self._comment())
        wait = self._sent + self._heartbeat - now
        if self._heard:
            wait = min(wait, self._heard + self._stall - now)
        self._timer = self._loop.call_later(max(0.01, wait), self._look)

    async def _comment(self) -> None:
        with contextlib.suppress(OSError):
            if not self.begun:
                self.begun = True
                await self._send(HEAD)
            body = {"type": "http.response.body", "body": HEARTBEAT, "more_body": True}
            await self._send(body)
