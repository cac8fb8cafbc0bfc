"""The ground that benchmarks stand on: the embedded database as the product runs it, durable, and
projects with keys in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import asyncpg
import orjson

from genmux.catalogue.load import load_catalogue
from genmux.db.embedded import EmbeddedPostgres
from genmux.db.migrate import migrate
from genmux.db.pool import Connection
from genmux.ids import KeyId, ProjectId
from genmux.projects.keys import NewKey, create_key
from genmux.projects.project import ensure_project
from genmux.testing.postgres import drop_database, fresh_database


@dataclass(frozen=True, slots=True)
class Tenant:
    """A project with one live key and more credits than any run can spend."""

    project_id: ProjectId
    key_id: KeyId
    key: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A running server; `folder` is for whatever else a benchmark keeps on that disk.

    `share` scales how long and how much is measured: 1 is the full run. Rounds are pairs, and
    fewer than `least_rounds` of them say nothing.
    """

    url: str
    folder: Path
    share: float = 1.0
    least_rounds: int = 3

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The address of an empty, migrated database."""
        url = await fresh_database(self.url, _prepare)
        try:
            yield url
        finally:
            await drop_database(url)

    def count(self, full: int, least: int = 1) -> int:
        return max(least, round(full * self.share))

    def rounds(self, full: int) -> int:
        return self.count(full, least=self.least_rounds)

    def seconds(self, full: float, least: float = 0.3) -> float:
        return max(least, full * self.share)


@asynccontextmanager
async def durable_server(folder: Path) -> AsyncIterator[str]:
    """The embedded database with its own settings: fsync and synchronous_commit on."""
    server = EmbeddedPostgres(folder / "postgres")
    await server.start()
    try:
        await _must_be_durable(server.url)
        yield server.url
    finally:
        await server.stop()


async def tenants(url: str, count: int) -> list[Tenant]:
    conn = await asyncpg.connect(url)
    try:
        return [await _tenant(conn, f"project {number}") for number in range(count)]
    finally:
        await conn.close()


async def _tenant(conn: Connection, name: str) -> Tenant:
    project = await ensure_project(conn, name)
    text, row = await create_key(conn, project.id, NewKey(), credits=Decimal(10**11))
    return Tenant(project.id, row.id, text)


def a_request() -> tuple[str, bytes]:
    """A model of the catalogue that makes a picture from words, and the body that asks for one."""
    model = next(one for one in load_catalogue() if one.task == "text-to-image")
    return model.id, orjson.dumps({"model": model.id, "input": model.example({})})


async def _prepare(conn: Connection) -> None:
    await migrate(conn)


async def _must_be_durable(url: str) -> None:
    """A figure without durability would be worth nothing."""
    conn = await asyncpg.connect(url)
    try:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            value = await conn.fetchval("select current_setting($1)", name)
            if value != "on":
                raise RuntimeError(f"{name} is {value}")
    finally:
        await conn.close()


async def settle(url: str) -> None:
    """Writes out what earlier steps left, so that it is not paid for by the next one."""
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("checkpoint")
    finally:
        await conn.close()
    await asyncio.sleep(0.2)
