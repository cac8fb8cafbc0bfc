"""Replicate's own client as the oracle: it asks as we do, and understands what the double says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from replicate.client import Client
from replicate.exceptions import ReplicateError
from replicate.webhook import Webhooks, WebhookSigningSecret

from genmux.engines.remote import Accepted
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.replicate.engine import Replicate
from genmux.testing.doubles.replicate import ReplicateDouble
from tests.engines.vendors.wire import alike, over_the_wire
from tests.engines.vendors.works import work_of

HOOK = "https://ours.test/hooks/one?task=1"
MODELS = [
    "google/nano-banana-edit",
    "nano-banana-pro",
    "bytedance/seedance-2",
    "kling-3.0/video",
    "hailuo/02-image-to-video-standard",
    "wan/2-5-image-to-video",
    "flux-kontext/generate",
    "aleph/generate",
]


@pytest.fixture
async def vendor() -> AsyncIterator[ReplicateDouble]:
    async with ReplicateDouble() as double:
        yield double


@pytest.fixture
async def client(vendor: ReplicateDouble) -> AsyncIterator[Client]:
    whole = Client(vendor.key, base_url=vendor.url)
    yield whole
    await whole._async_client.aclose()


def engine(vendor: ReplicateDouble) -> Replicate:
    return Replicate(Account("one", "replicate", vendor.key, url=vendor.url))


@pytest.mark.parametrize("hook", ["", HOOK])
@pytest.mark.parametrize("model", MODELS)
async def test_a_prediction_is_made_as_the_client_does_it(
    vendor: ReplicateDouble, client: Client, tmp_path: Path, model: str, hook: str
) -> None:
    work = work_of(model, tmp_path, hook=hook)
    one = engine(vendor)
    await over_the_wire(one.submit(work))
    told: dict[str, Any] = {"webhook": hook, "webhook_events_filter": ["completed"]} if hook else {}
    await client.models.predictions.async_create(
        model=one.offer(work).model, input=one.mapped(work).body, **told
    )
    ours, theirs = alike(*vendor.seen)
    assert ours == theirs


async def test_a_prediction_is_asked_for_and_cancelled_as_the_client_does_it(
    vendor: ReplicateDouble, client: Client, tmp_path: Path
) -> None:
    work = work_of("google/nano-banana", tmp_path)
    one = engine(vendor)
    taken = await over_the_wire(one.submit(work))
    assert isinstance(taken, Accepted)
    vendor.seen.clear()
    await over_the_wire(one.poll(work, taken.vendor_id))
    await over_the_wire(one.cancel(work, taken.vendor_id))
    await client.predictions.async_get(taken.vendor_id)
    await client.predictions.async_cancel(taken.vendor_id)
    look, stop, their_look, their_stop = vendor.seen
    for pair in ((look, their_look), (stop, their_stop)):
        ours, theirs = alike(*pair)
        assert ours == theirs


async def test_a_file_is_uploaded_as_the_client_does_it(
    vendor: ReplicateDouble,
    client: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("genmux.engines.vendors.uploads.LARGEST_INSIDE", 10)
    work = work_of("kling/v2-1-standard", tmp_path, public=False)
    await over_the_wire(engine(vendor).submit(work))
    file = await client.files.async_create(tmp_path / "one.png")
    upload, _, their_upload = vendor.seen
    ours, theirs = alike(upload, their_upload)
    assert ours == theirs
    assert vendor.uploads[file.urls["get"]].startswith(b"\x89PNG")


async def test_the_client_understands_the_double(vendor: ReplicateDouble, client: Client) -> None:
    made = await client.models.predictions.async_create(model="a/b", input={"prompt": "a kite"})
    assert made.input == {"prompt": "a kite"}
    states: list[tuple[str, Any]] = []
    for _ in range(3):
        await made.async_reload()
        states.append((made.status, made.progress and made.progress.percentage))
    assert states == [("starting", None), ("processing", 0.5), ("succeeded", 0.5)]
    assert str(made.output).startswith(vendor.url)
    assert made.metrics == {"predict_time": 1.5}


async def test_the_client_understands_failures_of_the_double(
    vendor: ReplicateDouble, client: Client
) -> None:
    vendor.errors["a/b"] = "flagged as sensitive (E005)"
    vendor.steps = 0
    made = await client.models.predictions.async_create(model="a/b", input={})
    await made.async_reload()
    assert (made.status, made.error) == ("failed", "flagged as sensitive (E005)")
    vendor.steps = 9
    made = await client.models.predictions.async_create(model="a/c", input={})
    await made.async_cancel()
    assert made.status == "canceled"
    with pytest.raises(ReplicateError) as caught:
        await client.predictions.async_get("gone")
    assert (caught.value.status, caught.value.title) == (404, "Not found")


async def test_the_client_believes_the_doubles_calls(
    vendor: ReplicateDouble, client: Client
) -> None:
    secret = await client.webhooks.default.async_secret()
    assert secret == WebhookSigningSecret(key=vendor.secret)
    headers = vendor.signature(b'{"id":"p"}')
    Webhooks.validate(headers=headers, body='{"id":"p"}', secret=secret, tolerance=300)
    one = Replicate(Account("one", "replicate", vendor.key, hook_secret=secret.key))
    assert await over_the_wire(one.genuine(headers, b'{"id":"p"}'))
