from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest

from genmux.ids import new_uuid
from genmux.storage import assets
from genmux.storage.assets import Asset

if TYPE_CHECKING:
    from genmux.db.pool import Pool
    from tests.storage.conftest import SetClock


def asset(clock: SetClock, **other: object) -> Asset:
    values: dict[str, object] = {
        "id": new_uuid(),
        "project_id": new_uuid(),
        "task_id": None,
        "key": f"k/{new_uuid().hex}",
        "name": "ü.png",
        "mime": "image/png",
        "size": 5_000_000_000,
        "created_at": clock.now(),
        "expires_at": clock.now() + timedelta(days=14),
    }
    return Asset(**(values | other))  # type: ignore[arg-type]


async def test_what_was_inserted_is_read_back(pool: Pool, clock: SetClock) -> None:
    one = asset(clock, facts={"width": 1024, "seconds": 5.04, "codec": "h264"})
    two = asset(clock, task_id=new_uuid())
    async with pool.acquire() as conn:
        await assets.insert_many(conn, [one, two])
        assert await assets.get(conn, one.id) == one
        assert await assets.get(conn, two.id) == two
        assert await assets.get(conn, new_uuid()) is None


async def test_inserting_none_is_nothing(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await assets.insert_many(conn, [])


async def test_the_files_of_a_task_come_in_order(pool: Pool, clock: SetClock) -> None:
    task_id = new_uuid()
    files = [asset(clock, task_id=task_id) for _ in range(3)]
    async with pool.acquire() as conn:
        await assets.insert_many(conn, [files[2], files[0], asset(clock), files[1]])
        assert await assets.of_task(conn, task_id) == files


async def test_two_live_rows_cannot_share_a_key(pool: Pool, clock: SetClock) -> None:
    one, two = asset(clock, key="same"), asset(clock, key="same")
    async with pool.acquire() as conn:
        await assets.insert_many(conn, [one])
        with pytest.raises(asyncpg.UniqueViolationError):
            await assets.insert_many(conn, [two])
        await assets.mark_deleted(conn, [one], clock.now())
        await assets.insert_many(conn, [two])


async def test_expired_gives_the_oldest_first_up_to_the_limit(pool: Pool, clock: SetClock) -> None:
    files = [asset(clock, expires_at=clock.now() + timedelta(days=day)) for day in (3, 1, 2)]
    clock.pass_days(2)
    async with pool.acquire() as conn:
        await assets.insert_many(conn, files)
        assert await assets.expired(conn, clock.now(), 10) == [files[1], files[2]]
        assert await assets.expired(conn, clock.now(), 1) == [files[1]]
        await assets.mark_deleted(conn, [files[1]], clock.now())
        assert await assets.expired(conn, clock.now(), 10) == [files[2]]


async def test_marking_counts_and_keeps_the_first_moment(pool: Pool, clock: SetClock) -> None:
    one, two = asset(clock), asset(clock)
    first = clock.now()
    async with pool.acquire() as conn:
        await assets.insert_many(conn, [one, two])
        assert await assets.mark_deleted(conn, [one], first) == 1
        clock.pass_days(1)
        assert await assets.mark_deleted(conn, [one, two], clock.now()) == 1
        marked = await assets.get(conn, one.id)
    assert marked is not None
    assert marked.deleted_at == first


async def test_forget_removes_only_rows_deleted_long_ago(pool: Pool, clock: SetClock) -> None:
    old, fresh, live = asset(clock), asset(clock), asset(clock)
    async with pool.acquire() as conn:
        await assets.insert_many(conn, [old, fresh, live])
        await assets.mark_deleted(conn, [old], clock.now())
        clock.pass_days(2)
        await assets.mark_deleted(conn, [fresh], clock.now())
        assert await assets.forget(conn, clock.now() - timedelta(days=1), 10) == 1
        assert await assets.get(conn, old.id) is None
        assert await assets.get(conn, fresh.id) is not None
        assert await assets.get(conn, live.id) is not None


async def test_unknown_keys_are_those_without_a_live_row(pool: Pool, clock: SetClock) -> None:
    live, swept = asset(clock, key="live"), asset(clock, key="swept")
    async with pool.acquire() as conn:
        await assets.insert_many(conn, [live, swept])
        await assets.mark_deleted(conn, [swept], clock.now())
        assert await assets.unknown_keys(conn, ["live", "swept", "never"]) == ["swept", "never"]
