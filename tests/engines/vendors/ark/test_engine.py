"""What the engine sends, and what it makes of replies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.remote import Accepted, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.ark.engine import Ark, open_engine
from genmux.engines.vendors.find import find
from tests.engines.vendors.works import body_of, reply, run, work_of

FILM = "bytedance/seedance-2"
PICTURE = "seedream/4.5-text-to-image"
TASKS = "https://ark.ap-southeast.bytepluses.com/api/v3/contents/generations/tasks"
IMAGE = "https://files.test/one.png"


@pytest.fixture
def engine() -> Ark:
    return open_engine(Account("one", "ark", "secret"))


def test_a_picture_is_made_at_once(engine: Ark, tmp_path: Path) -> None:
    work = work_of("seedream/4.5-edit", tmp_path, image_urls=[IMAGE, IMAGE], quality="high")
    answer = {"data": [{"url": "https://made/1.png", "size": "4096x4096"}]}
    outcome, (request,) = run(engine.submit(work), reply(answer))
    assert request.url == "https://ark.ap-southeast.bytepluses.com/api/v3/images/generations"
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.commits
    assert body_of(request) == {
        "model": "seedream-4-5-251128",
        "prompt": work.input["prompt"],
        "image": [IMAGE, IMAGE],
        "size": "4096x4096",
        "response_format": "url",
        "sequential_image_generation": "disabled",
        "watermark": False,
    }
    assert isinstance(outcome, Finished)
    assert [file.url for file in outcome.files] == ["https://made/1.png"]
    assert engine.plan(work).cost == Decimal("0.04")


def test_private_pictures_go_as_data_and_private_films_not_at_all(
    engine: Ark, tmp_path: Path
) -> None:
    work = work_of("seedream/4.5-edit", tmp_path, public=False)
    _, (request,) = run(engine.submit(work), reply({"data": [{"url": "https://made/1.png"}]}))
    assert body_of(request)["image"][0].startswith("data:image/png;base64,")
    work = work_of(FILM, tmp_path, public=False, reference_video_urls=["https://a.test/one.mp4"])
    for ask in (lambda: engine.plan(work), lambda: run(engine.submit(work))):
        with pytest.raises(Refused, match="reference_video_urls") as caught:
            ask()
        assert caught.value.why == "unsupported"


def test_several_pictures_are_asked_for_as_a_series(engine: Ark, tmp_path: Path) -> None:
    work = work_of("bytedance/seedream-v4-text-to-image", tmp_path, max_images=3)
    answer = {"data": [{"url": f"https://made/{number}"} for number in range(3)]}
    outcome, (request,) = run(engine.submit(work), reply(answer))
    body = body_of(request)
    assert body["sequential_image_generation"] == "auto"
    assert body["sequential_image_generation_options"] == {"max_images": 3}
    assert isinstance(outcome, Finished)
    assert len(outcome.files) == work.shape.count == 3
    assert engine.plan(work).cost == Decimal("0.09")
    alone = work_of("bytedance/seedream-v4-text-to-image", tmp_path)
    _, (request,) = run(engine.submit(alone), reply(answer))
    assert body_of(request)["sequential_image_generation"] == "disabled"
    assert "sequential_image_generation_options" not in body_of(request)


def test_a_size_that_is_not_made_is_brought_near_and_said(engine: Ark, tmp_path: Path) -> None:
    work = work_of(
        "bytedance/seedream-v4-text-to-image", tmp_path, image_size="landscape_21_9", seed=5
    )
    plan = engine.plan(work)
    _, (request,) = run(engine.submit(work), reply({"data": [{"url": "https://made/1"}]}))
    size = body_of(request)["size"]
    width, height = map(int, size.split("x"))
    assert width * height >= 921600
    assert plan.notes == (
        "seed has no effect: the model takes no seed",
        f"the picture has {size} pixels: 1024x438 is not made there",
    )


def test_lite_has_no_4k(engine: Ark, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="quality: this route takes basic, high, not ultra"):
        engine.plan(work_of("seedream/5-lite-text-to-image", tmp_path, quality="ultra"))


def test_layers_say_what_they_are(engine: Ark, tmp_path: Path) -> None:
    work = work_of("seedream/5-pro-layer-decomposition", tmp_path, size="2K")
    layer = {"url": "https://made/2", "z_index": 1, "name": "kite", "bounding_box": {}}
    answer = {"data": [{"url": "https://made/1", "z_index": 0}, layer]}
    outcome, (request,) = run(engine.submit(work), reply(answer))
    body = body_of(request)
    assert (body["layer_decomposition"], body["size"], body["image"]) == (True, "2K", IMAGE)
    assert isinstance(outcome, Finished)
    assert [file.detail.get("name") for file in outcome.files] == [None, "kite"]


def test_a_film_is_a_task(engine: Ark, tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "first_frame_url": IMAGE,
        "last_frame_url": IMAGE,
        "reference_image_urls": None,
        "resolution": "720p",
    }
    work = work_of(FILM, tmp_path, hook="https://me.test/hook", **given)
    outcome, (request,) = run(engine.submit(work), reply({"id": "cgt-1"}))
    assert outcome == Accepted("cgt-1", 30.0)
    assert (request.method, request.url) == ("POST", TASKS)
    assert body_of(request) == {
        "model": "dreamina-seedance-2-0-260128",
        "content": [
            {"type": "text", "text": work.input["prompt"]},
            {"type": "image_url", "image_url": {"url": IMAGE}, "role": "first_frame"},
            {"type": "image_url", "image_url": {"url": IMAGE}, "role": "last_frame"},
        ],
        "callback_url": "https://me.test/hook",
        "duration": 4,
        "generate_audio": True,
        "ratio": "16:9",
        "resolution": "720p",
        "return_last_frame": False,
        "watermark": False,
    }


def test_references_have_roles_of_their_own(engine: Ark, tmp_path: Path) -> None:
    work = work_of(
        FILM,
        tmp_path,
        reference_image_urls=[IMAGE],
        reference_video_urls=["https://files.test/one.mp4"],
        reference_audio_urls=["https://files.test/one.wav"],
    )
    _, (request,) = run(engine.submit(work), reply({"id": "cgt-1"}))
    parts = [(part["type"], part.get("role")) for part in body_of(request)["content"]]
    assert parts == [
        ("text", None),
        ("image_url", "reference_image"),
        ("video_url", "reference_video"),
        ("audio_url", "reference_audio"),
    ]


def test_what_it_cannot_do_is_refused(engine: Ark, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="web_search: this route cannot search"):
        engine.plan(work_of(FILM, tmp_path, web_search=True))


def test_looks(engine: Ark, tmp_path: Path) -> None:
    work = work_of(FILM, tmp_path)
    outcome, (request,) = run(engine.poll(work, "cgt/1"), reply({"status": "running"}))
    assert outcome == StillRunning(5.0)
    assert (request.method, request.url, request.commits) == ("GET", f"{TASKS}/cgt%2F1", False)
    told = work_of(FILM, tmp_path, hook="https://me.test/hook")
    assert run(engine.poll(told, "1"), reply({"status": "queued"}))[0] == StillRunning(30.0)
    done = {
        "status": "succeeded",
        "content": {"video_url": "https://made/film.mp4", "last_frame_url": "https://made/l.png"},
        "usage": {"completion_tokens": 50_000},
    }
    outcome, _ = run(engine.poll(work, "1"), reply(done))
    assert isinstance(outcome, Finished)
    assert [file.role for file in outcome.files] == ["result", "last_frame"]
    assert outcome.cost == Decimal("0.35")


@pytest.mark.parametrize(
    ("task", "why"),
    [
        (
            {"status": "failed", "error": {"code": "OutputVideoSensitiveContentDetected"}},
            "moderation",
        ),
        ({"status": "failed", "error": {"code": "InputTextRiskDetection"}}, "moderation"),
        ({"status": "failed", "error": {"code": "InternalServiceError", "message": "x"}}, "failed"),
        ({"status": "failed", "error": None}, "failed"),
        ({"status": "cancelled"}, "failed"),
        ({"status": "expired"}, "failed"),
        ({"status": "succeeded", "content": None}, "expired"),
    ],
)
def test_ends_without_a_film(engine: Ark, tmp_path: Path, task: Any, why: str) -> None:
    with pytest.raises(Refused) as caught:
        run(engine.poll(work_of(FILM, tmp_path), "1"), reply(task))
    assert caught.value.why == why


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (400, "InvalidParameter", "input"),
        (400, "InputImageSensitiveContentDetected.PrivacyInformation", "moderation"),
        (400, "SensitiveContentDetected.Violence", "moderation"),
        (401, "AuthenticationError", "auth"),
        (403, "AccountOverdueError", "credit"),
        (403, "OperationDenied.ServiceNotOpen", "auth"),
        (404, "ModelNotOpen", "auth"),
        (429, "RateLimitExceeded.EndpointRPMExceeded", "rate"),
        (429, "ModelAccountIpmRateLimitExceeded", "rate"),
        (429, "QuotaExceeded", "rate"),
        (429, "SetLimitExceeded", "credit"),
        (429, "ServerOverloaded", "busy"),
        (500, "InternalServiceError", "unknown"),
    ],
)
def test_refusals(engine: Ark, tmp_path: Path, status: int, code: str, why: str) -> None:
    body = {"error": {"code": code, "message": "Because.", "type": "x"}}
    for model in (PICTURE, FILM):
        with pytest.raises(Refused) as caught:
            run(engine.submit(work_of(model, tmp_path)), reply(body, status, retry_after="3"))
        assert caught.value.why == why
        assert caught.value.retry_after == 3
        assert "secret" not in caught.value.message


def test_a_picture_that_was_refused_after_all(engine: Ark, tmp_path: Path) -> None:
    refused = {"code": "OutputImageSensitiveContentDetected", "message": "no"}
    work = work_of(PICTURE, tmp_path)
    for answer, why in (({"data": [{"error": refused}]}, "moderation"), ({"data": []}, "failed")):
        with pytest.raises(Refused) as caught:
            run(engine.submit(work), reply(answer))
        assert caught.value.why == why
    for broken in (reply(b"<html>", 502), reply(b"<html>")):
        with pytest.raises(Refused) as caught:
            run(engine.submit(work), broken)
        assert caught.value.why == "unknown"
    with pytest.raises(Refused) as caught:
        run(engine.submit(work_of(FILM, tmp_path)), reply({}))
    assert caught.value.why == "unknown"


def test_a_job_that_nobody_knows_any_more(engine: Ark, tmp_path: Path) -> None:
    work = work_of(FILM, tmp_path)
    with pytest.raises(Refused) as caught:
        run(engine.poll(work, "1"), reply({"error": {"code": "ResourceNotFound"}}, 404))
    assert caught.value.why == "expired"
    with pytest.raises(Refused) as caught:
        run(engine.poll(work, "1"), reply({"error": {"code": "RateLimitExceeded"}}, 429))
    assert caught.value.why == "rate"


def test_a_job_is_taken_back(engine: Ark, tmp_path: Path) -> None:
    _, (request,) = run(engine.cancel(work_of(FILM, tmp_path), "cgt-1"), reply({}))
    assert (request.method, request.url, request.commits) == ("DELETE", f"{TASKS}/cgt-1", False)


def test_the_other_region_has_its_own_names(tmp_path: Path) -> None:
    engine = open_engine(Account("one", "ark", "k", options={"region": "beijing"}))
    work = work_of(PICTURE, tmp_path)
    _, (request,) = run(engine.submit(work), reply({"data": [{"url": "https://made/1"}]}))
    assert request.url == "https://ark.cn-beijing.volces.com/api/v3/images/generations"
    assert body_of(request)["model"] == engine.plan(work).model == "doubao-seedream-4-5-251128"
    assert engine.offers(PICTURE)
    assert not engine.offers("bytedance/seedance-1.5-pro")
    with pytest.raises(ValueError, match="region must be one of international, beijing, not mars"):
        find("ark")(Account("one", "ark", "k", options={"region": "mars"}))


def test_tokens_of_a_film_are_estimated(engine: Ark, tmp_path: Path) -> None:
    given: dict[str, Any] = {"resolution": "720p", "duration": 5, "aspect_ratio": "16:9"}
    silent = work_of("bytedance/seedance-1.5-pro", tmp_path, generate_audio=False, **given)
    loud = work_of("bytedance/seedance-1.5-pro", tmp_path, generate_audio=True, **given)
    tokens = Decimal(1280 * 720 * 24 * 5) / 1024
    assert engine.plan(silent).cost == tokens * Decimal("1.2") / 1_000_000
    assert engine.plan(loud).cost == tokens * Decimal("2.4") / 1_000_000
