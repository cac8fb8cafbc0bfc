"""The pool of renderer processes: CPU work outside the event loop, which can be killed.

One render at a time per process. A process that dies, hangs or is cancelled is replaced; the
next render starts a new one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from genmux.engines.base import EngineFailure, Rendered, Stage, Work
from genmux.worker.renderer import LENGTH

log = logging.getLogger(__name__)

_TRIES = 2


class RendererDied(Exception):
    """A renderer process ended in the middle of its work."""


class Renderers:
    def __init__(self, count: int, place: str, timeout: float) -> None:
        """`count` processes for the engine at `place` (`package.module:Class`).

        `timeout` bounds one render, in seconds.
        """
        self.count = count
        self._place = place
        self._timeout = timeout
        self._slots = asyncio.Semaphore(count)
        self._idle: list[asyncio.subprocess.Process] = []

    async def start(self) -> None:
        """Starts the processes ahead of the first task."""
        self._idle = [await self._spawn() for _ in range(self.count)]
        for process in self._idle:
            await self._put(process, None)

    async def stop(self) -> None:
        processes, self._idle = self._idle, []
        for process in processes:
            await _end(process)

    async def render(
        self,
        work: Work,
        started: Callable[[], None],
        progress: Callable[[float], None],
        staged: Callable[[Stage], Awaitable[None]],
    ) -> Rendered:
        """Renders in a free process. Raises EngineFailure; a cancelled call kills its process,
        and so does what `staged` raises. The files of a stage stay as they are until the end."""
        async with self._slots:
            started()
            for attempt in range(_TRIES):
                try:
                    return await self._render_once(work, progress, staged)
                except RendererDied:
                    log.warning("a renderer died on task %s (try %d)", work.task_id, attempt + 1)
            raise EngineFailure("The renderer stopped unexpectedly.", code="500")

    async def _render_once(
        self,
        work: Work,
        progress: Callable[[float], None],
        staged: Callable[[Stage], Awaitable[None]],
    ) -> Rendered:
        process = self._waiting() or await self._spawn()
        try:
            async with asyncio.timeout(self._timeout):
                await self._put(process, work)
                while True:
                    kind, value = await _message(process)
                    if kind == "progress":
                        progress(value)
                    elif kind == "stage":
                        await staged(value)
                    elif kind != "ready":
                        break
        except TimeoutError as error:
            await _end(process)
            raise EngineFailure(
                f"Rendering took longer than {self._timeout:g} seconds.", code="408"
            ) from error
        except BaseException:
            await _end(process)
            raise
        self._idle.append(process)
        if kind == "failed":
            raise value
        if kind == "broken":
            log.error("engine bug on task %s (%s):\n%s", work.task_id, work.model, value)
            raise EngineFailure("The built-in engine failed on this input.", code="500")
        rendered: Rendered = value
        return rendered

    def _waiting(self) -> asyncio.subprocess.Process | None:
        """An idle process that nobody has killed meanwhile."""
        while self._idle:
            process = self._idle.pop()
            if process.returncode is None:
                return process
        return None

    async def _spawn(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "genmux.worker.renderer",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the worker, which ends its renderers itself
        )

    async def _put(self, process: asyncio.subprocess.Process, work: Work | None) -> None:
        assert process.stdin is not None
        data = pickle.dumps((self._place, work), protocol=pickle.HIGHEST_PROTOCOL)
        try:
            process.stdin.write(LENGTH.pack(len(data)) + data)
            await process.stdin.drain()
        except ConnectionError as error:
            raise RendererDied from error


async def _message(process: asyncio.subprocess.Process) -> tuple[str, Any]:
    assert process.stdout is not None
    try:
        head = await process.stdout.readexactly(LENGTH.size)
        body = await process.stdout.readexactly(LENGTH.unpack(head)[0])
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise RendererDied from error
    message: tuple[str, Any] = pickle.loads(body)  # noqa: S301  # from our own child
    return message


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
