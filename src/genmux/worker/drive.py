"""One task from claim to end: inputs fetched, hold adjusted, result made, stored and settled.

Between any two awaits the process may die. Nothing here is lost then: the claim lapses, another
worker starts over from the saved phase, and only `Finisher` writes an ending.
"""

from __future__ import annotations

import dataclasses
import logging
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from genmux.catalogue.entry import Model
from genmux.catalogue.load import Catalogue
from genmux.clock import Clock
from genmux.db.pool import Pool, retried
from genmux.db.signals import DELIVERY, TASK, Signaller
from genmux.engines.base import (
    EngineFailure,
    Finished,
    MediaInput,
    Rendered,
    RenderedFile,
    Stage,
    Work,
)
from genmux.engines.registry import LOCAL, Engines
from genmux.errors import GenmuxError, InvalidInput, Unavailable
from genmux.faults import Faults, kept
from genmux.ids import WorkerId
from genmux.media.sniff import sniff_mime
from genmux.storage.fetch import Fetcher
from genmux.storage.store import Store
from genmux.tasks.adjust import adjust
from genmux.tasks.claim import Claimed
from genmux.tasks.finish import CallbackBody, Ending, Finisher, NewAsset
from genmux.tasks.stage import StageBody
from genmux.tasks.states import Phase, State
from genmux.tasks.task import Task
from genmux.tasks.track import Hold, Mark
from genmux.worker import faulty, remote
from genmux.worker.inputs import Gathered, Inputs, seed_of
from genmux.worker.marks import Marks
from genmux.worker.provenance import Provenance
from genmux.worker.remote import ClaimLost
from genmux.worker.renderers import Renderers
from genmux.worker.repeats import Repeats
from genmux.worker.scratch import TaskFolder
from genmux.worker.staging import Staging
from genmux.worker.storing import result_text

log = logging.getLogger(__name__)

_MAX_RESULT = 4 * 1024**3
"""bytes of one file that a vendor may return"""


