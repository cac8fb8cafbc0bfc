"""Aleph: a video in another style."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checks import fits, is_file, refused, without
from tests.conformance.client import Client
from tests.conformance.receiver import Receiver

GENERATE = "/api/v1/aleph/generate"
RECORD = "/api/v1/aleph/record-info"


def ended(data: Any) -> bool:
    assert data["successFlag"] in (0, 1, 2, 3)
    return data["successFlag"] != 0 or bool(data["errorCode"])


@pytest.fixture(scope="module")
def made(client: Client, clip: str, callback: dict[str, str]) -> Any:
    body = {"prompt": "as a watercolour", "videoUrl": clip, **callback}
    return client.until(ended, RECORD, taskId=client.create(GENERATE, body))


@pytest.mark.covers(95, 96)
def test_a_video_in_another_style(client: Client, made: Any) -> None:
    assert made["successFlag"] == 1, made["errorMessage"]
    fits(made, {"taskId": str, "paramJson": str, "response": dict, "createTime": int | str})
    assert made["completeTime"]
    assert not made["errorCode"]
    is_file(client, made["response"]["resultVideoUrl"], "video")
    is_file(client, made["response"]["resultImageUrl"], "image")


@pytest.mark.covers(94)
def test_the_callback(made: Any, receiver: Receiver) -> None:
    told, *_ = receiver.told(made["taskId"])
    assert told["code"] == 200
    links = {told["data"].get("result_video_url"), told["data"].get("video_url")}
    assert made["response"]["resultVideoUrl"] in links


@pytest.mark.covers(95)
@pytest.mark.parametrize("change", [{"aspectRatio": "2:1"}, {"seed": "x"}], ids=["ratio", "seed"])
def test_a_wrong_request(client: Client, clip: str, change: dict[str, Any]) -> None:
    refused(client, GENERATE, {"prompt": "as a watercolour", "videoUrl": clip, **change})


@pytest.mark.covers(95)
@pytest.mark.parametrize("name", ["prompt", "videoUrl"])
def test_a_missing_field(client: Client, clip: str, name: str) -> None:
    refused(client, GENERATE, without({"prompt": "as a watercolour", "videoUrl": clip}, name))


@pytest.mark.covers(96)
def test_an_unknown_task(client: Client) -> None:
    reply = client.get(RECORD, taskId="0" * 32)
    assert not reply.json.get("data")
