"""Veo: create, extend, larger copies, poll, callbacks."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.conformance.checks import fits, is_file, refused, without
from tests.conformance.client import Client
from tests.conformance.receiver import Receiver

GENERATE = "/api/v1/veo/generate"
EXTEND = "/api/v1/veo/extend"
LARGER = "/api/v1/veo/get-1080p-video"
LARGEST = "/api/v1/veo/get-4k-video"
RECORD = "/api/v1/veo/record-info"
BODY = {
    "prompt": "waves roll in",
    "model": "veo3_lite",
    "aspectRatio": "16:9",
    "resolution": "720p",
    "duration": 4,
}
PICTURE = "https://example.com/a.png"


def ended(data: Any) -> bool:
    assert data["successFlag"] in (0, 1, 2, 3)
    return bool(data["successFlag"])


@pytest.fixture(scope="module")
def made(client: Client, callback: dict[str, str]) -> Any:
    task_id = client.create(GENERATE, {**BODY, **callback})
    return client.until(ended, RECORD, taskId=task_id)


@pytest.fixture(scope="module")
def extended(client: Client, made: Any) -> Any:
    body = {"taskId": made["taskId"], "prompt": "a gull flies by", "model": "lite"}
    return client.until(ended, RECORD, taskId=client.create(EXTEND, body))


@pytest.mark.covers(112, 115, 119)
def test_a_clip_from_text(client: Client, made: Any) -> None:
    assert made["successFlag"] == 1, made["errorMessage"]
    fits(made, {"taskId": str, "paramJson": str, "response": dict})
    assert made["completeTime"]
    assert not made["errorCode"]
    (link,) = made["response"]["resultUrls"]
    is_file(client, link, "video")


@pytest.mark.covers(112, 115)
def test_a_clip_from_a_picture(client: Client, picture: str) -> None:
    kind = "FIRST_AND_LAST_FRAMES_2_VIDEO"
    body = {**BODY, "imageUrls": [picture], "generationType": kind}
    data = client.until(ended, RECORD, taskId=client.create(GENERATE, body))
    assert data["successFlag"] == 1, data["errorMessage"]


@pytest.mark.covers(116)
def test_an_extension(client: Client, made: Any, extended: Any) -> None:
    assert extended["successFlag"] == 1, extended["errorMessage"]
    assert extended["taskId"] != made["taskId"]
    is_file(client, extended["response"]["resultUrls"][0], "video")


# Asking for the extension here puts it first: what has a larger copy cannot be extended.
@pytest.mark.covers(117)
def test_a_copy_of_1080_lines(client: Client, made: Any, extended: Any) -> None:
    deadline = time.monotonic() + client.patience
    reply = client.get(LARGER, taskId=made["taskId"], index=0)
    while reply.code != 200 and time.monotonic() < deadline:
        time.sleep(client.pause)
        reply = client.get(LARGER, taskId=made["taskId"], index=0)
    is_file(client, reply.data["resultUrl"], "video")


@pytest.mark.covers(114, 118)
def test_a_copy_of_2160_lines(
    client: Client,
    made: Any,
    extended: Any,
    callback: dict[str, str],
    any_receiver: Receiver | None,
) -> None:
    asked = client.post(LARGEST, {"taskId": made["taskId"], "index": 0, **callback}).data
    assert asked["taskId"]
    assert not asked.get("resultUrls")
    data = client.until(ended, RECORD, taskId=asked["taskId"])
    assert data["successFlag"] == 1, data["errorMessage"]
    (link,) = data["response"]["resultUrls"]
    is_file(client, link, "video")
    if any_receiver is not None:
        told = any_receiver.told(asked["taskId"], lambda body: link in str(body))[-1]
        assert told["code"] == 200


@pytest.mark.covers(113)
def test_the_callback(made: Any, receiver: Receiver) -> None:
    told, *_ = receiver.told(made["taskId"])
    assert told["code"] == 200
    assert told["data"]["info"]["resultUrls"] == made["response"]["resultUrls"]


@pytest.mark.covers(115)
@pytest.mark.parametrize(
    "body",
    [
        without(BODY, "prompt"),
        {**BODY, "aspectRatio": "1:1"},
        {**BODY, "duration": 5},
        {**BODY, "model": "veo9"},
        {**BODY, "generationType": "TEXT_2_VIDEO", "imageUrls": [PICTURE]},
        {**BODY, "generationType": "FIRST_AND_LAST_FRAMES_2_VIDEO"},
        {**BODY, "generationType": "REFERENCE_2_VIDEO", "imageUrls": [PICTURE], "duration": 4},
        {**BODY, "imageUrls": [PICTURE] * 4},
    ],
    ids=[
        "prompt",
        "ratio",
        "duration",
        "model",
        "text with a picture",
        "frames without one",
        "reference of 4 s",
        "four pictures",
    ],
)
def test_a_wrong_request(client: Client, body: dict[str, Any]) -> None:
    refused(client, GENERATE, body)


@pytest.mark.covers(116, 117, 118)
def test_what_is_made_of_a_clip_needs_one(client: Client) -> None:
    unknown = "0" * 32
    refused(client, EXTEND, {"taskId": unknown, "prompt": "a gull"}, 400, 404, 422)
    refused(client, LARGEST, {"taskId": unknown}, 400, 404, 422)
    assert client.get(LARGER, taskId=unknown).code in (400, 404, 422)


@pytest.mark.covers(119)
def test_an_unknown_task(client: Client) -> None:
    reply = client.get(RECORD, taskId="0" * 32)
    assert (reply.code, reply.json["data"]) == (422, None)
