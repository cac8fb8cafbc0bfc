"""The vendor's own client asks for the same, and understands what the double says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from byteplussdkarkruntime import Ark as Client
from byteplussdkarkruntime._exceptions import ArkAPIError, ArkRateLimitError
from byteplussdkarkruntime.types.images import SequentialImageGenerationOptions

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.ark.engine import Ark, open_engine
from genmux.testing.doubles.ark import ArkDouble, problem
from genmux.testing.doubles.playing import Seen
from genmux.worker.remote import play
from tests.engines.vendors.works import work_of

IMAGE = "https://files.test/one.png"
FILM = "bytedance/seedance-2"


@pytest.fixture
async def vendor() -> AsyncIterator[ArkDouble]:
    async with ArkDouble() as double:
        yield double


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def ours(vendor: ArkDouble) -> Ark:
    return open_engine(Account("one", "ark", vendor.key, vendor.url))


async def theirs(vendor: ArkDouble, ask: Callable[[Client], Any]) -> Any:
    def whole() -> Any:
        with httpx.Client(base_url=f"{vendor.url}/api/v3") as line:
            url = f"{vendor.url}/api/v3"
            return ask(Client(base_url=url, api_key=vendor.key, http_client=line, max_retries=0))

    return await asyncio.to_thread(whole)


def same(mine: Seen, its: Seen) -> None:
    """The client writes null for what was not given."""
    assert (mine.method, mine.path) == (its.method, its.path)
    for name in ("authorization", "content-type"):
        assert mine.headers.get(name) == its.headers.get(name)
    assert mine.json == {name: one for name, one in its.json.items() if one is not None}


async def test_a_picture(vendor: ArkDouble, session: ClientSession, tmp_path: Path) -> None:
    work = work_of("seedream/5-lite-image-to-image", tmp_path, quality="high")
    made = await play(session, ours(vendor).submit(work))
    said = await theirs(
        vendor,
        lambda client: client.images.generate(
            model="seedream-5-0-260128",
            prompt=work.input["prompt"],
            image=[IMAGE],
            size="3072x3072",
            output_format="png",
            response_format="url",
            watermark=False,
            sequential_image_generation="disabled",
        ),
    )
    same(*vendor.seen)
    assert isinstance(made, Finished)
    assert [one.url for one in said.data] == [file.url for file in made.files]
    assert said.usage.generated_images == 1


async def test_a_series(vendor: ArkDouble, session: ClientSession, tmp_path: Path) -> None:
    work = work_of("bytedance/seedream-v4-text-to-image", tmp_path, max_images=4)
    made = await play(session, ours(vendor).submit(work))
    said = await theirs(
        vendor,
        lambda client: client.images.generate(
            model="seedream-4-0-250828",
            prompt=work.input["prompt"],
            size="1024x1024",
            response_format="url",
            watermark=False,
            sequential_image_generation="auto",
            sequential_image_generation_options=SequentialImageGenerationOptions(max_images=4),
        ),
    )
    same(*vendor.seen)
    assert isinstance(made, Finished)
    assert len(said.data) == len(made.files) == 4


async def test_layers(vendor: ArkDouble, session: ClientSession, tmp_path: Path) -> None:
    work = work_of("seedream/5-pro-layer-decomposition", tmp_path)
    made = await play(session, ours(vendor).submit(work))
    said = await theirs(
        vendor,
        lambda client: client.images.generate(
            model="dola-seedream-5-0-pro-260628",
            prompt=None,
            image=IMAGE,
            size="auto",
            output_format="jpeg",
            response_format="url",
            watermark=False,
            layer_decomposition=True,
        ),
    )
    same(*vendor.seen)
    assert isinstance(made, Finished)
    assert [one.name for one in said.data] == [file.detail.get("name") for file in made.files]


@pytest.mark.parametrize("model", sorted(open_engine(Account("o", "ark", "k")).all_offers))
async def test_the_client_knows_all_that_is_sent(
    vendor: ArkDouble, session: ClientSession, tmp_path: Path, model: str
) -> None:
    work = work_of(model, tmp_path, hook="https://me.test/hook")
    await play(session, ours(vendor).submit(work))
    asked = vendor.seen[0].json
    if work.shape.kind == "image":
        given = {"prompt": None, **asked}
        await theirs(vendor, lambda client: client.images.generate(**given))
    else:
        await theirs(vendor, lambda client: client.content_generation.tasks.create(**asked))
    same(*vendor.seen)


def frames(prompt: str) -> list[Any]:
    return [
        {"type": "text", "text": prompt},
        {"type": "image_url", "image_url": {"url": IMAGE}, "role": "first_frame"},
        {"type": "image_url", "image_url": {"url": IMAGE}, "role": "last_frame"},
    ]


def look(task_id: str) -> Callable[[Client], Any]:
    return lambda client: client.content_generation.tasks.get(task_id=task_id)


async def finished(session: ClientSession, engine: Ark, work: Work, vendor_id: str) -> Finished:
    while True:
        outcome = await play(session, engine.poll(work, vendor_id))
        if isinstance(outcome, Finished):
            return outcome
        assert isinstance(outcome, StillRunning)


async def test_a_film(vendor: ArkDouble, session: ClientSession, tmp_path: Path) -> None:
    engine, hook = ours(vendor), "https://me.test/hook"
    given: dict[str, Any] = {
        "input_urls": [IMAGE, IMAGE],
        "fixed_lens": True,
        "generate_audio": True,
    }
    work = work_of("bytedance/seedance-1.5-pro", tmp_path, hook=hook, **given)
    accepted = await play(session, engine.submit(work))
    assert isinstance(accepted, Accepted)
    task = await theirs(
        vendor,
        lambda client: client.content_generation.tasks.create(
            model="seedance-1-5-pro-251215",
            content=frames(work.input["prompt"]),
            resolution="480p",
            duration=4,
            camera_fixed=True,
            generate_audio=True,
            ratio="1:1",
            watermark=False,
            callback_url=hook,
        ),
    )
    same(*vendor.seen)
    assert sorted(vendor.tasks) == [accepted.vendor_id, task.id]
    made = await finished(session, engine, work, accepted.vendor_id)
    vendor.seen.clear()
    states = []
    for _ in range(3):
        told = await theirs(vendor, look(task.id))
        states.append(told.status)
    assert states == ["queued", "running", "succeeded"]
    assert told.content.video_url == made.files[0].url
    assert told.usage.completion_tokens == 100_000
    assert vendor.seen[0].path == f"/api/v3/contents/generations/tasks/{task.id}"


async def test_all_that_a_film_can_be_told(
    vendor: ArkDouble, session: ClientSession, tmp_path: Path
) -> None:
    given: dict[str, Any] = {
        "first_frame_url": IMAGE,
        "last_frame_url": IMAGE,
        "return_last_frame": True,
    }
    work = work_of("bytedance/seedance-2-5", tmp_path, output_format="mov", duration=-1, **given)
    accepted = await play(session, ours(vendor).submit(work))
    await theirs(
        vendor,
        lambda client: client.content_generation.tasks.create(
            model="dreamina-seedance-2-5-260628",
            content=frames(work.input["prompt"]),
            resolution="480p",
            duration=-1,
            generate_audio=True,
            ratio="adaptive",
            watermark=False,
            return_last_frame=True,
            output_format="mov",
        ),
    )
    same(*vendor.seen)
    assert isinstance(accepted, Accepted)
    made = await finished(session, ours(vendor), work, accepted.vendor_id)
    assert [file.role for file in made.files] == ["result", "last_frame"]


async def test_failures_and_refusals(
    vendor: ArkDouble, session: ClientSession, tmp_path: Path
) -> None:
    engine, work = ours(vendor), work_of(FILM, tmp_path)
    vendor.steps = 0
    vendor.ends = [("failed", "OutputVideoSensitiveContentDetected"), ("failed", "InternalError")]
    for why in ("moderation", "failed"):
        accepted = await play(session, engine.submit(work))
        assert isinstance(accepted, Accepted)
        with pytest.raises(Refused) as caught:
            await play(session, engine.poll(work, accepted.vendor_id))
        assert caught.value.why == why
        told = await theirs(vendor, look(accepted.vendor_id))
        assert told.status == "failed"
        assert told.error.code in {"OutputVideoSensitiveContentDetected", "InternalError"}
    for _ in range(2):
        vendor.fail(429, problem("RateLimitExceeded.EndpointRPMExceeded", "Slow down."))
    with pytest.raises(Refused) as caught:
        await play(session, engine.submit(work))
    assert caught.value.why == "rate"
    with pytest.raises(ArkRateLimitError):
        await theirs(vendor, lambda client: client.images.generate(model="m", prompt="p"))
    stranger = open_engine(Account("one", "ark", "wrong", vendor.url))
    with pytest.raises(Refused) as caught:
        await play(session, stranger.submit(work))
    assert caught.value.why == "auth"


async def test_a_task_is_taken_back(
    vendor: ArkDouble, session: ClientSession, tmp_path: Path
) -> None:
    engine, work = ours(vendor), work_of(FILM, tmp_path)
    accepted = await play(session, engine.submit(work))
    assert isinstance(accepted, Accepted)
    await play(session, engine.cancel(work, accepted.vendor_id))
    one = vendor.seen[-1]
    await theirs(vendor, lambda client: client.content_generation.tasks.delete(accepted.vendor_id))
    its = vendor.seen[-1]
    assert (one.method, one.path) == (its.method, its.path)
    assert one.headers["authorization"] == its.headers["authorization"]
    with pytest.raises(Refused, match="was cancelled"):
        await play(session, engine.poll(work, accepted.vendor_id))
    with pytest.raises(Refused) as caught:
        await play(session, engine.poll(work, "unheard-of"))
    assert caught.value.why == "expired"
    with pytest.raises(ArkAPIError):
        await theirs(vendor, look("unheard-of"))


async def test_the_vendor_calls_back(
    vendor: ArkDouble, session: ClientSession, tmp_path: Path
) -> None:
    engine, calls = ours(vendor), []

    async def hook(request: web.Request) -> web.Response:
        calls.append((dict(request.headers), await request.read()))
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/hook", hook)])
    async with TestServer(app) as server:
        work = work_of(FILM, tmp_path, hook=str(server.make_url("/hook")))
        accepted = await play(session, engine.submit(work))
        assert accepted == Accepted("cgt-000001", 30.0)
        assert await vendor.call_back("cgt-000001") == 200
    ((headers, body),) = calls
    assert orjson.loads(body)["id"] == "cgt-000001"
    assert await play(session, engine.genuine(headers, body))
