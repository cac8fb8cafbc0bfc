"""Jobs at vendors whose tasks were cancelled, taken back there as far as the vendor can."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass

import aiohttp

from genmux.db.pool import LOST, Pool
from genmux.engines.base import Shape, Work
from genmux.engines.registry import Engines
from genmux.engines.remote import Refused
from genmux.ids import ProjectId
from genmux.projects.vendors import ProjectVendors
from genmux.tasks.vendor import ToCancel, cancelled, due_cancels
from genmux.worker.remote import play

log = logging.getLogger(__name__)

_PERIOD = 2.0
_PAUSE = 30.0
_TRIES = 5
_GROUP = 50


@dataclass(slots=True)
class Cancels:
    """The rows are the truth: what is not done when the process dies is done by another."""

    pool: Pool
    session: aiohttp.ClientSession
    engines: Engines
    vendors: ProjectVendors

    async def run(self) -> None:
        while True:
            try:
                async with self.pool.acquire() as conn:
                    due = await due_cancels(conn, _GROUP, _PAUSE)
                await asyncio.gather(*map(self._take_back, due))
            except LOST as error:
                log.info("nothing was taken back, the database is away: %s", error)
            except Exception:  # the next round may fare better
                log.exception("nothing was taken back")
            await asyncio.sleep(_PERIOD)

    async def _take_back(self, one: ToCancel) -> None:
        own = await self.vendors.of(ProjectId(one.project_id))
        engine = self.engines.vendor(one.vendor, own)
        done = engine is None or one.tries >= _TRIES
        if engine is not None:
            try:
                await play(self.session, engine.cancel(_work(one), one.vendor_id))
                done = True
            except Refused as error:
                # One that has ended meanwhile cannot be taken back; that is as good.
                done = done or error.why in ("input", "failed", "expired")
                log.info("%s keeps job %s: %s", one.vendor, one.vendor_id, error.message)
        if done:
            with contextlib.suppress(*LOST):
                async with self.pool.acquire() as conn:
                    await cancelled(conn, [one.task_id])


def _work(one: ToCancel) -> Work:
    """What is known of a task that has ended."""
    return Work(
        task_id=one.task_id.hex,
        model=one.model,
        title="",
        task="",
        input={},
        media=(),
        shape=Shape("object"),
        seed=0,
        out_dir="",
    )
