"""The engine against the double: every way that a job can go, and calls to our hook."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.offer import Offer
from genmux.engines.vendors.replicate.engine import Replicate
from genmux.testing.doubles.replicate import Prediction, ReplicateDouble
from tests.engines.vendors.wire import over_the_wire
from tests.engines.vendors.works import body_of, reply, run, work_of

PICTURE = "google/nano-banana"
FILM = "kling/v2-1-standard"
HOOK = "https://ours.test/hooks/one?task=1"


@pytest.fixture
async def vendor() -> AsyncIterator[ReplicateDouble]:
    async with ReplicateDouble() as double:
        yield double


def engine(vendor: ReplicateDouble, secret: str = "", **options: str) -> Replicate:
    return Replicate(Account("one", "replicate", vendor.key, vendor.url, secret, options))


async def submitted(
    vendor: ReplicateDouble, model: str, folder: Path
) -> tuple[Prediction, str, Work]:
    work = work_of(model, folder)
    taken = await over_the_wire(engine(vendor).submit(work))
    assert isinstance(taken, Accepted)
    return vendor.predictions[taken.vendor_id], taken.vendor_id, work


async def ended(vendor: ReplicateDouble, model: str, folder: Path) -> Finished:
    vendor.steps = 0
    _, vendor_id, work = await submitted(vendor, model, folder)
    step = await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert isinstance(step, Finished)
    return step


async def test_a_prediction_runs_and_ends(vendor: ReplicateDouble, tmp_path: Path) -> None:
    made, vendor_id, work = await submitted(vendor, FILM, tmp_path)
    assert made.model == "kwaivgi/kling-v2.1"
    assert made.input["start_image"] == "https://files.test/one.png"
    assert made.input["mode"] == "standard"
    one = engine(vendor)
    assert await over_the_wire(one.poll(work, vendor_id)) == StillRunning(5.0, None)
    assert await over_the_wire(one.poll(work, vendor_id)) == StillRunning(5.0, 0.5)
    finished = await over_the_wire(one.poll(work, vendor_id))
    assert isinstance(finished, Finished)
    assert finished.source_type == "trainedAlgorithmicMedia"
    url = finished.files[0].url
    async with aiohttp.ClientSession() as session, session.get(url) as film:
        assert film.content_type == "video/mp4"


async def test_outputs_are_one_link_or_many(vendor: ReplicateDouble, tmp_path: Path) -> None:
    links = ["https://replicate.delivery/a.png", "https://replicate.delivery/b.png"]
    vendor.outputs["google/nano-banana"] = links
    finished = await ended(vendor, PICTURE, tmp_path)
    assert [made.url for made in finished.files] == links
    vendor.outputs["google/nano-banana"] = links[0]
    finished = await ended(vendor, PICTURE, tmp_path)
    assert [made.url for made in finished.files] == links[:1]


def test_a_version_of_a_model_has_another_place(tmp_path: Path) -> None:
    one = Replicate(Account("one", "replicate", "key"))
    offer = Offer("google/nano-banana", "a/b:5c7d", {}, {}, (), {}, "https://docs.test", "2026-11")
    one._offers = {offer.id: offer}
    _, sent = run(one.submit(work_of(PICTURE, tmp_path)), reply({"id": "p"}, 201))
    assert sent[0].url == "https://api.replicate.com/v1/predictions"
    assert body_of(sent[0]) == {"input": {}, "version": "5c7d"}
    assert [request.commits for request in sent] == [True]


async def test_a_large_file_is_uploaded_first(
    vendor: ReplicateDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = work_of(FILM, tmp_path, public=False)
    await over_the_wire(engine(vendor).submit(work))
    assert vendor.predictions.popitem()[1].input["start_image"].startswith("data:image/png")
    monkeypatch.setattr("genmux.engines.vendors.uploads.LARGEST_INSIDE", 10)
    await over_the_wire(engine(vendor).submit(work))
    link = vendor.predictions.popitem()[1].input["start_image"]
    assert set(vendor.uploads) == {link}
    assert vendor.uploads[link].startswith(b"\x89PNG")


@pytest.mark.parametrize(("status", "why"), [(401, "auth"), (500, "busy"), (429, "rate")])
async def test_a_file_that_is_not_taken_costs_nothing(
    vendor: ReplicateDouble,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    why: str,
) -> None:
    monkeypatch.setattr("genmux.engines.vendors.uploads.LARGEST_INSIDE", 10)
    vendor.fail(status, {})
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).submit(work_of(FILM, tmp_path, public=False)))
    assert caught.value.why == why
    assert not vendor.predictions


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("The input or output was flagged as sensitive. Please try again. (E005)", "moderation"),
        ("NSFW content detected. Try running it again.", "moderation"),
        ("The prompt violates our content policy", "moderation"),
        ("Service is currently unavailable due to high demand. (E003)", "failed"),
        ("Service is temporarily unavailable. (E004)", "failed"),
        ("CUDA out of memory", "failed"),
        ("Director: unexpected error handling prediction (E9243)", "failed"),
        ("", "failed"),
    ],
)
async def test_a_prediction_may_fail(
    vendor: ReplicateDouble, tmp_path: Path, told: str, why: str
) -> None:
    vendor.steps = 0
    made, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    made.status, made.error = "failed", told
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert caught.value.why == why
    assert told in caught.value.message


async def test_a_failure_of_a_model_ends_its_predictions(
    vendor: ReplicateDouble, tmp_path: Path
) -> None:
    vendor.errors["google/nano-banana"] = "E005: flagged (E005)"
    with pytest.raises(Refused) as caught:
        await ended(vendor, PICTURE, tmp_path)
    assert caught.value.why == "moderation"


@pytest.mark.parametrize("output", [None, [], "no link", {"text": "words"}])
async def test_an_output_without_files_is_a_failure(
    vendor: ReplicateDouble, tmp_path: Path, output: object
) -> None:
    vendor.outputs["google/nano-banana"] = output
    with pytest.raises(Refused) as caught:
        await ended(vendor, PICTURE, tmp_path)
    assert caught.value.why == "failed"


async def test_a_result_that_was_deleted_is_expired(
    vendor: ReplicateDouble, tmp_path: Path
) -> None:
    made, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    made.status, made.removed = "succeeded", True
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert caught.value.why == "expired"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, "auth"),
        (403, "auth"),
        (402, "credit"),
        (404, "input"),
        (422, "input"),
        (503, "busy"),
        (500, "unknown"),
        (502, "unknown"),
    ],
)
async def test_what_is_not_taken(
    vendor: ReplicateDouble, tmp_path: Path, status: int, why: str
) -> None:
    vendor.fail(status, {"title": "No", "detail": "- input.prompt is required\n", "status": status})
    with pytest.raises(Refused) as caught:
        await submitted(vendor, PICTURE, tmp_path)
    assert caught.value.why == why
    assert not vendor.predictions
    assert vendor.key not in caught.value.message


@pytest.mark.parametrize(
    ("body", "headers", "wait"),
    [
        ({"detail": "Request was throttled.", "retry_after": 3}, {}, 3.0),
        ({"detail": "Request was throttled."}, {"Retry_After": "9"}, 9.0),
        ({"detail": "Request was throttled."}, {}, None),
        ("Request was throttled.", {}, None),
    ],
)
async def test_a_limit_says_when_to_come_back(
    vendor: ReplicateDouble,
    tmp_path: Path,
    body: object,
    headers: dict[str, str],
    wait: float | None,
) -> None:
    vendor.fail(429, body, **headers)
    with pytest.raises(Refused) as caught:
        await submitted(vendor, PICTURE, tmp_path)
    assert (caught.value.why, caught.value.retry_after) == ("rate", wait)


def test_a_prediction_without_a_number_is_unknown(tmp_path: Path) -> None:
    one = Replicate(Account("one", "replicate", "key"))
    with pytest.raises(Refused) as caught:
        run(one.submit(work_of(PICTURE, tmp_path)), reply({"status": "starting"}, 201))
    assert caught.value.why == "unknown"


@pytest.mark.parametrize(
    ("status", "wait"), [(429, 10.0), (500, 10.0), (503, 10.0), (401, 60.0), (402, 60.0)]
)
async def test_a_look_that_does_not_get_through_says_nothing_of_the_job(
    vendor: ReplicateDouble, tmp_path: Path, status: int, wait: float
) -> None:
    _, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    vendor.fail(status, {"detail": "no"})
    assert await over_the_wire(engine(vendor).poll(work, vendor_id)) == StillRunning(wait)


async def test_a_prediction_that_is_gone_is_expired(
    vendor: ReplicateDouble, tmp_path: Path
) -> None:
    _, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    vendor.predictions.clear()
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert caught.value.why == "expired"


async def test_a_prediction_can_be_cancelled(vendor: ReplicateDouble, tmp_path: Path) -> None:
    made, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    await over_the_wire(engine(vendor).cancel(work, vendor_id))
    assert made.status == "canceled"
    with pytest.raises(Refused, match="cancelled at the vendor") as caught:
        await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert caught.value.why == "failed"


async def test_the_operators_wish_is_a_header(vendor: ReplicateDouble, tmp_path: Path) -> None:
    await over_the_wire(engine(vendor, cancel_after="30m").submit(work_of(PICTURE, tmp_path)))
    assert vendor.seen[-1].headers["cancel-after"] == "30m"


async def test_a_hook_goes_along_and_slows_the_polls(
    vendor: ReplicateDouble, tmp_path: Path
) -> None:
    taken = await over_the_wire(engine(vendor).submit(work_of(PICTURE, tmp_path, hook=HOOK)))
    assert isinstance(taken, Accepted)
    assert taken.poll_after == 30.0
    assert vendor.seen[-1].json["webhook"] == HOOK
    assert vendor.seen[-1].json["webhook_events_filter"] == ["completed"]


@pytest.mark.parametrize("known", [True, False])
async def test_only_the_vendors_calls_are_genuine(vendor: ReplicateDouble, known: bool) -> None:
    one = engine(vendor, vendor.secret if known else "")
    good = vendor.signature(b"{}")

    async def genuine(headers: dict[str, str], told: bytes = b"{}") -> bool:
        return await over_the_wire(one.genuine(headers, told))

    assert await genuine(good)
    assert await genuine({**good, "webhook-signature": f"v1,other {good['webhook-signature']}"})
    assert not await genuine(good, b"{ }")
    assert not await genuine({**good, "webhook-id": "msg_other"})
    assert not await genuine({**good, "webhook-signature": "v1,other"})
    assert not await genuine({**good, "webhook-timestamp": "soon"})
    assert not await genuine({})
    old = (datetime.now(UTC) - timedelta(minutes=6)).timestamp()
    assert not await genuine(vendor.signature(b"{}", old))
    assert len(vendor.seen) == (0 if known else 1), "the secret is asked for once"


async def test_a_call_is_not_believed_where_the_secret_cannot_be_had(
    vendor: ReplicateDouble,
) -> None:
    vendor.fail(500, {})
    assert not await over_the_wire(engine(vendor).genuine(vendor.signature(b"{}"), b"{}"))


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!", "no secret"])
async def test_a_bad_secret_fits_nothing(vendor: ReplicateDouble, secret: str) -> None:
    one = engine(vendor, secret)
    assert not await over_the_wire(one.genuine(vendor.signature(b"{}"), b"{}"))
