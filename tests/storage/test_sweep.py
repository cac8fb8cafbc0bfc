from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from genmux.storage import assets
from genmux.storage.store import Store
from genmux.storage.sweep import KEEP_ROWS, sweep_assets, sweep_orphans
from tests.storage.conftest import SetClock, chunks_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from genmux.storage.assets import Asset
    from tests.storage.conftest import Shelf


class CutStore(Store):
    """Stops working at a key, as a store does whose bucket policy forbids one deletion."""

    def __init__(self, inner: Store, refused: str) -> None:
        super().__init__(inner._backend)
        self._refused = refused

    async def delete(self, keys: Iterable[str]) -> None:
        keys = list(keys)
        if self._refused in keys:
            raise PermissionError("the store says no")
        await super().delete(keys)


async def row(shelf: Shelf, asset: Asset) -> Asset | None:
    async with shelf.pool.acquire() as conn:
        return await assets.get(conn, asset.id)


async def test_only_what_expired_goes(shelf: Shelf) -> None:
    short, long = await shelf.put(b"short", days=3), await shelf.put(b"long", days=14)
    shelf.clock.pass_days(3)
    assert await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=100) == 1
    assert await shelf.store.head(short.key) is None
    assert await shelf.store.head(long.key) == 4
    swept = await row(shelf, short)
    assert swept is not None
    assert swept.deleted_at == shelf.clock.now()


async def test_a_second_sweep_finds_nothing(shelf: Shelf) -> None:
    await shelf.put(b"x", days=1)
    shelf.clock.pass_days(2)
    assert await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=100) == 1
    assert await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=100) == 0


async def test_a_sweep_goes_on_where_one_died_between_file_and_row(shelf: Shelf) -> None:
    dead, other = await shelf.put(b"x", days=1), await shelf.put(b"y", days=1)
    shelf.clock.pass_days(2)
    await shelf.store.delete([dead.key])  # what the dead sweeper got done
    assert await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=100) == 2
    assert await shelf.store.head(other.key) is None


async def test_the_limit_bounds_one_sweep(shelf: Shelf) -> None:
    for _ in range(3):
        await shelf.put(b"x", days=1)
    shelf.clock.pass_days(2)
    swept = [await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=2) for _ in range(3)]
    assert swept == [2, 1, 0]


async def test_a_file_that_cannot_be_deleted_keeps_its_row_and_stops_no_other(
    shelf: Shelf,
) -> None:
    stuck, other = await shelf.put(b"x", days=1), await shelf.put(b"y", days=1)
    shelf.clock.pass_days(2)
    store = CutStore(shelf.store, stuck.key)
    assert await sweep_assets(shelf.pool, store, shelf.clock, limit=100) == 1
    assert await shelf.store.head(other.key) is None
    kept = await row(shelf, stuck)
    assert kept is not None
    assert kept.deleted_at is None


async def test_rows_go_after_their_time(shelf: Shelf) -> None:
    asset = await shelf.put(b"x", days=1)
    shelf.clock.pass_days(2)
    await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=100)
    shelf.clock.moment += KEEP_ROWS - timedelta(seconds=1)
    await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=100)
    assert await row(shelf, asset) is not None
    shelf.clock.pass_days(1)
    await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=100)
    assert await row(shelf, asset) is None


async def test_orphans_go_and_named_files_stay(shelf: Shelf) -> None:
    named = await shelf.put(b"x")
    await shelf.store.put_stream("2026/03/01/orphan", chunks_of(b"y"), "image/png")
    tomorrow = SetClock(datetime.now(UTC) + timedelta(days=2))  # a file's age is its real one
    assert await sweep_orphans(shelf.pool, shelf.store, tomorrow) == 1
    assert await shelf.store.head("2026/03/01/orphan") is None
    assert await shelf.store.head(named.key) == 1


async def test_a_file_whose_commit_may_still_come_is_no_orphan(shelf: Shelf) -> None:
    await shelf.store.put_stream("2026/03/01/new", chunks_of(b"y"), "image/png")
    assert await sweep_orphans(shelf.pool, shelf.store, SetClock(datetime.now(UTC))) == 0
    assert await shelf.store.head("2026/03/01/new") == 1
