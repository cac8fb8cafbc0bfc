"""A worker: claims what is due, drives it, stays alive in the database, and drains when asked.

Any number of workers share one database. Local work (rendering) is claimed only as fast as this
machine renders, so that the rest waits where another machine can take it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Iterable
from functools import partial

from genmux.db.pool import LOST, Pool
from genmux.ids import TaskId, WorkerId, new_uuid, parse_hex
from genmux.tasks import claim
from genmux.tasks.claim import Claimed
from genmux.tasks.create import Lane
from genmux.worker.drive import Driver

log = logging.getLogger(__name__)

_GROUP = 64
_AHEAD = 2
"""local tasks claimed beyond the renderers, so that inputs are fetched while others render"""


class Worker:
    def __init__(
        self, pool: Pool, driver: Driver, *, renderers: int, slots: int, lease: float
    ) -> None:
        """`lease` is how many seconds of silence make others take this worker for dead."""
        self.id = WorkerId(new_uuid())
        self._pool = pool
        self._driver = driver
        self._capacity: dict[Lane, int] = {"local": renderers + _AHEAD, "remote": slots}
        self._lease = lease
        self._running: dict[TaskId, tuple[Lane, asyncio.Task[None]]] = {}
        self._wake = asyncio.Event()

    def wake(self, _payload: str = "") -> None:
        """There may be new jobs."""
        self._wake.set()

    def look(self, payload: str) -> None:
        """A task changed: when it is one of ours, somebody took it away (cancel)."""
        task_id = parse_hex(payload)
        if task_id is not None and task_id in self._running:
            asyncio.get_running_loop().create_task(self._check(TaskId(task_id)))

    def abandon(self, task_id: TaskId) -> None:
        """Stops work whose claim is gone."""
        entry = self._running.get(task_id)
        if entry is not None:
            entry[1].cancel()

    async def run(self, stop: asyncio.Event, drain: float) -> None:
        """Works until `stop`, then gives `drain` seconds to what is running."""
        await self._register()
        helpers = [
            asyncio.create_task(self._live(), name="heartbeat"),
            asyncio.create_task(self._reap(), name="reaper"),
        ]
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                pause = await self._round()
                wake = asyncio.create_task(self._wake.wait())
                await asyncio.wait(
                    {wake, stopped}, timeout=pause, return_when=asyncio.FIRST_COMPLETED
                )
                wake.cancel()
                self._wake.clear()
            await self._drain(drain)
        finally:
            for helper in (*helpers, stopped):
                helper.cancel()

    async def _round(self) -> float:
        """Claims what fits; returns how many seconds the next look may wait."""
        try:
            async with self._pool.acquire() as conn:
                full = False
                for lane, capacity in self._capacity.items():
                    free = capacity - sum(1 for held, _ in self._running.values() if held == lane)
                    if free <= 0:
                        continue
                    most = min(free, _GROUP)
                    claimed = await claim.claim(conn, self.id, lane, most)
                    self._begin(lane, claimed)
                    full = full or (len(claimed) == most and free > most)
                return 0.0 if full else await claim.next_run(conn)
        except LOST as error:
            log.warning("the database is away: %s", error)
            return 0.5

    def _begin(self, lane: Lane, claimed: Iterable[Claimed]) -> None:
        for one in claimed:
            task_id = one.task.id
            work = asyncio.create_task(self._driver.run(one, self.id), name=f"task {task_id.hex}")
            self._running[task_id] = (lane, work)
            work.add_done_callback(partial(self._ended, task_id))

    def _ended(self, task_id: TaskId, done: asyncio.Task[None]) -> None:
        entry = self._running.get(task_id)
        if entry is not None and entry[1] is done:
            del self._running[task_id]
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("task %s could not be ended: %r", task_id.hex, error)
        self.wake()

    async def _check(self, task_id: TaskId) -> None:
        with contextlib.suppress(*LOST):
            owner = await self._pool.fetchval(
                "select worker_id from job where task_id = $1", task_id
            )
            if owner != self.id:
                self.abandon(task_id)

    async def _register(self) -> None:
        async with self._pool.acquire() as conn:
            await claim.register(conn, self.id, socket.gethostname(), os.getpid())

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(self._lease / 4)
            with contextlib.suppress(*LOST):
                async with self._pool.acquire() as conn:
                    alive = await claim.beat(conn, self.id)
                if not alive:
                    # Others have our tasks by now; what we still make would be refused anyway.
                    log.warning("this worker was taken for dead; it starts afresh")
                    for task_id in list(self._running):
                        self.abandon(task_id)
                    self.id = WorkerId(new_uuid())
                    await self._register()

    async def _reap(self) -> None:
        while True:
            with contextlib.suppress(*LOST):
                async with self._pool.acquire() as conn:
                    freed = await claim.reap(conn, self._lease)
                if freed:
                    log.warning("took back %d tasks of workers that died", freed)
                    self.wake()
            await asyncio.sleep(self._lease / 4)

    async def _drain(self, seconds: float) -> None:
        tasks = [task for _, task in self._running.values()]
        if tasks:
            log.info("draining %d tasks", len(tasks))
            await asyncio.wait(tasks, timeout=seconds)
        for task_id in list(self._running):
            self.abandon(task_id)
        left = [task for _, task in self._running.values()]
        await asyncio.gather(*left, return_exceptions=True)
        with contextlib.suppress(*LOST):
            async with self._pool.acquire() as conn:
                await claim.unregister(conn, self.id)
