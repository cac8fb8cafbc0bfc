"""Phases and progress of running tasks, written in rounds; the newest mark of a task counts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from genmux.db.pool import LOST, Pool
from genmux.ids import TaskId
from genmux.tasks.track import Mark, write_marks

_ROUND = 0.25


class Marks:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lost: Callable[[TaskId], None] = lambda _task_id: None
        self._newest: dict[TaskId, Mark] = {}
        self._wake = asyncio.Event()

    def on_lost(self, handler: Callable[[TaskId], None]) -> None:
        """`handler` is called for a task whose claim no longer holds, e.g. a cancelled one."""
        self._lost = handler

    def put(self, mark: Mark) -> None:
        self._newest[mark.hold.task_id] = mark
        self._wake.set()

    def drop(self, task_id: TaskId) -> None:
        """The task has ended: what was not written yet no longer matters."""
        self._newest.pop(task_id, None)

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            marks, self._newest = list(self._newest.values()), {}
            if marks:
                with contextlib.suppress(*LOST):
                    async with self._pool.acquire() as conn:
                        held = await write_marks(conn, marks)
                    for mark, still in zip(marks, held, strict=True):
                        if not still:
                            self._lost(mark.hold.task_id)
            await asyncio.sleep(_ROUND)
