"""One create call and one record call for every model of the Market."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.client import Client
from tests.conformance.receiver import Receiver

CREATE = "/api/v1/jobs/createTask"
RECORD = "/api/v1/jobs/recordInfo"
MODEL = "z-image"
INPUT = {"prompt": "a red kite over the sea", "aspect_ratio": "1:1"}
STATES = {"waiting", "queuing", "generating", "success", "fail"}


def ended(data: Any) -> bool:
    assert data["state"] in STATES
    return data["state"] in ("success", "fail")


@pytest.mark.covers(2, 8, 158)
def test_a_task_from_its_creation_to_its_file(client: Client) -> None:
    task_id = client.create(CREATE, {"model": MODEL, "input": INPUT})
    data = client.until(ended, RECORD, taskId=task_id)
    assert data["state"] == "success", data["failMsg"]
    assert (data["taskId"], data["model"]) == (task_id, MODEL)
    assert not data["failCode"]
    assert not data["failMsg"]
    assert data["createTime"] <= data["completeTime"]
    assert isinstance(data["costTime"], int | float)
    param = json.loads(data["param"])
    assert param["model"] == MODEL
    asked = param["input"]
    assert (json.loads(asked) if isinstance(asked, str) else asked)["prompt"] == INPUT["prompt"]
    (link,) = json.loads(data["resultJson"])["resultUrls"]
    file = client.download(link)
    assert file.status == 200
    assert file.headers["content-type"].startswith("image/")


@pytest.mark.covers(158)
def test_a_new_task_can_be_read_at_once(client: Client) -> None:
    task_id = client.create(CREATE, {"model": MODEL, "input": INPUT})
    data = client.get(RECORD, taskId=task_id).data
    assert data["taskId"] == task_id
    assert data["state"] in STATES
    assert isinstance(data["createTime"], int)
    client.until(ended, RECORD, taskId=task_id)


def test_the_callback_says_what_the_record_says(client: Client, receiver: Receiver) -> None:
    body = {"model": MODEL, "input": INPUT, "callBackUrl": receiver.url}
    task_id = client.create(CREATE, body)
    record = client.until(ended, RECORD, taskId=task_id)
    told, *_ = receiver.told(task_id)
    assert told["code"] == 200
    assert told["msg"] == "Playground task completed successfully."
    same = ("taskId", "model", "state", "param", "resultJson", "createTime", "completeTime")
    assert {name: told["data"][name] for name in same} == {name: record[name] for name in same}
    assert isinstance(told["data"]["creditsConsumed"], int | float)


@pytest.mark.covers(158)
def test_an_unknown_task(client: Client) -> None:
    reply = client.get(RECORD, taskId="0" * 32)
    assert (reply.code, reply.msg) == (422, "recordInfo is null")


@pytest.mark.covers(158)
def test_a_record_needs_an_id(client: Client) -> None:
    assert client.get(RECORD).code in (400, 422)


def test_an_unknown_model(client: Client) -> None:
    reply = client.post(CREATE, {"model": "no/such-model", "input": INPUT})
    assert reply.code == 422
    assert "not supported" in reply.msg


def test_a_required_field(client: Client) -> None:
    reply = client.post(CREATE, {"model": MODEL, "input": {"aspect_ratio": "1:1"}})
    assert reply.code in (422, 500)
    assert "required" in reply.msg


def test_a_value_out_of_its_list(client: Client) -> None:
    reply = client.post(CREATE, {"model": MODEL, "input": {**INPUT, "aspect_ratio": "7:1"}})
    assert reply.code in (422, 500)


def test_unknown_fields_are_ignored(client: Client) -> None:
    task_id = client.create(CREATE, {"model": MODEL, "input": {**INPUT, "unknown": 1}})
    assert client.until(ended, RECORD, taskId=task_id)["state"] == "success"
