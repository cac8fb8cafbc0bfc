"""The measured programs, each in a process of its own, on the same uvicorn and event loop.

`python -m benchmarks.servers ROLE URL FLAGS ENGINES`: started by `running`, never by hand.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson
import uvicorn
from starlette.applications import Starlette

from genmux.app import open_api, open_worker
from genmux.db.pool import open_pool
from genmux.processes import die_with_parent, settle_memory
from genmux.roles.loop import run, stop_on_signals
from genmux.settings import Settings, load_settings

from .bare_proxy import bare_proxy
from .engines import engines
from .floor import floor

Role = Literal["api", "worker", "floor", "proxy"]

_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Running:
    address: str
    """empty for a worker"""
    pid: int


@asynccontextmanager
async def running(
    role: Role, url: str, folder: Path, *, engines: str = "", **flags: Any
) -> AsyncIterator[Running]:
    """A process on the database at `url`, or before the vendor there; `flags` are settings, `__`
    standing for the dot.

    The pace limit is lifted: it would answer nearly all of the load with 429.
    """
    given = {"limits.creates": 0, "data.dir": str(folder), "log.level": "error"}
    given |= {name.replace("__", "."): value for name, value in flags.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.servers",
        *(role, url, orjson.dumps(given).decode(), engines),
        cwd=_ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        words = (await process.stdout.readline()).decode().split()
        if words[:1] != ["ready"]:
            raise RuntimeError(f"the {role} did not start")
        yield Running(words[1] if len(words) > 1 else "", process.pid)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def _main(role: str, url: str, flags: str, engine: str) -> None:
    settings = load_settings(file=None, environ={}, flags=orjson.loads(flags))
    if role == "worker":
        await _work(settings, url, engine)
    elif role == "api":
        async with open_api(settings, url, engines=engines(engine)) as application:
            await _serve(application)
    elif role == "proxy":
        async with bare_proxy(url) as application:
            await _serve(application)
    else:
        # As many connections as help it on two cores, and no reset round trip.
        async with await open_pool(url, 16) as pool:
            await _serve(floor(pool))


async def _work(settings: Settings, url: str, engine: str) -> None:
    stop = stop_on_signals()
    async with open_worker(settings, url, engines=engines(engine)) as worker:
        _ready()
        await worker(stop)


async def _serve(application: Starlette) -> None:
    """As `genmux api` serves."""
    config = uvicorn.Config(
        application,
        http="httptools",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        port = listener.getsockname()[1]
        starting = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not starting.done():  # noqa: ASYNC110  no event for it
            await asyncio.sleep(0.005)
        settle_memory()
        _ready(f"http://127.0.0.1:{port}")
        await starting


def _ready(address: str = "") -> None:
    sys.stdout.write(f"ready {address}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    die_with_parent()
    if os.getppid() != 1:
        run(_main(*sys.argv[1:5]))
