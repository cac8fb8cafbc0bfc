"""The vendor's own client asks for the same, and understands what the double says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import httpx
import pytest
from aiohttp import ClientSession
from pydantic import TypeAdapter
from runwayml import BadRequestError, NotFoundError, RunwayML

from genmux.engines.remote import Accepted, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.runway.engine import Runway, open_engine
from genmux.testing.doubles.playing import Seen
from genmux.testing.doubles.runway import RunwayDouble
from genmux.worker.remote import play
from tests.engines.vendors.works import work_of

IMAGE = "https://files.test/one.png"
VIDEO = "https://files.test/one.mp4"
SOUND = "https://files.test/one.wav"
FILM = "runway/generate"
HEADERS = ("authorization", "x-runway-version")


@pytest.fixture
async def vendor() -> AsyncIterator[RunwayDouble]:
    async with RunwayDouble() as double:
        yield double


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def ours(vendor: RunwayDouble) -> Runway:
    return open_engine(Account("one", "runway", vendor.key, vendor.url))


async def theirs(vendor: RunwayDouble, ask: Callable[[RunwayML], Any]) -> Any:
    def whole() -> Any:
        with httpx.Client() as line:
            client = RunwayML(
                api_key=vendor.key, base_url=vendor.url, http_client=line, max_retries=0
            )
            return ask(client)

    return await asyncio.to_thread(whole)


def same(mine: Seen, its: Seen) -> None:
    """The client names a type even for no body."""
    assert (mine.method, mine.path) == (its.method, its.path)
    for name in HEADERS:
        assert mine.headers[name] == its.headers[name]
    assert bool(mine.body) == bool(its.body)
    if mine.body:
        assert mine.headers["content-type"] == its.headers["content-type"]
        assert mine.json == its.json


def python_names(body: dict[str, Any]) -> dict[str, Any]:
    return {re.sub("([A-Z])", lambda big: f"_{big[0].lower()}", key): body[key] for key in body}


def variant(path: str, model: str) -> Any:
    """The type of the parameters that the client has for that model."""
    module = import_module(f"runwayml.types.{path}_create_params")
    params = getattr(module, f"{path.title().replace('_', '')}CreateParams")
    types = get_args(params) or (params,)
    return next(one for one in types if model in get_args(get_type_hints(one)["model"]))


def fits(path: str, body: dict[str, Any]) -> None:
    """Whether the client's types know every field and every value."""
    type_ = variant(path, body["model"])
    given = python_names(body)
    assert set(given) <= set(get_type_hints(type_))
    for value in TypeAdapter(type_).validate_python(given).values():
        if isinstance(value, Iterator):
            list(value)  # what is in a list is looked at only now


ROUTES = sorted(open_engine(Account("one", "runway", "key")).all_offers)
RICH: list[tuple[str, dict[str, Any]]] = [
    (FILM, {"imageUrl": IMAGE}),
    ("aleph/generate", {"seed": 3, "aspectRatio": "21:9"}),
    ("veo/generate", {"model": "veo3", "imageUrls": [IMAGE, IMAGE], "resolution": "1080p"}),
    ("veo/generate", {"model": "veo3_fast", "imageUrls": [IMAGE]}),
    ("bytedance/seedance-2", {"first_frame_url": IMAGE, "last_frame_url": IMAGE}),
    ("bytedance/seedance-2", {"resolution": "4k", "aspect_ratio": "3:4"}),
    ("bytedance/seedance-2-fast", {"reference_video_urls": [VIDEO]}),
    (
        "bytedance/seedance-2-5",
        {"reference_image_urls": [IMAGE], "reference_audio_urls": [SOUND], "duration": -1},
    ),
    ("bytedance/seedance-2-5", {"first_frame_url": IMAGE, "duration": -1, "output_format": "mov"}),
    ("happyhorse/text-to-video", {"resolution": "1080p", "aspect_ratio": "3:4"}),
    ("kling/v2-5-turbo-image-to-video-pro", {"tail_image_url": IMAGE}),
    ("kling-3.0/video", {"mode": "pro", "image_urls": [IMAGE, IMAGE], "sound": True}),
    ("kling-3.0/video", {"mode": "4K", "aspect_ratio": "1:1"}),
    ("kling-3.0/video", {"mode": "std", "image_urls": [IMAGE]}),
    ("nano-banana-2", {"aspect_ratio": "1:8", "resolution": "2K", "image_input": [IMAGE]}),
    ("nano-banana-pro", {"aspect_ratio": "21:9", "resolution": "4K"}),
    ("gpt-image-2-image-to-image", {"aspect_ratio": "16:9", "resolution": "4K"}),
    ("seedream/5-pro-text-to-image", {"quality": "high", "aspect_ratio": "16:9"}),
    ("seedream/5-lite-text-to-image", {"quality": "high", "aspect_ratio": "21:9"}),
    ("minimax-h3/image-to-video", {"last_frame_url": IMAGE, "resolution": "2K"}),
    (
        "minimax-h3/reference-to-video",
        {"reference_video_urls": [VIDEO], "reference_audio_urls": [SOUND]},
    ),
    ("grok-imagine-image-2-0/text-to-image", {"aspect_ratio": "9:16"}),
]


