"""What the engine sends, and what it makes of replies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.remote import Accepted, FilePart, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.dashscope.engine import DashScope, open_engine
from tests.engines.vendors.works import body_of, reply, run, work_of

FILM = "wan/2-7-image-to-video"
PICTURE = "z-image"
HOST = "https://dashscope-intl.aliyuncs.com"
IMAGE = "https://files.test/one.png"
SOUND = "https://files.test/one.wav"
VIDEO = "https://files.test/one.mp4"
CERTIFICATE = {
    "upload_dir": "instant/1",
    "upload_host": "https://store.test",
    "oss_access_key_id": "id",
    "signature": "s",
    "policy": "p",
    "x_oss_object_acl": "private",
    "x_oss_forbid_overwrite": "true",
}


@pytest.fixture
def engine() -> DashScope:
    return open_engine(Account("one", "dashscope", "secret"))


def picture_reply(*urls: str) -> Any:
    choices = [{"message": {"content": [{"image": url}]}} for url in urls]
    return reply({"output": {"choices": choices}})


def task_reply(**output: Any) -> Any:
    return reply({"output": output, "request_id": "r"})


def test_a_picture_is_made_at_once(engine: DashScope, tmp_path: Path) -> None:
    work = work_of("qwen3/image-to-image", tmp_path, image_urls=[IMAGE, IMAGE], seed=9)
    outcome, (request,) = run(engine.submit(work), picture_reply("https://made/1.png"))
    assert request.url == f"{HOST}/api/v1/services/aigc/multimodal-generation/generation"
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.commits
    content = [{"image": IMAGE}, {"image": IMAGE}, {"text": work.input["prompt"]}]
    assert body_of(request) == {
        "model": "qwen-image-3.0",
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": {
            "prompt_extend": True,
            "seed": 9,
            "size": "1360*768",
            "watermark": False,
        },
    }
    assert isinstance(outcome, Finished)
    assert [file.url for file in outcome.files] == ["https://made/1.png"]


def test_a_gallery(engine: DashScope, tmp_path: Path) -> None:
    colours = [{"hex": "#1A2B3C", "ratio": "40.00%"}] * 3
    work = work_of("wan/2-7-image-pro", tmp_path, n=2, color_palette=colours, aspect_ratio="16:9")
    outcome, (request,) = run(
        engine.submit(work), picture_reply("https://made/1", "https://made/2")
    )
    parameters = body_of(request)["parameters"]
    assert (parameters["n"], parameters["size"]) == (2, "1360*768")
    assert parameters["color_palette"] == colours
    assert isinstance(outcome, Finished)
    assert len(outcome.files) == work.shape.count == 2


def test_input_pictures_keep_their_shape(engine: DashScope, tmp_path: Path) -> None:
    given: dict[str, Any] = {"input_urls": [IMAGE], "resolution": "2K", "aspect_ratio": "16:9"}
    work = work_of("wan/2-7-image", tmp_path, **given)
    _, (request,) = run(engine.submit(work), picture_reply("https://made/1"))
    assert body_of(request)["parameters"]["size"] == "2K"
    assert engine.plan(work).notes == ("aspect_ratio has no effect: the pictures have one",)
    assert engine.plan(work_of("wan/2-7-image-pro", tmp_path, resolution="4K")).notes == ()
    with pytest.raises(Refused, match="not 4K"):
        engine.plan(work_of("wan/2-7-image", tmp_path, resolution="4K"))


def test_sizes_come_as_near_as_they_can(engine: DashScope, tmp_path: Path) -> None:
    work = work_of("qwen/text-to-image", tmp_path, image_size="portrait_4_3", num_inference_steps=9)
    _, (request,) = run(engine.submit(work), picture_reply("https://made/1"))
    assert body_of(request)["parameters"]["size"] == "1104*1472"
    assert engine.plan(work).notes == (
        "num_inference_steps has no effect: the vendor chooses them",
        "the result has 1104x1472 pixels: 768x1024 is not made there",
    )
    large = work_of("qwen3/text-to-image", tmp_path, resolution="2K")
    _, (request,) = run(engine.submit(large), picture_reply("https://made/1"))
    assert body_of(request)["parameters"]["size"] == "2728*1528"


def test_only_png(engine: DashScope, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="output_format: the vendor makes PNG"):
        engine.plan(work_of("qwen2/text-to-image", tmp_path, output_format="jpeg"))


def test_a_film_is_a_task(engine: DashScope, tmp_path: Path) -> None:
    given: dict[str, Any] = {"last_frame_url": IMAGE, "driving_audio_url": SOUND, "seed": 3}
    work = work_of(FILM, tmp_path, resolution="1080p", hook="https://me.test/hook", **given)
    outcome, (request,) = run(engine.submit(work), task_reply(task_id="t-1", task_status="PENDING"))
    assert outcome == Accepted("t-1", 5.0)
    assert request.url == f"{HOST}/api/v1/services/aigc/video-generation/video-synthesis"
    assert request.headers["X-DashScope-Async"] == "enable"
    assert "X-DashScope-OssResourceResolve" not in request.headers
    assert body_of(request) == {
        "model": "wan2.7-i2v",
        "input": {
            "prompt": work.input["prompt"],
            "media": [
                {"type": "first_frame", "url": IMAGE},
                {"type": "last_frame", "url": IMAGE},
                {"type": "driving_audio", "url": SOUND},
            ],
        },
        "parameters": {
            "duration": 2,
            "prompt_extend": True,
            "resolution": "1080P",
            "seed": 3,
            "watermark": False,
        },
    }


def test_a_voice_goes_with_the_first_reference(engine: DashScope, tmp_path: Path) -> None:
    given: dict[str, Any] = {"reference_image": [IMAGE], "reference_video": [VIDEO]}
    work = work_of("wan/2-7-r2v", tmp_path, first_frame=IMAGE, reference_voice=SOUND, **given)
    _, (request,) = run(engine.submit(work), task_reply(task_id="t-1"))
    assert body_of(request)["input"]["media"] == [
        {"type": "first_frame", "url": IMAGE},
        {"type": "reference_image", "url": IMAGE, "reference_voice": SOUND},
        {"type": "reference_video", "url": VIDEO},
    ]


def test_older_films_have_fields_of_their_own(engine: DashScope, tmp_path: Path) -> None:
    work = work_of("wan/2-6-image-to-video", tmp_path, multi_shots=True, duration="10")
    _, (request,) = run(engine.submit(work), task_reply(task_id="t-1"))
    body = body_of(request)
    assert body["input"]["img_url"] == IMAGE
    assert body["parameters"]["shot_type"] == "multi"
    assert body["parameters"]["duration"] == 10
    assert engine.plan(work).cost == Decimal("1.00")
    work = work_of("wan/2-6-video-to-video", tmp_path)
    _, (request,) = run(engine.submit(work), task_reply(task_id="t-1"))
    assert body_of(request)["input"]["reference_urls"] == [VIDEO]
    assert body_of(request)["parameters"]["size"] == "1088*832"
    work = work_of("wan/2-5-image-to-video", tmp_path, resolution="1080p")
    _, (request,) = run(engine.submit(work), task_reply(task_id="t-1"))
    assert body_of(request)["parameters"]["resolution"] == "1080P"


def test_an_edit_of_any_length_says_none(engine: DashScope, tmp_path: Path) -> None:
    work = work_of("wan/2-7-videoedit", tmp_path, reference_image=IMAGE)
    _, (request,) = run(engine.submit(work), task_reply(task_id="t-1"))
    assert "duration" not in body_of(request)["parameters"]
    assert [item["type"] for item in body_of(request)["input"]["media"]] == [
        "video",
        "reference_image",
    ]


def test_private_files_are_put_into_the_vendors_store(engine: DashScope, tmp_path: Path) -> None:
    work = work_of("happyhorse/video-edit", tmp_path, public=False)
    outcome, (asked, sent, request) = run(
        engine.submit(work), reply({"data": CERTIFICATE}), reply(b""), task_reply(task_id="t-1")
    )
    assert isinstance(outcome, Accepted)
    assert asked.url == f"{HOST}/api/v1/uploads?action=getPolicy&model=happyhorse-1.0-video-edit"
    assert sent.url == "https://store.test"
    assert "Authorization" not in sent.headers
    form = dict(sent.form)
    assert isinstance(form["file"], FilePart)
    assert form["key"] == "instant/1/video_url-0.mp4"
    assert [one.commits for one in (asked, sent, request)] == [False, False, True]
    assert body_of(request)["input"]["media"][0]["url"] == "oss://instant/1/video_url-0.mp4"
    assert request.headers["X-DashScope-OssResourceResolve"] == "enable"


def test_a_store_that_will_not(engine: DashScope, tmp_path: Path) -> None:
    work = work_of("happyhorse/video-edit", tmp_path, public=False)
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply({"data": CERTIFICATE}), reply(b"<Error/>", 403))
    assert caught.value.why == "auth"
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply({"code": "Throttling.RateQuota", "message": "x"}, 429))
    assert caught.value.why == "rate"
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply({"data": CERTIFICATE}), reply(b"<Error/>", 500))
    assert caught.value.why == "busy"


def test_looks(engine: DashScope, tmp_path: Path) -> None:
    work = work_of(FILM, tmp_path)
    outcome, (request,) = run(engine.poll(work, "t/1"), task_reply(task_status="RUNNING"))
    assert outcome == StillRunning(5.0)
    assert (request.method, request.url) == ("GET", f"{HOST}/api/v1/tasks/t%2F1")
    done = task_reply(task_status="SUCCEEDED", video_url="https://made/film.mp4")
    outcome, _ = run(engine.poll(work, "t"), done)
    assert isinstance(outcome, Finished)
    assert [file.url for file in outcome.files] == ["https://made/film.mp4"]


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ({"task_status": "FAILED", "code": "DataInspectionFailed"}, "moderation"),
        ({"task_status": "FAILED", "code": "InvalidParameter.DataInspection"}, "failed"),
        ({"task_status": "FAILED", "code": "InternalError.Timeout", "message": "x"}, "failed"),
        ({"task_status": "FAILED"}, "failed"),
        ({"task_status": "CANCELED"}, "failed"),
        ({"task_status": "UNKNOWN"}, "expired"),
        ({"task_status": "SUCCEEDED"}, "expired"),
    ],
)
def test_ends_without_a_film(
    engine: DashScope, tmp_path: Path, output: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused) as caught:
        run(engine.poll(work_of(FILM, tmp_path), "t"), task_reply(**output))
    assert caught.value.why == why


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (400, "InvalidParameter", "input"),
        (400, "InvalidURL", "input"),
        (400, "DataInspectionFailed", "moderation"),
        (400, "data_inspection_failed", "moderation"),
        (400, "IPInfringementSuspect", "moderation"),
        (400, "Arrearage", "credit"),
        (401, "InvalidApiKey", "auth"),
        (403, "AccessDenied.Unpurchased", "auth"),
        (403, "Model.AccessDenied", "auth"),
        (403, "AllocationQuota.FreeTierOnly", "credit"),
        (404, "ModelNotFound", "input"),
        (429, "Throttling.RateQuota", "rate"),
        (429, "Throttling.AllocationQuota", "rate"),
        (429, "LimitRequests", "rate"),
        (500, "InternalError", "unknown"),
        (503, "ModelServingError", "busy"),
    ],
)
def test_refusals(engine: DashScope, tmp_path: Path, status: int, code: str, why: str) -> None:
    body = {"code": code, "message": "Because.", "request_id": "r"}
    for model in (PICTURE, FILM):
        with pytest.raises(Refused) as caught:
            run(engine.submit(work_of(model, tmp_path)), reply(body, status, retry_after="3"))
        assert caught.value.why == why
        assert caught.value.retry_after == 3
        assert "secret" not in caught.value.message


def test_replies_without_what_was_asked_for(engine: DashScope, tmp_path: Path) -> None:
    work = work_of(PICTURE, tmp_path)
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply({"output": {"choices": [{"message": {"content": []}}]}}))
    assert caught.value.why == "failed"
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply(b"<html>", 502))
    assert caught.value.why == "unknown"
    film = work_of(FILM, tmp_path)
    failed = task_reply(task_id="t", task_status="FAILED", code="DataInspectionFailed")
    with pytest.raises(Refused) as caught:
        run(engine.submit(film), failed)
    assert caught.value.why == "moderation"
    with pytest.raises(Refused) as caught:
        run(engine.submit(film), task_reply(task_status="PENDING"))
    assert caught.value.why == "unknown"
    with pytest.raises(Refused) as caught:
        run(engine.poll(film, "t"), reply({"code": "NotFound", "message": "no"}, 404))
    assert caught.value.why == "expired"


def test_a_job_is_taken_back(engine: DashScope, tmp_path: Path) -> None:
    _, (request,) = run(engine.cancel(work_of(FILM, tmp_path), "t-1"), reply({}))
    assert (request.method, request.url) == ("POST", f"{HOST}/api/v1/tasks/t-1/cancel")
    assert not request.commits


def test_regions_and_workspaces(tmp_path: Path) -> None:
    options = {"region": "beijing", "workspace": "ws-1"}
    engine = open_engine(Account("one", "dashscope", "k", options=options))
    _, (request,) = run(engine.submit(work_of(PICTURE, tmp_path)), picture_reply("https://m/1"))
    assert request.url.startswith("https://dashscope.aliyuncs.com/api/v1/")
    assert request.headers["X-DashScope-WorkSpace"] == "ws-1"
    with pytest.raises(ValueError, match="region must be one of singapore, beijing, not mars"):
        open_engine(Account("one", "dashscope", "k", options={"region": "mars"}))
