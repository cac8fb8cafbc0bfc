"""The memory of an API process: right at once after a signal, within its time without."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from genmux.projects.cache import KeyCache
from genmux.projects.keys import NewKey, create_key, revoke_key
from genmux.projects.project import ensure_project

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from genmux.db.pool import Connection, Pool
    from genmux.projects.keys import KeyRow


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def make(pool: Pool) -> tuple[str, KeyRow]:
    async with pool.acquire() as conn:
        return await create_key(conn, (await ensure_project(conn)).id, NewKey())


async def revoke(pool: Pool, row: KeyRow) -> None:
    async with pool.acquire() as conn:
        await revoke_key(conn, row.id)


async def revoked(cache: KeyCache, text: str) -> bool:
    caller = await cache.lookup(text)
    assert caller is not None
    return caller.revoked


async def test_a_key_is_remembered_for_its_time(pool: Pool) -> None:
    time = Time()
    cache = KeyCache(pool, ttl=5, clock=time)
    text, row = await make(pool)
    assert not await revoked(cache, text)
    await revoke(pool, row)
    time.now += 4.9
    assert not await revoked(cache, text)
    time.now += 0.2
    assert await revoked(cache, text)


async def test_a_signal_is_heeded_at_once(pool: Pool) -> None:
    cache = KeyCache(pool, clock=Time())
    text, row = await make(pool)
    assert not await revoked(cache, text)
    await revoke(pool, row)
    cache.invalidate()
    assert await revoked(cache, text)


async def test_a_wrong_key_is_not_remembered(pool: Pool) -> None:
    cache = KeyCache(pool, clock=Time())
    assert await cache.lookup("sk-gmx-live-" + "x" * 43) is None
    assert await cache.lookup("no key") is None
    assert cache._known == {}


class SignallingPool:
    """A pool whose connections come back only after a signal has arrived."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.signal: Callable[[], None] = lambda: None

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        async with self._pool.acquire() as conn:
            yield conn
            self.signal()


async def test_an_answer_from_before_a_signal_is_not_kept(pool: Pool) -> None:
    slow = SignallingPool(pool)
    cache = KeyCache(cast("Pool", slow), clock=Time())
    slow.signal = cache.invalidate
    text, row = await make(pool)
    assert not await revoked(cache, text)
    await revoke(pool, row)
    assert await revoked(cache, text)
