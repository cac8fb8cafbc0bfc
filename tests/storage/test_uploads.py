"""Uploads in store and table: what is there after every way in which one can end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from genmux.db.pool import Connection, Pool, retried
from genmux.errors import InvalidInput, Unavailable, Unfetchable
from genmux.ids import ProjectId, new_uuid
from genmux.storage import assets, uploads
from genmux.storage.assets import Asset
from genmux.storage.fetch import Fetcher
from genmux.storage.sweep import KEEP_ROWS, sweep_assets, sweep_orphans
from genmux.storage.uploads import LINKS_END, REPLACED_STAYS, Uploads
from tests.storage.conftest import SetClock, Shelf, chunks_of

if TYPE_CHECKING:
    from pathlib import Path

    from genmux.storage.links import Links
    from genmux.storage.store import Store

PROJECT = ProjectId(new_uuid())
PNG = b"\x89PNG\r\n\x1a\n" + bytes(300_000)
KEEP = timedelta(days=3)


@pytest.fixture
def desk(shelf: Shelf) -> Uploads:
    return Uploads(shelf.pool, shelf.store, shelf.clock, KEEP)


async def put(
    desk: Uploads,
    content: bytes,
    path: str = "a",
    name: str = "x.txt",
    project: ProjectId = PROJECT,
) -> Asset:
    async with desk.received(chunks_of(content)) as file:
        return await desk.name(file, project, path, name)


async def row(pool: Pool, asset: Asset) -> Asset | None:
    async with pool.acquire() as conn:
        return await assets.get(conn, asset.id)


async def content(shelf: Shelf, asset: Asset) -> bytes:
    """What a link to the asset shows."""
    found = await row(shelf.pool, asset)
    assert found is not None
    assert found.deleted_at is None
    return b"".join([chunk async for chunk in shelf.store.stream(found.key)])


async def keys(store: Store) -> list[str]:
    moment = datetime.now(UTC) + timedelta(days=1)
    return [key async for page in store.older_than(moment) for key in page]


async def test_a_file_is_stored_as_what_it_is(desk: Uploads, shelf: Shelf) -> None:
    asset = await put(desk, PNG, name="photo")
    assert await row(shelf.pool, asset) == asset
    assert (asset.mime, asset.size, asset.name) == ("image/png", len(PNG), "photo")
    assert asset.key.endswith(".png")
    assert asset.expires_at - asset.created_at == KEEP
    assert await content(shelf, asset) == PNG


async def test_any_store_takes_it(store: Store, pool: Pool, clock: SetClock) -> None:
    desk = Uploads(pool, store, clock, KEEP)
    asset = await put(desk, PNG)
    assert b"".join([chunk async for chunk in store.stream(asset.key)]) == PNG


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 3 * 1024 * 1024])
async def test_sizes_around_the_pieces(desk: Uploads, shelf: Shelf, size: int) -> None:
    sent = bytes(range(256)) * (size // 256 + 1)
    asset = await put(desk, sent[:size])
    assert (asset.size, await content(shelf, asset)) == (size, sent[:size])


async def test_an_empty_file_is_refused(desk: Uploads, shelf: Shelf) -> None:
    with pytest.raises(InvalidInput, match=r"^The uploaded file is empty$"):
        await put(desk, b"")
    assert await keys(shelf.store) == []


async def test_a_sender_that_breaks_off_leaves_nothing(desk: Uploads, shelf: Shelf) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(20_000_000)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await desk.received(broken()).__aenter__()
    assert await keys(shelf.store) == []


@pytest.mark.parametrize("error", [InvalidInput("no path"), asyncio.CancelledError()])
async def test_a_file_that_gets_no_name_goes_again(
    desk: Uploads, shelf: Shelf, error: BaseException
) -> None:
    async def give_up() -> None:
        async with desk.received(chunks_of(PNG)) as file:
            assert await keys(shelf.store) == [file.key]
            raise error

    with pytest.raises(type(error)):
        await give_up()
    assert await keys(shelf.store) == []


async def test_writing_over_keeps_the_id_and_shows_the_new_content(
    desk: Uploads, shelf: Shelf
) -> None:
    first = await put(desk, b"first")
    shelf.clock.pass_days(1)
    second = await put(desk, PNG)
    assert second.id == first.id
    assert second.key != first.key
    assert await row(shelf.pool, first) == second
    assert second.expires_at == shelf.clock.now() + KEEP
    assert await content(shelf, first) == PNG


async def test_other_paths_and_projects_are_others(desk: Uploads, shelf: Shelf) -> None:
    mine = await put(desk, b"mine")
    others = [
        await put(desk, b"other path", path="b"),
        await put(desk, b"other name", name="y.txt"),
        await put(desk, b"no path", path="", name="x.txt"),
        await put(desk, b"other project", project=ProjectId(new_uuid())),
    ]
    assert len({one.id for one in (mine, *others)}) == 5
    assert await content(shelf, mine) == b"mine"


async def test_what_was_written_over_stays_a_while_for_its_readers(
    desk: Uploads, shelf: Shelf
) -> None:
    first = await put(desk, b"first")
    second = await put(desk, b"second")
    assert await sweep_assets(shelf.pool, shelf.store, shelf.clock) == 0
    assert await shelf.store.head(first.key) == 5
    shelf.clock.moment += REPLACED_STAYS
    assert await sweep_assets(shelf.pool, shelf.store, shelf.clock) == 1
    assert await keys(shelf.store) == [second.key]
    assert await content(shelf, first) == b"second"


async def test_many_at_once_leave_one_winner_and_no_litter(desk: Uploads, shelf: Shelf) -> None:
    sent = [bytes([65 + number]) * (number + 1) for number in range(12)]
    done = await asyncio.gather(*(put(desk, one) for one in sent))
    assert len({one.id for one in done}) == 1
    winner = await row(shelf.pool, done[0])
    assert winner in done
    shelf.clock.moment += REPLACED_STAYS
    await sweep_assets(shelf.pool, shelf.store, shelf.clock)
    assert winner is not None
    assert await keys(shelf.store) == [winner.key]
    assert await content(shelf, winner) == sent[done.index(winner)]


async def test_after_its_time_a_path_gets_another_id(desk: Uploads, shelf: Shelf) -> None:
    first = await put(desk, b"first")
    shelf.clock.pass_days(3)
    second = await put(desk, b"second")
    assert second.id != first.id
    await sweep_assets(shelf.pool, shelf.store, shelf.clock)
    third = await put(desk, b"third")
    assert third.id == second.id
    gone = await row(shelf.pool, first)
    assert gone is not None
    assert gone.deleted_at is not None
    assert await content(shelf, second) == b"third"


async def test_the_path_goes_with_the_row(desk: Uploads, shelf: Shelf) -> None:
    await put(desk, b"first")
    shelf.clock.pass_days(3)
    await sweep_assets(shelf.pool, shelf.store, shelf.clock)
    shelf.clock.moment += KEEP_ROWS + timedelta(seconds=1)
    await sweep_assets(shelf.pool, shelf.store, shelf.clock)
    assert await shelf.pool.fetchval("select count(*) from upload") == 0
    assert await content(shelf, await put(desk, b"again")) == b"again"


async def test_a_sweeper_and_an_upload_that_meet(desk: Uploads, shelf: Shelf) -> None:
    """The sweeper's clock is ahead: what it read as expired is written over before it is marked."""
    first = await put(desk, b"first")
    await shelf.store.delete([first.key])  # the sweeper
    second = await put(desk, b"second")
    async with shelf.pool.acquire() as conn:
        assert await assets.mark_deleted(conn, [first], shelf.clock.now()) == 0
    assert await content(shelf, second) == b"second"


