"""Receivers that fail: each callback comes in the end, as often as needed, under one id."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from genmux.testing.sink import CallbackSink
from tests.crash.harness import Client, Server
from tests.crash.judge import connect, judge, quiet, secret_of

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from tests.crash.conftest import Data

# "Hours" in seconds: the same number of attempts, each wait 600 to 7200 times as short.
_SHORT = {
    "GENMUX_CALLBACKS_SCHEDULE": "0.3,0.3,0.5,1,2,4,60",
    "GENMUX_CALLBACKS_TIMEOUT_SECONDS": "0.5",
}


async def test_dead_for_hours_and_through_a_restart_then_gets_everything(
    data: Data, sink: CallbackSink
) -> None:
    async with Server(data.folder, env=_SHORT) as server:
        client = Client(server.url, data.key, sink.url)
        await sink.down()
        await client.storm(6, clients=3, seed=1)
        conn = await connect(data.folder)
        await quiet(conn, deliveries=False)
        await _tried(conn, times=8)
        await conn.close()
    async with Server(data.folder, env=_SHORT) as again:
        client.url = again.url
        conn = await connect(data.folder)
        await sink.up()
        await quiet(conn)
        await judge(conn, client, sink)
        await conn.close()


async def test_answers_500_or_nothing_then_200(data: Data, sink: CallbackSink) -> None:
    async with Server(data.folder, env=_SHORT) as server:
        conn = await connect(data.folder)
        sink.secret = await secret_of(conn)
        sink.script(500, 503, 500)
        client = Client(server.url, data.key, sink.url)
        await client.storm(3, clients=3, seed=1)
        await quiet(conn)
        await judge(conn, client, sink)
        assert len(sink.received) == 6
        logged = await conn.fetch("select status, count(*) as n from delivery_attempt group by 1")
        assert {row["status"]: row["n"] for row in logged} == {500: 2, 503: 1, 200: 3}
        await conn.close()


async def _tried(conn: Connection, times: int) -> None:
    """A dead receiver is only probed, so single deliveries may wait longer than others."""
    async with asyncio.timeout(20):
        while await conn.fetchval("select sum(attempts) from delivery") < times:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
