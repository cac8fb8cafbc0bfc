"""Phases and progress of running tasks, written in rounds; the newest mark of a task counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from genmux.db.pool import LOST, Pool
from genmux.ids import TaskId
from genmux.tasks.track import Hold, Mark, write_marks

log = logging.getLogger(__name__)

_ROUND = 0.25


class Marks:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lost: Callable[[Hold], None] = lambda _hold: None
        self._newest: dict[TaskId, Mark] = {}
        self._wake = asyncio.Event()

    def on_lost(self, handler: Callable[[Hold], None]) -> None:
        """`handler` is called for a claim that no longer holds, e.g. on a cancelled task."""
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
                await self._write(marks)
            await asyncio.sleep(_ROUND)

    async def _write(self, marks: list[Mark]) -> None:
        try:
            async with self._pool.acquire() as conn:
                held = await write_marks(conn, marks)
        except LOST as error:
            log.info("%d marks were not written, the database is away: %s", len(marks), error)
        except Exception:  # marks are for show; a round that fails must not end the later ones
            log.exception("%d marks were not written", len(marks))
        else:
            for mark, still in zip(marks, held, strict=True):
                if not still:
                    self._lost(mark.hold)
