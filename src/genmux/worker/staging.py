"""Parts of one task's result that are shown before the rest: each stored once and told once.

A local engine that starts over after a crash reaches its stages again. Those that were committed
are passed over, and what they stored stays what the result names, so the ids that a client has seen
remain. A vendor goes on from where it is: whatever it shows is new.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import orjson

from genmux.clock import Clock
from genmux.db.pool import Pool, retried
from genmux.db.signals import DELIVERY, Signaller
from genmux.engines.base import Rendered, Stage
from genmux.faults import Faults
from genmux.ids import AssetId
from genmux.storage import assets
from genmux.storage.store import Store
from genmux.tasks.finish import NewAsset
from genmux.tasks.stage import Reached, StageBody, reach
from genmux.tasks.states import State
from genmux.tasks.task import Task
from genmux.tasks.track import Hold
from genmux.worker.provenance import Seal
from genmux.worker.repeats import Repeats
from genmux.worker.routing import ClaimLost
from genmux.worker.storing import result_text, store_files


class Staging:
    def __init__(
        self,
        pool: Pool,
        store: Store,
        clock: Clock,
        keep: timedelta,
        signaller: Signaller,
        faults: Faults,
        seal: Seal | None = None,
        repeats: Repeats | None = None,
    ) -> None:
        self._pool = pool
        self._store = store
        self._clock = clock
        self._keep = faults.keep(keep)
        self._facts = faults.file_facts
        self._signaller = signaller
        self._seal = seal
        self._repeats = repeats
        self._stored: dict[str, NewAsset] = {}
        self._passed = ""
        self._told: set[str] = set()

    async def resume(self, task: Task, *, over: bool = True) -> None:
        """Takes up what an earlier run of the task has shown already; `over` says that the engine
        begins from the start."""
        self._passed = task.stage if over else ""
        if not task.stage or task.result is None:
            return
        named = {entry["id"] for entry in orjson.loads(task.result)["files"]}
        rows = await retried(self._pool, lambda conn: assets.of_task(conn, task.id))
        self._stored = {
            row.name: NewAsset(
                AssetId(row.id),
                row.key,
                row.name,
                row.mime,
                row.size,
                dict(row.facts),
                row.expires_at,
            )
            for row in rows
            if row.id.hex in named
        }

    async def reach(self, task: Task, hold: Hold, stage: Stage, body: StageBody | None) -> None:
        """Stores what is new and commits the stage. Raises ClaimLost."""
        if self._passed or stage.name in self._told:
            self._told.add(stage.name)
            if stage.name == self._passed:
                self._passed = ""
            return
        stored = await self.store(stage.so_far)
        result = result_text(stage.so_far, stored)
        now = self._clock.now()
        shown = dataclasses.replace(
            task, state=State.RUNNING, stage=stage.name, result=result, updated_at=now
        )
        text = body(shown) if body and task.callback_url else None
        reached = Reached(task, hold, stage.name, result, stored, text)
        if not await retried(self._pool, lambda conn: reach(conn, reached)):
            raise ClaimLost
        self._told.add(stage.name)
        if text is not None:
            self._signaller.send(DELIVERY)

    async def store(self, rendered: Rendered) -> tuple[NewAsset, ...]:
        """The stored files of a result, each copied when it first appears."""
        stored = await store_files(
            self._store,
            rendered,
            self._clock.now(),
            self._keep,
            self._stored,
            self._facts,
            self._seal,
            self._repeats,
        )
        self._stored |= {asset.name: asset for asset in stored}
        return stored
