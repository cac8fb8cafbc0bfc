"""A share of the conformance checks with another server behind; `make chained` runs them all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.client import Client
from tests.conformance.receiver import Receiver
from tests.conformance.suno import sung, tracks
from tests.conformance.test_flux_kontext import test_an_edit_of_a_picture as test_a_file_goes_along
from tests.conformance.test_market import (
    test_the_callback_says_what_the_record_says as test_a_callback,
)

__all__ = ["test_a_callback", "test_a_file_goes_along"]

_SOUND = {"prompt": "a soft bell", "model": "V5"}


@pytest.fixture(scope="module")
def sound(client: Client, callback_url: str) -> Any:
    """The record of a short piece of music."""
    return sung(client, "/api/v1/generate/sounds", {**_SOUND, "callBackUrl": callback_url})


def test_the_second_server_made_it(client: Client, behind: Client, picture: str) -> None:
    tasks = client.get("/genmux/v1/tasks", model="z-image").data["tasks"]
    (task,) = (one for one in tasks if picture in one["resultJson"])
    assert picture.startswith(client.url)
    assert task["engine"] == "up"
    assert task["costUsd"] == pytest.approx(task["creditsCharged"] * 0.005)
    (there,) = (
        one
        for one in behind.get("/genmux/v1/tasks", model="z-image").data["tasks"]
        if task["taskId"] in one["callBackUrl"]
    )
    told = behind.get(f"/genmux/v1/tasks/{there['taskId']}/deliveries").data["deliveries"]
    assert [one["attempts"][0]["status"] for one in told] == [200], "its call was not believed"


def test_a_quote_knows_what_the_second_server_takes(client: Client) -> None:
    values = {"prompt": "a kite", "aspect_ratio": "1:1"}
    quote = client.post("/genmux/v1/quote", {"model": "z-image", "input": values}).data
    (route,) = quote["routes"]
    assert route["engine"] == "up"
    assert route["costUsd"] == quote["usd"] > 0


def test_what_is_made_from_a_track_names_it_there(client: Client, sound: Any) -> None:
    """Both ids of a track are this server's own; the other one knows it by others."""
    track = tracks(sound)[1]
    body = {"taskId": sound["taskId"], "audioId": track["id"], "callBackUrl": "http://127.0.0.1:9/"}
    task_id = client.create("/api/v1/wav/generate", body)
    path = "/api/v1/wav/record-info"
    data = client.until(lambda one: one["successFlag"] != "PENDING", path, taskId=task_id)
    assert data["successFlag"] == "SUCCESS", data["errorMessage"]
    assert data["musicIndex"] == 1
    assert client.download(data["response"]["audioWavUrl"]).raw[:4] == b"RIFF"


def test_stages_are_told(sound: Any, receiver: Receiver) -> None:
    told = receiver.told(sound["taskId"], lambda body: body["data"]["callbackType"] == "complete")
    kinds = [body["data"]["callbackType"] for body in told]
    assert kinds == [kind for kind in ("text", "first", "complete") if kind in kinds]
    assert [one["id"] for one in told[-1]["data"]["data"]] == [one["id"] for one in tracks(sound)]
