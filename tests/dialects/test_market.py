"""createTask and recordInfo, as recorded live replies have them."""

from __future__ import annotations

import asyncio
import dataclasses
from decimal import Decimal
from uuid import UUID

import aiohttp
import orjson
import pytest

from genmux.db.pool import Pool
from genmux.dialects import market
from genmux.ids import TaskId
from genmux.ledger.purse import KeyLimits
from genmux.projects.keys import NewKey
from genmux.projects.project import Project, ensure_project
from genmux.settings import Settings
from genmux.storage.links import Links
from genmux.tasks.read import get
from genmux.tasks.states import State
from genmux.tasks.task import Task
from tests.dialects.conftest import NewCaller
from tests.server import Caller, running_api

MODEL = "z-image"
INPUT = {"prompt": "a red kite", "aspect_ratio": "1:1"}


@pytest.mark.covers(1, 2)
async def test_create_answers_with_one_id_under_two_names(api: Caller) -> None:
    reply = await api.create(MODEL, INPUT)
    assert reply.status == 200
    assert reply.json["code"] == 200
    assert reply.json["msg"] == "success"
    assert reply.data["taskId"] == reply.data["recordId"]
    assert len(reply.data["taskId"]) == 32
    int(reply.data["taskId"], 16)


@pytest.mark.covers(2, 158)
async def test_a_new_task_reads_as_waiting(api: Caller) -> None:
    created = await api.create(MODEL, INPUT, callBackUrl="https://example.com/hook")
    record = (await api.record(created.data["taskId"])).data
    assert record["taskId"] == created.data["taskId"]
    assert record["model"] == record["operationType"] == MODEL
    assert record["state"] == "waiting"
    assert record["successFlag"] == 0
    assert record["resultJson"] == ""
    assert record["creditsConsumed"] == 0.8
    assert [record[name] for name in ("failCode", "failMsg", "costTime", "completeTime")] == [
        None
    ] * 4
    assert isinstance(record["createTime"], int)
    assert "response" not in record


async def test_param_is_doubly_encoded_and_as_sent(api: Caller) -> None:
    sent = {**INPUT, "unknown": [1, {"kept": True}]}
    created = await api.create(MODEL, sent, callBackUrl="https://example.com/hook")
    record = (await api.record(created.data["taskId"])).data
    param = orjson.loads(record["param"])
    assert record["paramJson"] == record["param"]
    assert param["model"] == MODEL
    assert param["callBackUrl"] == "https://example.com/hook"
    assert orjson.loads(param["input"]) == sent


async def test_param_has_no_callback_where_none_was_asked_for(api: Caller) -> None:
    created = await api.create(MODEL, INPUT)
    record = (await api.record(created.data["taskId"])).data
    assert "callBackUrl" not in orjson.loads(record["param"])


async def test_input_may_come_as_json_text(api: Caller) -> None:
    reply = await api.post(
        "/api/v1/jobs/createTask", {"model": MODEL, "input": orjson.dumps(INPUT).decode()}
    )
    assert reply.code == 200


async def test_keys_with_stray_spaces_are_trimmed(api: Caller) -> None:
    reply = await api.post(
        "/api/v1/jobs/createTask",
        {" model": MODEL, "input ": {"prompt ": "x", " aspect_ratio": "1:1"}},
    )
    assert reply.code == 200


async def test_the_hold_leaves_the_balance_at_once(api: Caller) -> None:
    await api.create(MODEL, INPUT)
    assert (await api.get("/api/v1/chat/credit")).data == 999.2


async def test_another_projects_task_does_not_exist(
    api: Caller, new_caller: NewCaller, pool: Pool
) -> None:
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(project_id=other.id)
    task_id = (await api.create(MODEL, INPUT)).data["taskId"]
    assert (await api.record(task_id)).code == 200
    hidden, unknown = await stranger.record(task_id), await stranger.record("f" * 32)
    assert hidden.json == unknown.json == {"code": 422, "msg": "recordInfo is null", "data": None}


@pytest.mark.parametrize("task_id", ["nonsense", "task_z_123", "g" * 32, "%00", "a" * 5000])
async def test_an_impossible_id_is_an_unknown_one(api: Caller, task_id: str) -> None:
    assert (await api.record(task_id)).msg == "recordInfo is null"


async def test_record_without_an_id(api: Caller) -> None:
    reply = await api.get("/api/v1/jobs/recordInfo")
    assert (reply.code, reply.msg) == (400, "taskId parameter is required")


async def test_credits_run_out_exactly(new_caller: NewCaller) -> None:
    caller = await new_caller(funds=2)
    codes = [(await caller.create(MODEL, INPUT)).code for _ in range(4)]
    assert codes == [200, 200, 402, 402]
    assert (await caller.get("/api/v1/chat/credit")).data == 0.4


async def test_a_flood_is_admitted_exactly_as_far_as_the_credits_reach(
    new_caller: NewCaller,
) -> None:
    caller = await new_caller(funds=40)
    replies = await asyncio.gather(*(caller.create(MODEL, INPUT) for _ in range(200)))
    codes = [reply.code for reply in replies]
    assert codes.count(200) == 50
    assert codes.count(402) == 150


async def test_a_keys_own_limit(new_caller: NewCaller) -> None:
    caller = await new_caller(NewKey(limits=KeyLimits(hour=Decimal(1))))
    assert (await caller.create(MODEL, INPUT)).code == 200
    reply = await caller.create(MODEL, INPUT)
    assert reply.code == 433
    assert "hourly limit" in reply.msg
    assert "1 credits" in reply.msg


