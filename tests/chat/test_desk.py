"""The desk: holds, and signs of life of calls that go on for long."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from genmux.chat import desk as module
from genmux.chat.desk import Desk
from genmux.chat.money import LEASE
from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.errors import InsufficientCredits
from genmux.settings import load_settings
from tests.chat.conftest import LIMITS, Make, done, purse


async def test_many_at_once_share_few_commits(pool: Pool, make: Make, tmp_path: Path) -> None:
    settings = load_settings(
        file=None, environ={}, flags={"data.dir": str(tmp_path), "chat.calls": 0}
    )
    desk = Desk(pool, SystemClock(), settings.chat)
    await desk.start()
    calls = [make(1) for _ in range(50)]
    await asyncio.gather(*map(desk.open, calls))
    assert await purse(pool) == (50, 50)
    charged = await asyncio.gather(*(desk.close(done(call, "0.5")) for call in calls))
    assert sum(charged) == 25
    with pytest.raises(InsufficientCredits):
        await desk.open(make(76))
    await desk.stop()
    assert await purse(pool) == (75, 0)


async def test_long_calls_are_signed_for(
    pool: Pool, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SIGN", 0.05)
    settings = load_settings(file=None, environ={}, flags={"data.dir": str(tmp_path)})
    desk = Desk(pool, SystemClock(), settings.chat)
    await desk.start()
    call = make(1)
    await desk.open(call)
    first = await pool.fetchval("select lease_until from chat_call")
    async with asyncio.timeout(5):
        # The desk tells nobody that it has signed.
        while await pool.fetchval("select lease_until from chat_call") == first:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert await pool.fetchval("select lease_until - now() < $1 from chat_call", LEASE)
    await desk.close(done(call, 1))
    await desk.stop()
    assert await purse(pool) == (99, 0)


async def test_an_ample_purse_is_not_waited_for(pool: Pool, make: Make, tmp_path: Path) -> None:
    settings = load_settings(file=None, environ={}, flags={"data.dir": str(tmp_path)})
    desk = Desk(pool, SystemClock(), settings.chat)
    await desk.start()
    first, second, dear, limited = make(1), make("0.1"), make(1), make("0.1", LIMITS)
    assert await desk.open(first) is None
    holding = await desk.open(second)
    assert holding is not None
    await holding
    assert await desk.open(dear) is None
    assert await desk.open(limited) is None
    for call in (first, second, dear, limited):
        await desk.close(done(call, 0))
    await desk.stop()
    assert await purse(pool) == (100, 0)


async def test_calls_under_way_count_against_an_ample_purse(
    pool: Pool, make: Make, tmp_path: Path
) -> None:
    """Else many at once would be asked for that the purse cannot pay, if others spend from it."""
    flags = {"data.dir": str(tmp_path), "chat.calls": 0}
    settings = load_settings(file=None, environ={}, flags=flags)
    desk = Desk(pool, SystemClock(), settings.chat)
    await desk.start()
    assert await desk.open(make("0.8")) is None
    calls = [make("0.1") for _ in range(60)]
    found = await asyncio.gather(*map(desk.open, calls))
    early = [holding for holding in found if holding is not None]
    # A hundredth of the 99.2 that were seen.
    assert len(early) == 9
    await asyncio.gather(*early)
    again = await desk.open(make("0.1"))
    assert again is not None
    await again
    await pool.execute("update account set available = 0.05 where not sandbox")
    late = await desk.open(make("0.1"))
    assert late is not None
    with pytest.raises(InsufficientCredits):
        await late
    # From now on it is known.
    with pytest.raises(InsufficientCredits):
        await desk.open(make("0.1"))
    await desk.stop()
