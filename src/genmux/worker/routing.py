"""From a task with routes to a vendor that has it, one step at a time, each saved before the act.

`submitting` is saved before the request that commits leaves, `waiting` with the vendor's id after.
A task that is found in `submitting` was cut off in between: nobody knows whether the vendor took
it. It is sent again only where that is one job there (`repeatable`); else it fails with that
reason and nothing is charged. Another route is tried only where a vendor surely did not take it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp

from genmux.clock import Clock
from genmux.db.pool import Pool, retried
from genmux.engines.base import Work
from genmux.engines.registry import LOCAL, Engines, Own
from genmux.engines.remote import (
    NOT_TAKEN,
    Accepted,
    Finished,
    Plan,
    Refused,
    RemoteEngine,
    StillRunning,
)
from genmux.errors import GenmuxError
from genmux.tasks import vendor as places
from genmux.tasks.road import Road, read_road
from genmux.tasks.states import Phase
from genmux.tasks.task import Task
from genmux.tasks.track import Hold
from genmux.tasks.vendor import Limits
from genmux.tasks.wish import read_wish
from genmux.worker.circuits import Circuits
from genmux.worker.remote import cover_key, play, to_the_end

log = logging.getLogger(__name__)

_PATIENCE = 3600.0
"""seconds; only this process knows the vendor's id until it is saved"""
_AGAIN = 5.0
"""seconds until what had no answer is tried again"""
_SLOWEST = 60.0
_SELDOM = 8
"""so many times the first pause at most, where the account is full"""
_PART_OF_AGE, _STRETCHED, _LONGEST_LOOK = 1 / 6, 4.0, 30.0
"""A job that takes long is asked for less often: the pause grows with its age up to that part of
it, so that nobody waits much longer than the job took, up to so many times what the vendor's pace
is, and to so many seconds."""
_ITS_OWN_NO = frozenset({"unsupported", "input", "moderation", "failed", "expired"})
"""said of the job itself, so repeating it changes nothing"""
_FOR_GOOD = frozenset({"unsupported", "input", "auth", "credit"})
"""asking the same account again for the same task would change nothing"""


