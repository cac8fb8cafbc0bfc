"""fal's own client as the oracle: it asks as we do, and it understands what the double says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import fal_client
import pytest
from fal_client.client import FalClientHTTPError

from genmux.engines.vendors.account import Account
from genmux.engines.vendors.fal.engine import Fal
from genmux.testing.doubles.fal import FalDouble
from tests.engines.vendors.wire import alike, over_the_wire
from tests.engines.vendors.works import work_of

HOOK = "https://ours.test/hooks/one?task=1&again=2"
MODELS = [
    "google/nano-banana",
    "nano-banana-pro",
    "veo/generate",
    "kling-3.0/video",
    "bytedance/seedance-2",
    "elevenlabs/text-to-dialogue-v3",
    "gpt-image-2-text-to-image",
    "wan/2-6-image-to-video",
]
HEADERS = ("authorization", "content-type", "x-fal-queue-priority")


@pytest.fixture
async def vendor(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FalDouble]:
    async with FalDouble() as double:
        monkeypatch.setattr("fal_client.client.QUEUE_URL_FORMAT", f"{double.url}/")
        monkeypatch.setattr("fal_client.client.REST_URL", double.url)
        yield double


def engine(vendor: FalDouble, **options: str) -> Fal:
    return Fal(Account("one", "fal", vendor.key, url=vendor.url, options=options))


@pytest.fixture
async def client(vendor: FalDouble) -> AsyncIterator[fal_client.AsyncClient]:
    whole = fal_client.AsyncClient(key=vendor.key)
    yield whole
    await (await whole._client).aclose()


@pytest.mark.parametrize("hook", ["", HOOK])
@pytest.mark.parametrize("model", MODELS)
async def test_a_job_is_handed_over_as_the_client_does_it(
    vendor: FalDouble, client: fal_client.AsyncClient, tmp_path: Path, model: str, hook: str
) -> None:
    work = work_of(model, tmp_path, hook=hook)
    one = engine(vendor, priority="low")
    await over_the_wire(one.submit(work))
    await client.submit(
        one.offer(work).model,
        arguments=one.mapped(work).body,
        webhook_url=hook or None,
        priority="low",
    )
    ours, theirs = alike(*vendor.seen, headers=HEADERS)
    # Which of the characters in the hook are escaped is the HTTP libraries' own business.
    assert {**ours, "call": unquote(ours["call"])} == {**theirs, "call": unquote(theirs["call"])}


async def test_a_file_is_uploaded_as_the_client_does_it(
    vendor: FalDouble,
    client: fal_client.AsyncClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("genmux.engines.vendors.uploads.LARGEST_INSIDE", 10)
    work = work_of("kling/v2-1-standard", tmp_path, public=False)
    await over_the_wire(engine(vendor, rest_url=vendor.url).submit(work))
    data = next(iter(vendor.uploads.values()))
    link = await client.upload(
        data,
        "image/png",
        "one.png",
        repository="fal",
        lifecycle=fal_client.StorageSettings(expires_in="1d"),
    )
    assert vendor.uploads[link] == data
    wish, sent, _, their_wish, their_sent = vendor.seen
    headers = ("authorization", "accept", "x-fal-object-lifecycle-preference")
    ours, theirs = alike(wish, their_wish, headers=headers)
    assert ours == theirs
    assert sent.body == their_sent.body
    assert sent.headers["content-type"] == their_sent.headers["content-type"]


async def test_a_job_is_asked_for_and_taken_back_as_the_client_does_it(
    vendor: FalDouble, client: fal_client.AsyncClient, tmp_path: Path
) -> None:
    work = work_of("kling/v2-1-standard", tmp_path)
    one = engine(vendor)
    vendor.steps = 0
    taken = await over_the_wire(one.submit(work))
    job = vendor.jobs["00000000-0000-4000-8000-000000000001"]
    handle = await client.get_handle(one.offer(work).model, job.id)
    vendor.seen.clear()
    await over_the_wire(one.poll(work, taken.vendor_id))
    await over_the_wire(one.cancel(work, taken.vendor_id))
    await handle.get()
    with pytest.raises(FalClientHTTPError, match="ALREADY_COMPLETED"):
        await handle.cancel()
    calls = [f"{seen.method} {seen.path.partition('?')[0]}" for seen in vendor.seen]
    assert calls[:3] == calls[3:]
    assert len({seen.headers["authorization"] for seen in vendor.seen}) == 1


async def test_the_client_understands_the_double(
    vendor: FalDouble, client: fal_client.AsyncClient
) -> None:
    handle = await client.submit("fal-ai/flux/dev", arguments={"prompt": "a kite"})
    assert await handle.status() == fal_client.Queued(position=0)
    assert isinstance(await handle.status(), fal_client.InProgress)
    done = await handle.status()
    assert isinstance(done, fal_client.Completed)
    assert done.error is None
    result = await handle.get()
    assert result["images"][0]["url"].startswith(vendor.url)


async def test_the_client_understands_a_refusal(
    vendor: FalDouble, client: fal_client.AsyncClient
) -> None:
    vendor.refuse("fal-ai/flux/dev", "content_policy_violation")
    vendor.steps = 0
    handle = await client.submit("fal-ai/flux/dev", arguments={})
    with pytest.raises(FalClientHTTPError) as caught:
        await handle.get()
    assert caught.value.status_code == 422
    assert caught.value.message[0]["type"] == "content_policy_violation"  # type: ignore[index]


async def test_the_client_understands_that_a_job_was_taken_back(
    vendor: FalDouble, client: fal_client.AsyncClient
) -> None:
    handle = await client.submit("fal-ai/flux/dev", arguments={})
    await handle.cancel()
    done = await handle.status()
    assert isinstance(done, fal_client.Completed)
    assert done.error_type == "client_cancelled"