@pytest.mark.parametrize(("model", "given"), [*((model, None) for model in ROUTES), *RICH])
async def test_requests(
    vendor: RunwayDouble,
    session: ClientSession,
    tmp_path: Path,
    model: str,
    given: dict[str, Any] | None,
) -> None:
    engine = ours(vendor)
    least = engine.all_offers[model].hints.get("smallest", {})
    work = work_of(model, tmp_path, **(least if given is None else given))
    accepted = await play(session, engine.submit(work))
    (mine,) = vendor.seen
    path = mine.path.removeprefix("/v1/")
    fits(path, mine.json)
    started = await theirs(
        vendor, lambda client: getattr(client, path).create(**python_names(mine.json))
    )
    same(*vendor.seen)
    assert isinstance(accepted, Accepted)
    assert sorted(vendor.tasks) == [accepted.vendor_id, started.id]


async def test_looks(vendor: RunwayDouble, session: ClientSession, tmp_path: Path) -> None:
    engine, work = ours(vendor), work_of(FILM, tmp_path)
    accepted = await play(session, engine.submit(work))
    assert isinstance(accepted, Accepted)
    seen: list[StillRunning | Finished] = []
    while not seen or isinstance(seen[-1], StillRunning):
        seen.append(await play(session, engine.poll(work, accepted.vendor_id)))
    mine = vendor.seen[-1]
    made = seen[-1]
    assert isinstance(made, Finished)
    vendor.tasks[accepted.vendor_id].looks = 0
    told = [
        await theirs(vendor, lambda client: client.tasks.retrieve(accepted.vendor_id))
        for _ in range(3)
    ]
    assert [one.status for one in told] == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert (told[1].progress, told[2].cost.credits) == (0.5, 60)
    assert told[2].output == [file.url for file in made.files]
    same(mine, vendor.seen[-1])


async def test_failures_and_refusals(
    vendor: RunwayDouble, session: ClientSession, tmp_path: Path
) -> None:
    engine, work = ours(vendor), work_of(FILM, tmp_path)
    vendor.steps = 0
    ends = {"SAFETY.INPUT.TEXT": "moderation", "INTERNAL.BAD_OUTPUT.CODE01": "failed"}
    vendor.ends = [("FAILED", code) for code in ends]
    for code, why in ends.items():
        accepted = await play(session, engine.submit(work))
        assert isinstance(accepted, Accepted)
        with pytest.raises(Refused) as caught:
            await play(session, engine.poll(work, accepted.vendor_id))
        assert caught.value.why == why
        told = await theirs(vendor, look(accepted.vendor_id))
        assert (told.status, told.failure_code) == ("FAILED", code)
    for _ in range(2):
        vendor.fail(400, {"error": "You do not have enough credits to run this task."})
    with pytest.raises(Refused) as caught:
        await play(session, engine.submit(work))
    assert caught.value.why == "credit"
    with pytest.raises(BadRequestError):
        await theirs(
            vendor,
            lambda client: client.text_to_video.create(
                model="gen4.5", prompt_text="A kite.", ratio="1280:720", duration=5
            ),
        )
    stranger = open_engine(Account("one", "runway", "wrong", vendor.url))
    with pytest.raises(Refused) as caught:
        await play(session, stranger.submit(work))
    assert caught.value.why == "auth"


def look(task_id: str) -> Callable[[RunwayML], Any]:
    return lambda client: client.tasks.retrieve(task_id)


async def test_a_task_is_taken_back(
    vendor: RunwayDouble, session: ClientSession, tmp_path: Path
) -> None:
    engine, work = ours(vendor), work_of(FILM, tmp_path)
    accepted = await play(session, engine.submit(work))
    assert isinstance(accepted, Accepted)
    await play(session, engine.cancel(work, accepted.vendor_id))
    mine = vendor.seen[-1]
    await theirs(vendor, lambda client: client.tasks.delete(accepted.vendor_id))
    same(mine, vendor.seen[-1])
    with pytest.raises(Refused) as caught:
        await play(session, engine.poll(work, accepted.vendor_id))
    assert caught.value.why == "expired"
    with pytest.raises(NotFoundError):
        await theirs(vendor, look(accepted.vendor_id))


async def test_uploads(vendor: RunwayDouble, session: ClientSession, tmp_path: Path) -> None:
    work = work_of("aleph/generate", tmp_path, public=False)
    await play(session, ours(vendor).submit(work))
    asked, put, started = vendor.seen
    data = (tmp_path / "one.mp4").read_bytes()
    uploaded = await theirs(
        vendor,
        lambda client: client.uploads.create_ephemeral(file=("videoUrl-0.mp4", data, "video/mp4")),
    )
    its_asked, its_put = vendor.seen[3:]
    same(asked, its_asked)
    assert put.parts == its_put.parts
    assert started.json["videoUri"] == uploaded.uri
    assert vendor.stored == {"videoUrl-0.mp4": data}
