"""Servers, and other processes that supervise them, for the tests beside this file."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from genmux.db.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

FAST = {"fsync": "off", "shared_buffers": "16MB"}  # a killed process needs no fsync to be safe
SUPERVISOR = """
import asyncio, os, sys, time
from pathlib import Path
from genmux.db.embedded import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), settings={"shared_buffers": "16MB"})
    await server.start()
    if "fork" in sys.argv and os.fork() == 0:
        time.sleep(600)
    print(server.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def copied(made: Path, target: Path) -> Path:
    """Copies a stopped cluster with its owners, which is faster than initdb."""
    subprocess.run(["cp", "-a", str(made), str(target)], check=True)
    return target


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A started server, stopped at the end."""
    server = EmbeddedPostgres(folder, settings=FAST)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def execute(url: str, statement: str) -> object:
    """Runs one statement on a connection of its own; returns the first field."""
    connection = await asyncpg.connect(url)
    try:
        result: object = await connection.fetchval(statement)
        return result
    finally:
        await connection.close()


async def eventually(holds: Callable[[], bool]) -> None:
    """Waits for something that another process does."""
    async with asyncio.timeout(20):
        while True:
            if holds():
                return
            await asyncio.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether that process has ended, reaped or not."""
    try:
        return not Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True


@contextlib.contextmanager
def supervised(
    folder: Path, *words: str, prefix: tuple[str, ...] = ()
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that runs the cluster, and its server's pid.

    At the end the process and its children are killed, and the server has followed them.
    """
    process = subprocess.Popen(
        [*prefix, sys.executable, "-c", SUPERVISOR, str(folder), *words],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    server_pid = 0
    try:
        with process.stdout:
            line = process.stdout.readline()
        assert line, "the supervisor ended early"
        server_pid = int(line)
        yield process, server_pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        deadline = time.monotonic() + 20
        while server_pid and not gone(server_pid) and time.monotonic() < deadline:
            time.sleep(0.01)


@contextlib.contextmanager
def stranger(uid: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process of that user that has nothing to do with any database."""
    user = uid if uid != os.geteuid() else None
    process = subprocess.Popen(["sleep", "600"], user=user)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def zombie(uid: int) -> Iterator[int]:
    """The number of a process of that user that has ended and is not waited for yet."""
    user = uid if uid != os.geteuid() else None
    process = subprocess.Popen(["true"], user=user)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    try:
        yield process.pid
    finally:
        process.wait()
