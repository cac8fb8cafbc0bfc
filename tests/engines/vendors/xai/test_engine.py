"""Grok Imagine: what is asked, what comes back, and what no means."""

from __future__ import annotations

import base64
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Made, Refused, Response, StillRunning, Why
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.xai import open_engine
from genmux.engines.vendors.xai.engine import XAI
from genmux.testing.doubles.xai import body_of_no
from tests.engines.vendors.works import body_of, reply, run, work_of

LINKS = [f"https://files.test/{name}.png" for name in ("one", "two", "three", "four")]
TASK = "a" * 32


def engine() -> XAI:
    return open_engine(Account("mine", "xai", "xai-secret"))


def made(count: int = 1) -> Response:
    one = {"b64_json": base64.b64encode(b"one").decode()}
    return reply({"data": [one] * count, "usage": {"cost_in_usd_ticks": 1_200_000_000}})


def asked(work: Work, answer: Response) -> tuple[str, dict[str, Any]]:
    _, (request,) = run(engine().submit(work), answer)
    assert request.commits
    assert request.headers["Authorization"] == "Bearer xai-secret"
    return request.url.removeprefix("https://api.x.ai/v1/"), body_of(request)


def refused(work: Work, answer: Response) -> Refused:
    with pytest.raises(Refused) as caught:
        run(engine().submit(work), answer)
    return caught.value


# --- pictures ---


def test_pictures(tmp_path: Path) -> None:
    work = work_of("grok-imagine/text-to-image", tmp_path, prompt="A kite.", aspect_ratio="16:9")
    assert asked(work, made(6)) == (
        "images/generations",
        {
            "model": "grok-imagine-image",
            "prompt": "A kite.",
            "n": 6,
            "aspect_ratio": "16:9",
            "resolution": "1k",
            "response_format": "b64_json",
        },
    )
    done, _ = run(engine().submit(work), made(6))
    assert isinstance(done, Finished)
    assert [file.data for file in done.files] == [b"one"] * 6
    assert done.cost == Decimal("0.12")
    assert engine().plan(work).model == "grok-imagine-image"
    assert engine().plan(work).cost == Decimal("0.12")


@pytest.mark.parametrize("count", [1, 3])
def test_an_edit(tmp_path: Path, count: int) -> None:
    work = work_of(
        "grok-imagine/image-to-image",
        tmp_path,
        prompt="Like @image1 but red",
        image_urls=LINKS[:count],
    )
    path, body = asked(work, made(2))
    assert path == "images/edits"
    given = [{"url": link, "type": "image_url"} for link in LINKS[:count]]
    assert body == {
        "model": "grok-imagine-image",
        "prompt": "Like image 1 but red",
        "n": 2,
        "resolution": "1k",
        "response_format": "b64_json",
        **({"image": given[0]} if count == 1 else {"images": given}),
    }


def test_a_file_that_only_we_have_is_sent_along(tmp_path: Path) -> None:
    work = work_of(
        "grok-imagine/image-to-image",
        tmp_path,
        public=False,
        prompt="Red.",
        image_urls=LINKS[:1],
    )
    _, body = asked(work, made(2))
    assert body["image"]["url"].startswith("data:image/png;base64,iVBOR")


def earlier(work: Work, like: Work) -> Work:
    """With the third picture of the task that it names."""
    (media,) = like.media
    return replace(work, media=(replace(media, field="task_id", index=2),))


def test_editing_the_picture_of_an_earlier_task(tmp_path: Path) -> None:
    like = work_of("grok-imagine/image-to-image", tmp_path)
    work = work_of("grok-imagine-image-2-0/image-edit", tmp_path, prompt="Red.", task_id=TASK)
    path, body = asked(earlier(work, like), made())
    assert path == "images/edits"
    assert body["model"] == "grok-imagine-image-2.0"
    assert body["image"]["url"] == LINKS[0]


