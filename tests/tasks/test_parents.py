"""Earlier tasks by their id or by that of a file, and why they cannot be built on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from genmux.catalogue.inputs import ParentRef
from genmux.catalogue.load import Catalogue
from genmux.db.pool import Connection, Pool
from genmux.ids import AssetId, TaskId, new_uuid
from genmux.storage import assets
from genmux.tasks.finish import NewAsset
from genmux.tasks.parents import (
    ParentExpired,
    ParentMissing,
    ParentUnfinished,
    check_parent,
    find_parent,
)
from tests.tasks.desk import Desk, claim_one, end, failure, hire, open_desk, success

NOW = datetime.now(UTC)
NAMES = ("one.mp3", "one.jpeg", "two.mp3", "two.jpeg")


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    return await open_desk(pool)


async def song(conn: Connection, desk: Desk) -> tuple[TaskId, list[AssetId]]:
    """A finished task with two tracks and a picture of each."""
    task_id = await desk.create(conn)
    worker = await hire(conn)
    claimed = await claim_one(conn, worker)
    until = NOW + timedelta(days=14)
    files = [
        NewAsset(AssetId(new_uuid()), f"{task_id}/{name}", name, "audio/mpeg", 3, {}, until)
        for name in NAMES
    ]
    listed: list[dict[str, Any]] = [
        {
            "id": file.id.hex,
            "name": file.name,
            "role": "cover" if file.name.endswith("jpeg") else "result",
        }
        for file in files
    ]
    for place in (0, 2):
        listed[place]["detail"] = {"title": f"song {place}", "cover": {"$file": place + 1}}
    result = orjson.dumps({"files": listed, "extra": {"tempo": 90}}).decode()
    assert await end(conn, success(claimed, worker, assets=tuple(files), result=result))
    return task_id, [file.id for file in files]


async def test_the_first_file_stands_for_the_task(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        task_id, ids = await song(conn, desk)
        found = await find_parent(conn, ParentRef("taskId", task_id.hex), desk.project_id, NOW)
    (file,) = found.files
    assert (file.asset.id, file.number, file.role) == (ids[0], 0, "")
    assert file.detail["title"] == "song 0"
    assert (found.task.id, found.extra) == (task_id, {"tempo": 90})


async def test_one_file_is_chosen_by_its_id(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        task_id, ids = await song(conn, desk)
        ref = ParentRef("taskId", task_id.hex, chosen_by="audioId", file_id=str(ids[2]))
        found = await find_parent(conn, ref, desk.project_id, NOW)
        assert [file.number for file in found.files] == [2]
        with pytest.raises(ParentMissing, match="audioId: that task has no such result"):
            await find_parent(
                conn,
                ParentRef("taskId", task_id.hex, chosen_by="audioId", file_id=new_uuid().hex),
                desk.project_id,
                NOW,
            )


async def test_a_file_leads_to_its_task_and_to_what_belongs_to_it(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        task_id, ids = await song(conn, desk)
        ref = ParentRef("audioId", str(ids[2]), by_file=True, also=("cover",))
        found = await find_parent(conn, ref, desk.project_id, NOW)
    assert found.task.id == task_id
    assert [(file.asset.id, file.role) for file in found.files] == [(ids[2], ""), (ids[3], "cover")]


async def test_all_files_where_none_is_chosen(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        task_id, ids = await song(conn, desk)
        ref = ParentRef("taskId", task_id.hex, all=True)
        found = await find_parent(conn, ref, desk.project_id, NOW)
    assert [file.asset.id for file in found.files] == ids


async def test_places_count_results_and_not_what_comes_beside_them(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        task_id, ids = await song(conn, desk)
        ref = ParentRef("task_id", task_id.hex, output=1)
        found = await find_parent(conn, ref, desk.project_id, NOW)
    assert [file.asset.id for file in found.files] == [ids[2]]


async def test_a_place_beyond_the_result(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        task_id, _ = await song(conn, desk)
        with pytest.raises(Exception, match="has 2 results, there is no number 2"):
            await find_parent(
                conn, ParentRef("task_id", task_id.hex, output=2), desk.project_id, NOW
            )


@pytest.mark.parametrize("value", ["", "nonsense", "0" * 32, "1" * 31, "é" * 32])
@pytest.mark.parametrize("by_file", [False, True])
async def test_ids_of_nothing(pool: Pool, desk: Desk, value: str, by_file: bool) -> None:
    async with pool.acquire() as conn:
        with pytest.raises(ParentMissing, match="there is no such task"):
            await find_parent(
                conn, ParentRef("taskId", value, by_file=by_file), desk.project_id, NOW
            )


async def test_another_projects_tasks_do_not_exist(pool: Pool, desk: Desk) -> None:
    other = await open_desk(pool, name="other")
    async with pool.acquire() as conn:
        task_id, ids = await song(conn, desk)
        for ref in (
            ParentRef("taskId", task_id.hex),
            ParentRef("audioId", ids[0].hex, by_file=True),
        ):
            with pytest.raises(ParentMissing):
                await find_parent(conn, ref, other.project_id, NOW)


async def test_unfinished_and_failed_tasks(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        ref = ParentRef("taskId", (await desk.create(conn)).hex)
        with pytest.raises(ParentUnfinished, match="this one is queued"):
            await find_parent(conn, ref, desk.project_id, NOW)
        worker = await hire(conn)
        assert await end(conn, failure(await claim_one(conn, worker), worker))
        with pytest.raises(ParentUnfinished, match="this one is failed"):
            await find_parent(conn, ref, desk.project_id, NOW)


async def test_expired_and_swept_results(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        task_id, ids = await song(conn, desk)
        ref = ParentRef("taskId", task_id.hex)
        with pytest.raises(ParentExpired, match="taskId: the result of that task has expired"):
            await find_parent(conn, ref, desk.project_id, NOW + timedelta(days=15))
        swept = await assets.get(conn, ids[0])
        assert swept is not None
        await assets.mark_deleted(conn, [swept], NOW)
        with pytest.raises(ParentExpired):
            await find_parent(conn, ref, desk.project_id, NOW)
        await conn.execute("delete from asset")
        with pytest.raises(ParentExpired):
            await find_parent(conn, ref, desk.project_id, NOW)


async def test_sandbox_and_live_tasks_do_not_mix(pool: Pool, desk: Desk) -> None:
    async with pool.acquire() as conn:
        task_id, _ = await song(conn, desk)
        ref = ParentRef("taskId", task_id.hex)
        catalogue = Catalogue({})
        found = await check_parent(conn, ref, desk.project_id, NOW, catalogue, sandbox=False)
        assert found.task.id == task_id
        with pytest.raises(ParentMissing):
            await check_parent(conn, ref, desk.project_id, NOW, catalogue, sandbox=True)
        wrong = ParentRef("taskId", task_id.hex, models=("songs/*",))
        with pytest.raises(ParentMissing, match="must name a task of songs/"):
            await check_parent(conn, wrong, desk.project_id, NOW, catalogue, sandbox=False)
