from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from genmux.db.pool import Pool
from genmux.ids import AssetId, new_uuid
from genmux.tasks.finish import NewAsset
from genmux.tasks.stage import Reached, reach
from genmux.tasks.states import State
from tests.tasks.desk import bury, claim_one, end, hire, hold_of, look, open_desk, prove, success


def asset(name: str) -> NewAsset:
    until = datetime.now(UTC) + timedelta(days=1)
    return NewAsset(AssetId(new_uuid()), f"k/{name}", name, "audio/mpeg", 3, {}, until)


async def test_files_result_and_callback_come_together(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        claimed = await claim_one(conn, worker)
        first = asset("one.mp3")
        reached = Reached(
            claimed.task, hold_of(claimed, worker), "first", '{"files": []}', (first,), "{}"
        )
        assert await reach(conn, reached)
        assert await reach(conn, reached), "a commit whose reply was lost is repeated"
        task = await look(conn, claimed.task.id)
        assert (task.stage, task.state, task.result) == ("first", State.RUNNING, '{"files": []}')
        assert await conn.fetchval("select array_agg(event) from delivery") == ["task.first"]
        assert await conn.fetchval("select count(*) from asset") == 1
        ending = success(claimed, worker, assets=(first, asset("two.mp3")))
        assert await end(conn, ending)
        assert await conn.fetchval("select count(*) from asset") == 2
        await prove(conn)


async def test_nothing_is_told_without_an_address_or_a_body(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        for url, body in ((None, "{}"), ("http://127.0.0.1:9/hook", None)):
            await desk.create(conn, callback_url=url)
            claimed = await claim_one(conn, worker)
            hold = hold_of(claimed, worker)
            assert await reach(conn, Reached(claimed.task, hold, "text", "{}", (), body))
        assert not await conn.fetchval("select count(*) from delivery")


async def test_a_lost_claim_shows_nothing(pool: Pool) -> None:
    desk = await open_desk(pool)
    async with pool.acquire() as conn:
        worker = await hire(conn)
        await desk.create(conn)
        claimed = await claim_one(conn, worker)
        hold = hold_of(claimed, worker)
        reached = Reached(claimed.task, hold, "text", "{}", (asset("a"),), "{}")
        stale = dataclasses.replace(hold, fence=hold.fence - 1)
        assert not await reach(conn, dataclasses.replace(reached, hold=stale))
        await bury(conn, worker)
        assert not await reach(conn, reached)
        assert (await look(conn, claimed.task.id)).stage == ""
        assert not await conn.fetchval("select count(*) from delivery")
        assert not await conn.fetchval("select count(*) from asset")
