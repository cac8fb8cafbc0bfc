"""A child process of `genmux serve`, started again whenever it ends by itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys

from genmux.roles.child import FAILED, READY, Order, send
from genmux.settings import Settings

log = logging.getLogger(__name__)

_FIRST_PAUSE = 0.1
_LAST_PAUSE = 5.0
_STABLE = 10.0
_KILL_AFTER = 10.0
"""seconds beyond the drain time before a part that does not stop is killed"""


class Part:
    """`settled` is set once it was ready for the first time, or said that it cannot start;
    `failure` is the reason then."""

    def __init__(
        self, role: str, settings: Settings, url: str, listener: socket.socket | None = None
    ) -> None:
        self.settled = asyncio.Event()
        self.failure = ""
        self._told = ""
        self._role = role
        self._drain = settings.server.drain_seconds
        self._fd = listener.fileno() if listener else None
        self._order = send(Order(settings, url, os.getpid(), self._fd))

    async def keep(self, stop: asyncio.Event) -> None:
        """Runs it until `stop`, however often it ends before, or until it cannot start at all."""
        pause = _FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            since = loop.time()
            how = await self._live(stop)
            if stop.is_set():
                return
            if self._told and not self.settled.is_set():
                self.failure = self._told
                self.settled.set()
                return
            pause = _FIRST_PAUSE if loop.time() - since > _STABLE else min(pause * 2, _LAST_PAUSE)
            log.error("the %s ended (%s); started again", self._role, self._told or how)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()

    async def _live(self, stop: asyncio.Event) -> str:
        """One life, cut short by `stop`; returns how it ended."""
        self._told = ""
        try:
            process = await self._start()
        except OSError as error:  # no memory, no process number: another time there will be
            return str(error)
        reader = asyncio.create_task(self._read(process))
        ended = asyncio.create_task(process.wait())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if stop.is_set():
            await self._end(process)
        code = await ended
        await reader
        return signal.Signals(-code).name if code < 0 else f"exit {code}"

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"genmux.roles.{self._role}",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            pass_fds=() if self._fd is None else (self._fd,),
            # Ctrl-C reaches the whole terminal group; the parent stops its parts in order.
            start_new_session=True,
        )
        assert process.stdin is not None
        with contextlib.suppress(ConnectionError):
            process.stdin.write(self._order)
            await process.stdin.drain()
        process.stdin.close()
        return process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            word, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if word == READY:
                self.settled.set()
            elif word == FAILED:
                self._told = rest

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(self._drain + _KILL_AFTER):
                await process.wait()
        except TimeoutError:
            log.error("the %s did not stop in time; killed", self._role)  # noqa: TRY400
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
