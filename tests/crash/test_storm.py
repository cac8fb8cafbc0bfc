"""Kill a part of the server in the middle of a storm: nothing is lost, doubled or charged twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from typing import TYPE_CHECKING

from genmux.testing.sink import CallbackSink
from tests.crash.harness import Client, Server, all_gone, family, say, storming
from tests.crash.judge import connect, judge, quiet, secret_of, sizes_match

if TYPE_CHECKING:
    from tests.crash.conftest import Data

# A task may be in the hands of every worker that is killed here.
_PATIENT = {"GENMUX_WORKER_MAX_CRASHES": "100", "GENMUX_CALLBACKS_TIMEOUT_SECONDS": "1"}


async def test_worker_and_api_at_random_moments(data: Data, sink: CallbackSink) -> None:
    seed = random.randrange(1_000_000)
    rng = random.Random(seed)
    async with Server(data.folder, env=_PATIENT) as server:
        conn = await connect(data.folder)
        sink.secret = await secret_of(conn)
        client = Client(server.url, data.key, sink.url)
        async with storming(client, tasks=48, clients=8, seed=seed, pace=1.2):
            for round_ in range(6):
                await asyncio.sleep(rng.uniform(0.1, 1.2))
                await server.kill("api" if round_ % 3 == 1 else "worker")
        took = await quiet(conn)
        await judge(conn, client, sink)
        await sizes_match(conn, data.folder / "files")
        # One of the API, for what it fetches, and one of the worker.
        assert len(list(data.folder.glob("work/*"))) == 2, "killed parts left their folders"
        await conn.close()
    say(f"all ended and told {took:.1f} s after the storm; replies: {dict(client.codes)}")


async def test_database_with_all_its_processes(data: Data, sink: CallbackSink) -> None:
    async with Server(data.folder, env=_PATIENT) as server:
        conn = await connect(data.folder)
        sink.secret = await secret_of(conn)
        await conn.close()
        client = Client(server.url, data.key, sink.url)
        seed = random.randrange(1_000_000)
        async with storming(client, tasks=32, clients=8, seed=seed, pace=2.0):
            for _ in range(2):
                await asyncio.sleep(0.7)
                await server.kill("postgres")
                began = time.monotonic()
                await client.create()
                say(f"a create was answered {time.monotonic() - began:.1f} s after the kill")
        conn = await connect(data.folder)
        await quiet(conn)
        await judge(conn, client, sink)
        await conn.close()
    # Clients wait or hear 455; nothing else is said about a database that restarts.
    assert set(client.codes) <= {"200", "455"}, client.codes


async def test_whole_tree_with_default_settings(data: Data, sink: CallbackSink) -> None:
    """The parent is killed: all below it dies, and a restart ends every task within 30 s."""
    unset = {"GENMUX_WORKER_LEASE_SECONDS": "15"}
    async with Server(data.folder, env=unset) as server:
        client = Client(server.url, data.key, sink.url)
        await client.storm(24, clients=8, seed=1)
        below = family(server.pid)
        assert {"api", "worker", "renderer", "postgres"} == set(below.values())
        os.kill(server.pid, signal.SIGKILL)
        took = await all_gone(below)
        say(f"all {len(below)} processes below were gone after {took:.2f} s")
    async with Server(data.folder, env=unset) as again:
        say(f"ready again after {again.seconds_to_ready:.2f} s")
        client.url = again.url
        conn = await connect(data.folder)
        assert await conn.fetchval("select count(*) from job"), "nothing was left to pick up"
        took = await quiet(conn, timeout=30)
        say(f"all ended and told {took + again.seconds_to_ready:.1f} s after the restart")
        await judge(conn, client, sink)
        await conn.close()