@pytest.mark.covers(1)
async def test_pace_is_limited_with_retry_after(
    database: str, new_caller: NewCaller, settings: Settings
) -> None:
    limits = dataclasses.replace(settings.limits, creates=20)
    paced = dataclasses.replace(settings, limits=limits)
    known = await new_caller()
    async with running_api(paced, database) as url, aiohttp.ClientSession() as session:
        caller = Caller(session, url, known._key)
        replies = await asyncio.gather(*(caller.create(MODEL, INPUT) for _ in range(30)))
    refused = [reply for reply in replies if reply.code == 429]
    assert len(refused) == 10
    assert all(1 <= int(reply.headers["retry-after"]) <= 10 for reply in refused)
    assert "20 new tasks in 10 seconds" in refused[0].msg


async def test_the_same_idempotency_key_is_the_same_task(api: Caller) -> None:
    body = {"model": MODEL, "input": INPUT}
    first = await api.post("/api/v1/jobs/createTask", body, Idempotency_Key="order-1")
    again = await api.post("/api/v1/jobs/createTask", body, Idempotency_Key="order-1")
    assert again.raw == first.raw
    assert (await api.get("/api/v1/chat/credit")).data == 999.2


async def test_an_idempotency_key_stands_for_one_body(api: Caller) -> None:
    await api.post(
        "/api/v1/jobs/createTask", {"model": MODEL, "input": INPUT}, Idempotency_Key="order-2"
    )
    other = {"model": MODEL, "input": {**INPUT, "prompt": "something else"}}
    reply = await api.post("/api/v1/jobs/createTask", other, Idempotency_Key="order-2")
    assert reply.code == 409
    assert "Idempotency-Key" in reply.msg


async def test_honest_statuses_are_a_setting(
    database: str, settings: Settings, new_caller: NewCaller
) -> None:
    honest = dataclasses.replace(
        settings, server=dataclasses.replace(settings.server, honest_status=True)
    )
    known = await new_caller(funds=0)
    async with running_api(honest, database) as url, aiohttp.ClientSession() as session:
        caller = Caller(session, url, known._key)
        assert (await caller.create(MODEL, INPUT)).status == 402
        assert (await caller.create("nothing/of-the-kind", {})).status == 422
        assert (await caller.record("f" * 32)).status == 404
        assert (await caller.with_key("wrong").create(MODEL, INPUT)).status == 401


def ended(task: Task, state: State) -> Task:
    result = {
        "files": [
            {
                "id": "0" * 31 + str(number),
                "name": name,
                "mime": "image/png",
                "size": 1,
                "role": role,
                "expires": 1_900_000_000,
            }
            for number, (name, role) in enumerate(
                [("a.png", "result"), ("b.png", "last_frame"), ("mask.png", "part")]
            )
        ],
        "extra": {"resultObject": {"mask_urls": [{"$file": 2}]}},
    }
    return dataclasses.replace(
        task,
        state=state,
        charged=task.held if state is State.SUCCEEDED else Decimal(0),
        result=orjson.dumps(result).decode() if state is State.SUCCEEDED else None,
        fail_code=None if state is State.SUCCEEDED else "422",
        fail_msg=None if state is State.SUCCEEDED else "image_url is not an image",
        finished_at=task.created_at,
    )


@pytest.fixture
async def task(api: Caller, pool: Pool, project: Project) -> Task:
    task_id = (await api.create(MODEL, INPUT, callBackUrl="https://example.com/x")).data["taskId"]
    async with pool.acquire() as conn:
        found = await get(conn, TaskId(UUID(hex=task_id)), project.id)
    assert found is not None
    return found


LINKS = Links(b"a secret of some length")


def test_a_result_shows_files_by_role(task: Task) -> None:
    data = market.record(ended(task, State.SUCCEEDED), LINKS)
    result = orjson.loads(data["resultJson"])
    assert data["response"] == result
    assert [url.rsplit("/")[-1] for url in result["resultUrls"]] == ["a.png"]
    assert [url.rsplit("/")[-1] for url in result["lastFrameUrl"]] == ["b.png"]
    assert result["resultObject"]["mask_urls"][0].endswith("/mask.png")
    assert data["state"] == "success"
    assert data["successFlag"] == 1


def test_the_callback_carries_every_documented_field(task: Task) -> None:
    body = orjson.loads(market.callback(ended(task, State.SUCCEEDED), Decimal("12.5"), LINKS))
    assert body["code"] == 200
    assert body["msg"] == "Playground task completed successfully."
    assert body["taskId"] == body["data"]["taskId"] == body["data"]["task_id"] == task.public_id
    assert body["data"]["remainedCredits"] == 12.5
    assert body["data"]["creditsConsumed"] == body["data"]["consumeCredits"] == 0.8
    assert orjson.loads(body["data"]["resultJson"])["resultUrls"]


def test_the_callback_of_a_failure(task: Task) -> None:
    body = orjson.loads(market.callback(ended(task, State.FAILED), Decimal(1), LINKS))
    assert (body["code"], body["msg"]) == (501, "Playground task failed.")
    assert body["data"]["state"] == "fail"
    assert body["data"]["resultJson"] is None
    assert (body["data"]["failCode"], body["data"]["failMsg"]) == (
        "422",
        "image_url is not an image",
    )
    assert body["data"]["creditsConsumed"] == 0


async def test_links_start_where_the_client_reached_the_server(task: Task, api: Caller) -> None:
    assert task.base_url == api.url
