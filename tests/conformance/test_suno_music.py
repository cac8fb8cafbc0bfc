"""Suno music: every way to a song ends in two tracks, told in stages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checks import fits, is_file, refused, without
from tests.conformance.client import Client
from tests.conformance.receiver import Receiver
from tests.conformance.suno import GENERATE, MODEL, RECORD, SONG, UNKNOWN, sung, tracks

LYRICS = "[Verse]\nThe sea is wide\n[Chorus]\nCome home with the tide"
CUSTOM = {"customMode": True, "style": "sea shanty", "title": "Tide", "model": MODEL}
STYLED = {"style": "sea shanty", "title": "Tide", "negativeTags": "metal"}


@pytest.fixture(scope="module")
def song(client: Client, callback_url: str) -> Any:
    return sung(client, GENERATE, {**SONG, "callBackUrl": callback_url})


def check_tracks(client: Client, record: Any) -> None:
    assert tracks(record)
    for track in tracks(record):
        fits(track, {"id": str, "audioUrl": str, "imageUrl": str, "title": str, "tags": str})
        fits(track, {"modelName": str, "duration": int | float})
        assert track["duration"] > 0
        is_file(client, track["audioUrl"], "audio")
        is_file(client, track["imageUrl"], "image")


def check_stages(record: Any, receiver: Receiver) -> None:
    """The stages come in their order, and the last one says what the record says."""
    told = receiver.told(record["taskId"], lambda body: body["data"]["callbackType"] == "complete")
    stages = [body["data"]["callbackType"] for body in told]
    assert stages == [stage for stage in ("text", "first", "complete") if stage in stages]
    assert {body["code"] for body in told} == {200}
    last = told[-1]["data"]["data"]
    assert [track["id"] for track in last] == [track["id"] for track in tracks(record)]
    assert [track["audio_url"] for track in last] == [track["audioUrl"] for track in tracks(record)]
    for track in last:
        fits(track, {"image_url": str, "model_name": str, "title": str, "duration": int | float})


@pytest.mark.covers(120, 129, 135)
def test_a_song_has_two_tracks(client: Client, song: Any) -> None:
    assert len(tracks(song)) == 2
    check_tracks(client, song)
    fits(song, {"taskId": str, "param": str})
    assert not song["errorMessage"]
    assert all(track["prompt"] for track in tracks(song))


@pytest.mark.covers(121)
def test_a_song_is_told_in_stages(song: Any, receiver: Receiver) -> None:
    check_stages(song, receiver)


@pytest.mark.covers(129)
def test_given_lyrics_are_sung_as_they_are(client: Client, callback_url: str) -> None:
    body = {**CUSTOM, "instrumental": False, "prompt": LYRICS, "callBackUrl": callback_url}
    record = sung(client, GENERATE, body)
    for track in tracks(record):
        assert "Come home with the tide" in track["prompt"]
        assert track["title"].startswith("Tide")


@pytest.mark.covers(122, 130)
def test_a_continuation(
    client: Client, song: Any, callback_url: str, any_receiver: Receiver | None
) -> None:
    audio_id = tracks(song)[0]["id"]
    body = {"defaultParamFlag": False, "audioId": audio_id, "model": MODEL}
    record = sung(client, f"{GENERATE}/extend", {**body, "callBackUrl": callback_url})
    check_tracks(client, record)
    assert record["taskId"] != song["taskId"]
    if any_receiver is not None:
        check_stages(record, any_receiver)


# What is made of a recording: last part of the path, and the fields besides the recording.
UPLOADED = [
    pytest.param(
        "upload-cover",
        {**CUSTOM, "instrumental": True},
        id="upload-cover",
        marks=pytest.mark.covers(123, 131),
    ),
    pytest.param(
        "upload-extend",
        {"defaultParamFlag": False, "model": MODEL, "prompt": "on it goes"},
        id="upload-extend",
        marks=pytest.mark.covers(124, 132),
    ),
    pytest.param(
        "add-instrumental",
        {"title": "Tide", "tags": "accordion", "negativeTags": "metal"},
        id="add-instrumental",
        marks=pytest.mark.covers(125, 133),
    ),
    pytest.param(
        "add-vocals",
        {**STYLED, "prompt": LYRICS},
        id="add-vocals",
        marks=pytest.mark.covers(126, 134),
    ),
]


@pytest.mark.parametrize(("way", "values"), UPLOADED)
def test_what_is_made_of_a_recording(
    client: Client,
    speech: str,
    callback_url: str,
    any_receiver: Receiver | None,
    way: str,
    values: dict[str, Any],
) -> None:
    body = {**values, "uploadUrl": speech, "callBackUrl": callback_url}
    record = sung(client, f"{GENERATE}/{way}", body)
    check_tracks(client, record)
    if any_receiver is not None:
        check_stages(record, any_receiver)


@pytest.mark.covers(142)
def test_a_mashup_of_two_recordings(
    client: Client, song: Any, callback_url: str, speech: str
) -> None:
    links = [tracks(song)[0]["audioUrl"], speech]
    body = {**CUSTOM, "prompt": LYRICS, "uploadUrlList": links, "callBackUrl": callback_url}
    check_tracks(client, sung(client, f"{GENERATE}/mashup", body))


@pytest.mark.covers(128, 140)
def test_a_section_sung_anew(
    client: Client, song: Any, callback_url: str, any_receiver: Receiver | None
) -> None:
    track = tracks(song)[0]
    body = {
        "taskId": song["taskId"],
        "audioId": track["id"],
        "prompt": "[Verse]\nThe wind is high",
        "tags": "sea shanty",
        "title": "Tide",
        "infillStartS": 2,
        "infillEndS": 8,
        "fullLyrics": track["prompt"],
        "callBackUrl": callback_url,
    }
    record = sung(client, f"{GENERATE}/replace-section", body)
    check_tracks(client, record)
    if any_receiver is not None:
        told = any_receiver.told(record["taskId"])
        assert [body["data"]["callbackType"] for body in told] == ["complete"]
    short = {**body, "infillEndS": 4}
    refused(client, f"{GENERATE}/replace-section", short)


def test_a_sound(client: Client) -> None:
    body = {"prompt": "waves on a beach", "model": MODEL, "soundLoop": True, "soundTempo": 90}
    check = sung(client, f"{GENERATE}/sounds", body)
    is_file(client, tracks(check)[0]["audioUrl"], "audio")


@pytest.mark.covers(129)
@pytest.mark.parametrize(
    "body",
    [
        without(SONG, "prompt"),
        without(SONG, "model"),
        {**SONG, "model": "V9"},
        {**SONG, "prompt": "x" * 501},
        {**CUSTOM, "instrumental": False},
        {**without(CUSTOM, "style"), "instrumental": True},
        {**CUSTOM, "instrumental": False, "prompt": "x" * 3001, "model": "V4"},
    ],
    ids=["prompt", "no model", "model", "long idea", "no lyrics", "no style", "long lyrics"],
)
def test_a_wrong_song(client: Client, callback_url: str, body: dict[str, Any]) -> None:
    refused(client, GENERATE, {**body, "callBackUrl": callback_url})


@pytest.mark.covers(129)
def test_a_song_needs_a_callback(client: Client) -> None:
    reply = client.post(GENERATE, SONG)
    assert (reply.code, reply.msg) == (422, "Please enter callBackUrl.")


@pytest.mark.covers(142)
def test_a_mashup_needs_two_recordings(client: Client, speech: str, callback_url: str) -> None:
    body = {**CUSTOM, "prompt": LYRICS, "uploadUrlList": [speech], "callBackUrl": callback_url}
    refused(client, f"{GENERATE}/mashup", body)


@pytest.mark.covers(135)
def test_an_unknown_task(client: Client) -> None:
    assert client.get(RECORD, taskId=UNKNOWN).data is None
