"""SIGTERM at every time of life: what is under way ends or continues at the next start."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest

from genmux.db.embedded import running_url
from genmux.testing.sink import CallbackSink
from tests.crash.harness import Client, Program, Server, all_gone, family, say, serve_words
from tests.crash.judge import connect, judge, quiet

if TYPE_CHECKING:
    from tests.crash.conftest import Data


async def test_drains_and_leaves_the_rest_for_the_next_start(
    data: Data, sink: CallbackSink
) -> None:
    """A second and a third signal change nothing."""
    drain = 1
    env = {"GENMUX_SERVER_DRAIN_SECONDS": str(drain)}
    loop = asyncio.get_running_loop()
    async with Server(data.folder, "--renderers", "1", env=env) as server:
        client = Client(server.url, data.key, sink.url)
        await client.storm(40, clients=8, seed=1)
        assert (data.folder / "server.json").exists()
        below = family(server.pid)
        began = loop.time()
        server.send(signal.SIGTERM)
        await asyncio.sleep(0.1)
        server.send(signal.SIGTERM)
        server.send(signal.SIGINT)
        assert await server.ended() == 0
        say(f"stopped after {loop.time() - began:.1f} s, {drain} s of them given to drain")
        await all_gone(below, timeout=1)
        assert not (data.folder / "server.json").exists()
        assert running_url(data.folder / "postgres") is None
        assert "Traceback" not in server.said()
        assert "killed" not in server.said()
    async with Server(data.folder, env={"GENMUX_WORKER_LEASE_SECONDS": "600"}) as again:
        client.url = again.url
        conn = await connect(data.folder)
        assert await conn.fetchval("select count(*) from job"), "nothing was left to continue"
        # What was given back waits for no lease, and is no crash.
        assert await conn.fetchval("select max(crashes) from job") == 0
        await quiet(conn)
        await judge(conn, client, sink)
        await conn.close()


@pytest.mark.parametrize("after", [0.1, 0.7, 1.3])
async def test_stops_while_it_starts(data: Data, after: float) -> None:
    """Whatever it was at: it ends soon, nothing stays behind, and the folder is free again."""
    log = data.folder.with_name("starting.log")
    async with Program(log, *serve_words(data.folder)) as program:
        await asyncio.sleep(after)
        below = family(program.pid)
        program.send(signal.SIGTERM)
        # Before it can hear signals, it has started nothing that would have to be stopped.
        assert await program.ended(10) in (0, -signal.SIGTERM)
        await all_gone(below, timeout=1)
        assert "Traceback" not in program.said()
    assert running_url(data.folder / "postgres") is None
    async with Server(data.folder) as server:
        say(f"ready on a warm folder after {server.seconds_to_ready:.2f} s")
