"""How long `genmux serve` takes to be ready, what it holds while idle, and how fast help comes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from .figures import Figure
from .ground import Ground
from .processes import tree_memory

_PATIENCE = 60.0
_ROUNDS = 4
_GENMUX = (sys.executable, "-m", "genmux")


async def measure(ground: Ground) -> list[Figure]:
    rounds = ground.count(_ROUNDS)
    cold, warm, stops = [], [], []
    memory: dict[str, float] = {}
    for number in range(rounds):
        # Beside the measured cluster, not in it; readable to the database's own user.
        folder = Path(tempfile.mkdtemp(prefix=f"serve-{number}-", dir=ground.folder))
        async with _serving(folder) as started:
            cold.append(started.seconds)
        stops.append(started.stopped)
        async with _serving(folder) as started:
            warm.append(started.seconds)
            if number == rounds - 1:
                await asyncio.sleep(2.0)
                memory = tree_memory(started.pid)
        stops.append(started.stopped)
        shutil.rmtree(folder, ignore_errors=True)
    helps = [await _help() for _ in range(rounds)]
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sorted(memory.items()))
    return [
        Figure("serve ready, warm data folder", statistics.median(warm), "s", at_most=3),
        Figure("serve ready, new data folder", statistics.median(cold), "s"),
        Figure("serve stopped after SIGTERM", statistics.median(stops), "s"),
        Figure("idle memory of all processes", sum(memory.values()), "MB", note=f"PSS: {parts}"),
        Figure("genmux --help", statistics.median(helps), "s", at_most=0.3),
    ]


class _Started:
    """One run of the server: seconds until ready, and seconds from SIGTERM to its end."""

    def __init__(self, seconds: float, pid: int) -> None:
        self.seconds = seconds
        self.pid = pid
        self.stopped = 0.0


@contextlib.asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[_Started]:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *_GENMUX,
        *("serve", "--data", str(folder), "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(),
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_PATIENCE):
            line = await process.stdout.readline()
        if not line.startswith(b"ready "):
            raise RuntimeError("genmux serve did not start")
        started = _Started(time.perf_counter() - began, process.pid)
        yield started
    finally:
        began = time.perf_counter()
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()
    started.stopped = time.perf_counter() - began


async def _help() -> float:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *_GENMUX, "--help", stdout=asyncio.subprocess.DEVNULL, env=_environment()
    )
    await process.wait()
    return time.perf_counter() - began


def _environment() -> dict[str, str]:
    """Nobody's settings may decide a measurement."""
    return {name: text for name, text in os.environ.items() if not name.startswith("GENMUX_")}
