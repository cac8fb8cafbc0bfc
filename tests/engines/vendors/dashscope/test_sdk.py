"""The vendor's own client asks for the same, and understands what the double says."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import dashscope
import pytest
from aiohttp import ClientSession
from dashscope import VideoSynthesis
from dashscope.aigc.image_generation import ImageGeneration
from dashscope.api_entities.http_request import close_shared_sync_session

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.dashscope.engine import DashScope, open_engine
from genmux.testing.doubles.dashscope import DashScopeDouble, problem
from genmux.testing.doubles.playing import Seen
from genmux.worker.remote import play
from tests.engines.vendors.works import work_of

IMAGE = "https://files.test/one.png"
SOUND = "https://files.test/one.wav"
FILM_CLIENT: Any = VideoSynthesis
PICTURE_CLIENT: Any = ImageGeneration
HEADERS = ("authorization", "x-dashscope-async", "x-dashscope-workspace")


@pytest.fixture
async def vendor(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DashScopeDouble]:
    async with DashScopeDouble() as double:
        monkeypatch.setattr(dashscope, "base_http_api_url", f"{double.url}/api/v1")
        yield double
    close_shared_sync_session()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def ours(vendor: DashScopeDouble, **options: str) -> DashScope:
    return open_engine(Account("one", "dashscope", vendor.key, vendor.url, options=options))


def same(mine: Seen, its: Seen) -> None:
    """The client writes two fields of its own that no documentation knows."""
    assert (mine.method, mine.path) == (its.method, its.path)
    for name in HEADERS:
        assert mine.headers.get(name) == its.headers.get(name)
    assert its.headers["content-type"].startswith(mine.headers["content-type"])
    said = its.json
    for name in ("extend_prompt", "function"):
        said["input"].pop(name, None)
    assert mine.json == said


async def test_a_picture(vendor: DashScopeDouble, session: ClientSession, tmp_path: Path) -> None:
    work = work_of("qwen3/pro-image-to-image", tmp_path, negative_prompt="rain", seed=4)
    made = await play(session, ours(vendor, workspace="ws-1").submit(work))
    content = [{"image": IMAGE}, {"text": work.input["prompt"]}]
    said = await asyncio.to_thread(
        PICTURE_CLIENT.call,
        model="qwen-image-3.0-pro",
        api_key=vendor.key,
        messages=[{"role": "user", "content": content}],
        workspace="ws-1",
        watermark=False,
        size="1360*768",
        prompt_extend=True,
        negative_prompt="rain",
        seed=4,
    )
    same(*vendor.seen)
    assert isinstance(made, Finished)
    assert said.output.choices[0].message.content[0]["image"] == made.files[0].url


async def test_several_pictures(
    vendor: DashScopeDouble, session: ClientSession, tmp_path: Path
) -> None:
    work = work_of("wan/2-7-image", tmp_path, n=3, thinking_mode=True)
    made = await play(session, ours(vendor).submit(work))
    said = await asyncio.to_thread(
        PICTURE_CLIENT.call,
        model="wan2.7-image",
        api_key=vendor.key,
        messages=[{"role": "user", "content": [{"text": work.input["prompt"]}]}],
        n=3,
        size="1024*1024",
        enable_sequential=False,
        thinking_mode=True,
        watermark=False,
        seed=0,
    )
    same(*vendor.seen)
    assert isinstance(made, Finished)
    assert len(said.output.choices) == len(made.files) == 3


FILMS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "wan/2-7-image-to-video",
        {"driving_audio_url": SOUND, "negative_prompt": "rain"},
        {
            "model": "wan2.7-i2v",
            "negative_prompt": "rain",
            "media": [
                {"type": "first_frame", "url": IMAGE},
                {"type": "driving_audio", "url": SOUND},
            ],
            "resolution": "720P",
            "duration": 2,
            "prompt_extend": True,
            "watermark": False,
        },
    ),
    (
        "wan/2-7-text-to-video",
        {"audio_url": SOUND, "seed": 5},
        {
            "model": "wan2.7-t2v",
            "audio_url": SOUND,
            "resolution": "720P",
            "ratio": "16:9",
            "duration": 2,
            "prompt_extend": True,
            "watermark": False,
            "seed": 5,
        },
    ),
    (
        "wan/2-6-text-to-video",
        {"multi_shots": True},
        {
            "model": "wan2.6-t2v",
            "size": "1280*720",
            "duration": 5,
            "shot_type": "multi",
            "watermark": False,
        },
    ),
    (
        "wan/2-6-flash-video-to-video",
        {"audio": True},
        {
            "model": "wan2.6-r2v-flash",
            "reference_urls": ["https://files.test/one.mp4"],
            "size": "1088*832",
            "duration": 5,
            "audio": True,
            "watermark": False,
        },
    ),
    (
        "wan/2-5-image-to-video",
        {"enable_prompt_expansion": False},
        {
            "model": "wan2.5-i2v-preview",
            "img_url": IMAGE,
            "resolution": "720P",
            "duration": 5,
            "prompt_extend": False,
            "watermark": False,
        },
    ),
    (
        "happyhorse-1-1/reference-to-video",
        {},
        {
            "model": "happyhorse-1.1-r2v",
            "media": [{"type": "reference_image", "url": IMAGE}],
            "resolution": "720P",
            "ratio": "16:9",
            "duration": 3,
            "watermark": False,
        },
    ),
    (
        "happyhorse/video-edit",
        {"audio_setting": "origin", "seed": 8},
        {
            "model": "happyhorse-1.0-video-edit",
            "media": [{"type": "video", "url": "https://files.test/one.mp4"}],
            "resolution": "720P",
            "audio_setting": "origin",
            "seed": 8,
            "watermark": False,
        },
    ),
]


@pytest.mark.parametrize(("model", "given", "said"), FILMS, ids=[film[0] for film in FILMS])
async def test_films(
    vendor: DashScopeDouble,
    session: ClientSession,
    tmp_path: Path,
    model: str,
    given: dict[str, Any],
    said: dict[str, Any],
) -> None:
    work = work_of(model, tmp_path, **given)
    accepted = await play(session, ours(vendor).submit(work))
    assert isinstance(accepted, Accepted)
    answer = await asyncio.to_thread(
        FILM_CLIENT.async_call, api_key=vendor.key, prompt=work.input["prompt"], **said
    )
    same(*vendor.seen)
    assert answer.output.task_status == "PENDING"
    assert sorted(vendor.tasks) == [accepted.vendor_id, answer.output.task_id]


KNOWN = {*inspect.signature(FILM_CLIENT.async_call).parameters, "audio"}
KINDS = {kind for kind in vars(FILM_CLIENT.MediaType).values() if isinstance(kind, str)}


@pytest.mark.parametrize("model", sorted(open_engine(Account("o", "dashscope", "k")).all_offers))
async def test_the_client_knows_all_that_films_are_told(
    vendor: DashScopeDouble, session: ClientSession, tmp_path: Path, model: str
) -> None:
    await play(session, ours(vendor).submit(work_of(model, tmp_path)))
    asked = vendor.seen[0].json
    if "messages" in asked["input"]:
        assert set(asked) == {"model", "input", "parameters"}
        return
    assert {*asked["input"], *asked["parameters"]} <= KNOWN
    assert {item["type"] for item in asked["input"].get("media", ())} <= KINDS


async def looked(session: ClientSession, engine: DashScope, work: Work, vendor_id: str) -> Finished:
    while True:
        outcome = await play(session, engine.poll(work, vendor_id))
        if isinstance(outcome, Finished):
            return outcome
        assert isinstance(outcome, StillRunning)


async def test_looks(vendor: DashScopeDouble, session: ClientSession, tmp_path: Path) -> None:
    engine, work = ours(vendor), work_of("happyhorse/text-to-video", tmp_path)
    one, other = [await play(session, engine.submit(work)) for _ in range(2)]
    assert isinstance(one, Accepted)
    assert isinstance(other, Accepted)
    made = await looked(session, engine, work, one.vendor_id)
    mine = vendor.seen[-1]
    states = []
    for _ in range(3):
        told = await asyncio.to_thread(FILM_CLIENT.fetch, other.vendor_id, api_key=vendor.key)
        states.append(told.output.task_status)
    assert states == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert told.output.video_url == made.files[0].url
    assert told.usage.video_count == 1
    its = vendor.seen[-1]
    assert (its.method, its.path) == (
        mine.method,
        mine.path.replace(one.vendor_id, other.vendor_id),
    )
    gone = await asyncio.to_thread(FILM_CLIENT.fetch, "unheard-of", api_key=vendor.key)
    assert gone.output.task_status == "UNKNOWN"
    with pytest.raises(Refused) as caught:
        await play(session, engine.poll(work, "unheard-of"))
    assert caught.value.why == "expired"


async def test_failures_and_refusals(
    vendor: DashScopeDouble, session: ClientSession, tmp_path: Path
) -> None:
    engine, work = ours(vendor), work_of("happyhorse/text-to-video", tmp_path)
    vendor.steps = 0
    vendor.ends = [("FAILED", "DataInspectionFailed"), ("FAILED", "InternalError")]
    for why, code in (("moderation", "DataInspectionFailed"), ("failed", "InternalError")):
        accepted = await play(session, engine.submit(work))
        assert isinstance(accepted, Accepted)
        with pytest.raises(Refused) as caught:
            await play(session, engine.poll(work, accepted.vendor_id))
        assert caught.value.why == why
        told = await asyncio.to_thread(FILM_CLIENT.fetch, accepted.vendor_id, api_key=vendor.key)
        assert (told.output.task_status, told.output.code) == ("FAILED", code)
    for _ in range(2):
        vendor.fail(429, problem("Throttling.RateQuota", "Slow down."))
    with pytest.raises(Refused) as caught:
        await play(session, engine.submit(work))
    assert caught.value.why == "rate"
    said = await asyncio.to_thread(
        FILM_CLIENT.async_call, model="m", prompt="p", api_key=vendor.key
    )
    assert (said.status_code, said.code) == (429, "Throttling.RateQuota")
    stranger = open_engine(Account("one", "dashscope", "wrong", vendor.url))
    with pytest.raises(Refused) as caught:
        await play(session, stranger.submit(work))
    assert caught.value.why == "auth"


async def test_a_task_is_taken_back(
    vendor: DashScopeDouble, session: ClientSession, tmp_path: Path
) -> None:
    engine, work = ours(vendor), work_of("happyhorse/text-to-video", tmp_path)
    accepted = await play(session, engine.submit(work))
    assert isinstance(accepted, Accepted)
    await play(session, engine.cancel(work, accepted.vendor_id))
    mine = vendor.seen[-1]
    await asyncio.to_thread(FILM_CLIENT.cancel, accepted.vendor_id, api_key=vendor.key)
    its = vendor.seen[-1]
    assert (mine.method, mine.path) == (its.method, its.path)
    assert mine.headers["authorization"] == its.headers["authorization"]
    with pytest.raises(Refused, match="was cancelled"):
        await play(session, engine.poll(work, accepted.vendor_id))


async def test_uploads(vendor: DashScopeDouble, session: ClientSession, tmp_path: Path) -> None:
    work = work_of("happyhorse/image-to-video", tmp_path, public=False)
    await play(session, ours(vendor).submit(work))
    asked, put, created = vendor.seen
    answer = await asyncio.to_thread(
        FILM_CLIENT.async_call,
        model="happyhorse-1.0-i2v",
        api_key=vendor.key,
        media=[{"type": "first_frame", "url": f"file://{tmp_path / 'one.png'}"}],
        resolution="720P",
        duration=3,
        seed=0,
        watermark=False,
    )
    assert answer.status_code == 200
    its_asked, its_put, its_created = vendor.seen[3:]
    assert (asked.method, asked.path) == (its_asked.method, its_asked.path)
    mine, its = ({part.name: part for part in seen.parts} for seen in (put, its_put))
    assert list(mine) == list(its)
    for name in set(mine) - {"key", "file"}:
        assert mine[name] == its[name]
    assert mine["file"].body == its["file"].body == (tmp_path / "one.png").read_bytes()
    for seen, parts in ((created, mine), (its_created, its)):
        assert seen.headers["x-dashscope-ossresourceresolve"] == "enable"
        key = parts["key"].body.decode()
        assert seen.json["input"]["media"][0]["url"] == f"oss://{key}"
        assert key in vendor.stored
