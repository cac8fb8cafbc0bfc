"""What was signed first stands for what follows, as long as it is there."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from genmux.db.pool import Pool
from genmux.engines.base import RenderedFile
from genmux.ids import ProjectId, new_uuid
from genmux.storage.store import Store
from genmux.worker.provenance import Sealed
from genmux.worker.repeats import Repeats

NOW = datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(str(tmp_path / "files"))


@pytest.fixture
def repeats(pool: Pool, store: Store) -> Repeats:
    return Repeats(pool, store, ProjectId(new_uuid()))


def signed(
    tmp_path: Path, content: str, fingerprint: bytes = b"same"
) -> tuple[RenderedFile, Sealed]:
    path = tmp_path / f"{content}.png"
    path.write_text(content)
    return RenderedFile(str(path), "result.png", "image/png"), Sealed(path, fingerprint=fingerprint)


async def kept(store: Store, key: str) -> str:
    path = store.local_path(key)
    assert path is not None
    return await asyncio.to_thread(path.read_text)


async def test_the_first_copy_stands_for_the_second(
    repeats: Repeats, store: Store, tmp_path: Path
) -> None:
    _, first = await repeats.put(*signed(tmp_path, "first"), NOW)
    file, sealed = signed(tmp_path, "second")
    _, second = await repeats.put(file, sealed, NOW)
    assert first != second
    assert (await kept(store, first), await kept(store, second)) == ("first", "first")
    assert sealed.path.read_text() == "first", "whoever looks at the size sees what is stored"


async def test_other_files_and_other_projects_have_copies_of_their_own(
    repeats: Repeats, store: Store, pool: Pool, tmp_path: Path
) -> None:
    await repeats.put(*signed(tmp_path, "first"), NOW)
    _, other = await repeats.put(*signed(tmp_path, "other", b"other"), NOW)
    assert await kept(store, other) == "other"
    strangers = Repeats(pool, store, ProjectId(new_uuid()))
    _, theirs = await strangers.put(*signed(tmp_path, "theirs"), NOW)
    assert await kept(store, theirs) == "theirs"


async def test_unsigned_files_are_kept_as_they_are(
    repeats: Repeats, store: Store, tmp_path: Path
) -> None:
    for content in ("first", "second"):
        _, key = await repeats.put(*signed(tmp_path, content, b""), NOW)
        assert await kept(store, key) == content


async def test_a_copy_that_has_gone_is_signed_anew(
    repeats: Repeats, store: Store, tmp_path: Path
) -> None:
    _, first = await repeats.put(*signed(tmp_path, "first"), NOW)
    await store.delete([first])
    for content in ("second", "third"):
        _, key = await repeats.put(*signed(tmp_path, content), NOW)
        assert await kept(store, key) == "second"


async def test_many_at_once_agree(repeats: Repeats, store: Store, tmp_path: Path) -> None:
    several = await asyncio.gather(
        *(repeats.put(*signed(tmp_path, f"copy {number}"), NOW) for number in range(8))
    )
    contents = {await kept(store, key) for _, key in several}
    assert len(contents) == 1
    stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(stored) == 8, "copies that were given up are removed"
