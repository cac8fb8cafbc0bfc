"""Veo: what is asked, and what an operation comes to."""

from __future__ import annotations

import base64
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Refused, StillRunning, Why
from tests.engines.vendors.google.shared import (
    LINKS,
    OPERATION,
    PLACE,
    cloud,
    polled,
)
from tests.engines.vendors.works import body_of, reply, run, work_of


def films(work: Work) -> dict[str, Any]:
    accepted, (request,) = run(cloud().submit(work), reply({"name": OPERATION}))
    assert accepted == Accepted(OPERATION, 10.0)
    assert request.commits
    whole: dict[str, Any] = body_of(request)
    assert request.url.endswith(":predictLongRunning")
    return {**whole, "at": request.url.rpartition("/")[2].partition(":")[0]}


def test_a_film_from_a_prompt(tmp_path: Path) -> None:
    work = work_of(
        "veo/generate",
        tmp_path,
        prompt="A kite.",
        model="veo3",
        resolution="4k",
        duration=6,
        aspectRatio="9:16",
    )
    assert films(work) == {
        "at": "veo-3.1-generate-001",
        "instances": [{"prompt": "A kite."}],
        "parameters": {
            "sampleCount": 1,
            "generateAudio": True,
            "resolution": "4k",
            "durationSeconds": 6,
            "aspectRatio": "9:16",
        },
    }
    assert cloud().plan(work).cost == Decimal("3.6")
    assert cloud().plan(work).notes == ()


def test_first_and_last_frame(tmp_path: Path) -> None:
    work = work_of("veo/generate", tmp_path, imageUrls=LINKS, aspectRatio="Auto", model="veo3_lite")
    (tmp_path / "last.png").write_bytes(b"last")
    first, last = work.media
    body = films(replace(work, media=(first, replace(last, path=str(tmp_path / "last.png")))))
    (asked,) = body["instances"]
    assert body["at"] == "veo-3.1-lite-generate-001"
    assert asked["image"]["mimeType"] == asked["lastFrame"]["mimeType"] == "image/png"
    assert base64.b64decode(asked["image"]["bytesBase64Encoded"]).startswith(b"\x89PNG")
    assert base64.b64decode(asked["lastFrame"]["bytesBase64Encoded"]) == b"last"
    assert "aspectRatio" not in body["parameters"]


def test_references(tmp_path: Path) -> None:
    work = work_of(
        "veo/generate",
        tmp_path,
        imageUrls=LINKS,
        generationType="REFERENCE_2_VIDEO",
        model="veo3_fast",
        duration=8,
    )
    body = films(work)
    (asked,) = body["instances"]
    assert body["at"] == "veo-3.1-fast-generate-001"
    assert [one["referenceType"] for one in asked["referenceImages"]] == ["asset", "asset"]
    assert "image" not in asked


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (
            {
                "imageUrls": LINKS,
                "generationType": "REFERENCE_2_VIDEO",
                "model": "veo3_lite",
                "duration": 8,
            },
            "imageUrls",
        ),
        ({"model": "veo3_lite", "resolution": "4k"}, "resolution"),
        ({"watermark": "mine"}, "watermark"),
    ],
)
def test_what_veo_cannot_do(tmp_path: Path, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused, match=field) as caught:
        cloud().plan(work_of("veo/generate", tmp_path, **given))
    assert caught.value.why == "unsupported"


def test_a_film_is_waited_for(tmp_path: Path) -> None:
    work = work_of("veo/generate", tmp_path)
    state, (request,) = run(cloud().poll(work, OPERATION), reply({"name": OPERATION}))
    assert state == StillRunning(10.0)
    assert request.method == "POST"
    assert request.url == f"https://aiplatform.googleapis.com/v1beta1/{PLACE}:fetchPredictOperation"
    assert body_of(request) == {"operationName": OPERATION}
    video = {"bytesBase64Encoded": base64.b64encode(b"film").decode(), "mimeType": "video/mp4"}
    body = {"done": True, "response": {"videos": [video]}}
    done, _ = run(cloud().poll(work, OPERATION), reply(body))
    assert isinstance(done, Finished)
    assert done.files[0].data == b"film"


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({"error": {"code": 13, "message": "Internal."}}, "failed"),
        ({"error": {"code": 3, "message": "Against the usage guidelines."}}, "moderation"),
        (
            {"response": {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["No."]}},
            "moderation",
        ),
        ({"response": {}}, "failed"),
    ],
)
def test_films_that_failed(tmp_path: Path, result: dict[str, Any], why: Why) -> None:
    with pytest.raises(Refused) as caught:
        polled(cloud(), tmp_path, OPERATION, reply({"done": True, **result}))
    assert caught.value.why == why
