"""`genmux serve`: the whole product on one machine, as one process tree.

The parent owns the embedded database and the listening socket and restarts whatever dies; it
does no work itself. Everything below it ends with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator
from pathlib import Path

import orjson

from genmux.db.embedded import DatabaseInUse, EmbeddedPostgres
from genmux.errors import GenmuxError
from genmux.projects.accounts import open_accounts
from genmux.roles.child import READY, say
from genmux.roles.front import announce, console_socket, with_addresses
from genmux.roles.listener import address_of, console_address, listen
from genmux.roles.log import set_up_logging
from genmux.roles.loop import run, stop_on_signals
from genmux.roles.part import Part
from genmux.roles.schema import migrated
from genmux.settings import Settings

log = logging.getLogger(__name__)

_FIRST_PAUSE = 0.1
_LAST_PAUSE = 5.0
_COMMAND_PATIENCE = 5.0
"""seconds that `genmux keys create` and its like may have the embedded database before us"""


class StartFailed(GenmuxError):
    """A part of the server cannot start."""


def main(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT. Raises GenmuxError, SettingsError or OSError when it cannot
    start."""
    set_up_logging(settings.log)
    open_accounts(settings, os.environ)  # only to hear of mistakes before anything is started
    run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = stop_on_signals()
    settings.data.dir.mkdir(parents=True, exist_ok=True)
    note = settings.data.dir / "server.json"
    with listen(settings) as listener, console_socket(settings) as front:
        settings = with_addresses(settings, address_of(settings, listener), front)
        async with _database(settings) as url:
            await migrated(url)
            parts = [
                Part("api", settings, url, listener),
                Part("worker", settings, url),
            ]
            keepers = [asyncio.create_task(part.keep(stop)) for part in parts]
            console = Part("console", settings, "", front) if front else None
            told = None
            try:
                await _settled(parts, stop)
                if not stop.is_set():
                    address = address_of(settings, listener)
                    _write_note(note, address, console_address(settings, front) if front else None)
                    say(READY, address)
                    if console and front:
                        # Only now: at the start the others need the cores.
                        keepers.append(asyncio.create_task(console.keep(stop)))
                        told = asyncio.create_task(announce(console, settings, url, front))
                await stop.wait()
            finally:
                stop.set()
                if told:
                    told.cancel()
                # Whoever comes now is refused at once instead of waiting for nobody.
                listener.close()
                if front:
                    front.close()
                note.unlink(missing_ok=True)
                await asyncio.gather(*keepers)


@contextlib.asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[str]:
    """The address of the database; the embedded one is started, kept alive and stopped here."""
    if settings.database.url:
        yield settings.database.url
        return
    server = EmbeddedPostgres(settings.data.dir / "postgres")
    await _start_database(server)
    keeper = asyncio.create_task(_keep_database(server))
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


async def _keep_database(server: EmbeddedPostgres) -> None:
    """Starts the database again whenever it ends; nothing may end this but its cancellation."""
    while True:
        try:
            await server.watch()
        except Exception as error:
            log.error("%s", error)  # noqa: TRY400  # the reason is in the text
        pause = _FIRST_PAUSE
        while server.pid is None:
            log.warning("the database is started again")
            try:
                await server.start()
            except Exception as error:
                log.error("%s", error)  # noqa: TRY400
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LAST_PAUSE)


async def _settled(parts: list[Part], stop: asyncio.Event) -> None:
    """Returns when all parts are ready, or on `stop`. Raises StartFailed with the first reason."""
    stopped = asyncio.create_task(stop.wait())
    for part in parts:
        settled = asyncio.create_task(part.settled.wait())
        await asyncio.wait({settled, stopped}, return_when=asyncio.FIRST_COMPLETED)
        settled.cancel()
        if part.failure:
            stopped.cancel()
            raise StartFailed(part.failure)
    stopped.cancel()


def _write_note(note: Path, address: str, console: str | None) -> None:
    """Tells commands on this data folder where the server is."""
    fresh = note.with_suffix(".tmp")
    fresh.write_bytes(orjson.dumps({"url": address, "console": console, "pid": os.getpid()}))
    fresh.replace(note)
