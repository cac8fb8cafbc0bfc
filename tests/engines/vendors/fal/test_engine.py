"""The engine against the double: every way that a job can go, and calls to our hook."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import aiohttp
import pytest

from genmux.engines.remote import Accepted, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.fal.engine import Fal
from genmux.testing.doubles.fal import FalDouble, Job
from tests.engines.vendors.wire import over_the_wire
from tests.engines.vendors.works import reply, run, work_of

PICTURE = "google/nano-banana"
FILM = "kling/v2-1-standard"
HOOK = "https://ours.test/hooks/one?task=1"


class Stopped:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
async def vendor() -> AsyncIterator[FalDouble]:
    async with FalDouble() as double:
        yield double


def engine(vendor: FalDouble, **options: str) -> Fal:
    options = {"rest_url": vendor.url, "api_url": vendor.url, **options}
    return Fal(Account("one", "fal", vendor.key, url=vendor.url, options=options))


async def submitted(vendor: FalDouble, model: str, folder: Path) -> tuple[Job, str]:
    taken = await over_the_wire(engine(vendor).submit(work_of(model, folder)))
    assert isinstance(taken, Accepted)
    return list(vendor.jobs.values())[-1], taken.vendor_id


async def ended(vendor: FalDouble, model: str, folder: Path) -> Finished:
    """Submits and polls until it is over."""
    work = work_of(model, folder)
    _, vendor_id = await submitted(vendor, model, folder)
    for _ in range(vendor.steps):
        step = await over_the_wire(engine(vendor).poll(work, vendor_id))
        assert isinstance(step, StillRunning)
    step = await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert isinstance(step, Finished)
    return step


async def test_a_job_goes_through_the_queue(vendor: FalDouble, tmp_path: Path) -> None:
    finished = await ended(vendor, FILM, tmp_path)
    job = vendor.jobs["00000000-0000-4000-8000-000000000001"]
    assert job.model == "fal-ai/kling-video/v2.1/standard/image-to-video"
    assert job.input["image_url"] == "https://files.test/one.png"
    assert [made.url for made in finished.files] == [f"{vendor.url}/files/1.mp4"]
    assert finished.source_type == "trainedAlgorithmicMedia"
    assert finished.cost is None
    async with aiohttp.ClientSession() as session, session.get(finished.files[0].url) as film:
        assert film.content_type == "video/mp4"


async def test_every_picture_of_a_result_is_fetched(vendor: FalDouble, tmp_path: Path) -> None:
    links = [{"url": f"https://v3.fal.media/{one}.png"} for one in "abc"]
    vendor.end("fal-ai/nano-banana", {"images": links, "description": ""})
    finished = await ended(vendor, PICTURE, tmp_path)
    assert [made.url for made in finished.files] == [link["url"] for link in links]


async def test_the_id_is_the_apps_and_not_the_models_path(
    vendor: FalDouble, tmp_path: Path
) -> None:
    job, vendor_id = await submitted(vendor, FILM, tmp_path)
    assert vendor_id == f"fal-ai/kling-video/requests/{job.id}"


async def test_a_file_that_only_we_have_goes_along(vendor: FalDouble, tmp_path: Path) -> None:
    work = work_of(FILM, tmp_path, public=False)
    await over_the_wire(engine(vendor).submit(work))
    assert vendor.jobs.popitem()[1].input["image_url"].startswith("data:image/png;base64,")


async def test_a_large_file_is_uploaded_first(
    vendor: FalDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("genmux.engines.vendors.uploads.LARGEST_INSIDE", 10)
    work = work_of(FILM, tmp_path, public=False)
    await over_the_wire(engine(vendor).submit(work))
    link = vendor.jobs.popitem()[1].input["image_url"]
    assert set(vendor.uploads) == {link}
    assert vendor.uploads[link].startswith(b"\x89PNG")
    assert [seen.method for seen in vendor.seen] == ["POST", "PUT", "POST"]
    assert "authorization" not in vendor.seen[1].headers


@pytest.mark.parametrize(("status", "why"), [(401, "auth"), (500, "busy"), (429, "rate")])
async def test_a_file_that_is_not_taken_costs_nothing(
    vendor: FalDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, why: str
) -> None:
    monkeypatch.setattr("genmux.engines.vendors.uploads.LARGEST_INSIDE", 10)
    vendor.fail(status, {})
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).submit(work_of(FILM, tmp_path, public=False)))
    assert caught.value.why == why
    assert not vendor.jobs


async def test_the_operators_wishes_are_headers(vendor: FalDouble, tmp_path: Path) -> None:
    one = engine(vendor, priority="low", keep_io="false")
    await over_the_wire(one.submit(work_of(PICTURE, tmp_path)))
    headers = vendor.seen[-1].headers
    assert headers["x-fal-queue-priority"] == "low"
    assert headers["x-fal-store-io"] == "0"


async def test_units_are_counted_at_the_price_of_the_model(
    vendor: FalDouble, tmp_path: Path
) -> None:
    one = engine(vendor)
    work = work_of(PICTURE, tmp_path)
    vendor.steps = 0
    vendor.prices["fal-ai/nano-banana"] = 0.039
    made = {"images": [{"url": "https://v3.fal.media/a.png"}]}
    for units, cost in (("2.5", Decimal("0.0975")), ("2", Decimal("0.078")), ("some", None)):
        vendor.end("fal-ai/nano-banana", made, X_Fal_Billable_Units=units)
        _, vendor_id = await submitted(vendor, PICTURE, tmp_path)
        finished = await over_the_wire(one.poll(work, vendor_id))
        assert isinstance(finished, Finished)
        assert finished.cost == cost
    asked = [seen for seen in vendor.seen if "/pricing" in seen.path]
    assert len(asked) == 1, "the price was known"


@pytest.mark.parametrize("status", [0, 403, 500])
def test_a_price_out_of_reach_holds_nothing_up(tmp_path: Path, status: int) -> None:
    made = {"images": [{"url": "https://v3.fal.media/a.png"}]}
    told = reply(made, x_fal_billable_units="1")
    one = Fal(Account("one", "fal", "key"))
    work = work_of(PICTURE, tmp_path)
    steps = one.poll(work, "fal-ai/nano-banana/requests/r")
    next(steps)
    steps.send(reply({"status": "COMPLETED"}))
    asked = steps.send(told)
    assert asked.url.startswith("https://api.fal.ai/v1/models/pricing?endpoint_id=fal-ai")
    if status:
        with pytest.raises(StopIteration) as stop:
            steps.send(reply({"prices": []}, status))
        assert stop.value.value.cost is None
    # Where no answer came at all, the next look does without it.
    outcome, _ = run(
        one.poll(work, "fal-ai/nano-banana/requests/r"), reply({"status": "COMPLETED"}), told
    )
    assert isinstance(outcome, Finished)
    assert outcome.cost is None


@pytest.mark.parametrize(
    ("kind", "status", "why"),
    [
        ("content_policy_violation", 422, "moderation"),
        ("no_media_generated", 422, "failed"),
        ("image_too_small", 422, "input"),
        ("file_download_error", 422, "input"),
        ("downstream_service_error", 400, "failed"),
        ("downstream_service_unavailable", 500, "failed"),
        ("generation_timeout", 504, "failed"),
        ("internal_server_error", 500, "failed"),
        ("a_new_one", 503, "failed"),
    ],
)
async def test_errors_of_models_have_types(
    vendor: FalDouble, tmp_path: Path, kind: str, status: int, why: str
) -> None:
    vendor.refuse("fal-ai/nano-banana", kind, status)
    with pytest.raises(Refused) as caught:
        await ended(vendor, PICTURE, tmp_path)
    assert caught.value.why == why
    assert "could not be processed" in caught.value.message
    assert vendor.key not in caught.value.message


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("runner_scheduling_failure", "failed"),
        ("startup_timeout", "failed"),
        ("request_timeout", "failed"),
        ("runner_disconnected", "failed"),
        ("client_cancelled", "failed"),
        ("bad_request", "input"),
    ],
)
async def test_errors_of_fal_itself_are_in_the_status(
    vendor: FalDouble, tmp_path: Path, kind: str, why: str
) -> None:
    job, vendor_id = await submitted(vendor, PICTURE, tmp_path)
    job.error, job.error_type = "Something with a runner", kind
    with pytest.raises(Refused, match=f"{kind}: Something with a runner") as caught:
        await over_the_wire(engine(vendor).poll(work_of(PICTURE, tmp_path), vendor_id))
    assert caught.value.why == why


async def test_an_error_of_fal_may_come_with_the_result(vendor: FalDouble, tmp_path: Path) -> None:
    told = {"detail": "Runner could not be reached", "error_type": "runner_connection_timeout"}
    vendor.end("fal-ai/nano-banana", told, 503)
    with pytest.raises(Refused, match="runner_connection_timeout: Runner could not") as caught:
        await ended(vendor, PICTURE, tmp_path)
    assert caught.value.why == "failed"


async def test_a_blackened_result_is_moderation(vendor: FalDouble, tmp_path: Path) -> None:
    seen = {"images": [{"url": "https://v3.fal.media/a.png"}], "has_nsfw_concepts": [True]}
    vendor.end("fal-ai/nano-banana", seen)
    with pytest.raises(Refused) as caught:
        await ended(vendor, PICTURE, tmp_path)
    assert caught.value.why == "moderation"


@pytest.mark.parametrize("empty", [{}, {"images": []}, {"images": [{"width": 1}]}])
async def test_a_result_without_files_is_a_failure(
    vendor: FalDouble, tmp_path: Path, empty: dict[str, object]
) -> None:
    vendor.end("fal-ai/nano-banana", empty)
    with pytest.raises(Refused) as caught:
        await ended(vendor, PICTURE, tmp_path)
    assert caught.value.why == "failed"


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (401, {"detail": "Cannot access application"}, "auth"),
        (403, {"detail": "User is locked. Reason: Exhausted balance."}, "credit"),
        (403, {"detail": "Access denied"}, "auth"),
        (402, {"detail": "Payment required"}, "credit"),
        (404, {"detail": "Application not found"}, "input"),
        (422, {"detail": [{"loc": ["body"], "msg": "m", "type": "missing"}]}, "input"),
        (422, {"detail": [{"msg": "m", "type": "content_policy_violation"}]}, "moderation"),
        (503, {"detail": "Service unavailable"}, "busy"),
        (500, {"detail": "Internal Server Error"}, "unknown"),
        (502, "<html>nginx</html>", "unknown"),
        (504, {"detail": "Gateway timeout"}, "unknown"),
    ],
)
async def test_what_the_queue_does_not_take(
    vendor: FalDouble, tmp_path: Path, status: int, body: object, why: str
) -> None:
    vendor.fail(status, body)
    with pytest.raises(Refused) as caught:
        await submitted(vendor, PICTURE, tmp_path)
    assert caught.value.why == why
    assert not vendor.jobs


async def test_a_limit_says_when_to_come_back(vendor: FalDouble, tmp_path: Path) -> None:
    vendor.fail(429, {"detail": "Too many requests"}, Retry_After="7")
    with pytest.raises(Refused) as caught:
        await submitted(vendor, PICTURE, tmp_path)
    assert (caught.value.why, caught.value.retry_after) == ("rate", 7.0)


async def test_a_job_without_a_place_is_unknown(tmp_path: Path) -> None:
    one = Fal(Account("one", "fal", "key"))
    with pytest.raises(Refused) as caught:
        run(one.submit(work_of(PICTURE, tmp_path)), reply({"request_id": "r"}))
    assert caught.value.why == "unknown"


@pytest.mark.parametrize(
    ("status", "wait"), [(429, 10.0), (500, 10.0), (503, 10.0), (401, 60.0), (403, 60.0)]
)
async def test_a_look_that_does_not_get_through_says_nothing_of_the_job(
    vendor: FalDouble, tmp_path: Path, status: int, wait: float
) -> None:
    _, vendor_id = await submitted(vendor, PICTURE, tmp_path)
    vendor.fail(status, {"detail": "no"})
    work = work_of(PICTURE, tmp_path)
    assert await over_the_wire(engine(vendor).poll(work, vendor_id)) == StillRunning(wait)


async def test_a_result_that_does_not_come_through_is_asked_for_again(
    vendor: FalDouble, tmp_path: Path
) -> None:
    vendor.end("fal-ai/nano-banana", "<html>nginx</html>", 502)
    vendor.steps = 0
    _, vendor_id = await submitted(vendor, PICTURE, tmp_path)
    work = work_of(PICTURE, tmp_path)
    assert await over_the_wire(engine(vendor).poll(work, vendor_id)) == StillRunning(10.0)


async def test_a_job_that_is_gone_is_expired(vendor: FalDouble, tmp_path: Path) -> None:
    _, vendor_id = await submitted(vendor, PICTURE, tmp_path)
    vendor.jobs.clear()
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).poll(work_of(PICTURE, tmp_path), vendor_id))
    assert caught.value.why == "expired"


async def test_a_job_can_be_taken_back(vendor: FalDouble, tmp_path: Path) -> None:
    work = work_of(PICTURE, tmp_path)
    job, vendor_id = await submitted(vendor, PICTURE, tmp_path)
    await over_the_wire(engine(vendor).cancel(work, vendor_id))
    assert job.error_type == "client_cancelled"
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert caught.value.why == "failed"


async def test_a_finished_job_stays_when_it_is_taken_back(
    vendor: FalDouble, tmp_path: Path
) -> None:
    work = work_of(PICTURE, tmp_path)
    _, vendor_id = await submitted(vendor, PICTURE, tmp_path)
    vendor.steps = 0
    finished = await over_the_wire(engine(vendor).poll(work, vendor_id))
    await over_the_wire(engine(vendor).cancel(work, vendor_id))
    assert await over_the_wire(engine(vendor).poll(work, vendor_id)) == finished


async def test_a_hook_goes_along_and_slows_the_polls(vendor: FalDouble, tmp_path: Path) -> None:
    taken = await over_the_wire(engine(vendor).submit(work_of(PICTURE, tmp_path, hook=HOOK)))
    assert isinstance(taken, Accepted)
    assert taken.poll_after == 30.0
    assert vendor.jobs.popitem()[1].hook == HOOK


async def test_only_the_vendors_calls_are_genuine(vendor: FalDouble) -> None:
    one = engine(vendor)
    body = json.dumps({"request_id": "r", "status": "OK"}).encode()

    async def genuine(headers: dict[str, str], told: bytes = body) -> bool:
        lower = {name.lower(): text for name, text in headers.items()}
        return await over_the_wire(one.genuine(lower, told))

    good = vendor.signature("r", body)
    assert await genuine(good)
    assert not await genuine(good, body + b" ")
    assert not await genuine({**good, "X-Fal-Webhook-Request-Id": "s"})
    assert not await genuine({**good, "X-Fal-Webhook-Signature": "not hex"})
    assert not await genuine({**good, "X-Fal-Webhook-Timestamp": "soon"})
    assert not await genuine({name: text for name, text in good.items() if "User" not in name})
    old = (datetime.now(UTC) - timedelta(minutes=6)).timestamp()
    assert not await genuine(vendor.signature("r", body, old))
    reads = [seen for seen in vendor.seen if seen.path.endswith("jwks.json")]
    assert len(reads) == 1, "strangers made us read the keys again"
    assert "authorization" not in reads[0].headers


async def test_new_keys_are_read_and_old_ones_forgotten(vendor: FalDouble) -> None:
    clock = Stopped()
    account = Account("one", "fal", vendor.key, url=vendor.url, options={"rest_url": vendor.url})
    one = Fal(account, clock)

    async def genuine() -> bool:
        signed = vendor.signature("r", b"{}", clock.now().timestamp())
        lower = {name.lower(): text for name, text in signed.items()}
        return await over_the_wire(one.genuine(lower, b"{}"))

    assert await genuine()
    vendor.change_keys()
    assert not await genuine(), "the keys were read a moment ago"
    clock.moment += timedelta(minutes=11)
    assert await genuine()
    clock.moment += timedelta(hours=25)
    vendor.fail(503, {})
    assert not await genuine(), "keys older than a day must not be used"