class ClaimLost(Exception):
    """Somebody else has this task now; whatever was made for it is dropped."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a step came to. `engine` makes it: LOCAL means that this machine is to render it;
    `outcome` is what a vendor has made, or so far."""

    engine: str
    outcome: Finished | StillRunning | None = None
    road: Road = field(default_factory=Road)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a task waits for a busy vendor, and for a result."""

    queue: float = 900.0
    result: float = 86_400.0


@dataclass(slots=True)
class Router:
    pool: Pool
    session: aiohttp.ClientSession
    engines: Engines
    limits: Mapping[str, Limits]
    clock: Clock
    patience: Patience = field(default_factory=Patience)
    _circuits: Circuits = field(init=False)

    def __post_init__(self) -> None:
        self._circuits = Circuits(self.pool, self.clock)

    async def step(
        self, task: Task, hold: Hold, work: Work, routes: Sequence[str], own: Own
    ) -> Step | None:
        """Takes the task one step further; None when it now waits.

        Raises EngineFailure for a refusal, ClaimLost when the task is no longer this worker's.
        """
        road = read_road(task.route)
        if task.phase is Phase.WAITING and task.vendor_id:
            return await self._poll(task, hold, work, road, own)
        if task.phase is Phase.SUBMITTING:
            routes = (self._cut_off(task, own),)
        return await self._choose(task, hold, work, routes, own, road)

    def _cut_off(self, task: Task, own: Own) -> str:
        engine = self.engines.vendor(task.engine or "", own)
        if engine is None or not engine.repeatable:
            raise Refused(
                "The worker stopped while it handed this task over, so it is unknown whether the "
                "vendor took it. It was not sent again and nothing was charged.",
                "unknown",
            )
        return engine.name

    async def _choose(
        self,
        task: Task,
        hold: Hold,
        work: Work,
        routes: Sequence[str],
        own: Own,
        road: Road,
    ) -> Step | None:
        waits: list[float] = []
        refusal = Refused("There is no route for this model.", "unsupported")
        for name in routes:
            if name == LOCAL:
                return Step(LOCAL, road=road)
            engine = self.engines.vendor(name, own)
            if engine is None or any(
                one.engine == name and one.why in _FOR_GOOD for one in road.tried
            ):
                continue
            try:
                return await self._hand_over(task, hold, work, engine, own, road)
            except Refused as error:
                refusal = error
            again = refusal.retry_after or _AGAIN * 2 ** min(road.times, 4)
            torn = task.phase is Phase.SUBMITTING and refusal.why not in _ITS_OWN_NO
            if torn or (refusal.why == "unknown" and engine.repeatable):
                # Sent again it is still one job; anywhere else it would be a second one.
                await self._wait_turn(task, hold, road, again, refusal)
                return None
            road.refused(name, refusal.why, refusal.message, self.clock.now())
            if refusal.why not in NOT_TAKEN or task.phase is Phase.SUBMITTING:
                break  # the job may be there already
            await self._withdraw(hold, road)
            if refusal.why not in _FOR_GOOD:
                waits.append(again)
        if waits and refusal.why in NOT_TAKEN:
            await self._wait_turn(task, hold, road, min(waits), refusal)
            return None
        await self._note(hold, road)
        raise refusal if refusal.why not in NOT_TAKEN else _last_refusal(road, refusal)

    async def _wait_turn(
        self, task: Task, hold: Hold, road: Road, seconds: float, refusal: Refused
    ) -> None:
        if self.clock.now() - task.created_at > timedelta(seconds=self.patience.queue):
            await self._note(hold, road)
            raise refusal
        road.times += 1
        seconds = min(max(seconds, 0.1), _SLOWEST)
        if not await retried(
            self.pool, lambda conn: places.wait_turn(conn, hold, seconds, road.text)
        ):
            raise ClaimLost

    async def _hand_over(
        self, task: Task, hold: Hold, work: Work, engine: RemoteEngine, own: Own, road: Road
    ) -> Step | None:
        account = places.place_of(engine.name, task.project_id, mine=engine.name in own.remote)
        plan = self._planned(engine, work, task)
        await self._circuits.check(account)
        wait = await retried(
            self.pool,
            lambda conn: places.take_place(
                conn, hold, account, self.limits.get(engine.name, Limits())
            ),
        )
        if wait is None:
            raise ClaimLost
        if wait > 0:
            # What the request names is fetched anew for each try, so these become fewer.
            wait *= min(road.times + 1, _SELDOM)
            raise Refused("The account at the vendor is busy.", "busy", retry_after=wait)
        road.engine, road.model, road.notes = engine.name, plan.model, list(plan.notes)
        road.cost = "" if plan.cost is None else str(plan.cost)
        begun = asyncio.Event()
        return await to_the_end(self._send(hold, work, engine, account, road, begun), begun)

    async def _send(
        self,
        hold: Hold,
        work: Work,
        engine: RemoteEngine,
        account: str,
        road: Road,
        begun: asyncio.Event,
    ) -> Step | None:
        async def commit() -> None:
            begun.set()
            text = road.text
            if not await retried(
                self.pool, lambda conn: places.begin_submit(conn, hold, engine.name, text)
            ):
                raise ClaimLost

        try:
            taken = await play(self.session, engine.submit(work), commit, heavy=bool(work.media))
        except Refused as error:
            cover_key(error, engine)
            await self._circuits.count(account, error)
            raise
        await self._circuits.close(account)
        if isinstance(taken, Finished):
            return Step(engine.name, taken, road)
        road.accepted_at = self.clock.now().isoformat()
        saved = await retried(
            self.pool,
            lambda conn: places.wait_for_vendor(
                conn, hold, taken.vendor_id, taken.poll_after, 0.0, road.text
            ),
            patience=_PATIENCE,
        )
        if not saved:
            # Where it is one job, whoever has the task by now waits for this very one.
            if not engine.repeatable or not await self._goes_on(hold):
                await self._take_back(engine, work, taken)
            raise ClaimLost
        return None

    def _planned(self, engine: RemoteEngine, work: Work, task: Task) -> Plan:
        plan = engine.plan(work)
        most = read_wish(task.wish).max_usd
        if most is not None and (plan.cost is None or plan.cost > most):
            takes = "an unknown price" if plan.cost is None else f"{plan.cost:f} USD"
            raise Refused(
                f"X-Genmux-Max-Cost-Usd: this route takes {takes}, the limit is {most:f} USD.",
                "unsupported",
            )
        return plan

    async def _withdraw(self, hold: Hold, road: Road) -> None:
        """The vendor surely has nothing: the task is as if it had not been sent."""
        text = road.text
        if not await retried(self.pool, lambda conn: places.withdraw(conn, hold, text)):
            raise ClaimLost

    async def _note(self, hold: Hold, road: Road) -> None:
        """Keeps what the road was, before the task fails."""
        text = road.text
        if not await retried(self.pool, lambda conn: places.note_road(conn, hold, text)):
            raise ClaimLost

    async def _goes_on(self, hold: Hold) -> bool:
        return await retried(self.pool, lambda conn: places.goes_on(conn, hold.task_id))

    async def _take_back(self, engine: RemoteEngine, work: Work, taken: Accepted) -> None:
        """The claim was lost while the task was handed over; nobody else knows the vendor's id."""
        try:
            await play(self.session, engine.cancel(work, taken.vendor_id))
        except Refused as error:
            cover_key(error, engine)
            log.warning("%s keeps a job of a cancelled task: %s", engine.name, error.message)

    async def _poll(self, task: Task, hold: Hold, work: Work, road: Road, own: Own) -> Step | None:
        engine = self.engines.vendor(task.engine or "", own)
        assert task.vendor_id is not None
        if engine is None:
            raise Refused(
                "The account that this task was handed to is no longer in the settings.", "failed"
            )
        step: Finished | StillRunning
        try:
            step = await play(self.session, engine.poll(work, task.vendor_id))
        except Refused as error:
            cover_key(error, engine)
            if error.why in ("failed", "moderation", "expired", "input"):
                raise
            # The vendor goes on making it: a bad line, a full one or a key that is being replaced
            # are no reason to lose what will be billed.
            self._check_patience(road, error)
            log.info("task %s: no news from %s: %s", work.task_id, engine.name, error.message)
            step = StillRunning(poll_after=error.retry_after or _AGAIN)
        if isinstance(step, Finished):
            return Step(engine.name, step, road)
        self._check_patience(road, None)
        if step.stage and step.stage != task.stage:
            return Step(engine.name, step, road)
        await self.wait(task, hold, step)
        return None

    async def wait(self, task: Task, hold: Hold, step: StillRunning) -> None:
        """Gives the slot back until the next poll. Raises ClaimLost."""
        progress = task.progress if step.progress is None else step.progress
        vendor_id = task.vendor_id or ""
        pause = _stretched(step.poll_after, self._age(read_road(task.route)))
        if not await retried(
            self.pool,
            lambda conn: places.wait_for_vendor(conn, hold, vendor_id, pause, progress),
        ):
            raise ClaimLost

    async def fetch_later(self, task: Task, hold: Hold, road: Road, error: GenmuxError) -> None:
        """The vendor has made it, but it does not come over: asks for it again, where that can
        be done. Raises Refused, or ClaimLost."""
        refusal = Refused(f"What the vendor made could not be fetched: {error.message}", "failed")
        if not error.retryable or not task.vendor_id:
            raise refusal from error
        self._check_patience(road, refusal)
        await self.wait(task, hold, StillRunning(_AGAIN))

    def _age(self, road: Road) -> float:
        """Seconds since the vendor took the job; 0 where that is not known."""
        since = road.accepted_at and datetime.fromisoformat(road.accepted_at)
        return (self.clock.now() - since).total_seconds() if since else 0.0

    def _check_patience(self, road: Road, error: Refused | None) -> None:
        if road.accepted_at and self._age(road) > self.patience.result:
            hours = self.patience.result / 3600
            raise error or Refused(
                f"The vendor took the task and had no result after {hours:g} hours.", "failed"
            )


def _stretched(pause: float, age: float) -> float:
    return max(pause, min(age * _PART_OF_AGE, pause * _STRETCHED, _LONGEST_LOOK))


def _last_refusal(road: Road, refusal: Refused) -> Refused:
    """The reason to tell: a complaint about the request is worth more than any other."""
    tried = sorted(road.tried, key=lambda one: one.why in ("input", "unsupported"))
    return Refused(tried[-1].message, tried[-1].why) if tried else refusal