@pytest.mark.parametrize(
    ("model", "given", "field"),
    [
        ("grok-imagine/text-to-image", {"enable_pro": True}, "enable_pro"),
        ("grok-imagine/image-to-image", {"prompt": "Red.", "image_urls": LINKS}, "image_urls"),
        ("grok-imagine/image-to-image", {"image_urls": LINKS[:1]}, "prompt"),
        ("grok-imagine/image-to-video", {"image_urls": LINKS[:1]}, "prompt"),
        ("grok-imagine-image-2-0/image-edit", {"task_id": TASK, "mask_indexs": [1]}, "mask_indexs"),
        ("grok-imagine/text-to-video", {"duration": 16}, "duration"),
        ("grok-imagine/text-to-video", {"mode": "fun"}, "mode"),
        ("grok-imagine/text-to-video", {"resolution": "1080p"}, "resolution"),
        (
            "grok-imagine-video-1-5-preview",
            {"image_urls": LINKS[:2], "duration": 11},
            "duration",
        ),
    ],
)
def test_what_the_vendor_cannot_do(
    tmp_path: Path, model: str, given: dict[str, Any], field: str
) -> None:
    work = work_of(model, tmp_path, **given)
    with pytest.raises(Refused, match=field) as caught:
        engine().plan(work)
    assert caught.value.why == "unsupported"
    with pytest.raises(Refused, match=field):
        next(engine().submit(work))


@pytest.mark.parametrize(
    "one", [{"url": "https://x.test/1.jpg"}, {"b64_json": "data:a;base64,bw=="}]
)
def test_other_shapes_of_a_picture(tmp_path: Path, one: dict[str, str]) -> None:
    work = work_of("grok-imagine-image-2-0/text-to-image", tmp_path)
    done, _ = run(engine().submit(work), reply({"data": [one]}))
    assert isinstance(done, Finished)
    assert done.cost is None
    assert done.files in ((Made(url="https://x.test/1.jpg"),), (Made(data=b"o"),))


def test_what_is_withheld_is_no_result(tmp_path: Path) -> None:
    work = work_of("grok-imagine/text-to-image", tmp_path)
    bad = {"url": "https://x.test/2.jpg", "respect_moderation": False}
    done, _ = run(engine().submit(work), reply({"data": [{"url": "https://x.test/1.jpg"}, bad]}))
    assert isinstance(done, Finished)
    assert [file.url for file in done.files] == ["https://x.test/1.jpg"]
    for data in ([bad], []):
        assert refused(work, reply({"data": data})).why == "moderation"


# --- video ---


def test_a_video_from_a_prompt(tmp_path: Path) -> None:
    work = work_of(
        "grok-imagine/text-to-video",
        tmp_path,
        prompt="A kite.",
        duration="8",
        resolution="720p",
        aspect_ratio="9:16",
    )
    accepted, (request,) = run(engine().submit(work), reply({"request_id": "job-1"}))
    assert accepted == Accepted("job-1", 5.0)
    assert request.url == "https://api.x.ai/v1/videos/generations"
    assert body_of(request) == {
        "model": "grok-imagine-video",
        "prompt": "A kite.",
        "duration": 8,
        "resolution": "720p",
        "aspect_ratio": "9:16",
    }
    plan = engine().plan(work)
    assert (plan.cost, plan.notes) == (Decimal("0.56"), ())


def test_one_picture_is_the_first_frame(tmp_path: Path) -> None:
    work = work_of(
        "grok-imagine/image-to-video", tmp_path, prompt="It rises.", image_urls=LINKS[:1]
    )
    _, body = asked(work, reply({"request_id": "job-1"}))
    assert body["image"] == {"url": LINKS[0]}
    assert "aspect_ratio" not in body
    assert engine().plan(work).cost == Decimal("0.302")  # 6 s of 0.05, and the picture


def test_several_are_references_and_are_cited(tmp_path: Path) -> None:
    work = work_of(
        "grok-imagine-video-1-5-preview",
        tmp_path,
        prompt="@image2 flies over @image1",
        image_urls=LINKS[:2],
        duration=10,
        resolution="720p",
        aspect_ratio="auto",
    )
    _, body = asked(work, reply({"request_id": "job-1"}))
    assert body == {
        "model": "grok-imagine-video-1.5",
        "prompt": "<IMAGE_2> flies over <IMAGE_1> ",
        "duration": 10,
        "resolution": "720p",
        "reference_images": [{"url": link} for link in LINKS[:2]],
    }
    assert engine().plan(work).cost == Decimal("1.42")


