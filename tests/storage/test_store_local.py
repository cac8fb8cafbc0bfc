"""What a local folder adds: the file itself, atomic writes under SIGKILL, leftovers, URLs."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from genmux.storage.store import Store
from tests.storage.conftest import chunks_of

if TYPE_CHECKING:
    from pathlib import Path

WRITER = """
import asyncio, sys
from genmux.storage.store import Store

async def endless():
    yield bytes(20_000_000)
    print("writing", flush=True)
    await asyncio.sleep(60)

asyncio.run(Store.open(sys.argv[1]).put_stream("a/half.bin", endless(), "video/mp4"))
"""


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_local_path_is_the_file(local_store: Store) -> None:
    await local_store.put_stream("a/b.txt", chunks_of(b"hello"), "text/plain")
    path = local_store.local_path("a/b.txt")
    assert path is not None
    assert path.read_bytes() == b"hello"
    assert local_store.local_path("a/none.txt") is None


async def test_an_object_store_has_no_local_path(s3_store: Store) -> None:
    await s3_store.put_stream("a", chunks_of(b"hello"), "text/plain")
    assert s3_store.local_path("a") is None


async def test_a_killed_writer_leaves_no_visible_file_and_its_leftover_goes(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "files"
    with subprocess.Popen(  # noqa: ASYNC220  nothing else runs on this loop
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)
    store = Store.open(str(folder))
    assert len(names_in(folder / "a")) == 1  # the leftover
    assert await store.head("a/half.bin") is None
    now = datetime.now(UTC)
    assert [page async for page in store.older_than(now + timedelta(hours=1))] == []
    assert await store.drop_unfinished(now - timedelta(hours=1)) == 0
    assert await store.drop_unfinished(now + timedelta(hours=1)) == 1
    assert names_in(folder / "a") == []


async def test_folders_that_became_empty_go_too(local_store: Store, tmp_path: Path) -> None:
    await local_store.put_stream("2026/03/01/x", chunks_of(b"1"), "text/plain")
    await local_store.delete(["2026/03/01/x"])
    assert names_in(tmp_path / "files") == []


def test_a_file_url_and_a_plain_path_open_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    Store.open(f"file://{tmp_path}/with%20space")
    assert folder.is_dir()
    (folder / "k").write_bytes(b"x")
    assert Store.open(str(folder)).local_path("k") == folder / "k"


def test_an_unknown_scheme_is_named() -> None:
    with pytest.raises(ValueError, match="ftp://"):
        Store.open("ftp://host/folder")


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(ValueError, match="no_such_option"):
        Store.open("s3://bucket", options={"no_such_option": "1"})


def test_a_folder_takes_no_options(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="region"):
        Store.open(str(tmp_path), options={"region": "x"})
