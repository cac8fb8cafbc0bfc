"""Storage that takes nothing: tasks fail honestly and cost nothing, and the server lives."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from genmux.testing.sink import CallbackSink
from tests.crash.harness import INPUT, Client, Server
from tests.crash.judge import connect, judge, quiet, row_of

if TYPE_CHECKING:
    from tests.crash.conftest import Data


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 megabytes, where mounting is allowed."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256m,mode=755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


async def test_a_disk_that_is_full(data: Data, sink: CallbackSink, tiny: Path) -> None:
    await _fails_then_works(data, sink, tiny, lambda: _fill(tiny), (tiny / "filler").unlink)
    assert not _half_files(tiny)


async def test_a_full_disk_below_the_database(data: Data, tiny: Path) -> None:
    """Who asks then waits, and is answered once there is room; nobody hears 500."""
    folder = tiny / "data"
    await asyncio.to_thread(_copy, data.folder, folder)
    async with Server(folder) as server:
        client = Client(server.url, data.key)
        _fill(tiny)
        for _ in range(300):  # the database has a little room within its own files
            asking = asyncio.create_task(client.create(values={**INPUT, "prompt": "k" * 700}))
            if not (await asyncio.wait({asking}, timeout=1.5))[0]:
                break
        assert not asking.done(), "the disk was never full"
        (tiny / "filler").unlink()
        await asking
        conn = await connect(folder)
        await quiet(conn)
        await judge(conn, client, states=["succeeded", "failed"])
        await conn.close()
    assert set(client.codes) <= {"200", "455"}


async def test_a_folder_that_is_gone(data: Data, sink: CallbackSink, tmp_path: Path) -> None:
    """As when a volume is lost. What is in its place is a file, below which root cannot write."""
    folder = tmp_path / "volume"

    def lose() -> None:
        folder.rename(tmp_path / "lost")
        folder.touch()

    def find() -> None:
        folder.unlink()
        (tmp_path / "lost").rename(folder)

    await _fails_then_works(data, sink, folder, lose, find)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _fill(folder: Path) -> None:
    with suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(64 * 1024))


def _half_files(folder: Path) -> list[Path]:
    return list(folder.rglob("*#*"))


async def _fails_then_works(
    data: Data,
    sink: CallbackSink,
    storage: Path,
    spoil: Callable[[], None],
    mend: Callable[[], None],
) -> None:
    async with Server(data.folder, env={"GENMUX_STORAGE_URL": str(storage)}) as server:
        conn = await connect(data.folder)
        client = Client(server.url, data.key, sink.url)
        spoil()
        bad = await client.create()
        await quiet(conn)
        assert (await row_of(conn, bad))["state"] == "failed"
        mend()
        good = await client.create()
        await quiet(conn)
        assert (await row_of(conn, good))["state"] == "succeeded"
        await judge(conn, client, sink, states=["succeeded", "failed"])
        await conn.close()
