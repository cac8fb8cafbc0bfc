"""4o image: create, poll, download link, callback."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checks import fits, is_file, refused, without
from tests.conformance.client import Client
from tests.conformance.receiver import Receiver

GENERATE = "/api/v1/gpt4o-image/generate"
RECORD = "/api/v1/gpt4o-image/record-info"
LINK = "/api/v1/gpt4o-image/download-url"
BODY = {"prompt": "a red lighthouse", "size": "1:1"}
PICTURE = "https://example.com/a.png"


def ended(data: Any) -> bool:
    assert data["successFlag"] in (0, 1, 2)
    assert 0 <= float(data["progress"]) <= 1
    return bool(data["successFlag"])


@pytest.fixture(scope="module")
def made(client: Client, callback: dict[str, str]) -> Any:
    task_id = client.create(GENERATE, {**BODY, "nVariants": 2, **callback})
    return client.until(ended, RECORD, taskId=task_id)


@pytest.mark.covers(35, 37, 38)
def test_two_pictures_from_text(client: Client, made: Any) -> None:
    assert made["successFlag"] == 1, made["errorMessage"]
    shape = {"taskId": str, "paramJson": str, "createTime": int, "completeTime": int}
    fits(made, {**shape, "response": dict, "progress": str})
    assert (made["status"], float(made["progress"])) == ("SUCCESS", 1)
    links = made["response"]["resultUrls"]
    assert len(set(links)) == 2
    for link in links:
        is_file(client, link, "image")


@pytest.mark.covers(35, 37)
def test_an_edit_of_a_picture(client: Client, picture: str) -> None:
    body = {**BODY, "filesUrl": [picture]}
    data = client.until(ended, RECORD, taskId=client.create(GENERATE, body))
    assert data["successFlag"] == 1, data["errorMessage"]


@pytest.mark.covers(39)
def test_a_link_for_downloads(client: Client, made: Any) -> None:
    body = {"taskId": made["taskId"], "url": made["response"]["resultUrls"][0]}
    is_file(client, client.post(LINK, body).data, "image")


@pytest.mark.covers(39)
def test_a_link_needs_a_task(client: Client) -> None:
    refused(client, LINK, {"taskId": "0" * 32, "url": PICTURE}, 422)


@pytest.mark.covers(36)
def test_the_callback(made: Any, receiver: Receiver) -> None:
    told, *_ = receiver.told(made["taskId"])
    assert told["code"] == 200
    assert told["data"]["info"]["result_urls"] == made["response"]["resultUrls"]


@pytest.mark.covers(37)
@pytest.mark.parametrize(
    "body",
    [
        without(BODY, "prompt"),
        without(BODY, "size"),
        {**BODY, "size": "7:1"},
        {**BODY, "nVariants": 3},
        {**BODY, "filesUrl": [PICTURE] * 6},
    ],
    ids=["neither prompt nor file", "size", "wrong size", "variants", "six files"],
)
def test_a_wrong_request(client: Client, body: dict[str, Any]) -> None:
    refused(client, GENERATE, body)


@pytest.mark.covers(38)
def test_an_unknown_task(client: Client) -> None:
    reply = client.get(RECORD, taskId="0" * 32)
    assert (reply.code, reply.json["data"]) == (422, None)
