"""Omni: what is asked, and what an interaction comes to."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.remote import Accepted, Refused, Response, StillRunning, Why
from genmux.testing.doubles.google import body_of_no
from tests.engines.vendors.google.shared import (
    GEMINI,
    JOB,
    LINKS,
    OPERATION,
    engine,
    polled,
    refused,
)
from tests.engines.vendors.works import body_of, reply, run, work_of


def test_an_interaction(tmp_path: Path) -> None:
    work = work_of(
        "gemini-omni-video",
        tmp_path,
        prompt="A kite.",
        duration="8",
        aspect_ratio="9:16",
        resolution="1080p",
        hook="https://hook.test/1",
    )
    accepted, (request,) = run(engine().submit(work), reply({"id": "v1_abc"}))
    assert accepted == Accepted(JOB, 30.0)
    assert request.url == f"{GEMINI}/interactions"
    assert body_of(request) == {
        "model": "gemini-omni-1.2-flash",
        "input": [{"type": "user_input", "content": [{"type": "text", "text": "A kite."}]}],
        "generation_config": {"video_config": {"task": "text_to_video"}},
        "background": True,
        "response_format": {
            "type": "video",
            "delivery": "uri",
            "duration": "8s",
            "aspect_ratio": "9:16",
            "resolution": "1080p",
        },
        "webhook_config": {"uris": ["https://hook.test/1"]},
    }


@pytest.mark.parametrize(
    ("links", "task"), [(LINKS[:1], "image_to_video"), (LINKS, "reference_to_video")]
)
def test_what_pictures_are_for(tmp_path: Path, links: list[str], task: str) -> None:
    work = work_of("gemini-omni-video", tmp_path, image_urls=links)
    _, (request,) = run(engine().submit(work), reply({"id": "v1_abc"}))
    body = body_of(request)
    assert body["generation_config"]["video_config"]["task"] == task
    content = body["input"][0]["content"]
    assert [one["type"] for one in content] == ["image"] * len(links) + ["text"]
    assert content[0]["mime_type"] == "image/png"
    assert "webhook_config" not in body


@pytest.mark.parametrize(
    "given",
    [
        {"video_list": [{"url": "https://files.test/one.mp4", "start": 0, "ends": 0.4}]},
        {"audio_ids": ["kore"]},
    ],
)
def test_what_this_route_cannot_do(tmp_path: Path, given: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=next(iter(given))) as caught:
        engine().plan(work_of("gemini-omni-video", tmp_path, **given))
    assert caught.value.why == "unsupported"


def told(status: str, **more: Any) -> Response:
    return reply({"id": "v1_abc", "status": status, **more})


def output(**content: str) -> list[dict[str, Any]]:
    return [{"type": "thought"}, {"type": "model_output", "content": [content]}]


@pytest.mark.parametrize("status", ["queued", "in_progress"])
def test_an_interaction_is_waited_for(tmp_path: Path, status: str) -> None:
    assert polled(engine(), tmp_path, JOB, told(status)) == StillRunning(10.0)
    work = replace(work_of("gemini-omni-video", tmp_path), hook="https://hook.test")
    state, (request,) = run(engine().poll(work, JOB), told(status))
    assert state == StillRunning(30.0)
    assert request.url == f"{GEMINI}/interactions/v1_abc?stream=false"


def test_the_film_is_fetched_with_the_key(tmp_path: Path) -> None:
    place = "https://generativelanguage.googleapis.com/v1beta/files/abc:download"
    steps = output(type="video", uri=place, mime_type="video/mp4")
    done = polled(engine(), tmp_path, JOB, told("completed", steps=steps))
    (file,) = done.files
    assert file.url == f"{place}?alt=media"
    assert file.headers == {"x-goog-api-key": "AIza-secret"}


@pytest.mark.parametrize(
    "place",
    ["https://storage.test/abc?alt=media", "https://generativelanguage.googleapis.com.evil.test/a"],
)
def test_the_key_goes_nowhere_else(tmp_path: Path, place: str) -> None:
    steps = output(type="video", uri=place)
    done = polled(engine(), tmp_path, JOB, told("completed", steps=steps))
    assert done.files[0].headers == {}


def test_a_film_may_come_in_the_reply(tmp_path: Path) -> None:
    steps = output(type="video", data=base64.b64encode(b"film").decode())
    done = polled(engine(), tmp_path, JOB, told("completed", steps=steps))
    assert done.files[0].data == b"film"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (told("completed", steps=output(type="text", text="I cannot.")), "moderation"),
        (told("failed", errors=[{"message": "Oh."}]), "failed"),
        (told("failed", error={"message": "It was blocked for safety reasons."}), "moderation"),
        (told("budget_exceeded"), "failed"),
        (told("cancelled"), "failed"),
        (reply(body_of_no(404, "NOT_FOUND", "Gone."), 404), "expired"),
        (reply(body_of_no(400, "INVALID_ARGUMENT", "Invalid interaction name"), 400), "expired"),
    ],
)
def test_interactions_that_failed(tmp_path: Path, answer: Response, why: Why) -> None:
    with pytest.raises(Refused) as caught:
        polled(engine(), tmp_path, JOB, answer)
    assert caught.value.why == why


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (reply({}, 400), 10.0),
        (reply({}, 403), 60.0),
        (reply({}, 429, retry_after="17"), 17.0),
        (reply({}, 500), 10.0),
    ],
)
def test_a_poll_that_does_not_get_through(tmp_path: Path, answer: Response, wait: float) -> None:
    assert polled(engine(), tmp_path, JOB, answer) == StillRunning(wait)


@pytest.mark.parametrize(("job", "calls"), [(JOB, 1), (OPERATION, 0)])
def test_taking_back(tmp_path: Path, job: str, calls: int) -> None:
    work = work_of("gemini-omni-video", tmp_path)
    _, requests = run(engine().cancel(work, job), *[reply({})] * calls)
    assert [one.url for one in requests] == [f"{GEMINI}/interactions/v1_abc/cancel"] * calls


def test_a_job_without_a_name(tmp_path: Path) -> None:
    assert refused(work_of("gemini-omni-video", tmp_path), reply({})).why == "unknown"
