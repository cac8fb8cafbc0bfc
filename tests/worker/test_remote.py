from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from genmux.db.pool import Pool
from genmux.engines.base import EngineFailure, Finished
from genmux.tasks.claim import Claimed
from genmux.tasks.states import Phase, State
from genmux.tasks.track import Mark, write_marks
from genmux.worker.remote import ClaimLost, drive
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
    pool: Pool
    desk: Desk
    script: Script
    vendor: ToyVendor
    session: aiohttp.ClientSession
    folder: Path

    async def claimed(self) -> Claimed:
        async with self.pool.acquire() as conn:
            self.worker = await hire(conn)
            await self.desk.create(conn, lane="remote")
            return await claim_one(conn, self.worker, "remote")

    async def again(self) -> Claimed:
        async with self.pool.acquire() as conn:
            return await claim_one(conn, self.worker, "remote")

    async def step(self, claimed: Claimed) -> Finished | None:
        return await drive(
            self.session,
            self.pool,
            self.vendor,
            claimed.task,
            hold_of(claimed, self.worker),
            work(self.folder),
        )


@pytest.fixture
async def line(pool: Pool, tmp_path: Path) -> AsyncIterator[Line]:
    script = Script()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.handle)
    desk = await open_desk(pool)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("")).rstrip("/")
        yield Line(pool, desk, script, ToyVendor(url), session, tmp_path)


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
    assert await line.step(await line.again()) == Finished(("http://files/1",))
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
    with pytest.raises(EngineFailure, match="could not be reached or did not answer"):
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
    assert await line.step(await line.again()) == Finished(("http://files/1",))
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
    finished = await line.step(await line.claimed())
    assert finished is not None
    assert len(finished.urls[0]) == 3_000_013
