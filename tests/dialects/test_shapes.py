"""Every key of record and callback: which are there when, and of what type."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import pytest

from genmux.clock import epoch_ms
from genmux.db.pool import Pool
from genmux.dialects import market
from genmux.ids import TaskId
from genmux.projects.project import Project
from genmux.storage.links import Links
from genmux.tasks.read import get
from genmux.tasks.states import State
from genmux.tasks.task import Task
from tests.server import Caller

NONE = type(None)
# The first ten are what recorded replies always hold; the rest came later.
ALWAYS: dict[str, Any] = {
    "taskId": str,
    "model": str,
    "state": str,
    "param": str,
    "resultJson": str,
    "failCode": (str, NONE),
    "failMsg": (str, NONE),
    "costTime": (int, NONE),
    "completeTime": (int, NONE),
    "createTime": int,
    "updateTime": int,
    "progress": int,
    "creditsConsumed": (int, float),
    "operationType": str,
    "successFlag": int,
    "paramJson": str,
}
CALLBACK = {**ALWAYS, "resultJson": (str, NONE)} | {
    "task_id": str,
    "callbackType": str,
    "consumeCredits": (int, float),
    "remainedCredits": (int, float),
}
LINKS = Links(b"a secret of some length")


@pytest.fixture
async def task(api: Caller, pool: Pool, project: Project) -> Task:
    values = {"prompt": "a red kite", "aspect_ratio": "1:1"}
    reply = await api.create("z-image", values, callBackUrl="https://example.com/x")
    async with pool.acquire() as conn:
        found = await get(conn, TaskId(UUID(hex=reply.data["taskId"])), project.id)
    assert found is not None
    return found


def ended(task: Task, state: State) -> Task:
    file = {
        "id": "0" * 32,
        "name": "a.png",
        "mime": "image/png",
        "size": 1,
        "role": "result",
        "expires": 1_900_000_000,
    }
    good = state is State.SUCCEEDED
    return dataclasses.replace(
        task,
        state=state,
        charged=task.held if good else Decimal(0),
        result=orjson.dumps({"files": [file], "extra": {}}).decode() if good else None,
        fail_code=None if good else "500",
        fail_msg=None if good else "it broke",
        finished_at=task.created_at,
    )


def told(task: Task) -> dict[str, Any]:
    """The record as it goes over the wire."""
    data: dict[str, Any] = orjson.loads(orjson.dumps(market.record(task, LINKS), default=float))
    return data


def fits(data: dict[str, Any], kinds: dict[str, Any]) -> None:
    assert data.keys() == kinds.keys()
    for name, kind in kinds.items():
        assert isinstance(data[name], kind), (name, data[name])
        assert not isinstance(data[name], bool), name


def test_an_unfinished_record(task: Task) -> None:
    data = told(task)
    fits(data, ALWAYS)
    empty = ("failCode", "failMsg", "costTime", "completeTime")
    assert all(data[name] is None for name in empty)
    assert (data["resultJson"], data["successFlag"], data["progress"]) == ("", 0, 0)


@pytest.mark.covers(158)
def test_a_successful_record(task: Task) -> None:
    data = told(ended(task, State.SUCCEEDED))
    fits(data, ALWAYS | {"response": dict})
    assert (data["state"], data["failCode"], data["failMsg"]) == ("success", None, None)
    assert data["completeTime"] == epoch_ms(task.created_at)
    assert list(orjson.loads(data["resultJson"])) == ["resultUrls"]


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_a_failed_record(task: Task, state: State) -> None:
    data = told(ended(task, state))
    fits(data, ALWAYS)
    assert (data["state"], data["successFlag"], data["resultJson"]) == ("fail", 3, "")
    assert (data["failCode"], data["failMsg"]) == ("500", "it broke")
    assert data["creditsConsumed"] == 0


@pytest.mark.parametrize(
    ("state", "code", "more"),
    [(State.SUCCEEDED, 200, {"response": dict}), (State.FAILED, 501, {})],
)
def test_a_callback(task: Task, state: State, code: int, more: dict[str, Any]) -> None:
    body = orjson.loads(market.callback(ended(task, state), Decimal(1), LINKS))
    assert body.keys() == {"code", "msg", "taskId", "data"}
    assert body["code"] == code
    fits(body["data"], CALLBACK | more)
    assert body["data"]["callbackType"] == "task_completed"
    assert (body["data"]["resultJson"] is None) == (state is State.FAILED)


@pytest.mark.covers(1, 2, 158)
@pytest.mark.parametrize(
    ("path", "body", "envelope"),
    [
        (
            "/api/v1/jobs/createTask",
            {"model": "no/such", "input": {}},
            {
                "code": 422,
                "msg": "The model name you specified is not supported. Please verify your input "
                "and use one of the supported models provided by KIE.",
                "data": None,
            },
        ),
        (
            "/api/v1/jobs/createTask",
            {"model": "bytedance/seedance-2", "input": {}},
            {
                "code": 422,
                "msg": "Please fill in the text prompt or image, video, or audio",
                "data": None,
            },
        ),
        (
            "/api/v1/jobs/createTask",
            {"model": "flux-2/pro-text-to-image", "input": {}},
            {"code": 422, "msg": "prompt is required", "data": None},
        ),
        (
            "/api/v1/common/download-url",
            {"url": "https://example.com/a.png"},
            {"code": 422, "msg": "url is wrong", "data": None},
        ),
    ],
)
async def test_recorded_texts(
    api: Caller, path: str, body: dict[str, Any], envelope: dict[str, Any]
) -> None:
    assert (await api.post(path, body)).json == envelope


async def test_the_keys_of_a_created_task(api: Caller) -> None:
    reply = await api.create("z-image", {"prompt": "a", "aspect_ratio": "1:1"})
    assert reply.json.keys() == {"code", "msg", "data"}
    assert reply.data.keys() == {"taskId", "recordId"}
    assert reply.data["taskId"] == reply.data["taskId"].lower()


async def test_the_keys_of_the_catalogue(api: Caller) -> None:
    model = (await api.get("/api/v1/models?q=z-image")).data["models"][0]
    assert model.keys() == {
        "model",
        "slug",
        "title",
        "provider",
        "taskType",
        "description",
        "pricingDesc",
    }
    document = (await api.get("/api/v1/models/z-image/schema")).data["openapi"]
    call = document["paths"]["/api/v1/jobs/createTask"]["post"]
    assert document["servers"] == [{"url": api.url}]
    assert call["callbacks"]
    point = (await api.get("/api/v1/models/z-image/success-rate")).data["points"][0]
    assert point.keys() == {"start", "end", "successRate", "errorRate", "isNormal"}
