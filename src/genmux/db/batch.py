"""Grouping concurrent calls: what arrives while a flush is under way goes together in the next one.

That is group commit: under load a commit carries many requests, and a lone request waits for
nobody.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from genmux.errors import Unavailable

In = TypeVar("In")
Out = TypeVar("Out")

_DEPTH = 20_000


class Batcher(Generic[In, Out]):
    """`flush` takes a group and gives one result or exception for each item, in order."""

    def __init__(
        self,
        flush: Callable[[list[In]], Awaitable[Sequence[Out | Exception]]],
        *,
        flushers: int = 1,
        limit: int = 512,
        depth: int = _DEPTH,
    ) -> None:
        """At most `flushers` groups of at most `limit` items are under way, `depth` items wait."""
        self._flush = flush
        self._limit = limit
        self._depth = depth
        self._flushers = flushers
        self._waiting: deque[tuple[In, asyncio.Future[Out]]] = deque()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._open = False

    async def start(self) -> None:
        self._open = True
        self._tasks = [
            asyncio.create_task(self._run(), name="flusher") for _ in range(self._flushers)
        ]

    async def stop(self) -> None:
        """Refuses new items, finishes those that were accepted."""
        self._open = False
        self._wake.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def submit(self, item: In) -> Out:
        """The result of the item; raises its exception, or Unavailable when it was not taken.

        A caller that is cancelled meanwhile does not take its item out of the group.
        """
        return await self.put(item)

    def put(self, item: In) -> asyncio.Future[Out]:
        """The same for a caller who has other things to do meanwhile."""
        if not self._open or len(self._waiting) >= self._depth:
            raise Unavailable
        future: asyncio.Future[Out] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._wake.set()
        return future

    async def _run(self) -> None:
        try:
            await self._serve()
        finally:  # a flusher that is cancelled leaves nobody waiting for ever
            if self._open:
                self._open = False
                self._wake.set()
                _fail([future for _, future in self._waiting], Unavailable())
                self._waiting.clear()

    async def _serve(self) -> None:
        while self._open or self._waiting:
            if not self._waiting:
                await self._wake.wait()
                if self._open and not self._waiting:
                    self._wake.clear()
                continue
            group = [self._waiting.popleft() for _ in range(min(self._limit, len(self._waiting)))]
            await self._settle(group)

    async def _settle(self, group: list[tuple[In, asyncio.Future[Out]]]) -> None:
        futures = [future for _, future in group]
        try:
            results = await self._flush([item for item, _ in group])
            if len(results) != len(group):
                raise RuntimeError(f"{len(results)} results for a group of {len(group)}")
        except asyncio.CancelledError:
            _fail(futures, Unavailable())
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return  # something inside the flush was cancelled, not the flusher
        except Exception as error:  # whatever broke belongs to the callers, not to the flusher
            _fail(futures, error)
            return
        for future, result in zip(futures, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)


def _fail(futures: Sequence[asyncio.Future[Out]], error: Exception) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)
