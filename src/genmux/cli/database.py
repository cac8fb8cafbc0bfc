"""A connection for a command: to the database that is set, to the one that runs, or to one that
is started for the time of the command."""

from __future__ import annotations

import asyncio
import fcntl
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import asyncpg

    from genmux.db.embedded import EmbeddedPostgres
    from genmux.settings import Settings

_CONNECT_SECONDS = 10
_JOIN_SECONDS = 20.0
_PAUSE = 0.1
_OTHERS = (
    "select exists (select from pg_stat_activity "
    "where backend_type = 'client backend' and pid <> pg_backend_pid())"
)


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection to a database of the present schema."""
    from genmux.db.migrate import migrate

    async with raw_connection(settings) as conn:
        await migrate(conn)
        yield conn


@asynccontextmanager
async def raw_connection(
    settings: Settings,
) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection to the database as it is, of whatever schema."""
    import asyncpg

    async with database_url(settings) as url:
        patience = 0.0 if settings.database.url else _JOIN_SECONDS
        deadline = asyncio.get_running_loop().time() + patience
        while True:
            try:
                conn = await asyncpg.connect(url, timeout=_CONNECT_SECONDS)
                break
            except (asyncpg.InvalidCatalogNameError, asyncpg.CannotConnectNowError):
                # Whoever started the embedded server may not have made its database yet.
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(_PAUSE)
        try:
            yield conn
        finally:
            await conn.close()


@asynccontextmanager
async def database_url(settings: Settings) -> AsyncIterator[str]:
    """The URL of a database that answers at least until the end of the block."""
    if settings.database.url:
        yield settings.database.url
        return
    folder = embedded_folder(settings)
    started = await _start_or_join(folder)
    if isinstance(started, str):
        yield started
        return
    try:
        yield started.url
    finally:
        await _let_others_finish(started.url)
        await started.stop()


def embedded_folder(settings: Settings) -> Path:
    return settings.data.dir / "postgres"


async def _start_or_join(folder: Path) -> str | EmbeddedPostgres:
    """The URL of another process's server, or one of our own that has started."""
    from genmux.db.embedded import EmbeddedError, EmbeddedPostgres, running_url

    folder.parent.mkdir(parents=True, exist_ok=True)
    deadline = asyncio.get_running_loop().time() + _JOIN_SECONDS
    while True:
        url = running_url(folder)
        if url is not None:
            return url
        server = EmbeddedPostgres(folder)
        try:
            await server.start()
        except EmbeddedError:
            # Another process may be starting its server, or stopping it, at this very moment.
            if asyncio.get_running_loop().time() > deadline or not _is_held(folder / "lock"):
                raise
            await asyncio.sleep(_PAUSE)
        else:
            return server


def _is_held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


async def _let_others_finish(url: str) -> None:
    """Other commands may have joined the server of this one; they get a moment to end."""
    import asyncpg

    deadline = asyncio.get_running_loop().time() + _JOIN_SECONDS
    try:
        conn = await asyncpg.connect(url, timeout=_CONNECT_SECONDS)
    except (OSError, asyncpg.PostgresError):
        return
    try:
        while await conn.fetchval(_OTHERS):
            if asyncio.get_running_loop().time() > deadline:
                return
            await asyncio.sleep(_PAUSE)
    finally:
        await conn.close()
