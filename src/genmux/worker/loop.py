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
from dataclasses import dataclass
from functools import partial

from genmux.db.pool import LOST, Pool
from genmux.errors import Unavailable
from genmux.ids import TaskId, WorkerId, new_uuid, parse_hex
from genmux.tasks import claim
from genmux.tasks.claim import Claimed
from genmux.tasks.new_task import Lane
from genmux.tasks.track import Hold
from genmux.worker.drive import Driver

log = logging.getLogger(__name__)

_GROUP = 64
_AHEAD = 2
"""local tasks claimed beyond the renderers, so that inputs are fetched while others render"""


@dataclass(frozen=True, slots=True)
class _Run:
    hold: Hold
    lane: Lane
    work: asyncio.Task[None]


class Worker:
    def __init__(
        self, pool: Pool, driver: Driver, *, renderers: int, slots: int, lease: float
    ) -> None:
        """`lease` is how many seconds of silence make others take this worker for dead."""
        self.id = WorkerId(new_uuid())
        self._pool = pool
        self._driver = driver
        # One renderer is always left to what is soon done.
        self._capacity: dict[Lane, int] = {
            "local": renderers + _AHEAD,
            "long": max(1, renderers - 1),
            "remote": slots,
        }
        self._lease = lease
        self._running: dict[TaskId, _Run] = {}
        self._wake = asyncio.Event()
        self._doubt = False
        """the database may think that we have tasks which we do not run"""
        self._broken: set[TaskId] = set()
        self._checks: set[asyncio.Task[None]] = set()
        self._reap_from = 0.0
        """loop time; after an outage everybody gets a lease to show that he lives"""

    def wake(self, _payload: str = "") -> None:
        """There may be new jobs."""
        self._wake.set()

    def look(self, payload: str) -> None:
        """A task changed: when it is one of ours, somebody took it away (cancel)."""
        task_id = parse_hex(payload)
        run = self._running.get(TaskId(task_id)) if task_id is not None else None
        if run is not None:
            check = asyncio.get_running_loop().create_task(self._check(run.hold))
            self._checks.add(check)
            check.add_done_callback(self._checks.discard)

    def abandon(self, hold: Hold) -> None:
        """Stops work whose claim is gone; a newer claim on the same task is another work."""
        run = self._running.get(hold.task_id)
        if run is not None and run.hold == hold:
            run.work.cancel()

    async def run(self, stop: asyncio.Event, drain: float) -> None:
        """Works until `stop`, then gives `drain` seconds to what is running."""
        await self._register()
        living = asyncio.create_task(self._live(), name="heartbeat")
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
            for helper in (living, stopped, *self._checks):
                helper.cancel()

    async def _round(self) -> float:
        """Claims what fits; returns how many seconds the next look may wait."""
        try:
            async with self._pool.acquire() as conn:
                if self._doubt:
                    self._doubt, broken = False, list(self._broken)
                    await claim.give_back_others(conn, self.id, list(self._running), broken)
                    self._broken.difference_update(broken)
                hungry: list[Lane] = []
                full = False
                for lane, capacity in self._capacity.items():
                    free = capacity - sum(1 for run in self._running.values() if run.lane == lane)
                    if free <= 0:
                        continue
                    worker, most = self.id, min(free, _GROUP)
                    claimed = await claim.claim(conn, worker, lane, most)
                    self._begin(worker, lane, claimed)
                    full = full or (len(claimed) == most and free > most)
                    if len(claimed) < free:
                        hungry.append(lane)
                if full:
                    return 0.0
                # A full lane is looked at again when one of its tasks ends.
                return await claim.next_run(conn, hungry) if hungry else 1.0
        except LOST as error:
            self._doubt = True  # a claim may be committed although its reply was lost
            log.warning("the database is away: %s", error)
            return 0.5
        except Exception:
            self._doubt = True
            log.exception("no work was claimed")
            return 1.0

    def _begin(self, worker: WorkerId, lane: Lane, claimed: Iterable[Claimed]) -> None:
        for one in claimed:
            hold = Hold(one.task.id, worker, one.fence)
            work = asyncio.create_task(
                self._driver.run(one, worker), name=f"task {one.task.id.hex}"
            )
            run = _Run(hold, lane, work)
            self._running[one.task.id] = run
            work.add_done_callback(partial(self._ended, run))

    def _ended(self, run: _Run, done: asyncio.Task[None]) -> None:
        task_id = run.hold.task_id
        if self._running.get(task_id) is run:
            del self._running[task_id]
        if done.cancelled():
            self._doubt = True
        elif (error := done.exception()) is not None:
            self._doubt = True
            if not isinstance(error, Unavailable):
                self._broken.add(task_id)
            log.error("task %s could not be ended: %r", task_id.hex, error)
        self.wake()

    async def _check(self, hold: Hold) -> None:
        with contextlib.suppress(*LOST):
            still = await self._pool.fetchval(
                "select exists (select from job "
                "where task_id = $1 and worker_id = $2 and fence = $3)",
                hold.task_id,
                hold.worker_id,
                hold.fence,
            )
            if not still:
                self.abandon(hold)

    async def _register(self) -> None:
        async with self._pool.acquire() as conn:
            await claim.register(conn, self.id, socket.gethostname(), os.getpid())

    async def _live(self) -> None:
        """Shows that this worker lives, and takes back the tasks of those that do not."""
        while True:
            try:
                async with asyncio.timeout(self._lease), self._pool.acquire() as conn:
                    alive = await claim.beat(conn, self.id)
                    if alive and asyncio.get_running_loop().time() >= self._reap_from:
                        freed = await claim.reap(conn, self._lease)
                        if freed:
                            log.warning("took back %d tasks of workers that died", freed)
                            self.wake()
                if not alive:
                    await self._start_afresh()
                self._doubt = True  # the next round compares, whatever may have gone wrong
            except Exception as error:  # without a heartbeat the worker would be taken for dead
                self._reap_from = asyncio.get_running_loop().time() + self._lease
                log.warning("no heartbeat: %r", error)
            await asyncio.sleep(self._lease / 4)

    async def _start_afresh(self) -> None:
        """Others have our tasks by now; what we still make would be refused anyway."""
        log.warning("this worker was taken for dead; it starts afresh")
        for run in list(self._running.values()):
            run.work.cancel()
        self.id = WorkerId(new_uuid())
        await self._register()
        self.wake()

    async def _drain(self, seconds: float) -> None:
        tasks = [run.work for run in self._running.values()]
        if tasks:
            log.info("draining %d tasks", len(tasks))
            await asyncio.wait(tasks, timeout=seconds)
        left = [run.work for run in self._running.values()]
        for work in left:
            work.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        with contextlib.suppress(*LOST):
            async with self._pool.acquire() as conn:
                await claim.unregister(conn, self.id)
