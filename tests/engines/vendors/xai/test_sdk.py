"""Oracles: the OpenAI SDK for pictures, which xAI's API is made for; xAI's own SDK speaks gRPC, so
it is asked whether it would take the same values, and the names on the wire are the documented."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import openai
import pytest
from xai_sdk import cost, types  # type: ignore[import-untyped]
from xai_sdk import image as sdk_image
from xai_sdk import video as sdk_video
from xai_sdk.proto import usage_pb2  # type: ignore[import-untyped]

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Refused
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.xai import open_engine
from genmux.engines.vendors.xai.engine import XAI
from genmux.testing.doubles.xai import XAIDouble
from tests.engines.vendors.wire import alike, over_the_wire
from tests.engines.vendors.works import body_of, reply, run, work_of

LINKS = [f"https://files.test/{name}.png" for name in ("one", "two")]


def account(double: XAIDouble, key: str = "") -> Account:
    return Account("one", "xai", key or double.key, url=double.url)


async def test_pictures(tmp_path: Path) -> None:
    work = work_of("grok-imagine/text-to-image", tmp_path, prompt="A kite.", aspect_ratio="2:3")
    async with XAIDouble() as double:
        done = await over_the_wire(open_engine(account(double)).submit(work))
        async with openai.AsyncOpenAI(api_key=double.key, base_url=double.url) as sdk:
            theirs = await sdk.images.generate(
                model="grok-imagine-image",
                prompt="A kite.",
                n=6,
                response_format="b64_json",
                extra_body={"aspect_ratio": "2:3", "resolution": "1k"},
            )
        ours, sdks = alike(double.seen[0], double.seen[1])
        assert ours == sdks
    assert isinstance(done, Finished)
    assert theirs.data is not None
    assert [one.b64_json is not None for one in theirs.data] == [True] * len(done.files)


async def test_a_wrong_key(tmp_path: Path) -> None:
    async with XAIDouble() as double:
        with pytest.raises(Refused) as ours:
            await over_the_wire(
                open_engine(account(double, "wrong")).submit(
                    work_of("grok-imagine/text-to-image", tmp_path)
                )
            )
        async with openai.AsyncOpenAI(api_key="wrong", base_url=double.url) as sdk:
            with pytest.raises(openai.BadRequestError):
                await sdk.images.generate(model="grok-imagine-image", prompt="A kite.")
    assert ours.value.why == "auth"


PICTURES: list[tuple[str, dict[str, Any]]] = [
    ("grok-imagine/text-to-image", {"aspect_ratio": "16:9"}),
    ("grok-imagine/text-to-image", {"aspect_ratio": "3:2"}),
    ("grok-imagine/image-to-image", {"prompt": "Red.", "image_urls": LINKS[:1]}),
    ("grok-imagine/image-to-image", {"prompt": "Red.", "image_urls": LINKS}),
    ("grok-imagine-image-2-0/text-to-image", {"aspect_ratio": "9:16"}),
]


@pytest.mark.parametrize(("model", "given"), PICTURES)
def test_the_sdk_takes_the_same_for_pictures(
    tmp_path: Path, model: str, given: dict[str, Any]
) -> None:
    body = sent(work_of(model, tmp_path, **given))
    request = sdk_image._make_generate_request(
        body["prompt"],
        body["model"],
        n=body["n"],
        image_url=body["image"]["url"] if "image" in body else None,
        image_urls=[one["url"] for one in body["images"]] if "images" in body else None,
        aspect_ratio=body.get("aspect_ratio"),
        resolution=body.get("resolution"),
    )
    assert body["model"] in get_args(types.ImageGenerationModel)
    assert request.n == body["n"]
    assert len(request.images) == len(body.get("images", ()))


VIDEOS: list[tuple[str, dict[str, Any]]] = [
    ("grok-imagine/text-to-video", {"duration": 15, "aspect_ratio": "2:3"}),
    ("grok-imagine/image-to-video", {"prompt": "Up.", "image_urls": LINKS[:1], "duration": 6}),
    ("grok-imagine/image-to-video", {"prompt": "Up.", "image_urls": LINKS, "duration": 10}),
    ("grok-imagine-video-1-5-preview", {"resolution": "1080p", "aspect_ratio": "3:2"}),
]


@pytest.mark.parametrize(("model", "given"), VIDEOS)
def test_the_sdk_takes_the_same_for_videos(
    tmp_path: Path, model: str, given: dict[str, Any]
) -> None:
    body = sent(work_of(model, tmp_path, **given))
    references = [one["url"] for one in body.get("reference_images", ())]
    request = sdk_video._make_generate_request(
        body["prompt"],
        body["model"],
        image_url=body["image"]["url"] if "image" in body else None,
        video_url=None,
        duration=body["duration"],
        aspect_ratio=body.get("aspect_ratio"),
        resolution=body["resolution"],
        reference_image_urls=references,
    )
    assert body["model"] in get_args(types.VideoGenerationModel)
    assert request.duration == body["duration"] <= 15
    # Names on the wire are those of its messages, but for the picture's address.
    assert set(body) <= {field.name for field in request.DESCRIPTOR.fields}


def sent(work: Work) -> dict[str, Any]:
    answer = {"request_id": "job-1", "data": [{"url": "u"}]}
    _, (request,) = run(open_engine(Account("one", "xai", "k")).submit(work), reply(answer))
    body: dict[str, Any] = body_of(request)
    return body


def test_a_tick_is_what_the_sdk_says(tmp_path: Path) -> None:
    answer = {"data": [{"url": "u"}], "usage": {"cost_in_usd_ticks": 123}}
    engine = open_engine(Account("one", "xai", "k"))
    work = work_of("grok-imagine/text-to-image", tmp_path)
    done, _ = run(engine.submit(work), reply(answer))
    assert isinstance(done, Finished)
    assert done.cost is not None
    theirs = cost.cost_usd_from_usage(usage_pb2.SamplingUsage(cost_in_usd_ticks=123))
    assert float(done.cost) == pytest.approx(theirs)


async def whole(engine: XAI, work: Work) -> Finished:
    state: Any = await over_the_wire(engine.submit(work))
    job = state.vendor_id if isinstance(state, Accepted) else ""
    while not isinstance(state, Finished):
        state = await over_the_wire(engine.poll(work, job))
    return state


async def test_a_video_from_end_to_end(tmp_path: Path) -> None:
    work = work_of("grok-imagine/text-to-video", tmp_path, duration=6)
    async with XAIDouble(polls=3) as double:
        done = await whole(open_engine(account(double)), work)
        assert done.files[0].url == f"{double.url.removesuffix('/v1')}/files/one.mp4"
        assert [one.method for one in double.seen] == ["POST", "GET", "GET", "GET"]
    assert str(done.cost) == "0.3000000000"


@pytest.mark.parametrize(
    ("model", "prompt", "why"),
    [
        ("grok-imagine/text-to-image", "forbidden", "moderation"),
        ("grok-imagine/text-to-video", "forbidden", "moderation"),
        ("grok-imagine/text-to-video", "broken", "failed"),
        ("grok-imagine/text-to-video", "forgotten", "expired"),
    ],
)
async def test_misbehaviour_of_the_double(
    tmp_path: Path, model: str, prompt: str, why: str
) -> None:
    async with XAIDouble() as double:
        with pytest.raises(Refused) as caught:
            await whole(open_engine(account(double)), work_of(model, tmp_path, prompt=prompt))
    assert caught.value.why == why
