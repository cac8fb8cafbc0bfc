"""Chat calls while processes die by SIGKILL: what is held comes back, nothing is charged twice."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from genmux.db.pool import Connection
from genmux.ledger.audit import audit
from tests.chat.wires.doubles import Script, Studio, running_double
from tests.crash.harness import Server
from tests.crash.judge import connect

if TYPE_CHECKING:
    from tests.crash.conftest import Data

MODEL = "gpt-5-2"
PRICE = (100 * Decimal(88) + 40 * Decimal(700)) / 1_000_000
"""what the double counts, at the price of that model"""
FUNDS = 10_000


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    async with running_double("openai-chat") as studio:
        studio.scripts = [Script(("word ",) * 40)]
        yield studio


def env(studio: Studio) -> dict[str, str]:
    route = {"models": "*", "url": studio.base, "model": "real-name"}
    return {"GENMUX_CHAT_ROUTES": json.dumps([route]), "GENMUX_CHAT_CALLS": "0"}


class Asker:
    """Makes calls, each in a way of its own; keeps what it was told that they cost."""

    def __init__(self, server: Server, key: str) -> None:
        self._server = server
        self._headers = {"Authorization": f"Bearer {key}"}
        self.told: list[Decimal] = []
        self.broken = 0

    async def stream(self, *, until: bytes = b"[DONE]") -> bool:
        """Whether that much came."""
        body = {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}], "stream": True}
        raw = b""
        try:
            async with (
                aiohttp.ClientSession(headers=self._headers) as session,
                session.post(f"{self._server.url}/v1/chat/completions", json=body) as reply,
            ):
                async for piece in reply.content.iter_any():
                    raw += piece
                    if until in raw and until != b"[DONE]":
                        return True
        except (aiohttp.ClientError, ConnectionError):
            self.broken += 1
            return False
        if b"[DONE]" not in raw:
            return False
        last = json.loads(raw.rsplit(b"data: ", 2)[1], parse_float=Decimal)
        self.told.append(last["credits_consumed"])
        return True

    async def insist(self, calls: int) -> None:
        """Until so many have come to their end."""
        left = calls
        async with asyncio.timeout(60):
            while left:
                left -= await self.stream()
                await asyncio.sleep(0.05)


async def eventually(conn: Connection, sql: str, timeout: float = 30.0) -> Any:
    """The value, once it is neither null nor zero."""
    async with asyncio.timeout(timeout):
        while True:
            if value := await conn.fetchval(sql):
                return value
            await asyncio.sleep(0.05)


async def asked(studio: Studio, times: int) -> None:
    while len(studio.asked) < times:  # noqa: ASYNC110  another process decides
        await asyncio.sleep(0.01)


async def test_a_killed_api_gives_the_hold_back(data: Data, studio: Studio) -> None:
    studio.pause = 0.2
    async with Server(data.folder, env=env(studio)) as server:
        asker = Asker(server, data.key)
        assert await asker.stream(until=b"word ")
        conn = await connect(data.folder)
        await eventually(conn, "select 1 from chat_call where state = 'cut'")  # it only left
        waiting = asyncio.create_task(asker.stream())
        await eventually(conn, "select 1 from chat_call where state = 'open'")
        await asked(studio, 2)
        await server.kill("api")
        assert not await waiting
        async with asyncio.timeout(5):
            await studio.left.wait()
        # The purse is short by the hold until the lease is over, and others may go on.
        assert await conn.fetchval("select held > 0 from account where not sandbox")
        studio.pause = 0
        await asker.insist(1)
        assert asker.told == [PRICE]
        await conn.execute("update chat_call set lease_until = now() where state = 'open'")
        await server.kill("worker")  # the next one sweeps first of all
        await eventually(conn, "select 1 from chat_call where state = 'lost'")
        lost = await conn.fetchrow("select * from chat_call where state = 'lost'")
        assert lost is not None
        assert lost["charged"] == 0
        spent = await conn.fetchval("select sum(charged) from chat_call")
        purse = await conn.fetchrow("select available, held from account where not sandbox")
        assert purse is not None
        assert (purse["available"], purse["held"]) == (FUNDS - spent, 0)
        assert await audit(conn) == []
        await conn.close()


async def test_a_killed_database_costs_no_call(data: Data, studio: Studio) -> None:
    """Its hold may be gone with the log that was not on the disk; the end writes it anew."""
    studio.pause = 0.2
    async with Server(data.folder, env=env(studio)) as server:
        asker = Asker(server, data.key)
        waiting = asyncio.create_task(asker.stream())
        await asked(studio, 1)
        await server.kill("postgres")
        assert await waiting
        assert asker.told == [PRICE]
        conn = await connect(data.folder)
        (row,) = await conn.fetch("select * from chat_call")
        assert (row["state"], row["charged"]) == ("done", PRICE)
        assert await audit(conn) == []
        assert await conn.fetchval("select sum(held) from account") == 0
        await conn.close()


async def test_a_storm_of_calls_while_processes_die(data: Data, studio: Studio) -> None:
    studio.pause = 0.01
    rng = random.Random(5)
    async with Server(data.folder, env=env(studio)) as server:
        asker = Asker(server, data.key)

        storm = [asyncio.create_task(asker.insist(8)) for _ in range(8)]
        for role in ("api", "postgres", "api"):
            await asyncio.sleep(0.3 + rng.random())
            await server.kill(role)
        await asyncio.gather(*storm)
        assert asker.told == [PRICE] * 64
        assert asker.broken > 0
        conn = await connect(data.folder)
        await conn.execute("update chat_call set lease_until = now() where state = 'open'")
        await server.kill("worker")
        await eventually(conn, "select sum(held) = 0 from account")
        assert await audit(conn) == []
        rows = await conn.fetch("select state, charged from chat_call")
        done = [row["charged"] for row in rows if row["state"] == "done"]
        # What a client was told is in the books; calls whose end it did not hear may be there too.
        assert set(done) == {PRICE}
        assert 64 <= len(done) <= len(studio.asked)
        assert not [row for row in rows if row["state"] == "lost" and row["charged"]]
        spent = sum(row["charged"] or Decimal(0) for row in rows)
        available = await conn.fetchval("select available from account where not sandbox")
        assert available == FUNDS - spent
        await conn.close()
