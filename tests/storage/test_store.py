"""One suite for every kind of store; what only a local folder does is in test_store_local.py."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from genmux.storage.store import LOCAL_CHUNK, REMOTE_CHUNK, Store
from tests.storage.conftest import chunks_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

BIG = os.urandom(9 * 1024 * 1024)  # more than one part of a multipart upload

HOSTILE_KEYS = [
    *("", "/etc/passwd", "../up", "a/../b", "a/./b", "a//b", "a/", ".hidden", "a\\b", "a\0b"),
    *("ä", "a b", "a#1", "a%2e", "x" * 201, "a/" * 500 + "b", "a\n"),
]


async def read(store: Store, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in store.stream(key, start, end)])


async def broken(content: bytes) -> AsyncIterator[bytes]:
    yield content
    raise ConnectionResetError("the sender went away")


@pytest.mark.parametrize("content", [b"", b"x", BIG], ids=["empty", "one byte", "multipart"])
async def test_put_stream_returns_the_size_and_keeps_the_bytes(
    store: Store, content: bytes
) -> None:
    assert await store.put_stream("a/b.bin", chunks_of(content), "video/mp4") == len(content)
    assert await store.head("a/b.bin") == len(content)
    assert await read(store, "a/b.bin") == content


@pytest.mark.parametrize("content", [b"", b"x", BIG], ids=["empty", "one byte", "multipart"])
async def test_put_file_copies(store: Store, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "source.png"
    source.write_bytes(content)
    await store.put_file("2026/03/01/file.png", source, "image/png", 'na"me ü.png')
    assert await read(store, "2026/03/01/file.png") == source.read_bytes() == content


async def test_the_same_key_is_overwritten(store: Store) -> None:
    await store.put_stream("k", chunks_of(b"first, longer"), "text/plain")
    await store.put_stream("k", chunks_of(b"second"), "text/plain")
    assert await read(store, "k") == b"second"


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (5, 10), (99_990, None), (99_999, 100_000), (7, 7), (50, 200_000)]
)
async def test_stream_gives_the_slice(store: Store, start: int, end: int | None) -> None:
    content = os.urandom(100_000)
    await store.put_stream("k", chunks_of(content), "video/mp4")
    assert await read(store, "k", start, end) == content[start:end]


async def test_chunks_are_bounded(store: Store) -> None:
    await store.put_stream("k", chunks_of(BIG[: 3 * 1024 * 1024 + 1]), "video/mp4")
    sizes = [len(chunk) async for chunk in store.stream("k")]
    assert sum(sizes) == 3 * 1024 * 1024 + 1
    assert max(sizes) <= max(LOCAL_CHUNK, REMOTE_CHUNK)


async def test_a_file_replaced_while_it_is_read_breaks_the_stream(store: Store) -> None:
    await store.put_stream("k", chunks_of(BIG), "video/mp4")
    stream = store.stream("k")
    await anext(stream)
    await store.put_stream("k", chunks_of(BIG[::-1]), "video/mp4")
    with pytest.raises(Exception, match=r"[Pp]recondition"):
        await anext(stream)


async def test_a_missing_file_has_no_size_and_no_stream(store: Store) -> None:
    assert await store.head("no/such") is None
    with pytest.raises(FileNotFoundError):
        await anext(store.stream("no/such"))
    with pytest.raises(FileNotFoundError):
        await anext(store.stream("no/such", 0, 10))


async def test_delete_takes_missing_files_as_done(store: Store) -> None:
    await store.put_stream("a/1", chunks_of(b"1"), "text/plain")
    await store.put_stream("a/2", chunks_of(b"2"), "text/plain")
    await store.delete(["a/0", "a/1", "a/2", "a/3"])
    assert [await store.head(f"a/{n}") for n in range(4)] == [None] * 4


async def test_delete_of_nothing_is_nothing(store: Store) -> None:
    await store.delete([])


async def test_local_copy(store: Store, tmp_path: Path) -> None:
    await store.put_stream("k", chunks_of(BIG), "video/mp4")
    await store.local_copy("k", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == BIG


async def test_local_copy_of_a_missing_file_leaves_none(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await store.local_copy("k", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("content", [b"half of it", BIG], ids=["small", "multipart"])
async def test_a_broken_upload_leaves_nothing(store: Store, content: bytes) -> None:
    with pytest.raises(ConnectionResetError):
        await store.put_stream("k", broken(content), "video/mp4")
    assert await store.head("k") is None


async def test_a_cancelled_upload_leaves_nothing(store: Store) -> None:
    started = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield BIG
            started.set()
            await asyncio.sleep(0.01)

    upload = asyncio.create_task(store.put_stream("k", endless(), "video/mp4"))
    await started.wait()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert await store.head("k") is None


@pytest.mark.parametrize("key", HOSTILE_KEYS)
async def test_keys_that_could_leave_the_store_are_refused(store: Store, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        await store.put_stream(key, chunks_of(b"x"), "text/plain")
    with pytest.raises(ValueError, match="not a storage key"):
        await store.delete([key])
    with pytest.raises(ValueError, match="not a storage key"):
        await anext(store.stream(key, 0, 1))


async def test_older_than_lists_by_age(store: Store) -> None:
    await store.put_stream("a/1", chunks_of(b"1"), "text/plain")
    now = datetime.now(UTC)
    future, past = now + timedelta(hours=1), now - timedelta(hours=1)
    assert [page async for page in store.older_than(future)] == [["a/1"]]
    assert [page async for page in store.older_than(past)] == []
