"""A real PostgreSQL for tests: one server for a whole test run, one database for each test."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg

from genmux.db.embedded import EmbeddedPostgres, running_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    Prepare = Callable[[asyncpg.Connection[asyncpg.Record]], Awaitable[object]]

TEMPLATE = "genmux_template"
_FAST = {  # nothing in a test database has to survive a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}
_PAUSE = 0.02


class SharedPostgres:
    """One server in `folder` for every process that starts it there (test workers in parallel).

    The first one runs it; the others join, and the first one's `stop` waits for theirs: a process
    that dies leaves too, because its lock goes with it. Durability is off: a kill of the server
    process loses nothing, a power cut all.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: EmbeddedPostgres | None = None
        self._using: int | None = None

    async def start(self) -> str:
        """Returns the DSN of the server's database `genmux`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        async with self._door():
            cluster = self._folder / "postgres"
            url = running_url(cluster)
            if url is None:
                server = EmbeddedPostgres(cluster, settings=_FAST)
                await server.start()
                self._server, url = server, server.url
            self._using = self._open("users")
            fcntl.flock(self._using, fcntl.LOCK_SH)
        return url

    async def stop(self) -> None:
        """Leaves the server; the process that runs it waits for the others and stops it."""
        if self._using is None:
            return
        os.close(self._using)
        self._using = None
        server, self._server = self._server, None
        if server is None:
            return
        while True:
            async with self._door():
                if self._unused():
                    await server.stop()
                    return
            await asyncio.sleep(_PAUSE)

    @contextlib.asynccontextmanager
    async def _door(self) -> AsyncIterator[None]:
        """One at a time comes or goes."""
        descriptor = self._open("door")
        try:
            await _take(descriptor)
            yield
        finally:
            os.close(descriptor)

    def _unused(self) -> bool:
        descriptor = self._open("users")
        try:
            return _taken(descriptor)
        finally:
            os.close(descriptor)

    def _open(self, name: str) -> int:
        return os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)


async def fresh_database(
    server_url: str, prepare: Prepare | None = None, *, template: str = TEMPLATE
) -> str:
    """Makes an empty database of a unique name, about 20 ms, and returns its DSN.

    With `prepare` it is a copy of `template`, which the first caller makes by running `prepare`
    on a connection to it; different ways to prepare need different template names.
    """
    source = "template1"
    name = f"test_{uuid.uuid4().hex}"
    async with _connected(_named(server_url, "postgres")) as connection:
        if prepare is not None:
            source = template
            if not await _known(connection, template):
                await _make_template(connection, server_url, template, prepare)
        # A copy of files: four times as fast as the default here, where nothing is synced.
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')
    return _named(server_url, name)


async def drop_database(url: str) -> None:
    """Removes a database that `fresh_database` made, ending the connections to it."""
    name = urlsplit(url).path.removeprefix("/")
    async with _connected(_named(url, "postgres")) as connection:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _make_template(
    connection: asyncpg.Connection[asyncpg.Record], server_url: str, template: str, prepare: Prepare
) -> None:
    """Under a name of its own until it is done, so that nobody copies half a template."""
    await connection.execute("SELECT pg_advisory_lock(hashtext($1))", template)
    try:
        if await _known(connection, template):
            return
        building = f"{template}_building"
        await connection.execute(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{building}" STRATEGY FILE_COPY')
        async with _connected(_named(server_url, building)) as inside:
            await prepare(inside)
        await connection.execute(f'ALTER DATABASE "{building}" RENAME TO "{template}"')
    finally:
        await connection.execute("SELECT pg_advisory_unlock(hashtext($1))", template)


async def _known(connection: asyncpg.Connection[asyncpg.Record], name: str) -> bool:
    query = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
    return bool(await connection.fetchval(query, name))


@contextlib.asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def _named(url: str, database: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{database}{query}"


async def _take(descriptor: int) -> None:
    while True:
        if _taken(descriptor):
            return
        await asyncio.sleep(_PAUSE)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
