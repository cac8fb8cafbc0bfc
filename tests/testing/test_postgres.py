"""The shipped test server: shared by processes, one database for each test."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import asyncpg
import pytest

from genmux.db.embedded import running_url
from genmux.testing.postgres import SharedPostgres, drop_database, fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Connection = asyncpg.Connection[asyncpg.Record]

JOINER = """
import asyncio, sys
from pathlib import Path
from genmux.testing.postgres import SharedPostgres
async def main():
    shared = SharedPostgres(Path(sys.argv[1]))
    print(await shared.start(), flush=True)
    sys.stdin.readline()
    await shared.stop()
asyncio.run(main())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def server_url(folder: Path) -> Iterator[str]:
    shared = SharedPostgres(folder)
    yield asyncio.run(shared.start())
    asyncio.run(shared.stop())


async def execute(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        result: object = await connection.fetchval(statement)
        return result
    finally:
        await connection.close()


async def prepare(connection: Connection) -> None:
    await connection.execute("create table word as select 'from the template' as text")


async def test_databases_are_apart(server_url: str) -> None:
    first, second = await asyncio.gather(fresh_database(server_url), fresh_database(server_url))
    await execute(first, "create table mine as select 1 as x")
    assert await execute(first, "select to_regclass('mine') is null") is False
    assert await execute(second, "select to_regclass('mine') is null") is True


async def test_template_is_prepared_once_and_copied(server_url: str) -> None:
    calls = 0

    async def counted(connection: Connection) -> None:
        nonlocal calls
        calls += 1
        await prepare(connection)

    urls = await asyncio.gather(
        *(fresh_database(server_url, counted, template="once") for _ in range(4))
    )
    assert len(set(urls)) == 4
    assert [await execute(url, "select text from word") for url in urls] == [
        "from the template"
    ] * 4
    assert calls == 1


async def test_template_that_failed_is_made_again(server_url: str) -> None:
    async def fails(connection: Connection) -> None:
        await prepare(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fresh_database(server_url, fails, template="again")
    url = await fresh_database(server_url, prepare, template="again")
    assert await execute(url, "select text from word") == "from the template"


async def test_dropped_database_is_gone_with_its_connections(server_url: str) -> None:
    url = await fresh_database(server_url)
    connection = await asyncpg.connect(url)
    await drop_database(url)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.fetchval("select 1")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await execute(url, "select 1")


async def test_second_user_joins_and_leaves_the_server_running(
    server_url: str, folder: Path
) -> None:
    second = SharedPostgres(folder)
    assert await second.start() == server_url
    await second.stop()
    assert running_url(folder / "postgres") == server_url


def test_the_first_waits_for_the_others(tmp_path: Path) -> None:
    async def scenario() -> None:
        shared = SharedPostgres(tmp_path)
        url = await shared.start()
        other = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            JOINER,
            str(tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert other.stdout is not None
        assert other.stdin is not None
        assert (await other.stdout.readline()).decode().strip() == url
        stopping = asyncio.create_task(shared.stop())
        assert await execute(url, "select pg_sleep(0.1) is null") is False
        assert not stopping.done()
        other.stdin.write(b"\n")
        await other.wait()
        await stopping
        assert running_url(tmp_path / "postgres") is None

    asyncio.run(scenario())
