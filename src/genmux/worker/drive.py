"""One task from claim to end: inputs fetched, hold adjusted, result made, stored and settled.

Between any two awaits the process may die. Nothing here is lost then: the claim lapses, another
worker starts over from the saved phase, and only `Finisher` writes an ending.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from genmux.catalogue.entry import Model
from genmux.catalogue.load import Catalogue
from genmux.clock import Clock
from genmux.db.pool import Pool, retried
from genmux.db.signals import DELIVERY, TASK, Signaller
from genmux.engines.base import (
    EngineFailure,
    MediaInput,
    Rendered,
    Stage,
    Work,
)
from genmux.engines.registry import LOCAL, Engines, lane
from genmux.engines.remote import Finished, Made, StillRunning
from genmux.errors import GenmuxError, InvalidInput, Unavailable, Unfetchable
from genmux.faults import Faults, kept
from genmux.ids import WorkerId
from genmux.projects.vendors import ProjectVendors
from genmux.storage.fetch import Fetcher
from genmux.storage.hooks import Hooks
from genmux.storage.store import Store
from genmux.tasks.adjust import adjust
from genmux.tasks.claim import Claimed
from genmux.tasks.finish import CallbackBody, Ending, Finisher, NewAsset
from genmux.tasks.stage import StageBody
from genmux.tasks.states import Phase, State
from genmux.tasks.task import Task
from genmux.tasks.track import Hold, Mark
from genmux.tasks.wish import read_wish
from genmux.worker import faulty
from genmux.worker.collect import collect
from genmux.worker.inputs import Gathered, Inputs, seed_of
from genmux.worker.marks import Marks
from genmux.worker.provenance import Provenance
from genmux.worker.renderers import Renderers
from genmux.worker.repeats import Repeats
from genmux.worker.routing import ClaimLost, Router, Step
from genmux.worker.scratch import TaskFolder
from genmux.worker.staging import Staging
from genmux.worker.storing import result_text

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Driver:
    pool: Pool
    catalogue: Catalogue
    engines: Engines
    renderers: Renderers
    inputs: Inputs
    store: Store
    fetcher: Fetcher
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
    router: Router
    vendors: ProjectVendors
    hooks: Hooks
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
        if asked.delay and await self._put_off(hold, asked):
            return
        own = await self.vendors.of(task.project_id)
        routes = self.engines.routes(
            task.model, sandbox=task.sandbox, wish=read_wish(task.wish).route, own=own
        )
        if not routes and task.phase not in (Phase.WAITING, Phase.SUBMITTING):
            raise EngineFailure("The route of this task is no longer in the settings.", code="500")
        if task.phase is Phase.WAITING:
            work = self._work(model, task, checked, Gathered(), folder)
        else:
            gathered = await self._gather(model, checked, task, hold, folder, routes)
            task = await self._price(model, checked, task, hold, gathered.media)
            work = self._work(model, task, checked, gathered, folder)
        step = Step(LOCAL)
        if task.phase in (Phase.WAITING, Phase.SUBMITTING) or lane(routes) == "remote":
            self.marks.drop(task.id)  # what is said from here on is said by the router
            found = await self.router.step(task, hold, work, routes, own)
            if found is None:
                return
            step = found
        task = dataclasses.replace(task, engine=step.engine)
        seal = self.provenance.of(work, step.engine) if self.provenance else None
        repeats = Repeats(self.pool, self.store, task.project_id) if seal else None
        staging = Staging(
            self.pool, self.store, self.clock, self.keep, self.signaller, asked, seal, repeats
        )
        await staging.resume(task, over=step.outcome is None)
        await self._finish_step(task, hold, work, folder, staging, step, asked)

    async def _finish_step(
        self,
        task: Task,
        hold: Hold,
        work: Work,
        folder: TaskFolder,
        staging: Staging,
        step: Step,
        asked: Faults,
    ) -> None:
        cost: Decimal | None = None
        try:
            files = await collect(self.fetcher, _files(step), folder)
        except Unfetchable as error:
            await self.router.fetch_later(task, hold, step.road, error)
            return
        match step.outcome:
            case None:
                rendered = await self._render(task, hold, work, folder, staging, asked)
            case StillRunning() as running:
                so_far = Rendered(files, running.extra)
                stage = Stage(running.stage, so_far)
                await staging.reach(task, hold, stage, self.stage_bodies.get(task.family))
                await self.router.wait(task, hold, running)
                return
            case Finished() as finished:
                rendered = Rendered(files, finished.extra, finished.source_type)
                cost = step.road.usd if finished.cost is None else finished.cost
        await self._succeed(task, hold, rendered, staging, cost)

    async def _put_off(self, hold: Hold, asked: Faults) -> bool:
        return await retried(self.pool, lambda conn: faulty.put_off(conn, hold, asked, LOCAL))

    async def _gather(
        self,
        model: Model,
        checked: dict[str, Any],
        task: Task,
        hold: Hold,
        folder: TaskFolder,
        routes: Sequence[str],
    ) -> Gathered:
        if not model.media_refs(checked) and not model.parent_refs(checked):
            return Gathered()
        engine = task.engine or (routes[0] if routes else "")
        self.marks.put(Mark(hold, Phase.FETCHING, 0.0, engine))
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

    async def _render(
        self,
        task: Task,
        hold: Hold,
        work: Work,
        folder: TaskFolder,
        staging: Staging,
        asked: Faults,
    ) -> Rendered:
        def mark(share: float = 0.0) -> None:
            self.marks.put(Mark(hold, Phase.RENDERING, share, LOCAL))

        async def staged(stage: Stage) -> None:
            await staging.reach(task, hold, stage, self.stage_bodies.get(task.family))

        await folder.make()
        make = partial(self.renderers.render, work, mark)
        return await faulty.rendered(asked, make, mark, staged)

    async def _succeed(
        self,
        task: Task,
        hold: Hold,
        rendered: Rendered,
        staging: Staging,
        cost: Decimal | None = None,
    ) -> None:
        assets: tuple[NewAsset, ...] = ()
        if rendered.files:
            self.marks.put(Mark(hold, Phase.STORING, 1.0, task.engine or LOCAL))
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
            engine=task.engine,
            cost=cost,
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
        )
        await self._finish(ending)

    def _work(
        self,
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
            request=orjson.loads(task.request),
            family=task.family,
            hook=self.hooks.address(task.public_id),
            credits=task.held,
        )

    async def _finish(self, ending: Ending) -> None:
        self.marks.drop(ending.task.id)
        if not await self.finisher.finish(ending):
            log.info("task %s had ended elsewhere; this result is dropped", ending.task.public_id)
            return
        self.signaller.send(TASK, ending.task.public_id)
        if ending.task.callback_url:
            self.signaller.send(DELIVERY)


def _files(step: Step) -> Sequence[Made]:
    match step.outcome:
        case Finished() as finished:
            return finished.files
        case StillRunning() as running:
            return running.so_far
    return ()
