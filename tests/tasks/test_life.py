"""Any order of moves by honest and by stale workers keeps the books right and ends a task once."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from genmux.db.migrate import migrate
from genmux.errors import Conflict, InsufficientCredits
from genmux.ids import ProjectId, TaskId, WorkerId, new_uuid
from genmux.ledger.grant import grant
from genmux.projects.project import ensure_project
from genmux.tasks import claim
from genmux.tasks.adjust import adjust
from genmux.tasks.cancel import cancel
from genmux.tasks.claim import Claimed
from genmux.tasks.create import write_group
from genmux.tasks.retry import retry
from genmux.tasks.states import ENDED, Phase, State
from genmux.tasks.track import Mark, write_marks
from genmux.tasks.vendor import wait_for_vendor
from genmux.testing.postgres import drop_database, fresh_database
from tests.tasks.desk import OPEN, Desk, bury, end, failure, hire, hold_of, look, prove, success

Result = TypeVar("Result")

FUNDS = 20
amounts = st.decimals(min_value=0, max_value=9, places=1)


@dataclass(frozen=True)
class Grip:
    """What one worker believes to have; it may have been taken from it long ago."""

    claimed: Claimed
    worker: WorkerId


@dataclass
class Expected:
    state: State
    held: Decimal
    grip: Grip | None = None
    at_vendor: bool = False
    charged: Decimal = Decimal(0)


class Life(RuleBasedStateMachine):
    runner: asyncio.Runner
    conn: asyncpg.Connection[asyncpg.Record]

    tasks: Bundle[TaskId] = Bundle("tasks")
    workers: Bundle[WorkerId] = Bundle("workers")
    grips: Bundle[Grip] = Bundle("grips")

    def run(self, act: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(act)

    @initialize(target=workers)
    def open(self) -> WorkerId:
        self.known: dict[TaskId, Expected] = {}
        return self.run(self._open())

    async def _open(self) -> WorkerId:
        project = await ensure_project(self.conn, new_uuid().hex)
        await grant(self.conn, project.id, False, Decimal(FUNDS))
        key_id: Any = new_uuid()
        self.desk = Desk(ProjectId(project.id), key_id, None)
        return await hire(self.conn)

    def teardown(self) -> None:
        for task_id, expected in getattr(self, "known", {}).items():
            if expected.state not in ENDED:
                self.run(cancel(self.conn, task_id))

    @property
    def available(self) -> Decimal:
        return FUNDS - sum(
            (one.charged if one.state in ENDED else one.held for one in self.known.values()),
            Decimal(0),
        )

    def holds(self, grip: Grip) -> Expected | None:
        """What is known of a task while that grip on it is good."""
        expected = self.known[grip.claimed.task.id]
        return expected if expected.grip is grip else None

    @rule(target=workers)
    def hire(self) -> WorkerId:
        return self.run(hire(self.conn))

    @rule(target=tasks, amount=amounts)
    def create(self, amount: Decimal) -> Any:
        new = self.desk.task(str(amount))
        (answer,) = self.run(write_group(self.conn, [new], OPEN, datetime.now(UTC)))
        assert isinstance(answer, InsufficientCredits) == (amount > self.available)
        if isinstance(answer, Exception):
            return multiple()
        self.known[new.id] = Expected(State.QUEUED, amount)
        return new.id

    @rule(target=grips, worker=workers, most=st.integers(1, 3))
    def take(self, worker: WorkerId, most: int) -> Any:
        got = self.run(claim.claim(self.conn, worker, "local", most))
        grips = [Grip(one, worker) for one in got]
        for grip in grips:
            expected = self.known[grip.claimed.task.id]
            assert expected.grip is None
            assert expected.state not in ENDED
            assert grip.claimed.task.held == expected.held
            expected.grip, expected.state = grip, State.RUNNING
        return multiple(*grips)

    @rule(grip=grips)
    def give_back(self, grip: Grip) -> None:
        task = grip.claimed.task
        self.run(claim.give_back(self.conn, grip.worker, task.id, grip.claimed.fence))
        if expected := self.holds(grip):
            expected.grip = None
            expected.state = State.RUNNING if expected.at_vendor else State.QUEUED

    @rule(grip=grips, phase=st.sampled_from([Phase.RENDERING, Phase.SUBMITTING, Phase.STORING]))
    def mark(self, grip: Grip, phase: Phase) -> None:
        mark = Mark(hold_of(grip.claimed, grip.worker), phase, 0.5, "toy")
        (written,) = self.run(write_marks(self.conn, [mark]))
        expected = self.holds(grip)
        assert written == (expected is not None)
        if expected and phase is Phase.SUBMITTING:
            expected.at_vendor = True

    @rule(grip=grips)
    def wait(self, grip: Grip) -> None:
        hold = hold_of(grip.claimed, grip.worker)
        written = self.run(wait_for_vendor(self.conn, hold, "v", 0.0, 0.1))
        expected = self.holds(grip)
        assert written == (expected is not None)
        if expected:
            expected.grip, expected.at_vendor = None, True

    @rule(grip=grips, price=amounts)
    def adjust(self, grip: Grip, price: Decimal) -> None:
        hold, expected = hold_of(grip.claimed, grip.worker), self.holds(grip)
        try:
            written = self.run(adjust(self.conn, grip.claimed.task, hold, price))
        except InsufficientCredits:
            assert expected is not None
            assert price > self.available + expected.held
            return
        assert written == (expected is not None)
        if expected:
            expected.held = price

    @rule(grip=grips, good=st.booleans(), share=st.sampled_from([0, Decimal("0.5"), 1]))
    def finish(self, grip: Grip, good: bool, share: Decimal) -> None:
        expected = self.holds(grip)
        held = expected.held if expected else grip.claimed.task.held
        task = dataclasses.replace(grip.claimed.task, held=held)
        ending = (
            success(grip.claimed, grip.worker, task=task, charge=held * share)
            if good
            else failure(grip.claimed, grip.worker, task=task)
        )
        assert self.run(end(self.conn, ending)) == (expected is not None)
        if expected:
            expected.grip, expected.state = None, ending.state
            expected.charged = ending.charge

    @rule(task_id=tasks)
    def cancel(self, task_id: TaskId) -> None:
        expected = self.known[task_id]
        try:
            self.run(cancel(self.conn, task_id, self.desk.project_id))
        except Conflict:
            assert expected.state in ENDED
        else:
            assert expected.state not in ENDED
            expected.grip, expected.state = None, State.CANCELLED

    @rule(target=tasks, task_id=tasks)
    def retry(self, task_id: TaskId) -> Any:
        expected = self.known[task_id]
        try:
            new_id = self.run(retry(self.conn, task_id, datetime.now(UTC), "local"))
        except Conflict:
            assert expected.state not in ENDED
            return multiple()
        except InsufficientCredits:
            assert expected.held > self.available
            return multiple()
        self.known[new_id] = Expected(State.QUEUED, expected.held)
        return new_id

    def _had_by(self, worker: WorkerId) -> list[Expected]:
        return [one for one in self.known.values() if one.grip and one.grip.worker == worker]

    @precondition(lambda self: len(self.bundle("workers")) > 1)
    @rule(worker=consumes(workers))
    def die(self, worker: WorkerId) -> None:
        theirs = self._had_by(worker)
        assert self.run(bury(self.conn, worker)) == len(theirs)
        for expected in theirs:
            expected.grip = None

    @rule(worker=workers)
    def leave_and_come_back(self, worker: WorkerId) -> None:
        self.run(claim.unregister(self.conn, worker))
        for expected in self._had_by(worker):
            expected.grip = None
            expected.state = State.RUNNING if expected.at_vendor else State.QUEUED
        self.run(claim.register(self.conn, worker, "host", 1))

    @invariant()
    def the_books_are_right(self) -> None:
        if hasattr(self, "desk"):
            self.run(self._check())

    async def _check(self) -> None:
        await prove(self.conn)
        promised = sum(
            (one.held for one in self.known.values() if one.state not in ENDED), Decimal(0)
        )
        assert await self.desk.balance(self.conn) == (self.available, promised)
        for task_id, expected in self.known.items():
            task = await look(self.conn, task_id)
            assert (task.state, task.held) == (expected.state, expected.held)


def test_any_life_of_tasks_keeps_the_books_right(postgres_server: str) -> None:
    with asyncio.Runner() as runner:
        url = runner.run(fresh_database(postgres_server, migrate))
        conn = runner.run(asyncpg.connect(url))

        class OnDatabase(Life):
            pass

        OnDatabase.runner, OnDatabase.conn = runner, conn
        run_state_machine_as_test(
            OnDatabase,
            settings=settings(
                max_examples=12,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        runner.run(conn.close())
        runner.run(drop_database(url))
