"""Kills, orphans and rivals: no row is lost, and no cluster is ever run twice."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import asyncpg
import pytest

from genmux.db.embedded import EmbeddedError, EmbeddedPostgres, running_url
from tests.db.embedded.support import (
    eventually,
    execute,
    gone,
    running,
    stranger,
    supervised,
    zombie,
)

if TYPE_CHECKING:
    from pathlib import Path


async def test_killed_server_is_noticed_and_comes_back_with_its_rows(folder: Path) -> None:
    async with running(folder) as server:
        await execute(server.url, "create table many as select generate_series(1, 1000) as x")
        pid = server.pid
        assert pid is not None
        watcher = asyncio.create_task(server.watch())
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(EmbeddedError, match="SIGKILL"):
            await watcher
        await server.start()
        assert server.pid != pid
        assert await execute(server.url, "select count(*) from many") == 1000


async def test_backends_that_outlive_their_postmaster_do_not_block_the_start(
    folder: Path,
) -> None:
    async with running(folder) as server:
        connection = await asyncpg.connect(server.url)
        backend = await connection.fetchval("select pg_backend_pid()")
        assert server.pid is not None
        os.kill(backend, signal.SIGSTOP)  # it cannot notice that its postmaster has gone
        os.kill(server.pid, signal.SIGKILL)
        await eventually(lambda: server.pid is None)
        assert not gone(backend)
        await server.start()
        assert gone(backend)
        assert await execute(server.url, "select 1") == 1
        connection.terminate()


async def test_server_ends_with_its_supervisor(folder: Path) -> None:
    with supervised(folder) as (process, server_pid):
        process.kill()
        await eventually(lambda: gone(server_pid))
    assert "database system is shut down" in (folder / "postgres.log").read_text()


async def test_start_right_after_the_supervisor_was_killed(folder: Path) -> None:
    with supervised(folder) as (process, server_pid):
        url = running_url(folder)
        assert url is not None
        await execute(url, "create table early as select 7 as x")
        process.kill()
        async with running(folder) as server:
            assert gone(server_pid)
            assert await execute(server.url, "select x from early") == 7


async def test_orphan_server_is_waited_for(folder: Path) -> None:
    with supervised(folder) as (process, server_pid):
        # Stopped, it does not act on its parent's death: it waits, as it would on a slow disk.
        os.kill(server_pid, signal.SIGSTOP)
        process.kill()
        process.wait()
        assert not gone(server_pid)
        asyncio.get_running_loop().call_later(0.2, os.kill, server_pid, signal.SIGCONT)
        async with running(folder):
            assert gone(server_pid)


async def test_second_start_is_refused_and_names_the_first(folder: Path) -> None:
    async with running(folder) as server:
        with pytest.raises(EmbeddedError, match=f"in use by process {os.getpid()}"):
            await EmbeddedPostgres(folder).start()
        assert await execute(server.url, "select 1") == 1


async def test_second_process_is_refused(folder: Path) -> None:
    with supervised(folder) as (process, server_pid):
        with pytest.raises(EmbeddedError, match=f"in use by process {process.pid}"):
            await EmbeddedPostgres(folder).start()
        assert not gone(server_pid)


async def test_forked_worker_does_not_keep_the_lock(folder: Path) -> None:
    with supervised(folder, "fork") as (process, _):
        process.kill()
        process.wait()
        async with running(folder) as server:
            assert await execute(server.url, "select 1") == 1


async def test_pid_file_that_names_somebody_else_does_not_block(folder: Path) -> None:
    owner = (folder / "data").stat()
    with stranger(owner.st_uid) as process:
        text = f"{process.pid}\n{folder}/data\n1700000000\n5432\n{folder}/run\n\n1 1\nready   \n"
        for file in (folder / "data/postmaster.pid", folder / "run/.s.PGSQL.5432.lock"):
            file.write_text(text)
            os.chown(file, owner.st_uid, owner.st_gid)
        assert running_url(folder) is None
        async with running(folder) as server:
            assert await execute(server.url, "select 1") == 1
        assert process.poll() is None


async def test_pid_file_that_names_a_dead_process_nobody_waited_for_does_not_block(
    folder: Path,
) -> None:
    owner = (folder / "data").stat()
    with zombie(owner.st_uid) as pid:
        text = f"{pid}\n{folder}/data\n1700000000\n5432\n{folder}/run\n\n1 1\nready   \n"
        file = folder / "data/postmaster.pid"
        file.write_text(text)
        os.chown(file, owner.st_uid, owner.st_gid)
        async with running(folder) as server:
            assert await execute(server.url, "select 1") == 1
