"""Samples on disk: served when they are there, drawn when they are first looked for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from genmux.console.samples.names import sample_name

log = logging.getLogger(__name__)

_IDLE_SECONDS = 20.0
_PATIENCE = 60.0


class Keeper:
    """One process draws, one sample after the other: those that somebody waits for first, then
    the rest of what was announced. It ends when there is nothing left to draw."""

    def __init__(self, folder: Path, catalogues: Sequence[Path] = ()) -> None:
        self._folder = folder
        self._catalogues = [str(place) for place in catalogues]
        self._ids: dict[str, str] = {}
        self._wanted: list[str] = []
        self._later: list[str] = []
        self._done: dict[str, asyncio.Event] = {}
        self._tried: set[str] = set()
        self._more = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None

    def announce(self, models: Iterable[str]) -> None:
        """These models have samples, which may be drawn when there is time."""
        fresh = {sample_name(one): one for one in models}
        self._later = [name for name in fresh if name not in self._tried and not self._is(name)]
        self._ids = fresh
        if self._later:
            self._wake()

    async def find(self, file: str) -> Path | None:
        """A file such as `<name>.webp`, drawn now where it is missing; None where it cannot be."""
        name = file.partition(".")[0]
        if name not in self._ids:
            return None
        path = self._folder / file
        if not path.exists() and name not in self._tried:
            done = self._done.setdefault(name, asyncio.Event())
            if name not in self._wanted:
                self._wanted.append(name)
            self._wake()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await done.wait()
        return path if path.exists() else None

    async def close(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    def _is(self, name: str) -> bool:
        return (self._folder / f"{name}.webp").exists()

    def _wake(self) -> None:
        self._more.set()
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work(), name="samples")

    async def _work(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "genmux.console.samples.draw",
            str(self._folder),
            *self._catalogues,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            while (name := await self._next()) is not None:
                await self._draw(process, name)
        except (OSError, EOFError) as error:
            log.warning("samples cannot be drawn: %r", error)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _next(self) -> str | None:
        """What to draw now; None when nothing came for a while."""
        while True:
            for queue in (self._wanted, self._later):
                while queue:
                    name = queue.pop(0)
                    if name not in self._tried and name in self._ids:
                        return name
            self._more.clear()
            try:
                async with asyncio.timeout(_IDLE_SECONDS):
                    await self._more.wait()
            except TimeoutError:
                return None

    async def _draw(self, process: asyncio.subprocess.Process, name: str) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._tried.add(name)
        try:
            process.stdin.write(f"{self._ids[name]}\n".encode())
            await process.stdin.drain()
            if not await process.stdout.readline():
                raise EOFError("the process that draws them ended")
        finally:
            if done := self._done.pop(name, None):
                done.set()
