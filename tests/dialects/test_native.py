"""What Genmux adds: list, cancel, retry, deliveries, quote."""

from __future__ import annotations

from genmux.db.pool import Pool
from genmux.projects.keys import NewKey
from genmux.projects.project import ensure_project
from tests.dialects.conftest import NewCaller
from tests.server import Caller

MODEL = "z-image"
INPUT = {"prompt": "a red kite", "aspect_ratio": "1:1"}


async def made(api: Caller, **more: object) -> str:
    return str((await api.create(MODEL, INPUT, **more)).data["taskId"])


async def test_tasks_are_listed_newest_first_in_pages(api: Caller) -> None:
    ids = [await made(api) for _ in range(5)]
    first = (await api.get("/genmux/v1/tasks?limit=3")).data["tasks"]
    assert [task["taskId"] for task in first] == ids[:1:-1]
    rest = (await api.get(f"/genmux/v1/tasks?before={first[-1]['taskId']}")).data["tasks"]
    assert [task["taskId"] for task in rest] == ids[1::-1]


async def test_lists_can_be_filtered(api: Caller) -> None:
    task_id = await made(api)
    await made(api)
    await api.post(f"/genmux/v1/tasks/{task_id}/cancel")
    listed = (await api.get("/genmux/v1/tasks?state=cancelled")).data["tasks"]
    assert [task["taskId"] for task in listed] == [task_id]
    assert (await api.get("/genmux/v1/tasks?model=other")).data["tasks"] == []


async def test_wrong_filters_are_named(api: Caller) -> None:
    assert "queued" in (await api.get("/genmux/v1/tasks?state=done")).msg
    assert "1 to 100" in (await api.get("/genmux/v1/tasks?limit=1000")).msg
    assert "before" in (await api.get("/genmux/v1/tasks?before=x")).msg
    assert "model" in (await api.get("/genmux/v1/tasks?model=a%00b")).msg


async def test_a_waiting_task_knows_its_place(api: Caller) -> None:
    ids = [await made(api) for _ in range(3)]
    shown = [(await api.get(f"/genmux/v1/tasks/{task_id}")).data for task_id in ids]
    assert [task["queuePosition"] for task in shown] == [0, 1, 2]
    assert shown[0]["status"] == "queued"
    assert shown[0]["creditsHeld"] == 0.8
    assert shown[0]["creditsCharged"] is None


async def test_cancel_releases_and_tells_the_receiver(api: Caller, pool: Pool) -> None:
    task_id = await made(api, callBackUrl="https://example.com/hook")
    reply = await api.post(f"/genmux/v1/tasks/{task_id}/cancel")
    assert reply.data["status"] == "cancelled"
    assert reply.data["state"] == "fail"
    assert reply.data["creditsConsumed"] == 0
    assert (await api.get("/api/v1/chat/credit")).data == 1000
    assert await pool.fetchval("select count(*) from delivery") == 1
    assert await pool.fetchval("select count(*) from job") == 0


async def test_cancelling_twice_is_a_conflict(api: Caller) -> None:
    task_id = await made(api)
    await api.post(f"/genmux/v1/tasks/{task_id}/cancel")
    reply = await api.post(f"/genmux/v1/tasks/{task_id}/cancel")
    assert reply.code == 409
    assert (await api.get("/api/v1/chat/credit")).data == 1000


async def test_retry_is_a_new_task_with_its_own_hold(api: Caller) -> None:
    task_id = await made(api)
    assert (await api.post(f"/genmux/v1/tasks/{task_id}/retry")).code == 409
    await api.post(f"/genmux/v1/tasks/{task_id}/cancel")
    again = (await api.post(f"/genmux/v1/tasks/{task_id}/retry")).data["taskId"]
    assert again != task_id
    shown = (await api.get(f"/genmux/v1/tasks/{again}")).data
    assert shown["retryOf"] == task_id
    assert (await api.get("/api/v1/chat/credit")).data == 999.2


async def test_deliveries_are_listed_and_repeated(api: Caller) -> None:
    task_id = await made(api, callBackUrl="https://example.com/hook")
    await api.post(f"/genmux/v1/tasks/{task_id}/cancel")
    (delivery,) = (await api.get(f"/genmux/v1/tasks/{task_id}/deliveries")).data["deliveries"]
    assert delivery["taskId"] == task_id
    assert delivery["url"] == "https://example.com/hook"
    assert delivery["webhookId"].startswith("msg_")
    again = await api.post(f"/genmux/v1/deliveries/{delivery['deliveryId']}/redeliver")
    assert again.code == 200
    assert (await api.post(f"/genmux/v1/deliveries/{'0' * 32}/redeliver")).code == 404


async def test_a_quote_costs_nothing(api: Caller) -> None:
    data = (await api.post("/genmux/v1/quote", {"model": MODEL, "input": INPUT})).data
    (route,) = data.pop("routes")
    assert data == {"model": MODEL, "credits": 0.8, "usd": 0.004}
    assert (route["engine"], route["costUsd"]) == ("sketch", 0)
    assert (await api.get("/api/v1/chat/credit")).data == 1000


async def test_nothing_of_another_project_can_be_touched(
    api: Caller, new_caller: NewCaller, pool: Pool
) -> None:
    task_id = await made(api, callBackUrl="https://example.com/hook")
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(project_id=other.id)
    for path in ("", "/deliveries"):
        assert (await stranger.get(f"/genmux/v1/tasks/{task_id}{path}")).code == 404
    for path in ("cancel", "retry"):
        assert (await stranger.post(f"/genmux/v1/tasks/{task_id}/{path}")).code == 404
    assert (await stranger.get("/genmux/v1/tasks")).data["tasks"] == []
    await api.post(f"/genmux/v1/tasks/{task_id}/cancel")
    (delivery,) = (await api.get(f"/genmux/v1/tasks/{task_id}/deliveries")).data["deliveries"]
    path = f"/genmux/v1/deliveries/{delivery['deliveryId']}/redeliver"
    assert (await stranger.post(path)).code == 404


async def test_sandbox_and_live_purses_are_apart(new_caller: NewCaller) -> None:
    live, sandbox = await new_caller(), await new_caller(NewKey(sandbox=True), funds=5)
    task_id = await made(sandbox)
    assert (await live.get("/api/v1/chat/credit")).data == 1000
    assert (await sandbox.get("/api/v1/chat/credit")).data == 4.2
    assert [task["taskId"] for task in (await sandbox.get("/genmux/v1/tasks")).data["tasks"]] == [
        task_id
    ]
    assert (await live.get("/genmux/v1/tasks")).data["tasks"] == []
