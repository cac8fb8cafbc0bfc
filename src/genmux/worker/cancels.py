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
from genmux.worker.remote import cover_key, play

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
        """Never raises: one that cannot be taken back must not keep the others waiting."""
        try:
            done = await self._told(one)
        except Exception:  # an engine's bug
            log.exception("%s: job %s was not taken back", one.vendor, one.vendor_id)
            done = False
        if done or one.tries >= _TRIES:
            with contextlib.suppress(*LOST):
                async with self.pool.acquire() as conn:
                    await cancelled(conn, [one.task_id])

    async def _told(self, one: ToCancel) -> bool:
        """Whether there is nothing more to do."""
        own = await self.vendors.of(ProjectId(one.project_id))
        engine = self.engines.vendor(one.vendor, own)
        if engine is None:
            return True
        try:
            await play(self.session, engine.cancel(_work(one), one.vendor_id))
        except Refused as error:
            cover_key(error, engine)
            log.info("%s keeps job %s: %s", one.vendor, one.vendor_id, error.message)
            # One that has ended meanwhile cannot be taken back; that is as good.
            return error.why in ("input", "failed", "expired")
        return True


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