def test_the_picture_of_an_earlier_task(tmp_path: Path) -> None:
    like = work_of("grok-imagine/image-to-image", tmp_path)
    work = work_of(
        "grok-imagine/image-to-video",
        tmp_path,
        prompt="It rises.",
        image_urls=None,
        task_id=TASK,
        index=2,
    )
    _, body = asked(earlier(work, like), reply({"request_id": "job-1"}))
    assert body["image"] == {"url": LINKS[0]}
    assert engine().plan(work).notes == ()


def polled(tmp_path: Path, answer: Response) -> StillRunning | Finished:
    work = work_of("grok-imagine/text-to-video", tmp_path)
    state, (request,) = run(engine().poll(work, "job-1"), answer)
    assert (request.method, request.url) == ("GET", "https://api.x.ai/v1/videos/job-1")
    assert not request.commits
    return state


def test_a_video_is_waited_for(tmp_path: Path) -> None:
    assert polled(tmp_path, reply({"status": "pending"}, 202)) == StillRunning(5.0)
    assert polled(tmp_path, reply({"status": "pending", "progress": 40})) == StillRunning(5.0, 0.4)
    video = {"url": "https://x.test/1.mp4", "respect_moderation": True}
    usage = {"cost_in_usd_ticks": 4_000_000_000}
    done = polled(tmp_path, reply({"status": "done", "video": video, "usage": usage}))
    assert done == Finished((Made(url="https://x.test/1.mp4"),), cost=Decimal("0.4"))
    assert isinstance(polled(tmp_path, reply({"video": video})), Finished)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": "failed", "error": {"code": "internal_error", "message": "Oh."}}, "failed"),
        ({"status": "failed"}, "failed"),
        (
            {"status": "failed", "error": {"message": "Video rejected by content moderation."}},
            "moderation",
        ),
        ({"status": "done", "video": {"url": "u", "respect_moderation": False}}, "moderation"),
        ({"status": "done"}, "failed"),
        ({"status": "expired"}, "expired"),
    ],
)
def test_videos_that_failed(tmp_path: Path, answer: dict[str, Any], why: Why) -> None:
    with pytest.raises(Refused) as caught:
        polled(tmp_path, reply(answer))
    assert caught.value.why == why


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (reply(body_of_no("Bad."), 400), 5.0),
        (reply(body_of_no("Incorrect API key provided."), 400), 60.0),
        (reply({}, 429, retry_after="17"), 17.0),
        (reply({}, 500), 5.0),
    ],
)
def test_a_poll_that_does_not_get_through(tmp_path: Path, answer: Response, wait: float) -> None:
    assert polled(tmp_path, answer) == StillRunning(wait)


def test_a_job_that_is_not_known_has_expired(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        polled(tmp_path, reply(body_of_no("Not found."), 404))
    assert caught.value.why == "expired"


def test_a_job_without_a_name(tmp_path: Path) -> None:
    assert refused(work_of("grok-imagine/text-to-video", tmp_path), reply({})).why == "unknown"


# --- refusals ---


@pytest.mark.parametrize(
    ("status", "sentence", "why"),
    [
        (400, "Argument aspect_ratio is not known.", "input"),
        (400, "Generated image rejected by content moderation.", "moderation"),
        (400, "Incorrect API key provided: xa***et.", "auth"),
        (403, "Your team has used all available credits.", "credit"),
        (403, "The caller has no permission.", "auth"),
        (404, "The model does not exist.", "input"),
        (429, "Your team reached its monthly spending limit.", "credit"),
        (429, "Too many requests.", "rate"),
        (500, "Content moderation is down.", "unknown"),
        (503, "Overloaded.", "busy"),
    ],
)
def test_what_no_means(tmp_path: Path, status: int, sentence: str, why: Why) -> None:
    error = refused(
        work_of("grok-imagine/text-to-image", tmp_path),
        reply(body_of_no(sentence), status, retry_after="9"),
    )
    assert (error.why, error.retry_after) == (why, 9)
    if why in ("auth", "credit"):
        assert sentence not in error.message


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"<html>", "input"), ([], "input"), ({"error": {"message": "API key"}}, "auth")],
)
def test_a_no_in_another_shape(tmp_path: Path, body: Any, why: Why) -> None:
    assert refused(work_of("grok-imagine/text-to-image", tmp_path), reply(body, 400)).why == why
