from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.engines.base import EngineFailure
from genmux.engines.registry import LOCAL, Engines, Own
from genmux.engines.remote import Finished, Refused
from genmux.engines.vendors.account import Account
from genmux.errors import Unfetchable
from genmux.tasks.claim import Claimed
from genmux.tasks.road import Road, read_road
from genmux.tasks.states import Phase, State
from genmux.tasks.task import Task
from genmux.tasks.track import Mark, write_marks
from genmux.tasks.vendor import Limits, circuits
from genmux.worker.routing import ClaimLost, Patience, Router, Step
from tests.tasks.desk import Desk, bury, claim_one, hire, hold_of, look, open_desk
from tests.worker.toys import ToyVendor, work


@dataclass
class Script:
    """What the vendor answers, one after the other, and what it was asked."""

    answers: list[str | int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.path}")
        self.reached.set()
        answer = self.answers.pop(0)
        if answer == "wait":
            await self.go.wait()
            answer = self.answers.pop(0)
        if answer == "cut":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if isinstance(answer, int):
            return web.Response(status=answer)
        return web.Response(text=str(answer))


@dataclass
class Line:
    """Two vendors behind one script; `second` is asked under /second."""

    pool: Pool
    desk: Desk
    script: Script
    vendor: ToyVendor
    second: ToyVendor
    session: aiohttp.ClientSession
    folder: Path
    limits: dict[str, Limits] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)
    routes: tuple[str, ...] = ("vendor",)

    async def claimed(self, **given: Any) -> Claimed:
        async with self.pool.acquire() as conn:
            self.worker = await hire(conn)
            await self.desk.create(conn, lane="remote", **given)
            return await claim_one(conn, self.worker, "remote")

    async def again(self) -> Claimed:
        async with self.pool.acquire() as conn:
            return await claim_one(conn, self.worker, "remote")

    def router(self) -> Router:
        engines = Engines(remote={one.name: one for one in (self.vendor, self.second)})
        return Router(self.pool, self.session, engines, self.limits, SystemClock(), self.patience)

    async def step(self, claimed: Claimed) -> Step | None:
        return await self.router().step(
            claimed.task, hold_of(claimed, self.worker), work(self.folder), self.routes, Own()
        )

    async def made(self, claimed: Claimed) -> list[str]:
        """Where the result is, once it is there."""
        step = await self.step(claimed)
        assert step is not None
        assert isinstance(step.outcome, Finished)
        return [one.url for one in step.outcome.files]

    async def park(self) -> None:
        """Nobody asks for what is at a vendor in this test."""
        async with self.pool.acquire() as conn:
            await conn.execute("update job set run_at = now() + interval '1 hour'")

    async def look(self, claimed: Claimed) -> Task:
        async with self.pool.acquire() as conn:
            return await look(conn, claimed.task.id)


@pytest.fixture
async def line(pool: Pool, tmp_path: Path) -> AsyncIterator[Line]:
    script = Script()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.handle)
    desk = await open_desk(pool)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("")).rstrip("/")
        second = ToyVendor(f"{url}/second", "second")
        yield Line(pool, desk, script, ToyVendor(url), second, session, tmp_path)


