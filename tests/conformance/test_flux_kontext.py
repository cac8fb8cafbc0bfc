"""Flux Kontext: create or edit, poll, callback."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checks import fits, is_file, refused, without
from tests.conformance.client import Client
from tests.conformance.receiver import Receiver

GENERATE = "/api/v1/flux/kontext/generate"
RECORD = "/api/v1/flux/kontext/record-info"
BODY = {"prompt": "a red lighthouse", "aspectRatio": "1:1"}


def ended(data: Any) -> bool:
    assert data["successFlag"] in (0, 1, 2, 3)
    return bool(data["successFlag"])


@pytest.fixture(scope="module")
def made(client: Client, callback: dict[str, str]) -> Any:
    task_id = client.create(GENERATE, {**BODY, **callback})
    return client.until(ended, RECORD, taskId=task_id)


@pytest.mark.covers(40, 42, 43)
def test_a_picture_from_text(client: Client, made: Any) -> None:
    assert made["successFlag"] == 1, made["errorMessage"]
    fits(made, {"taskId": str, "paramJson": str, "response": dict})
    assert made["completeTime"]
    assert not made["errorMessage"]
    is_file(client, made["response"]["resultImageUrl"], "image")


@pytest.mark.covers(40, 42)
def test_an_edit_of_a_picture(client: Client, picture: str) -> None:
    body = {"prompt": "at night", "inputImage": picture, "outputFormat": "png"}
    data = client.until(ended, RECORD, taskId=client.create(GENERATE, body))
    assert data["successFlag"] == 1, data["errorMessage"]
    is_file(client, data["response"]["resultImageUrl"], "image")


@pytest.mark.covers(41)
def test_the_callback(made: Any, receiver: Receiver) -> None:
    told, *_ = receiver.told(made["taskId"])
    assert told["code"] == 200
    assert told["data"]["info"]["resultImageUrl"] == made["response"]["resultImageUrl"]


@pytest.mark.covers(42)
@pytest.mark.parametrize(
    "body",
    [
        without(BODY, "prompt"),
        {**BODY, "aspectRatio": "2:1"},
        {**BODY, "outputFormat": "gif"},
        {**BODY, "safetyTolerance": 7},
        {**BODY, "inputImage": "https://example.com/a.png", "safetyTolerance": 3},
    ],
    ids=["prompt", "ratio", "format", "tolerance", "tolerance of an edit"],
)
def test_a_wrong_request(client: Client, body: dict[str, Any]) -> None:
    refused(client, GENERATE, body, 400, 422, 500)


@pytest.mark.covers(43)
def test_an_unknown_task(client: Client) -> None:
    reply = client.get(RECORD, taskId="0" * 32)
    assert (reply.code, reply.json["data"]) == (422, None)
