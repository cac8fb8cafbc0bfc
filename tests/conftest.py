"""Fixtures for every test: no surprise from the environment, and a real PostgreSQL on demand."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from genmux.db.migrate import migrate
from genmux.db.pool import Pool, open_pool
from genmux.testing.postgres import SharedPostgres, drop_database, fresh_database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes goes first, or the others would end long before it."""
    items.sort(key=lambda item: not item.nodeid.startswith(("tests/e2e/", "tests/console/")))


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's settings may decide a test."""
    for name in list(os.environ):
        if name.startswith("GENMUX_") and name != "GENMUX_CONTRACT":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The DSN of one server for the whole run, shared by parallel test processes."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    server = SharedPostgres(Path(folder) / "postgres")
    with asyncio.Runner() as runner:
        yield runner.run(server.start())
        runner.run(server.stop())


@pytest.fixture
async def database(postgres_server: str) -> AsyncIterator[str]:
    """The DSN of a fresh, migrated database."""
    url = await fresh_database(postgres_server, _prepare)
    yield url
    await drop_database(url)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    pool = await open_pool(database, 10)
    yield pool
    await pool.close()


async def _prepare(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    await migrate(conn)