async def test_a_link_reads_nothing_after_the_end_of_the_file(
    desk: Uploads, shelf: Shelf, links: Links, tmp_path: Path
) -> None:
    """The link itself has no end; the sweeper has not come by yet."""
    asset = await put(desk, PNG)
    link = links.sign(asset.id, asset.name, LINKS_END)
    fetcher = Fetcher((), links=links, store=shelf.store, pool=shelf.pool, clock=shelf.clock)
    to = tmp_path / "in"
    fetched = await fetcher.fetch(link, to, max_bytes=10**6, accepts=(), field="image")
    assert fetched.size == len(PNG)
    shelf.clock.pass_days(3)
    with pytest.raises(Unfetchable, match=r"^image: the file behind the link is not kept"):
        await fetcher.fetch(link, to, max_bytes=10**6, accepts=(), field="image")


# Dying


class Killed(BaseException):
    """The process ends here: nothing that comes later happens."""


async def test_dead_after_the_store_before_the_commit(
    desk: Uploads, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await put(desk, b"first")

    async def dies(conn: Connection, asset: Asset, path: str) -> Asset:
        await real(conn, asset, path)
        raise Killed

    real = uploads._place
    monkeypatch.setattr(uploads, "_place", dies)
    with pytest.raises(Killed):
        await put(desk, b"second")
    assert await content(shelf, first) == b"first"
    assert len(await keys(shelf.store)) == 2
    later = SetClock(datetime.now(UTC) + timedelta(days=2))  # a file's age is its real one
    assert await sweep_orphans(shelf.pool, shelf.store, later) == 1
    assert await keys(shelf.store) == [first.key]


async def test_a_commit_whose_reply_was_lost_is_found_again(
    desk: Uploads, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when another upload has come between the commit and the repeat."""
    lost = 0

    async def loses(pool: Pool, act: object) -> Asset:
        nonlocal lost
        lost += 1
        await retried(pool, act)  # type: ignore[arg-type]
        if lost == 1:
            between.append(await put(desk, b"between"))
        return await retried(pool, act)  # type: ignore[arg-type]

    between: list[Asset] = []
    monkeypatch.setattr(uploads, "retried", loses)
    mine = await put(desk, b"mine")
    assert mine.id == between[0].id
    assert await content(shelf, mine) == b"between"
    assert await shelf.pool.fetchval("select count(*) from asset") == 2


async def test_a_file_stays_while_nobody_knows_whether_it_was_committed(
    desk: Uploads, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(pool: Pool, act: object) -> Asset:
        await retried(pool, act)  # type: ignore[arg-type]
        raise Unavailable

    monkeypatch.setattr(uploads, "retried", away)
    with pytest.raises(Unavailable):
        await put(desk, b"first")
    asset_id = await shelf.pool.fetchval("select asset_id from upload")
    async with shelf.pool.acquire() as conn:
        asset = await assets.get(conn, asset_id)
    assert asset is not None
    assert await content(shelf, asset) == b"first"
