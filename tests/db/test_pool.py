from __future__ import annotations

import asyncio

import asyncpg
import pytest

from genmux.db.pool import Connection, Pool, open_pool, retried
from genmux.errors import Unavailable


async def test_what_lost_its_connection_is_repeated(pool: Pool) -> None:
    tries = 0

    async def act(conn: Connection) -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            await conn.execute("select pg_terminate_backend(pg_backend_pid())")
        return int(await conn.fetchval("select 7"))

    assert await retried(pool, act) == 7
    assert tries == 2


async def test_a_deadlock_is_repeated(pool: Pool) -> None:
    tries = 0

    async def act(conn: Connection) -> str:
        nonlocal tries
        tries += 1
        if tries == 1:
            await conn.execute(
                "do $$ begin raise exception using errcode = 'deadlock_detected'; end $$"
            )
        return "done"

    assert await retried(pool, act) == "done"


@pytest.mark.parametrize(
    ("query", "value"), [("select $1::int", "no number"), ("select $1::text", "lone \ud800")]
)
async def test_a_value_that_cannot_be_sent_is_not_tried_again(
    pool: Pool, query: str, value: str
) -> None:
    tries = 0

    async def act(conn: Connection) -> None:
        nonlocal tries
        tries += 1
        await conn.fetchval(query, value)

    with pytest.raises(asyncpg.DataError):
        await retried(pool, act)
    assert tries == 1


async def test_an_answer_of_the_database_is_not_tried_again(pool: Pool) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await retried(pool, lambda conn: conn.fetchval("select 1 / 0"))


async def test_patience_ends(pool: Pool) -> None:
    async def act(_conn: Connection) -> None:
        raise ConnectionResetError

    with pytest.raises(Unavailable):
        await retried(pool, act, patience=0.2)


async def test_a_pool_that_closes_waits_for_nobody(database: str) -> None:
    pool = await open_pool(database, 1)
    await pool.close()
    async with asyncio.timeout(5):
        with pytest.raises(Unavailable):
            await retried(pool, lambda conn: conn.fetchval("select 1"))
