"""What the engine sends, and what it makes of replies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.remote import Accepted, FilePart, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.runway.engine import Runway, open_engine
from tests.engines.vendors.works import body_of, reply, run, work_of

HOST = "https://api.dev.runwayml.com/v1"
FILM = "runway/generate"
IMAGE = "https://files.test/one.png"
VIDEO = "https://files.test/one.mp4"
SOUND = "https://files.test/one.wav"
STARTED = reply({"id": "t-1"})


@pytest.fixture
def engine() -> Runway:
    return open_engine(Account("one", "runway", "secret"))


def test_a_film_from_words(engine: Runway, tmp_path: Path) -> None:
    work = work_of(FILM, tmp_path, aspectRatio="9:16", duration=10)
    outcome, (request,) = run(engine.submit(work), STARTED)
    assert outcome == Accepted("t-1", 6.0)
    assert (request.method, request.url, request.commits) == ("POST", f"{HOST}/text_to_video", True)
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.headers["X-Runway-Version"] == "2024-11-06"
    assert body_of(request) == {
        "model": "gen4.5",
        "promptText": work.input["prompt"],
        "ratio": "720:1280",
        "duration": 10,
    }
    plan = engine.plan(work)
    assert (plan.model, plan.notes, plan.cost) == ("gen4.5", (), Decimal("1.20"))


def test_a_film_from_a_picture_takes_its_shape(engine: Runway, tmp_path: Path) -> None:
    work = work_of(FILM, tmp_path, imageUrl=IMAGE)
    _, (request,) = run(engine.submit(work), STARTED)
    assert request.url == f"{HOST}/image_to_video"
    body = body_of(request)
    assert (body["promptImage"], body["ratio"]) == (IMAGE, "1104:832")
    (note,) = engine.plan(work).notes
    assert note.startswith("the result has 1104x832 pixels")


@pytest.mark.parametrize(
    ("model", "given", "said"),
    [
        (FILM, {"quality": "1080p"}, "quality: this route takes 720p, not 1080p"),
        (FILM, {"aspectRatio": "4:3"}, "cannot make the shape"),
        (FILM, {"prompt": "\N{KITE}" * 501}, "prompt: this route takes at most 1000 characters"),
        ("aleph/generate", {"referenceImage": IMAGE}, "referenceImage: this route takes pictures"),
        ("veo/generate", {}, "model: this route takes veo3, veo3_fast, not veo3_lite"),
        ("veo/generate", {"model": "veo3", "resolution": "4k"}, "resolution: this route takes"),
        ("bytedance/seedance-2", {"return_last_frame": True}, "return_last_frame"),
        ("bytedance/seedance-2", {"web_search": True}, "web_search"),
        ("gpt-image-2-text-to-image", {"resolution": "1K"}, "cannot make 1024x1024 pixels"),
        ("elevenlabs/sound-effect-v2", {"output_format": "pcm_16000"}, "output_format"),
    ],
)
def test_what_it_cannot_do_is_refused(
    engine: Runway, tmp_path: Path, model: str, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said) as caught:
        engine.plan(work_of(model, tmp_path, **given))
    assert caught.value.why == "unsupported"


def test_what_has_no_effect_is_said(engine: Runway, tmp_path: Path) -> None:
    assert engine.plan(work_of(FILM, tmp_path, waterMark="kite")).notes == (
        "waterMark has no effect: the vendor draws no words on films",
    )
    assert engine.plan(work_of("aleph/generate", tmp_path)).notes == (
        "Aleph 2 makes it: the first Aleph is no longer offered",
    )
    assert engine.plan(work_of("elevenlabs/sound-effect-v2", tmp_path)).notes == ()


def test_frames_have_positions(engine: Runway, tmp_path: Path) -> None:
    given: dict[str, Any] = {"model": "veo3", "resolution": "1080p"}
    work = work_of("veo/generate", tmp_path, imageUrls=[IMAGE, IMAGE], aspectRatio="16:9", **given)
    _, (request,) = run(engine.submit(work), STARTED)
    assert request.url == f"{HOST}/image_to_video"
    assert body_of(request) == {
        "model": "veo3.1",
        "promptText": work.input["prompt"],
        "promptImage": [
            {"uri": IMAGE, "position": "first"},
            {"uri": IMAGE, "position": "last"},
        ],
        "ratio": "1920:1080",
        "duration": work.input["duration"],
        "audio": True,
    }
    assert engine.plan(work).cost == Decimal("0.40") * work.input["duration"]
    fast = work_of("veo/generate", tmp_path, model="veo3_fast", duration=4)
    assert engine.plan(fast).model == "veo3.1_fast"
    assert engine.plan(fast).cost == Decimal("0.60")


def test_modes_are_models_of_their_own(engine: Runway, tmp_path: Path) -> None:
    seen = []
    for mode in ("std", "pro", "4K"):
        for pictures in (None, [IMAGE, IMAGE]):
            work = work_of("kling-3.0/video", tmp_path, mode=mode, image_urls=pictures)
            _, (request,) = run(engine.submit(work), STARTED)
            body = body_of(request)
            path = request.url.rpartition("/")[2]
            seen.append((path, body["model"], body.get("ratio"), len(body.get("promptImage", ()))))
    assert seen == [
        ("text_to_video", "kling3.0_standard", "1280:720", 0),
        ("image_to_video", "kling3.0_standard", None, 2),
        ("text_to_video", "kling3.0_pro", "1920:1080", 0),
        ("image_to_video", "kling3.0_pro", None, 2),
        ("text_to_video", "kling3.0_4k", "3840:2160", 0),
        ("image_to_video", "kling3.0_4k", None, 2),
    ]


def test_references_say_what_they_are(engine: Runway, tmp_path: Path) -> None:
    work = work_of(
        "bytedance/seedance-2-5",
        tmp_path,
        reference_image_urls=[IMAGE, IMAGE],
        reference_video_urls=[VIDEO],
        reference_audio_urls=[SOUND],
        duration=-1,
        aspect_ratio="16:9",
    )
    _, (request,) = run(engine.submit(work), STARTED)
    body = body_of(request)
    assert request.url == f"{HOST}/text_to_video"
    assert body["references"] == [{"uri": IMAGE}, {"uri": IMAGE}]
    assert body["referenceVideos"] == [{"type": "video", "uri": VIDEO}]
    assert body["referenceAudio"] == [{"type": "audio", "uri": SOUND}]
    assert body["duration"] == "auto"


def test_private_files_are_uploaded_first(engine: Runway, tmp_path: Path) -> None:
    work = work_of("aleph/generate", tmp_path, public=False)
    started = {"uploadUrl": "https://store.test", "fields": {"key": "k"}, "runwayUri": "runway://u"}
    _, (asked, sent, request) = run(engine.submit(work), reply(started), reply(b""), STARTED)
    assert (asked.url, body_of(asked)) == (
        f"{HOST}/uploads",
        {"filename": "videoUrl-0.mp4", "type": "ephemeral"},
    )
    assert sent.url == "https://store.test"
    assert "Authorization" not in sent.headers
    assert sent.form[0] == ("key", "k")
    assert isinstance(sent.form[1][1], FilePart)
    assert [one.commits for one in (asked, sent, request)] == [False, False, True]
    assert body_of(request)["videoUri"] == "runway://u"
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply({"error": "no"}, 429))
    assert caught.value.why == "rate"
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply(started), reply(b"<Error/>", 500))
    assert caught.value.why == "busy"


def test_looks(engine: Runway, tmp_path: Path) -> None:
    work = work_of(FILM, tmp_path)
    for status in ("PENDING", "THROTTLED"):
        outcome, (request,) = run(engine.poll(work, "t/1"), reply({"status": status}))
        assert outcome == StillRunning(6.0)
    assert (request.method, request.url) == ("GET", f"{HOST}/tasks/t%2F1")
    running = reply({"status": "RUNNING", "progress": 0.25})
    assert run(engine.poll(work, "t"), running)[0] == StillRunning(6.0, 0.25)
    done = {"status": "SUCCEEDED", "output": ["https://made/1", "https://made/2"]}
    outcome, _ = run(engine.poll(work, "t"), reply({**done, "cost": {"credits": 60}}))
    assert isinstance(outcome, Finished)
    assert [file.url for file in outcome.files] == ["https://made/1", "https://made/2"]
    assert outcome.cost == Decimal("0.60")
    outcome, _ = run(engine.poll(work, "t"), reply(done))
    assert isinstance(outcome, Finished)
    assert outcome.cost is None


@pytest.mark.parametrize(
    ("task", "why"),
    [
        ({"status": "FAILED", "failureCode": "SAFETY.INPUT.TEXT", "failure": "x"}, "moderation"),
        ({"status": "FAILED", "failureCode": "SAFETY.OUTPUT.VIDEO"}, "moderation"),
        ({"status": "FAILED", "failureCode": "INPUT_PREPROCESSING.SAFETY.TEXT"}, "moderation"),
        ({"status": "FAILED", "failureCode": "INTERNAL.BAD_OUTPUT.CODE01"}, "failed"),
        ({"status": "FAILED", "failureCode": "INPUT_PREPROCESSING.INTERNAL"}, "failed"),
        ({"status": "FAILED", "failureCode": "ASSET.INVALID"}, "failed"),
        ({"status": "FAILED"}, "failed"),
        ({"status": "CANCELLED"}, "failed"),
        ({"status": "SUCCEEDED", "output": []}, "expired"),
    ],
)
def test_ends_without_a_result(engine: Runway, tmp_path: Path, task: Any, why: str) -> None:
    with pytest.raises(Refused) as caught:
        run(engine.poll(work_of(FILM, tmp_path), "t"), reply(task))
    assert caught.value.why == why


@pytest.mark.parametrize(
    ("status", "said", "why"),
    [
        (400, "Validation of body failed", "input"),
        (400, "You do not have enough credits to run this task.", "credit"),
        (401, "The API key is wrong", "auth"),
        (403, "Forbidden", "auth"),
        (429, "You have reached your daily limit", "rate"),
        (500, "Internal", "unknown"),
        (502, "Bad gateway", "unknown"),
        (503, "Overloaded", "busy"),
    ],
)
def test_refusals(engine: Runway, tmp_path: Path, status: int, said: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        run(
            engine.submit(work_of(FILM, tmp_path)),
            reply({"error": said}, status, retry_after="3"),
        )
    assert caught.value.why == why
    assert caught.value.retry_after == 3
    assert "secret" not in caught.value.message


def test_a_job_without_a_name_may_be_at_work(engine: Runway, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="what it calls the job") as caught:
        run(engine.submit(work_of(FILM, tmp_path)), reply({"status": "PENDING"}))
    assert caught.value.why == "unknown"


def test_a_job_that_nobody_knows_any_more(engine: Runway, tmp_path: Path) -> None:
    work = work_of(FILM, tmp_path)
    with pytest.raises(Refused) as caught:
        run(engine.poll(work, "t"), reply({"error": "Task not found"}, 404))
    assert caught.value.why == "expired"
    with pytest.raises(Refused) as caught:
        run(engine.poll(work, "t"), reply({"error": "Slow down"}, 429))
    assert caught.value.why == "rate"


def test_a_job_is_taken_back(engine: Runway, tmp_path: Path) -> None:
    _, (request,) = run(engine.cancel(work_of(FILM, tmp_path), "t-1"), reply(b"", 204))
    assert (request.method, request.url) == ("DELETE", f"{HOST}/tasks/t-1")
    assert not request.commits
