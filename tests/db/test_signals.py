from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from genmux.db.pool import Pool
from genmux.db.signals import JOB, TASK, Listener, Signaller


class Heard:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._new = asyncio.Event()

    def __call__(self, text: str) -> None:
        self.texts.append(text)
        self._new.set()

    async def until(self, done: Callable[[list[str]], bool]) -> None:
        async with asyncio.timeout(20):
            while not done(self.texts):
                self._new.clear()
                await self._new.wait()


@asynccontextmanager
async def listening(url: str, channel: str = TASK) -> AsyncIterator[Heard]:
    heard = Heard()
    listener = Listener(url, {channel: heard})
    listener.start()
    await heard.until(lambda texts: texts == [""])
    yield heard
    await listener.stop()


@asynccontextmanager
async def signalling(pool: Pool) -> AsyncIterator[Signaller]:
    signaller = Signaller(pool)
    signaller.start()
    yield signaller
    await signaller.stop()


async def test_who_begins_to_listen_looks_once(database: str) -> None:
    async with listening(database) as heard:
        assert heard.texts == [""]


async def test_a_signal_arrives_on_its_channel_only(pool: Pool, database: str) -> None:
    async with listening(database) as heard, signalling(pool) as signaller:
        signaller.send(JOB, "not for us")
        signaller.send(TASK, "a")
        await heard.until(lambda texts: "a" in texts)
        assert heard.texts == ["", "a"]


async def test_equal_signals_of_one_moment_are_one(pool: Pool, database: str) -> None:
    async with listening(database) as heard, signalling(pool) as signaller:
        for _ in range(50):
            signaller.send(TASK, "a")
            signaller.send(TASK, "b")
        signaller.send(TASK, "end")
        await heard.until(lambda texts: "end" in texts)
    assert Counter(heard.texts) == {"": 1, "a": 1, "b": 1, "end": 1}


async def test_a_signal_that_cannot_be_sent_ends_no_later_one(pool: Pool, database: str) -> None:
    async with listening(database) as heard, signalling(pool) as signaller:
        signaller.send(TASK, "x" * 9000)
        await asyncio.sleep(0.05)
        signaller.send(TASK, "after")
        await heard.until(lambda texts: "after" in texts)


async def test_a_listener_whose_connection_is_cut_comes_back(pool: Pool, database: str) -> None:
    async with listening(database) as heard, signalling(pool) as signaller:
        cut = await pool.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            "where datname = current_database() and query ilike 'listen%'"
        )
        assert cut == 1
        await heard.until(lambda texts: texts == ["", ""])
        signaller.send(TASK, "again")
        await heard.until(lambda texts: "again" in texts)


async def test_a_listener_waits_for_a_server_that_is_away(unused_tcp_port: int) -> None:
    heard = Heard()
    listener = Listener(f"postgresql://a@127.0.0.1:{unused_tcp_port}/a", {TASK: heard})
    listener.start()
    await asyncio.sleep(0.05)
    await listener.stop()
    assert heard.texts == []


async def test_the_signaller_outlives_its_connections(pool: Pool, database: str) -> None:
    async with listening(database) as heard, signalling(pool) as signaller:
        signaller.send(TASK, "a")
        await heard.until(lambda texts: "a" in texts)
        admin = await asyncpg.connect(database)
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
            "current_database() and application_name = 'genmux'"
        )
        await admin.close()
        for number in range(100):
            signaller.send(TASK, f"b{number}")
            await asyncio.sleep(0.01)
            if any(text.startswith("b") for text in heard.texts):
                break
        await heard.until(lambda texts: any(text.startswith("b") for text in texts))
