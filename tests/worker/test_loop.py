from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from pathlib import Path

import asyncpg
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from genmux.db.pool import Connection, Pool, retried
from genmux.db.signals import TASK
from genmux.ids import WorkerId
from genmux.tasks import claim, finish
from genmux.tasks.cancel import cancel
from genmux.tasks.claim import Claimed
from genmux.tasks.finish import Ending
from genmux.tasks.new_task import Lane
from genmux.tasks.states import State
from tests.tasks.desk import Desk, bury, hire, open_desk, prove
from tests.worker.shop import Shop, open_shop
from tests.worker.toys import ToyVendor, until


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    return await open_desk(pool)


@pytest.fixture
async def shop(pool: Pool, database: str, desk: Desk, tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(pool, database, desk, tmp_path) as shop:
        yield shop


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def number_in(path: Path) -> int:
    text = path.read_text() if path.exists() else ""
    return int(text or 0)


async def test_a_task_becomes_a_stored_file_a_charge_and_a_callback(shop: Shop) -> None:
    shop.open()
    task = await shop.until(await shop.order(), State.SUCCEEDED)
    assert task.result is not None
    (file,) = orjson.loads(task.result)["files"]
    async with shop.pool.acquire() as conn:
        asset = await conn.fetchrow("select id, key, size from asset")
        delivery = await conn.fetchval("select body from delivery")
        assert await shop.desk.balance(conn) == (Decimal(99), Decimal(0))
        await prove(conn)
    assert asset is not None
    assert (file["id"], file["name"]) == (asset["id"].hex, "toy.txt")
    path = shop.store.local_path(asset["key"])
    assert path is not None
    assert path.stat().st_size == asset["size"] == file["size"]
    assert orjson.loads(delivery) == {"state": "succeeded", "left": 99}
    assert list((shop.folder / "work").iterdir()) == [], "nothing is left lying about"


@pytest.mark.parametrize(
    ("do", "code"), [("refuse", "422"), ("break", "500"), ("die", "500"), ("make?", "500")]
)
async def test_whatever_goes_wrong_is_an_honest_end(shop: Shop, do: str, code: str) -> None:
    shop.open()
    task = await shop.until(await shop.order(do), State.FAILED)
    assert (task.fail_code, task.charged) == (code, Decimal(0))
    async with shop.pool.acquire() as conn:
        assert await shop.desk.balance(conn) == (Decimal(100), Decimal(0))
        await prove(conn)


async def test_a_model_that_is_gone_fails_its_tasks(shop: Shop) -> None:
    async with shop.pool.acquire() as conn:
        task_id = await shop.desk.create(conn, model="gone/model")
    shop.open()
    task = await shop.until(task_id, State.FAILED)
    assert task.fail_msg == "This model is no longer in the catalogue."


async def test_the_price_that_the_work_has_is_charged(shop: Shop) -> None:
    shop.open()
    dear, cheap = await shop.order(price="7.5"), await shop.order(price="0.25")
    assert (await shop.until(dear, State.SUCCEEDED)).charged == Decimal("7.5")
    assert (await shop.until(cheap, State.SUCCEEDED)).charged == Decimal("0.25")
    beyond = await shop.until(await shop.order(price="93"), State.FAILED)
    assert beyond.fail_code == "402"
    async with shop.pool.acquire() as conn:
        assert await shop.desk.balance(conn) == (Decimal("92.25"), Decimal(0))
        await prove(conn)


async def test_long_drafts_keep_nothing_small_waiting(
    pool: Pool, database: str, desk: Desk, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    async with open_shop(pool, database, desk, tmp_path, count=2) as shop:
        shop.open()
        long = [await shop.order("wait_for", lane="long", gate=str(gate)) for _ in range(3)]
        for _ in range(3):
            await shop.until(await shop.order(), State.SUCCEEDED)
        states = await pool.fetch("select state from task where id = any($1::uuid[])", long)
        assert sorted(row["state"] for row in states) == ["queued", "queued", "running"]
        gate.touch()
        for task_id in long:
            await shop.until(task_id, State.SUCCEEDED)


async def test_a_cancelled_task_is_no_longer_rendered(shop: Shop, tmp_path: Path) -> None:
    shop.open()
    pid_file = tmp_path / "pid"
    task_id = await shop.order("hang", pid=str(pid_file))
    await until(lambda: number_in(pid_file) > 0)
    async with shop.pool.acquire() as conn:
        await cancel(conn, task_id)
    shop.signaller.send(TASK, task_id.hex)
    await until(lambda: gone(number_in(pid_file)))
    after = await shop.until(await shop.order(), State.SUCCEEDED)
    assert after.charged == 1
    async with shop.pool.acquire() as conn:
        await prove(conn)


async def test_draining_lets_what_runs_finish_and_gives_the_rest_back(
    shop: Shop, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    tasks = [await shop.order("wait_for", gate=str(gate)) for _ in range(6)]
    shop.open()
    await shop.until(tasks[0], State.RUNNING, phase="rendering")
    shop.stop.set()
    gate.touch()
    await shop.close()
    states = [(await shop.read(task_id)).state for task_id in tasks]
    assert states[0] is State.SUCCEEDED
    assert set(states) == {State.SUCCEEDED, State.QUEUED}
    async with shop.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from job where worker_id is not null") == 0
        assert await conn.fetchval("select count(*) from worker") == 0
        await prove(conn)


async def test_what_does_not_finish_in_time_is_given_back(shop: Shop, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    task_id = await shop.order("hang", pid=str(pid_file))
    shop.open(drain=0.05)
    await until(lambda: number_in(pid_file) > 0)
    await shop.close()
    assert (await shop.read(task_id)).state is State.QUEUED
    assert gone(number_in(pid_file))
    async with shop.pool.acquire() as conn:
        assert await conn.fetchval("select crashes from job") == 0


async def test_tasks_of_a_dead_worker_are_taken_over(
    pool: Pool, database: str, desk: Desk, tmp_path: Path
) -> None:
    async with open_shop(pool, database, desk, tmp_path) as shop:
        task_id = await shop.order()
        async with pool.acquire() as conn:
            dead = await hire(conn)
            assert len(await claim.claim(conn, dead, "local", 1)) == 1
            await conn.execute(
                "update worker set seen_at = now() - interval '1 day' where id = $1", dead
            )
        shop.open()
        assert (await shop.until(task_id, State.SUCCEEDED)).charged == 1


async def test_a_task_that_takes_its_workers_along_is_given_up(shop: Shop) -> None:
    task_id = await shop.order()
    async with shop.pool.acquire() as conn:
        for _ in range(3):
            victim = await hire(conn)
            assert len(await claim.claim(conn, victim, "local", 1)) == 1
            await bury(conn, victim)
    shop.open()
    task = await shop.until(task_id, State.FAILED)
    assert task.fail_msg == "The worker died 3 times on this task; it was given up."


async def test_a_worker_that_was_taken_for_dead_starts_afresh(
    pool: Pool, database: str, desk: Desk, tmp_path: Path
) -> None:
    async with open_shop(pool, database, desk, tmp_path, lease=0.4) as shop:
        shop.open()
        await shop.until(await shop.order(), State.SUCCEEDED)
        first = shop.worker.id
        hang = await shop.order("hang", pid=str(tmp_path / "pid"))
        await until(lambda: number_in(tmp_path / "pid") > 0)
        async with pool.acquire() as conn:
            await conn.execute("delete from worker where id = $1", first)
            await conn.execute("update job set worker_id = null, run_at = now() + interval '1 day'")
        await until(lambda: gone(number_in(tmp_path / "pid")))
        await shop.until(await shop.order(), State.SUCCEEDED)
        assert shop.worker.id != first
        async with pool.acquire() as conn:
            await cancel(conn, hang)
            await prove(conn)


async def test_a_claim_whose_reply_was_lost_is_found_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[Claimed] = []
    really_claim = claim.claim

    async def lossy(conn: Connection, worker: WorkerId, lane: Lane, most: int) -> list[Claimed]:
        claimed = await really_claim(conn, worker, lane, most)
        if claimed and not lost:
            lost.extend(claimed)
            raise ConnectionResetError
        return claimed

    monkeypatch.setattr(claim, "claim", lossy)
    shop.open()
    task = await shop.until(await shop.order(), State.SUCCEEDED)
    assert [one.task.id for one in lost] == [task.id]


async def test_an_ending_that_cannot_be_written_is_tried_afresh(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0
    really_end = finish.end_all

    async def failing(conn: Connection, endings: Sequence[Ending]) -> list[bool]:
        nonlocal tries
        tries += 1
        if tries <= 2:  # the success, and the failure that is to tell of it
            raise asyncpg.DataError
        return await really_end(conn, endings)

    monkeypatch.setattr(finish, "end_all", failing)
    shop.open()
    task = await shop.until(await shop.order(), State.SUCCEEDED)
    assert (tries, task.charged) == (3, Decimal(1))


async def test_connections_killed_in_the_middle_lose_no_task(shop: Shop) -> None:
    shop.open()
    async with shop.pool.acquire() as conn:
        tasks = [await shop.desk.create(conn, input='{"do": "make"}') for _ in range(15)]
    for _ in range(10):
        await shop.cut()
        await asyncio.sleep(0.05)
    for task_id in tasks:
        assert (await shop.until(task_id, State.SUCCEEDED)).charged == 1
    await retried(shop.pool, prove)


async def test_a_backlog_does_not_keep_the_worker_busy(shop: Shop, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    for _ in range(8):
        await shop.order("wait_for", gate=str(gate))
    first = await shop.order("wait_for", gate=str(gate))
    rounds = 0
    look_for_work = shop.worker._round

    async def counted() -> float:
        nonlocal rounds
        rounds += 1
        return await look_for_work()

    shop.worker._round = counted  # type: ignore[method-assign]
    shop.open()
    await asyncio.sleep(1)
    assert rounds < 20
    gate.touch()
    await shop.until(first, State.SUCCEEDED)


async def test_what_a_vendor_makes_is_waited_for_fetched_and_kept(
    pool: Pool, database: str, desk: Desk, tmp_path: Path
) -> None:
    asked: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        if request.path == "/file":
            return web.Response(body=b"what the vendor made", content_type="text/plain")
        if request.method == "POST":
            return web.Response(text="v-1")
        polls = asked.count("GET /jobs/v-1")
        return web.Response(text="0.5" if polls < 3 else f"done {request.url.origin()}/file")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    async with TestServer(app) as server:
        vendor = ToyVendor(str(server.make_url("")).rstrip("/"))
        async with open_shop(pool, database, desk, tmp_path, vendor=vendor) as shop:
            shop.open()
            task = await shop.until(await shop.order(lane="remote"), State.SUCCEEDED)
            async with pool.acquire() as conn:
                key = await conn.fetchval("select key from asset where task_id = $1", task.id)
                await prove(conn)
            path = shop.store.local_path(key)
    assert asked == ["POST /jobs", *["GET /jobs/v-1"] * 3, "GET /file"]
    assert (task.engine, task.vendor_id, task.charged) == ("vendor", "v-1", Decimal(1))
    assert path is not None
    assert path.read_bytes() == b"what the vendor made"


async def test_a_stage_of_a_vendor_is_shown_once_and_told_once(
    pool: Pool, database: str, desk: Desk, tmp_path: Path
) -> None:
    looks: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        if request.path == "/file":
            return web.Response(body=b"a part", content_type="text/plain")
        if request.method == "POST":
            return web.Response(text="v-1")
        looks.append(request.path)
        file = f"{request.url.origin()}/file"
        return web.Response(text=f"stage first {file}" if len(looks) < 3 else f"done {file}")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    async with TestServer(app) as server:
        vendor = ToyVendor(str(server.make_url("")).rstrip("/"))
        async with open_shop(pool, database, desk, tmp_path, vendor=vendor) as shop:
            shop.open()
            task = await shop.until(await shop.order(lane="remote"), State.SUCCEEDED)
    told = await pool.fetch("select event from delivery order by id")
    assert [row["event"] for row in told] == ["task.first", "task.succeeded"]
    assert task.stage == "first"
    assert await pool.fetchval("select count(*) from asset where name = 'first.txt'") == 1
    assert len(looks) == 3


async def test_each_stage_of_a_vendor_is_told(
    pool: Pool, database: str, desk: Desk, tmp_path: Path
) -> None:
    looks: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        if request.path == "/file":
            return web.Response(body=b"a part", content_type="text/plain")
        if request.method == "POST":
            return web.Response(text="v-1")
        looks.append(request.path)
        file = f"{request.url.origin()}/file"
        said = [f"stage words {file}", f"stage first {file}", f"done {file}"]
        return web.Response(text=said[min(len(looks), 3) - 1])

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    async with TestServer(app) as server:
        vendor = ToyVendor(str(server.make_url("")).rstrip("/"))
        async with open_shop(pool, database, desk, tmp_path, vendor=vendor) as shop:
            shop.open()
            await shop.until(await shop.order(lane="remote"), State.SUCCEEDED)
    told = await pool.fetch("select event from delivery order by id")
    assert [row["event"] for row in told] == ["task.words", "task.first", "task.succeeded"]


async def test_a_task_cancelled_while_it_is_handed_over_leaves_nothing_at_the_vendor(
    pool: Pool, database: str, desk: Desk, tmp_path: Path
) -> None:
    reached, go, back = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handle(request: web.Request) -> web.Response:
        if request.method == "DELETE":
            back.set()
            return web.Response()
        reached.set()
        await go.wait()
        return web.Response(text="v-1")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    async with TestServer(app) as server:
        vendor = ToyVendor(str(server.make_url("")).rstrip("/"))
        async with open_shop(pool, database, desk, tmp_path, vendor=vendor) as shop:
            shop.open()
            task_id = await shop.order(lane="remote")
            await asyncio.wait_for(reached.wait(), 20)
            async with pool.acquire() as conn:
                await cancel(conn, task_id)
            hold = shop.worker._running[task_id].hold
            shop.worker.abandon(hold)
            go.set()
            await asyncio.wait_for(back.wait(), 20)
            async with pool.acquire() as conn:
                await prove(conn)


async def test_a_route_that_is_gone_is_no_reason_for_a_draft(shop: Shop) -> None:
    task_id = await shop.order(lane="remote", wish='{"route": ["gone"]}')
    shop.open()
    task = await shop.until(task_id, State.FAILED)
    assert task.fail_msg == "The route of this task is no longer in the settings."
    assert task.charged == 0