async def test_a_task_is_handed_over_asked_for_and_fetched(line: Line) -> None:
    line.script.answers = ["v-1", "0.5", "done http://files/1"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None
    async with line.pool.acquire() as conn:
        task = await look(conn, claimed.task.id)
        assert (task.state, task.phase, task.vendor_id) == (State.RUNNING, Phase.WAITING, "v-1")
        assert await conn.fetchval("select worker_id from job") is None, "it holds no slot"
    assert await line.step(await line.again()) is None
    async with line.pool.acquire() as conn:
        assert (await look(conn, claimed.task.id)).progress == 0.5
    assert await line.made(await line.again()) == ["http://files/1"]
    assert line.script.asked == ["POST /jobs", "GET /jobs/v-1", "GET /jobs/v-1"]


async def test_submitting_is_saved_before_the_request_leaves(line: Line) -> None:
    line.script.answers = ["wait", "v-1"]
    claimed = await line.claimed()
    stepping = asyncio.create_task(line.step(claimed))
    await line.script.reached.wait()
    async with line.pool.acquire() as conn:
        assert (await look(conn, claimed.task.id)).phase is Phase.SUBMITTING
    line.script.go.set()
    assert await stepping is None


@pytest.mark.parametrize("late", [Phase.FETCHING, Phase.STORING])
async def test_what_was_cut_off_while_submitting_is_never_sent_again(
    line: Line, late: Phase
) -> None:
    line.script.answers = ["cut"]
    claimed = await line.claimed()
    with pytest.raises(EngineFailure, match="unknown whether it took"):
        await line.step(claimed)
    async with line.pool.acquire() as conn:
        await write_marks(conn, [Mark(hold_of(claimed, line.worker), late, 0.1, "vendor")])
        await bury(conn, line.worker)
        line.worker = await hire(conn)
    with pytest.raises(EngineFailure, match="not sent again and nothing was charged"):
        await line.step(await line.again())
    assert line.script.asked == ["POST /jobs"]


async def test_a_result_that_was_being_stored_is_asked_for_again_not_ordered_again(
    line: Line,
) -> None:
    line.script.answers = ["v-1", "done http://files/1", "done http://files/1"]
    await line.step(await line.claimed())
    claimed = await line.again()
    assert await line.step(claimed)
    async with line.pool.acquire() as conn:
        await write_marks(conn, [Mark(hold_of(claimed, line.worker), Phase.STORING, 1.0, "vendor")])
        await bury(conn, line.worker)
        line.worker = await hire(conn)
    assert await line.made(await line.again()) == ["http://files/1"]
    assert line.script.asked.count("POST /jobs") == 1


async def test_a_bad_line_while_waiting_loses_nothing(line: Line) -> None:
    line.script.answers = ["v-1", "cut", "cut"]
    await line.step(await line.claimed())
    claimed = await line.again()
    assert await line.step(claimed) is None
    async with line.pool.acquire() as conn:
        task = await look(conn, claimed.task.id)
        due = await conn.fetchval("select run_at > now() + interval '1 second' from job")
    assert (task.state, task.phase, task.vendor_id) == (State.RUNNING, Phase.WAITING, "v-1")
    assert due, "the next poll waits a while"


@pytest.mark.parametrize(
    ("age", "pace", "pause"),
    [
        (0, 5, 5),
        (20, 5, 5),
        (60, 5, 10),
        (120, 5, 20),
        (600, 5, 20),
        (600, 10, 30),
        (36_000, 30, 30),
        (36_000, 60, 60),
    ],
)
async def test_a_job_is_asked_for_less_often_the_longer_it_takes(
    line: Line, age: float, pace: float, pause: float
) -> None:
    line.vendor.poll_after = pace
    line.script.answers = ["v-1", "0.5"]
    claimed = await line.claimed()
    await line.step(claimed)
    accepted_at = datetime.now(UTC) - timedelta(seconds=age)
    async with line.pool.acquire() as conn:
        await conn.execute(
            "update task set route = $1", Road(accepted_at=accepted_at.isoformat()).text
        )
        await conn.execute("update job set run_at = now()")
    assert await line.step(await line.again()) is None
    async with line.pool.acquire() as conn:
        left = await conn.fetchval("select extract(epoch from run_at - now()) from job")
    assert pause - 3 < left <= pause + 1


async def test_a_refusal_of_the_vendor_is_the_tasks_failure(line: Line) -> None:
    line.script.answers = [418]
    with pytest.raises(EngineFailure, match="418"):
        await line.step(await line.claimed())


async def test_a_lost_claim_sends_nothing(line: Line) -> None:
    claimed = await line.claimed()
    async with line.pool.acquire() as conn:
        await bury(conn, line.worker)
    with pytest.raises(ClaimLost):
        await line.step(claimed)
    assert line.script.asked == []


async def test_a_claim_lost_on_the_way_saves_nothing(line: Line) -> None:
    line.script.answers = ["wait", "v-1"]
    claimed = await line.claimed()
    stepping = asyncio.create_task(line.step(claimed))
    await line.script.reached.wait()
    async with line.pool.acquire() as conn:
        await bury(conn, line.worker)
    line.script.go.set()
    with pytest.raises(ClaimLost):
        await stepping
    async with line.pool.acquire() as conn:
        task = await look(conn, claimed.task.id)
    assert (task.phase, task.vendor_id) == (Phase.SUBMITTING, None)


async def test_an_answer_in_many_pieces_is_read_whole(line: Line) -> None:
    line.script.answers = ["done http://files/" + "x" * 3_000_000]
    (url,) = await line.made(await line.claimed())
    assert len(url) == 3_000_013


async def test_a_vendor_that_surely_did_not_take_it_is_followed_by_the_next(line: Line) -> None:
    line.routes = ("vendor", "second")
    line.script.answers = [422, "v-2"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None
    task = await line.look(claimed)
    assert (task.engine, task.vendor_id, task.phase) == ("second", "v-2", Phase.WAITING)
    road = read_road(task.route)
    assert [(one.engine, one.why) for one in road.tried] == [("vendor", "input")]
    assert (road.engine, road.model) == ("second", "toy-1")
    assert road.notes == ["size has no effect: it has one"]
    assert line.script.asked == ["POST /jobs", "POST /second/jobs"]


async def test_the_next_one_may_be_this_machine(line: Line) -> None:
    line.routes = ("vendor", LOCAL)
    line.script.answers = [402]
    step = await line.step(await line.claimed())
    assert step is not None
    assert (step.engine, step.outcome) == (LOCAL, None)


async def test_a_route_that_cannot_do_it_is_not_asked(line: Line) -> None:
    line.routes = ("vendor", "second")
    line.vendor.cannot = "size: this vendor has none"
    line.script.answers = ["v-2"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None
    assert line.script.asked == ["POST /second/jobs"]


async def test_the_clients_mistake_is_what_is_told(line: Line) -> None:
    line.routes = ("vendor", "second")
    line.vendor.cannot = "size: this vendor has none"
    line.script.answers = [401]
    claimed = await line.claimed()
    with pytest.raises(EngineFailure, match="size: this vendor has none") as error:
        await line.step(claimed)
    assert error.value.code == "422"
    tried = read_road((await line.look(claimed)).route).tried
    assert [one.why for one in tried] == ["unsupported", "auth"], "the story is kept"


@pytest.mark.parametrize(("status", "code"), [(400, "400"), (418, "500"), (500, "500")])
async def test_what_the_vendor_may_have_taken_is_never_given_to_another(
    line: Line, status: int, code: str
) -> None:
    line.routes = ("vendor", "second")
    line.script.answers = [status]
    with pytest.raises(EngineFailure, match=str(status)) as error:
        await line.step(await line.claimed())
    assert error.value.code == code
    assert line.script.asked == ["POST /jobs"]


async def test_a_full_vendor_is_asked_again_when_it_said(line: Line) -> None:
    line.script.answers = [429, "v-1"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None
    task = await line.look(claimed)
    assert (task.state, task.phase, task.engine) == (State.QUEUED, Phase.FETCHING, None)
    async with line.pool.acquire() as conn:
        row = await conn.fetchrow("select worker_id, vendor, run_at > now() as later from job")
        assert row is not None
        assert tuple(row) == (None, None, True)
        await conn.execute("update job set run_at = now()")
    assert await line.step(await line.again()) is None
    assert (await line.look(claimed)).vendor_id == "v-1"


async def test_waiting_for_a_full_vendor_ends_some_time(line: Line) -> None:
    line.patience = Patience(queue=0)
    line.script.answers = [429]
    with pytest.raises(EngineFailure, match="429"):
        await line.step(await line.claimed())


async def test_an_unknown_end_is_sent_again_where_that_is_one_job(line: Line) -> None:
    line.vendor.repeatable = True
    line.routes = ("vendor", "second")
    line.script.answers = ["cut", "v-1"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None
    task = await line.look(claimed)
    assert (task.phase, task.engine) == (Phase.SUBMITTING, "vendor")
    async with line.pool.acquire() as conn:
        await conn.execute("update job set run_at = now()")
    assert await line.step(await line.again()) is None
    assert line.script.asked == ["POST /jobs", "POST /jobs"], "and never to another"
    assert (await line.look(claimed)).vendor_id == "v-1"


async def test_a_vendor_without_our_money_is_left_alone_for_a_while(line: Line) -> None:
    line.script.answers = [402]
    with pytest.raises(EngineFailure):
        await line.step(await line.claimed())
    async with line.pool.acquire() as conn:
        (circuit,) = await circuits(conn)
    assert (circuit.name, circuit.failures) == ("vendor", 1)
    assert circuit.open_until is not None
    claimed = await line.claimed()
    assert await line.step(claimed) is None, "it waits"
    assert line.script.asked == ["POST /jobs"]
    async with line.pool.acquire() as conn:
        await conn.execute("update vendor set open_until = now()")
        await conn.execute("update job set run_at = now()")
    line.script.answers = ["v-1"]
    assert await line.step(await line.again()) is None
    async with line.pool.acquire() as conn:
        assert await circuits(conn) == [], "one success closes it"


async def test_places_at_a_vendor_are_counted_over_all_workers(line: Line) -> None:
    line.limits = {"vendor": Limits(concurrency=1)}
    line.script.answers = ["v-1"]
    assert await line.step(await line.claimed()) is None
    await line.park()
    second = await line.claimed()
    assert await line.step(second) is None
    task = await line.look(second)
    assert (task.state, task.vendor_id) == (State.QUEUED, None)
    assert line.script.asked == ["POST /jobs"]


async def test_who_waits_for_a_place_comes_by_less_and_less_often(line: Line) -> None:
    line.limits = {"vendor": Limits(concurrency=1)}
    line.script.answers = ["v-1"]
    assert await line.step(await line.claimed()) is None
    await line.park()
    claimed, pauses = await line.claimed(), []
    for _ in range(10):
        assert await line.step(claimed) is None
        async with line.pool.acquire() as conn:
            mine = "from job where task_id = $1"
            left = await conn.fetchval(
                f"select extract(epoch from run_at - now())::float {mine}", claimed.task.id
            )
            await conn.execute("update job set run_at = now() where task_id = $1", claimed.task.id)
        pauses.append(left)
        claimed = await line.again()
    assert pauses[0] < 2 < pauses[3] < 7
    assert 7 < pauses[-1] < 13, "but it never stays away for long"


async def test_no_more_than_so_many_a_minute(line: Line) -> None:
    line.limits = {"vendor": Limits(per_minute=2)}
    line.script.answers = ["v-1", "v-2", "v-3"]
    for _ in range(3):
        assert await line.step(await line.claimed()) is None
        await line.park()
    assert line.script.asked == ["POST /jobs"] * 2


@pytest.mark.parametrize(("cost", "sent"), [(None, False), ("0.20", False), ("0.10", True)])
async def test_a_request_may_limit_what_a_vendor_takes(
    line: Line, cost: str | None, sent: bool
) -> None:
    line.vendor.cost = None if cost is None else Decimal(cost)
    line.script.answers = ["v-1"]
    claimed = await line.claimed(wish='{"maxUsd": "0.1"}')
    if sent:
        assert await line.step(claimed) is None
        assert read_road((await line.look(claimed)).route).cost == "0.10"
    else:
        with pytest.raises(EngineFailure, match=r"the limit is 0\.1 USD"):
            await line.step(claimed)
    assert bool(line.script.asked) is sent


async def test_a_task_cancelled_while_it_is_handed_over_is_taken_back(line: Line) -> None:
    line.script.answers = ["wait", "v-1", "ok"]
    claimed = await line.claimed()
    stepping = asyncio.create_task(line.step(claimed))
    await line.script.reached.wait()
    async with line.pool.acquire() as conn:
        await conn.execute("delete from job")
    line.script.go.set()
    with pytest.raises(ClaimLost):
        await stepping
    assert line.script.asked == ["POST /jobs", "DELETE /jobs/v-1"]


async def test_what_is_broken_off_while_it_is_handed_over_is_taken_back(line: Line) -> None:
    """The worker hears of the cancellation before the vendor has answered."""
    line.script.answers = ["wait", "v-1", "ok"]
    claimed = await line.claimed()
    stepping = asyncio.create_task(line.step(claimed))
    await line.script.reached.wait()
    async with line.pool.acquire() as conn:
        await conn.execute("delete from job")
    stepping.cancel()
    line.script.go.set()
    with pytest.raises(asyncio.CancelledError):
        await stepping
    assert line.script.asked == ["POST /jobs", "DELETE /jobs/v-1"]


async def test_a_worker_that_stops_still_hears_that_the_job_was_taken(line: Line) -> None:
    line.script.answers = ["wait", "v-1"]
    claimed = await line.claimed()
    stepping = asyncio.create_task(line.step(claimed))
    await line.script.reached.wait()
    stepping.cancel()
    line.script.go.set()
    with pytest.raises(asyncio.CancelledError):
        await stepping
    task = await line.look(claimed)
    assert (task.phase, task.vendor_id) == (Phase.WAITING, "v-1")


async def test_a_job_that_another_worker_waits_for_is_not_taken_back(line: Line) -> None:
    """The first worker was taken for dead while the vendor thought; there it is one job."""
    line.vendor.repeatable = True
    line.script.answers = ["wait", "v-1", "v-1"]
    claimed = await line.claimed()
    first = asyncio.create_task(line.step(claimed))
    await line.script.reached.wait()
    async with line.pool.acquire() as conn:
        await bury(conn, line.worker)
        line.worker = await hire(conn)
    assert await line.step(await line.again()) is None
    line.script.go.set()
    with pytest.raises(ClaimLost):
        await first
    assert line.script.asked == ["POST /jobs"] * 2
    assert (await line.look(claimed)).vendor_id == "v-1"


async def test_a_key_that_a_vendor_quotes_is_covered_in_the_log(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.vendor.account = Account("vendor", "toy", key="did not answer")
    line.script.answers = ["wait", "v-1", "cut", "cut"]
    stepping = asyncio.create_task(line.step(await line.claimed()))
    await line.script.reached.wait()
    async with line.pool.acquire() as conn:
        await conn.execute("delete from job")
    line.script.go.set()
    with pytest.raises(ClaimLost):
        await stepping
    assert "keeps a job of a cancelled task: The vendor •••" in caplog.text


@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_what_will_be_billed_is_not_given_up_for_a_bad_poll(line: Line, status: int) -> None:
    line.script.answers = ["v-1", status]
    claimed = await line.claimed()
    await line.step(claimed)
    assert await line.step(await line.again()) is None
    assert (await line.look(claimed)).phase is Phase.WAITING


async def test_a_job_that_never_ends_does(line: Line) -> None:
    line.patience = Patience(result=0)
    line.script.answers = ["v-1", "0.5"]
    await line.step(await line.claimed())
    with pytest.raises(EngineFailure, match="no result after 0 hours"):
        await line.step(await line.again())


def unfetchable(*, retryable: bool) -> Unfetchable:
    error = Unfetchable("result: the server broke off the file", field="result")
    error.retryable = retryable
    return error


async def fetch_later(line: Line, error: Unfetchable) -> Claimed:
    """What was made does not come over."""
    line.script.answers = ["v-1", "done http://files/1"]
    await line.step(await line.claimed())
    claimed = await line.again()
    step = await line.step(claimed)
    assert step is not None
    hold = hold_of(claimed, line.worker)
    await line.router().fetch_later(claimed.task, hold, step.road, error)
    return claimed


async def test_a_result_that_does_not_come_over_is_asked_for_again(line: Line) -> None:
    claimed = await fetch_later(line, unfetchable(retryable=True))
    assert (await line.look(claimed)).phase is Phase.WAITING
    line.script.answers = ["done http://files/2"]
    async with line.pool.acquire() as conn:
        await conn.execute("update job set run_at = now()")
    assert await line.made(await line.again()) == ["http://files/2"]


async def test_a_result_that_is_gone_is_the_tasks_failure(line: Line) -> None:
    with pytest.raises(Refused, match="could not be fetched: result: the server broke") as error:
        await fetch_later(line, unfetchable(retryable=False))
    assert error.value.code == "500"


async def test_a_result_is_not_asked_for_without_end(line: Line) -> None:
    line.patience = Patience(result=0)
    with pytest.raises(Refused, match="could not be fetched"):
        await fetch_later(line, unfetchable(retryable=True))


@pytest.mark.parametrize("nonsense", ["", "not a number", "\x00"])
async def test_nonsense_of_a_vendor_is_no_end(line: Line, nonsense: str) -> None:
    line.script.answers = ["v-1", nonsense, "done http://files/1"]
    await line.step(await line.claimed())
    assert await line.step(await line.again()) is None
    async with line.pool.acquire() as conn:
        await conn.execute("update job set run_at = now()")
    assert await line.made(await line.again()) == ["http://files/1"]


async def test_a_key_that_a_vendor_quotes_is_covered(line: Line) -> None:
    line.vendor.account = Account("vendor", "toy", key="answered 418")
    line.script.answers = [418]
    claimed = await line.claimed()
    with pytest.raises(EngineFailure, match="The vendor •••"):
        await line.step(claimed)
    assert "answered" not in (await line.look(claimed)).route


@pytest.mark.parametrize("then", [401, 402, 429, 503])
async def test_what_may_be_there_already_goes_nowhere_else(line: Line, then: int) -> None:
    """The second try is turned away at the door; that says nothing of the first."""
    line.vendor.repeatable = True
    line.routes = ("vendor", "second")
    line.script.answers = ["cut", then, "v-1"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None
    for _ in range(2):
        async with line.pool.acquire() as conn:
            await conn.execute("update job set run_at = now()")
            await conn.execute("update vendor set open_until = null")
        assert (await line.look(claimed)).phase is Phase.SUBMITTING
        assert await line.step(await line.again()) is None
    assert line.script.asked == ["POST /jobs"] * 3
    assert (await line.look(claimed)).vendor_id == "v-1"


async def test_a_closed_account_does_not_free_what_may_be_there(line: Line) -> None:
    line.vendor.repeatable = True
    line.routes = ("vendor", "second")
    line.script.answers = ["cut"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None
    async with line.pool.acquire() as conn:
        await conn.execute("update vendor set open_until = now() + interval '1 hour'")
        await conn.execute("update job set run_at = now()")
    assert await line.step(await line.again()) is None
    assert (await line.look(claimed)).phase is Phase.SUBMITTING
    assert line.script.asked == ["POST /jobs"]


async def test_a_repeated_job_that_is_refused_for_itself_fails(line: Line) -> None:
    line.vendor.repeatable = True
    line.routes = ("vendor", "second")
    line.script.answers = ["cut", 422]
    assert await line.step(await line.claimed()) is None
    async with line.pool.acquire() as conn:
        await conn.execute("update job set run_at = now()")
    with pytest.raises(EngineFailure, match="422"):
        await line.step(await line.again())
    assert line.script.asked == ["POST /jobs"] * 2, "and never to another"


async def test_an_account_that_is_gone_is_told(line: Line) -> None:
    """What is not known to have been taken fails, and so does what nobody can ask for any more."""
    line.vendor.repeatable = True
    line.script.answers = ["cut", "v-1"]
    torn = await line.claimed()
    assert await line.step(torn) is None
    await line.park()
    taken = await line.claimed()
    assert await line.step(taken) is None
    await line.park()
    line.vendor.name = "renamed"
    for claimed, reason in ((torn, "not sent again"), (taken, "no longer in the settings")):
        async with line.pool.acquire() as conn:
            await conn.execute("update job set run_at = now() where task_id = $1", claimed.task.id)
        again = await line.again()
        assert again.task.id == claimed.task.id
        with pytest.raises(EngineFailure, match=reason):
            await line.step(again)
    assert line.script.asked == ["POST /jobs"] * 2


async def test_routes_that_nobody_has_are_none(line: Line) -> None:
    line.routes = ("gone", "away")
    with pytest.raises(EngineFailure, match="no route for this model") as error:
        await line.step(await line.claimed())
    assert error.value.code == "422"


async def test_who_said_no_for_good_is_not_asked_again(line: Line) -> None:
    line.routes = ("vendor", "second")
    line.script.answers = [422, 429, "v-2"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None, "it waits for the second"
    async with line.pool.acquire() as conn:
        await conn.execute("update job set run_at = now()")
    assert await line.step(await line.again()) is None
    assert line.script.asked == ["POST /jobs", "POST /second/jobs", "POST /second/jobs"]


@pytest.mark.parametrize(
    ("answer", "repeatable"),
    [(422, False), (429, False), (500, False), (500, True)],
    ids=["taken back", "turn", "end", "torn"],
)
async def test_a_claim_lost_while_a_vendor_says_no_writes_nothing(
    line: Line, answer: int, repeatable: bool
) -> None:
    line.vendor.repeatable = repeatable
    line.script.answers = ["wait", answer]
    claimed = await line.claimed()
    stepping = asyncio.create_task(line.step(claimed))
    await line.script.reached.wait()
    async with line.pool.acquire() as conn:
        await bury(conn, line.worker)
    line.script.go.set()
    with pytest.raises(ClaimLost):
        await stepping
    task = await line.look(claimed)
    assert (task.phase, read_road(task.route).tried) == (Phase.SUBMITTING, [])


async def test_a_claim_lost_while_the_vendor_is_asked_writes_nothing(line: Line) -> None:
    line.script.answers = ["v-1", "wait", "0.5"]
    await line.step(await line.claimed())
    line.script.reached.clear()
    claimed = await line.again()
    stepping = asyncio.create_task(line.step(claimed))
    await line.script.reached.wait()
    async with line.pool.acquire() as conn:
        await bury(conn, line.worker)
    line.script.go.set()
    with pytest.raises(ClaimLost):
        await stepping
    assert (await line.look(claimed)).progress == 0


@pytest.mark.parametrize(("answer", "reason"), [(503, "answered 503"), (418, "answered 418")])
async def test_no_news_ends_when_the_patience_does(line: Line, answer: int, reason: str) -> None:
    line.patience = Patience(result=0)
    line.script.answers = ["v-1", answer]
    await line.step(await line.claimed())
    with pytest.raises(EngineFailure, match=reason):
        await line.step(await line.again())


async def test_an_account_that_cannot_be_reached_is_followed_by_the_next(line: Line) -> None:
    line.vendor.url = "http://127.0.0.1:9"
    line.routes = ("vendor", "second")
    line.script.answers = ["v-2"]
    claimed = await line.claimed()
    assert await line.step(claimed) is None
    task = await line.look(claimed)
    assert (task.engine, task.vendor_id) == ("second", "v-2")
    assert [one.why for one in read_road(task.route).tried] == ["busy"]
