"""The API and a worker with the built-in engine in the test's process, and a receiver."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from genmux.app import open_worker
from genmux.clock import Clock
from genmux.db.pool import Pool
from genmux.engines.registry import Engines
from genmux.media.facts import MediaFacts
from genmux.media.probe import probe
from genmux.projects.keys import NewKey, create_key
from genmux.projects.project import ensure_project
from genmux.settings import load_settings
from genmux.testing.sink import CallbackSink
from tests.server import Caller, Reply, address_of, listening, running_api

PATIENCE = 120.0


@dataclass
class Studio:
    caller: Caller
    sandbox: Caller
    """of the same project"""
    session: aiohttp.ClientSession
    sink: CallbackSink
    folder: Path
    pool: Pool

    async def start(self, path: str, body: dict[str, Any]) -> str:
        """Creates a task and returns its id."""
        reply = await self.caller.post(path, body)
        assert reply.code == 200, reply.msg
        return str(reply.data["taskId"])

    async def ended(self, task_id: str) -> dict[str, Any]:
        """The task's record in the Market's form, once it has ended."""
        async with asyncio.timeout(PATIENCE):
            while True:
                record: dict[str, Any] = (await self.caller.record(task_id)).data
                if record["state"] in ("success", "fail"):
                    return record
                await asyncio.sleep(0.05)

    async def made(self, path: str, body: dict[str, Any]) -> str:
        """The id of a task that was created and has succeeded."""
        task_id = await self.start(path, body)
        record = await self.ended(task_id)
        assert record["state"] == "success", record["failMsg"]
        return task_id

    async def get(self, path: str) -> Reply:
        return await self.caller.get(path)

    async def told(self, name: str, count: int = 1) -> list[dict[str, Any]]:
        """The bodies of the callbacks that came to `url_for(name)`, at least `count`."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = [one for one in self.sink.received if one.path.endswith(name)]
                if len(found) >= count:
                    return [orjson.loads(one.body) for one in found]
                await asyncio.sleep(0.05)

    async def download(self, url: str) -> Path:
        to = self.folder / url.rpartition("/")[2]
        async with self.session.get(url) as reply:
            assert reply.status == 200, url
            await asyncio.to_thread(to.write_bytes, await reply.read())
        return to

    async def facts(self, url: str) -> MediaFacts:
        return await asyncio.to_thread(probe, await self.download(url))

    async def stranger(self) -> Caller:
        """A caller of another project."""
        async with self.pool.acquire() as conn:
            project = await ensure_project(conn, "strangers")
            key, _ = await create_key(conn, project.id, NewKey(), credits=Decimal(1000))
        return self.caller.with_key(key)

    async def picture(self, width: int = 320, height: int = 240) -> str:
        """A link to a small picture, as a data URL."""
        return await asyncio.to_thread(_picture, width, height)


@asynccontextmanager
async def open_studio(
    database: str,
    pool: Pool,
    folder: Path,
    *,
    clock: Clock | None = None,
    engines: Engines | None = None,
    changes: Mapping[str, Any] | None = None,
    workers: int = 1,
    public: bool = False,
) -> AsyncIterator[Studio]:
    """Without `engines`, those are used that `changes` name as accounts. A `public` one can be
    called at its own address by vendors on this machine."""
    listener = listening()
    flags = {
        "data.dir": str(folder / "data"),
        "limits.creates": 0,
        "worker.renderers": 1,
        "network.allow": ["127.0.0.0/8"],
        **({"server.public_url": address_of(listener)} if public else {}),
        **(changes or {}),
    }
    settings = load_settings(file=None, environ={}, flags=flags)
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        key, _ = await create_key(conn, project.id, NewKey(), credits=Decimal(100_000))
        test, _ = await create_key(conn, project.id, NewKey(sandbox=True), credits=Decimal(100_000))
    stop = asyncio.Event()
    async with (
        running_api(settings, database, clock=clock, engines=engines, listener=listener) as url,
        AsyncExitStack() as stack,
        aiohttp.ClientSession() as session,
        CallbackSink() as sink,
    ):
        working = []
        for _ in range(workers):
            worker = open_worker(settings, database, clock=clock, engines=engines)
            work = await stack.enter_async_context(worker)
            working.append(asyncio.ensure_future(work(stop)))
        caller = Caller(session, url, key)
        yield Studio(caller, caller.with_key(test), session, sink, folder, pool)
        stop.set()
        await asyncio.gather(*working)


def _picture(width: int, height: int) -> str:
    import base64

    import numpy as np
    from PIL import Image

    ramp = np.linspace(0, 255, width, dtype=np.uint8)
    pixels = np.stack([np.tile(ramp, (height, 1))] * 3, axis=2)
    pixels[: height // 2, :, 0] = 200
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
