"""`genmux serve`: the whole product on one machine, as one process tree.

The parent owns the embedded database and the listening socket and restarts whatever dies; it
does no work itself. Everything below it ends with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import orjson

from genmux.db.embedded import DatabaseInUse, EmbeddedError, EmbeddedPostgres
from genmux.db.migrate import migrate
from genmux.db.pool import LOST
from genmux.roles.api import address_of, listen
from genmux.roles.child import Order, send
from genmux.roles.log import set_up_logging
from genmux.roles.loop import run, stop_on_signals
from genmux.settings import Settings

log = logging.getLogger(__name__)

_FIRST_PAUSE = 0.1
_LAST_PAUSE = 5.0
_STABLE = 10.0
_COMMAND_PATIENCE = 5.0
"""seconds that `genmux keys create` and its like may have the embedded database before us"""
_KILL_AFTER = 10.0
"""seconds beyond the drain time before a part that does not stop is killed"""


def main(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT. Raises EmbeddedError or OSError when it cannot start."""
    set_up_logging(settings.log)
    run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = stop_on_signals()
    settings.data.dir.mkdir(parents=True, exist_ok=True)
    note = settings.data.dir / "server.json"
    with listen(settings) as listener:
        async with _database(settings, stop) as url:
            await _migrate(url)
            parts = [
                _Part("api", settings, url, listener),
                _Part("worker", settings, url),
            ]
            keepers = [asyncio.create_task(part.keep(stop)) for part in parts]
            try:
                if await _all_ready(parts, stop):
                    address = address_of(settings, listener)
                    _write_note(note, address)
                    sys.stdout.write(f"ready {address}\n")
                    sys.stdout.flush()
                await stop.wait()
            finally:
                stop.set()
                note.unlink(missing_ok=True)
                await asyncio.gather(*keepers)


@contextlib.asynccontextmanager
async def _database(settings: Settings, stop: asyncio.Event) -> AsyncIterator[str]:
    """The address of the database; the embedded one is started, kept alive and stopped here."""
    if settings.database.url:
        yield settings.database.url
        return
    server = EmbeddedPostgres(settings.data.dir / "postgres")
    await _start_database(server)
    keeper = asyncio.create_task(_keep_database(server, stop))
    try:
        yield server.url
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        await server.stop()


async def _start_database(server: EmbeddedPostgres) -> None:
    """A command that has the folder for a moment is waited for; another server is not."""
    deadline = asyncio.get_running_loop().time() + _COMMAND_PATIENCE
    while True:
        try:
            return await server.start()
        except DatabaseInUse:
            if asyncio.get_running_loop().time() > deadline:
                raise


async def _keep_database(server: EmbeddedPostgres, stop: asyncio.Event) -> None:
    pause = _FIRST_PAUSE
    while not stop.is_set():
        try:
            await server.watch()
        except EmbeddedError as error:
            log.error("%s It is started again.", error)  # noqa: TRY400  # the reason is in the text
        try:
            await server.start()
            pause = _FIRST_PAUSE
        except EmbeddedError as error:
            log.error("%s", error)  # noqa: TRY400
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LAST_PAUSE)


async def _migrate(url: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        applied = await migrate(conn)
    finally:
        with contextlib.suppress(*LOST):
            await conn.close()
    if applied:
        log.info("applied to the database: %s", ", ".join(applied))


class _Part:
    """One child process, started again when it ends by itself."""

    def __init__(
        self, role: str, settings: Settings, url: str, listener: socket.socket | None = None
    ) -> None:
        self.ready = asyncio.Event()
        self._role = role
        self._settings = settings
        self._fd = listener.fileno() if listener else None
        self._order = send(Order(settings, url, os.getpid(), self._fd))

    async def keep(self, stop: asyncio.Event) -> None:
        pause = _FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            since = loop.time()
            process = await self._start()
            reader = asyncio.create_task(self._read(process))
            ended = asyncio.create_task(process.wait())
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if stop.is_set():
                await self._end(process)
            else:
                pause = _FIRST_PAUSE if loop.time() - since > _STABLE else pause * 2
                pause = min(pause, _LAST_PAUSE)
                log.error("the %s ended (%s); started again", self._role, process.returncode)
                await asyncio.sleep(pause)
            await reader

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
            if line.startswith(b"ready "):
                self.ready.set()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(self._settings.server.drain_seconds + _KILL_AFTER):
                await process.wait()
        except TimeoutError:
            log.error("the %s did not stop in time; killed", self._role)  # noqa: TRY400
            process.kill()
            await process.wait()


async def _all_ready(parts: list[_Part], stop: asyncio.Event) -> bool:
    stopped = asyncio.create_task(stop.wait())
    for part in parts:
        ready = asyncio.create_task(part.ready.wait())
        await asyncio.wait({ready, stopped}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
    stopped.cancel()
    return not stop.is_set()


def _write_note(note: Path, address: str) -> None:
    """Tells commands on this data folder where the server is."""
    fresh = note.with_suffix(".tmp")
    fresh.write_bytes(orjson.dumps({"url": address, "pid": os.getpid()}))
    fresh.replace(note)
