"""Runway: create, extend, poll, callback."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checks import fits, is_file, refused, without
from tests.conformance.client import Client
from tests.conformance.receiver import Receiver

GENERATE = "/api/v1/runway/generate"
EXTEND = "/api/v1/runway/extend"
DETAIL = "/api/v1/runway/record-detail"
BODY = {"prompt": "waves roll in", "duration": 5, "quality": "720p", "aspectRatio": "16:9"}


def ended(data: Any) -> bool:
    assert data["state"] in {"wait", "queueing", "generating", "success", "fail"}
    return data["state"] in ("success", "fail")


@pytest.fixture(scope="module")
def made(client: Client, callback: dict[str, str]) -> Any:
    """The record of a finished clip."""
    task_id = client.create(GENERATE, {**BODY, **callback})
    return client.until(ended, DETAIL, taskId=task_id)


@pytest.fixture(scope="module")
def extended(client: Client, made: Any, callback: dict[str, str]) -> Any:
    """The record of its finished extension."""
    body = {"taskId": made["taskId"], "prompt": "a gull flies by", "quality": "720p"}
    task_id = client.create(EXTEND, {**body, **callback})
    return client.until(ended, DETAIL, taskId=task_id)


@pytest.mark.covers(91, 97, 98)
def test_a_clip_from_text(client: Client, made: Any) -> None:
    assert made["state"] == "success", made["failMsg"]
    fits(made, {"taskId": str, "generateParam": dict, "generateTime": str, "videoInfo": dict})
    assert not made["parentTaskId"]
    assert made["generateParam"]["prompt"] == BODY["prompt"]
    assert made["expireFlag"] == 0
    video = made["videoInfo"]
    fits(video, {"videoId": str, "videoUrl": str, "imageUrl": str})
    assert video["taskId"] == made["taskId"]
    is_file(client, video["videoUrl"], "video")
    is_file(client, video["imageUrl"], "image")


@pytest.mark.covers(91, 97)
def test_a_clip_from_a_picture(client: Client, picture: str) -> None:
    body = {**without(BODY, "aspectRatio"), "imageUrl": picture}
    data = client.until(ended, DETAIL, taskId=client.create(GENERATE, body))
    assert data["state"] == "success", data["failMsg"]
    assert data["generateParam"]["imageUrl"]


@pytest.mark.covers(99)
def test_an_extension_knows_its_parent(client: Client, made: Any, extended: Any) -> None:
    assert extended["state"] == "success", extended["failMsg"]
    assert extended["taskId"] != made["taskId"]
    assert extended["parentTaskId"] == made["taskId"]
    is_file(client, extended["videoInfo"]["videoUrl"], "video")


@pytest.mark.covers(92)
def test_the_callback_of_a_clip(made: Any, receiver: Receiver) -> None:
    check_callback(made, receiver)


@pytest.mark.covers(93)
def test_the_callback_of_an_extension(extended: Any, receiver: Receiver) -> None:
    check_callback(extended, receiver)


def check_callback(record: Any, receiver: Receiver) -> None:
    told, *_ = receiver.told(record["taskId"])
    assert told["code"] == 200
    video = record["videoInfo"]
    assert told["data"]["video_id"] == video["videoId"]
    assert told["data"]["video_url"] == video["videoUrl"]
    assert told["data"]["image_url"] == video["imageUrl"]


@pytest.mark.covers(97)
@pytest.mark.parametrize(
    "body",
    [
        without(BODY, "prompt"),
        without(BODY, "aspectRatio"),
        {**BODY, "duration": 10, "quality": "1080p"},
        {**BODY, "duration": 7},
        {**BODY, "quality": "480p"},
        {**BODY, "aspectRatio": "2:1"},
        {**BODY, "prompt": "x" * 2100},
    ],
    ids=["prompt", "ratio", "1080p of 10 s", "duration", "quality", "wrong ratio", "long prompt"],
)
def test_a_wrong_request(client: Client, body: dict[str, Any]) -> None:
    refused(client, GENERATE, body)


@pytest.mark.covers(99)
def test_an_extension_needs_a_clip(client: Client) -> None:
    body = {"taskId": "0" * 32, "prompt": "a gull flies by", "quality": "720p"}
    refused(client, EXTEND, body, 400, 404, 422)
    refused(client, EXTEND, without(body, "taskId"))


@pytest.mark.covers(98)
def test_an_unknown_task(client: Client) -> None:
    assert client.get(DETAIL, taskId="0" * 32).data is None
