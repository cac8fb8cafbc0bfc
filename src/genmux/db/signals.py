"""Wake-ups between processes over LISTEN/NOTIFY. A hint only: whoever waits also polls.

A NOTIFY inside a transaction serialises commits (measured: 2.9 k/s down to 1.1 k/s), so signals
are sent after the commit, on their own, and coalesced. Their own commit does not wait for the disk:
what they tell of is safe there already.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

import asyncpg

from genmux.db.pool import LOST, Pool

JOB = "genmux_job"
TASK = "genmux_task"
KEY = "genmux_key"
DELIVERY = "genmux_delivery"

log = logging.getLogger(__name__)

_COALESCE = 0.01
"""seconds; the first signal goes at once. Rounds of 4 ms cost a busy API a tenth of its CPU"""
_RECONNECT = 0.5
_LIVENESS = 10.0


class Signaller:
    """Sends signals: at once when idle, then at most one round every few milliseconds."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._pending: dict[tuple[str, str], None] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="signaller")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def send(self, channel: str, payload: str = "") -> None:
        self._pending[channel, payload] = None
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            signals, self._pending = list(self._pending), {}
            try:
                await self._pool.execute(
                    "select set_config('synchronous_commit', 'off', true), pg_notify(c, p) "
                    "from unnest($1::text[], $2::text[]) s(c, p)",
                    [channel for channel, _ in signals],
                    [payload for _, payload in signals],
                )
            except (*LOST, asyncpg.PostgresError) as error:
                # Whoever waits also polls; one bad signal must not end all the later ones.
                log.info("%d signals were not sent: %s", len(signals), error)
            await asyncio.sleep(_COALESCE)


class Listener:
    """Calls back on signals; keeps its own connection and renews it when it breaks."""

    def __init__(self, url: str, handlers: dict[str, Callable[[str], None]]) -> None:
        self._url = url
        self._handlers = handlers
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="listener")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(*LOST, asyncpg.PostgresError, TimeoutError):
                await self._listen()
            await asyncio.sleep(_RECONNECT)

    async def _listen(self) -> None:
        conn = await asyncpg.connect(self._url, timeout=10)
        ended = asyncio.Event()
        conn.add_termination_listener(lambda _conn: ended.set())
        try:
            for channel, handler in self._handlers.items():
                await conn.add_listener(channel, lambda _c, _p, _ch, text, h=handler: h(str(text)))
                handler("")  # whatever was signalled while nobody listened
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LIVENESS):
                        await ended.wait()
                        return
                await conn.execute("select 1", timeout=_LIVENESS)
        finally:
            conn.terminate()