@dataclass(frozen=True, slots=True)
class Driver:
    pool: Pool
    catalogue: Catalogue
    engines: Engines
    renderers: Renderers
    inputs: Inputs
    store: Store
    fetcher: Fetcher
    session: aiohttp.ClientSession
    finisher: Finisher
    marks: Marks
    signaller: Signaller
    callbacks: Mapping[str, CallbackBody]
    """how each family tells the end of its tasks"""
    stage_bodies: Mapping[str, StageBody]
    """how those families that do tell the stages on the way"""
    clock: Clock
    keep: timedelta
    """how long results are kept"""
    max_crashes: int
    work_folder: Path
    provenance: Provenance | None = None
    """None: files are stored as the engine made them"""

    async def run(self, claimed: Claimed, worker: WorkerId) -> None:
        """Ends the task, or finds that the claim is lost.

        Raises Unavailable when the database was away for too long, and whatever kept the ending
        from being written: the claim is still there then, and the worker gives it back.
        """
        task = claimed.task
        hold = Hold(task.id, worker, claimed.fence)
        try:
            if claimed.crashes >= self.max_crashes:
                raise EngineFailure(
                    f"The worker died {claimed.crashes} times on this task; it was given up.",
                    code="500",
                )
            async with TaskFolder(self.work_folder) as folder:
                await self._make(task, hold, folder)
        except ClaimLost:
            log.info("task %s was taken away from this worker", task.public_id)
        except Unavailable:
            raise  # no fault of the task; it is made when the database is back
        except faulty.FailedOnRequest as error:
            failed = dataclasses.replace(task, progress=error.progress)
            await self._fail(failed, hold, error.code, error.message)
        except (EngineFailure, GenmuxError) as error:
            await self._fail(task, hold, str(error.code), error.message)
        except Exception:
            # A bug or a lost machine part: the task ends honestly, the reason is in the log.
            log.exception("task %s (%s) broke", task.public_id, task.model)
            await self._fail(task, hold, "500", "Internal error while making the result.")
        finally:
            self.marks.drop(task.id)

    async def _make(self, task: Task, hold: Hold, folder: TaskFolder) -> None:
        model = self.catalogue.of_task(task.model)
        if model is None:
            raise InvalidInput("This model is no longer in the catalogue.", field="model")
        checked: dict[str, Any] = orjson.loads(task.input)
        asked = kept(task.fault)
        if asked.delay and await self._put_off(task, hold, asked):
            return
        if task.phase is Phase.WAITING:
            work = _work(model, task, checked, Gathered(), folder)
        else:
            gathered = await self._gather(model, checked, task, hold, folder)
            task = await self._price(model, checked, task, hold, gathered.media)
            work = _work(model, task, checked, gathered, folder)
        seal = self.provenance.of(work, self._engine(task)) if self.provenance else None
        repeats = Repeats(self.pool, self.store, task.project_id) if seal else None
        staging = Staging(
            self.pool, self.store, self.clock, self.keep, self.signaller, asked, seal, repeats
        )
        await staging.resume(task)
        rendered = await self._produce(task, hold, work, folder, staging, asked)
        if rendered is None:
            return
        await self._succeed(task, hold, rendered, staging)

    async def _put_off(self, task: Task, hold: Hold, asked: Faults) -> bool:
        engine = self._engine(task)
        return await retried(self.pool, lambda conn: faulty.put_off(conn, hold, asked, engine))

    async def _gather(
        self, model: Model, checked: dict[str, Any], task: Task, hold: Hold, folder: TaskFolder
    ) -> Gathered:
        if not model.media_refs(checked) and not model.parent_refs(checked):
            return Gathered()
        self.marks.put(Mark(hold, Phase.FETCHING, 0.0, self._engine(task)))
        gathered = await self.inputs.gather(model, checked, task, await folder.make())
        model.check_media(checked, gathered.media)
        return gathered

    async def _price(
        self,
        model: Model,
        checked: dict[str, Any],
        task: Task,
        hold: Hold,
        media: tuple[MediaInput, ...],
    ) -> Task:
        price = model.charge(checked, media, model.shape(checked, media))
        if price == task.held:
            return task
        if not await retried(self.pool, lambda conn: adjust(conn, task, hold, price)):
            raise ClaimLost
        return dataclasses.replace(task, held=price)

    async def _produce(
        self,
        task: Task,
        hold: Hold,
        work: Work,
        folder: TaskFolder,
        staging: Staging,
        asked: Faults,
    ) -> Rendered | None:
        engine = self._engine(task)
        vendor = self.engines.remote.get(engine)
        if vendor is None and engine != LOCAL:
            raise EngineFailure(f"The engine {engine} is no longer in the settings.", code="500")
        if vendor is None:

            def mark(share: float = 0.0) -> None:
                self.marks.put(Mark(hold, Phase.RENDERING, share, engine))

            async def staged(stage: Stage) -> None:
                await staging.reach(task, hold, stage, self.stage_bodies.get(task.family))

            await folder.make()
            make = partial(self.renderers.render, work, mark)
            return await faulty.rendered(asked, make, mark, staged)
        self.marks.drop(task.id)  # what is said from here on is said by `remote`
        finished = await remote.drive(self.session, self.pool, vendor, task, hold, work)
        return await self._collect(finished, folder) if finished else None

    def _engine(self, task: Task) -> str:
        return task.engine or self.engines.route(sandbox=task.sandbox).engine

    async def _collect(self, finished: Finished, folder: TaskFolder) -> Rendered:
        """Copies what the vendor made: its links end soon, ours do not."""
        files = []
        for number, url in enumerate(finished.urls):
            to = await folder.make() / f"result-{number}"
            fetched = await self.fetcher.fetch(
                url, to, max_bytes=_MAX_RESULT, accepts=(), field="result"
            )
            with to.open("rb") as file:
                mime = sniff_mime(file.read(4096)) or fetched.mime
            suffix = mimetypes.guess_extension(mime) or ".bin"
            path = to.rename(to.with_suffix(suffix))
            files.append(RenderedFile(str(path), f"result-{number}{suffix}", mime))
        return Rendered(tuple(files), finished.extra, finished.source_type)

    async def _succeed(self, task: Task, hold: Hold, rendered: Rendered, staging: Staging) -> None:
        assets: tuple[NewAsset, ...] = ()
        if rendered.files:
            self.marks.put(Mark(hold, Phase.STORING, 1.0, self._engine(task)))
            assets = await staging.store(rendered)
        ending = Ending(
            task,
            State.SUCCEEDED,
            hold.worker_id,
            hold.fence,
            charge=task.held,
            result=result_text(rendered, assets),
            assets=assets,
            callback=self.callbacks.get(task.family),
            engine=self._engine(task),
        )
        await self._finish(ending)

    async def _fail(self, task: Task, hold: Hold, code: str, message: str) -> None:
        # The hold may have been adjusted on the way; the database knows.
        held = await retried(
            self.pool, lambda conn: conn.fetchval("select held from task where id = $1", task.id)
        )
        ending = Ending(
            dataclasses.replace(task, held=held),
            State.FAILED,
            hold.worker_id,
            hold.fence,
            fail_code=code,
            fail_msg=message,
            callback=self.callbacks.get(task.family),
            engine=self._engine(task),
        )
        await self._finish(ending)

    async def _finish(self, ending: Ending) -> None:
        self.marks.drop(ending.task.id)
        if not await self.finisher.finish(ending):
            log.info("task %s had ended elsewhere; this result is dropped", ending.task.public_id)
            return
        self.signaller.send(TASK, ending.task.public_id)
        if ending.task.callback_url:
            self.signaller.send(DELIVERY)


def _work(
    model: Model,
    task: Task,
    checked: dict[str, Any],
    gathered: Gathered,
    folder: TaskFolder,
) -> Work:
    return Work(
        task_id=task.public_id,
        model=model.id,
        title=model.title,
        task=model.task,
        input=checked,
        media=gathered.media,
        shape=model.shape(checked, gathered.media),
        seed=seed_of(model, checked, gathered.media),
        out_dir=str(folder.out),
        options=model.sketch,
        parents=gathered.parents,
    )
