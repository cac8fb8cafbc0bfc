"""Killed at every point of a task's life, exactly there; another process brings it to its end."""

from __future__ import annotations

import asyncio
import os
import signal
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from aiohttp import web

from genmux.projects.keys import NewKey, create_key
from genmux.projects.project import ensure_project
from genmux.testing.sink import CallbackSink
from tests.crash.doomed import API, NEVER, WORKER
from tests.crash.harness import INPUT, MODEL, QUICK, Client, Program, say
from tests.crash.judge import judge, quiet, row_of, secret_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.db.pool import Connection

# The price of this one depends on how long the sound is, so its hold is adjusted.
_MEASURED = "elevenlabs/audio-isolation"
_NO_LEASE = {"GENMUX_WORKER_LEASE_SECONDS": "600"}
"""doomed workers leave each other's tasks alone"""


@dataclass(frozen=True)
class Place:
    """A database with a key, an API and a folder, and inputs to fetch."""

    folder: Path
    env: Mapping[str, str]
    key: str
    conn: Connection

    def doomed(self, role: str, point: str, **env: str) -> Program:
        log = self.folder / f"{role} {point}.log"
        return Program(log, "tests.crash.doomed", role, point, env={**self.env, **env})


@pytest.fixture
async def place(database: str, tmp_path: Path) -> AsyncIterator[Place]:
    conn = await asyncpg.connect(database)
    project = await ensure_project(conn)
    key, _ = await create_key(conn, project.id, NewKey(), credits=Decimal(1000))
    env = {
        **QUICK,
        "GENMUX_DATABASE_URL": database,
        "GENMUX_DATA_DIR": str(tmp_path / "data"),
        "GENMUX_SERVER_PORT": "0",
        "GENMUX_NETWORK_ALLOW": "127.0.0.0/8",
        "GENMUX_WORKER_RENDERERS": "1",
        "GENMUX_CALLBACKS_TIMEOUT_SECONDS": "0.5",
    }
    yield Place(tmp_path, env, key, conn)
    await conn.close()


class Inputs:
    """Serves a second of sound, and a file whose end never comes."""

    def __init__(self, folder: Path) -> None:
        self.asked = asyncio.Event()
        self._sound = folder / "sound.wav"
        with wave.open(str(self._sound), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(bytes(16000))
        self._url = ""

    async def __aenter__(self) -> Inputs:
        app = web.Application()
        app.router.add_get("/sound.wav", self._whole)
        app.router.add_get("/endless.wav", self._endless)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def of(self, name: str) -> dict[str, Any]:
        return {"audio_url": f"{self._url}/{name}"}

    async def _whole(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(self._sound)

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        """The first time; whoever comes again gets all of it."""
        if self.asked.is_set():
            return web.FileResponse(self._sound)
        response = web.StreamResponse(headers={"Content-Type": "audio/wav"})
        await response.prepare(request)
        await response.write(self._sound.read_bytes()[:1000])
        self.asked.set()
        await asyncio.sleep(600)
        return response


async def test_worker(place: Place, sink: CallbackSink, tmp_path: Path) -> None:
    """One worker dies at each point with its own task; the last one lives and ends them all."""
    sink.secret = await secret_of(place.conn)
    async with (
        Inputs(tmp_path) as inputs,
        place.doomed("api", NEVER) as api,
    ):
        client = Client(await api.ready(), place.key, sink.url)
        died: dict[str, str] = {}
        async with place.doomed("worker", NEVER, **_NO_LEASE) as fetching:
            died["fetching"] = await client.create(_MEASURED, inputs.of("endless.wav"))
            await inputs.asked.wait()
            os.kill(fetching.pid, signal.SIGKILL)
        for point in WORKER:
            measured = point == "hold adjusted"
            async with place.doomed("worker", point, **_NO_LEASE) as worker:
                died[point] = await client.create(
                    _MEASURED if measured else MODEL,
                    inputs.of("sound.wav") if measured else INPUT,
                )
                assert await worker.ended() == -signal.SIGKILL, point
        await _check_where_they_died(place.conn, died)
        async with place.doomed("worker", NEVER) as last:
            await last.ready()
            say(f"all ended and told {await quiet(place.conn):.1f} s after the last one was ready")
            await judge(place.conn, client, sink)
            await _check_sent_again(sink, died)
    rows = await place.conn.fetch("select count(*) as files from asset group by task_id")
    assert {row["files"] for row in rows} == {2}, "a task has the files of two workers"


async def until_phase(conn: Connection, task: str, phase: str) -> None:
    async with asyncio.timeout(10):
        while (await row_of(conn, task))["phase"] != phase:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _check_where_they_died(conn: Connection, died: Mapping[str, str]) -> None:
    """Else the points say nothing: the doomed really got as far as their names tell."""
    ended = {"callback sent, not recorded", "ending committed"}
    for point, task in died.items():
        state = (await row_of(conn, task))["state"]
        assert state == ("succeeded" if point in ended else "running"), point
    fetched = await row_of(conn, died["fetching"])
    adjusted = await row_of(conn, died["hold adjusted"])
    assert 0 < adjusted["held"] < fetched["held"]


async def _check_sent_again(sink: CallbackSink, died: Mapping[str, str]) -> None:
    task = died["callback sent, not recorded"]
    assert sum(one.json["taskId"] == task for one in sink.received) >= 2


@pytest.mark.parametrize("point", API)
async def test_api(place: Place, point: str) -> None:
    """The client that got no reply asks again with its key: one task, one hold."""
    async with place.doomed("api", point) as api:
        client = Client(await api.ready(), place.key)
        asking = asyncio.create_task(client.create(key="once"))
        assert await api.ended() == -signal.SIGKILL
        committed = await place.conn.fetchval("select count(*) from task")
        assert committed == (1 if "not answered" in point else 0)
        async with place.doomed("api", NEVER) as again, place.doomed("worker", NEVER):
            client.url = await again.ready()
            await asking
            assert client.codes["200"] == 1
            assert client.codes.total() > 1
            await quiet(place.conn)
            await judge(place.conn, client)


async def test_a_task_that_always_kills_its_worker_is_given_up(
    place: Place, sink: CallbackSink
) -> None:
    """It fails with that reason, costs nothing, and its receiver hears of it."""
    async with place.doomed("api", NEVER) as api:
        client = Client(await api.ready(), place.key, sink.url)
        task = await client.create()
        for _ in range(2):
            async with place.doomed("worker", "rendering") as worker:
                assert await worker.ended() == -signal.SIGKILL
        async with place.doomed("worker", NEVER, GENMUX_WORKER_MAX_CRASHES="2"):
            await quiet(place.conn)
            await judge(place.conn, client, sink, states=["failed"])
    assert "died 2 times" in (await row_of(place.conn, task))["fail_msg"]
