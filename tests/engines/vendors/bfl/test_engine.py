"""The engine against the double, and its requests against those that the documentation shows.

The vendor has no official client in Python, so there is no other oracle.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.bfl.engine import BlackForestLabs
from genmux.testing.doubles.bfl import BflDouble, Task, signature
from tests.engines.vendors.wire import over_the_wire
from tests.engines.vendors.works import body_of, reply, run, work_of

PICTURE = "flux-2/pro-text-to-image"
EDIT = "flux-2/pro-image-to-image"
HOOK = "https://ours.test/hooks/one?task=1"
LINK = "https://files.test/one.png"


@pytest.fixture
async def vendor() -> AsyncIterator[BflDouble]:
    async with BflDouble() as double:
        yield double


def engine(vendor: BflDouble, secret: str = "") -> BlackForestLabs:
    return BlackForestLabs(Account("one", "bfl", vendor.key, vendor.url, secret))


async def submitted(
    vendor: BflDouble, asked: str, folder: Path, **given: Any
) -> tuple[Task, str, Work]:
    work = work_of(asked, folder, **given)
    taken = await over_the_wire(engine(vendor).submit(work))
    assert isinstance(taken, Accepted)
    return list(vendor.tasks.values())[-1], taken.vendor_id, work


async def looked_at(vendor: BflDouble, folder: Path) -> StillRunning | Finished:
    """A task's first look."""
    _, vendor_id, work = await submitted(vendor, PICTURE, folder)
    return await over_the_wire(engine(vendor).poll(work, vendor_id))


@pytest.mark.parametrize(
    ("region", "host"), [("", "api.bfl.ai"), ("eu", "api.eu.bfl.ai"), ("us", "api.us.bfl.ai")]
)
def test_a_request_is_as_documented(tmp_path: Path, region: str, host: str) -> None:
    options = {"region": region} if region else {}
    one = BlackForestLabs(Account("one", "bfl", "the key", hook_secret="s", options=options))
    given: dict[str, Any] = {"input_urls": [LINK, LINK], "prompt": "a kite", "aspect_ratio": "1:1"}
    work = work_of(EDIT, tmp_path, hook=HOOK, resolution="1K", **given)
    where = "https://api.us1.bfl.ai/v1/get_result?id=t"
    taken, sent = run(one.submit(work), reply({"id": "t", "polling_url": where}))
    assert taken == Accepted(where, 30.0)
    assert [request.commits for request in sent] == [True]
    assert (sent[0].method, sent[0].url) == ("POST", f"https://{host}/v1/flux-2-pro")
    assert sent[0].headers == {"x-key": "the key", "Content-Type": "application/json"}
    assert body_of(sent[0]) == {
        "prompt": "a kite",
        "width": 1024,
        "height": 1024,
        "output_format": work.shape.format,
        "input_image": LINK,
        "input_image_2": LINK,
        "webhook_url": HOOK,
        "webhook_secret": "s",
    }


async def test_a_task_runs_and_ends(vendor: BflDouble, tmp_path: Path) -> None:
    task, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    assert task.model == "flux-2-pro"
    one = engine(vendor)
    assert await over_the_wire(one.poll(work, vendor_id)) == StillRunning(2.0, 0.25)
    finished = await over_the_wire(one.poll(work, vendor_id))
    assert isinstance(finished, Finished)
    assert finished.source_type == "trainedAlgorithmicMedia"
    assert finished.cost is None
    url = finished.files[0].url
    async with aiohttp.ClientSession() as session, session.get(url) as picture:
        assert picture.content_type == "image/png"


async def test_what_it_took_is_known_when_it_ends(vendor: BflDouble, tmp_path: Path) -> None:
    vendor.steps, vendor.cost = 0, 4.5
    finished = await looked_at(vendor, tmp_path)
    assert isinstance(finished, Finished)
    assert finished.cost == Decimal("0.045")
    assert vendor.seen[-1].path.count("#") == 0


async def test_a_file_that_only_we_have_goes_bare(vendor: BflDouble, tmp_path: Path) -> None:
    await over_the_wire(engine(vendor).submit(work_of(EDIT, tmp_path, public=False)))
    assert vendor.tasks.popitem()[1].input["input_image"].startswith("iVBORw0KGgo")


@pytest.mark.parametrize("ratio", ["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"])
async def test_no_picture_is_too_large(vendor: BflDouble, tmp_path: Path, ratio: str) -> None:
    task, _, work = await submitted(vendor, PICTURE, tmp_path, aspect_ratio=ratio, resolution="2K")
    width, height = task.input["width"], task.input["height"]
    assert 4_000_000 < width * height <= 2048 * 2048
    assert width % 16 == height % 16 == 0
    assert width / height == pytest.approx(work.shape.width / work.shape.height, rel=0.01)


@pytest.mark.parametrize("model", ["flux-kontext-pro", "flux-kontext-max"])
async def test_the_model_is_the_requests(vendor: BflDouble, tmp_path: Path, model: str) -> None:
    task, _, _ = await submitted(vendor, "flux-kontext/generate", tmp_path, model=model)
    assert task.model == model


@pytest.mark.parametrize("end", ["Request Moderated", "Content Moderated"])
@pytest.mark.parametrize("details", [None, {"Moderation Reasons": ["Derivative Works Filter"]}])
async def test_moderation(vendor: BflDouble, tmp_path: Path, end: str, details: object) -> None:
    vendor.steps, vendor.end, vendor.details = 0, end, details
    with pytest.raises(Refused) as caught:
        await looked_at(vendor, tmp_path)
    assert caught.value.why == "moderation"
    assert ("Derivative Works" in caught.value.message) is (details is not None)


@pytest.mark.parametrize(
    ("extra", "why", "told"),
    [
        ({"error": "generation_timeout", "message": "It took too long"}, "failed", "took too long"),
        ({"error": "content_policy_violation", "message": "No"}, "moderation", "No"),
        ({}, "failed", "no reason given"),
    ],
)
async def test_a_task_may_fail(
    vendor: BflDouble, tmp_path: Path, extra: dict[str, str], why: str, told: str
) -> None:
    vendor.steps, vendor.end = 0, "Error"
    task, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    task.extra = extra
    with pytest.raises(Refused, match=told) as caught:
        await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert caught.value.why == why


async def test_a_task_that_is_gone_is_expired(vendor: BflDouble, tmp_path: Path) -> None:
    _, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    vendor.tasks.clear()
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert caught.value.why == "expired"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (400, "input"),
        (401, "auth"),
        (402, "credit"),
        (403, "auth"),
        (422, "input"),
        (503, "busy"),
        (500, "unknown"),
        (502, "unknown"),
    ],
)
async def test_what_is_not_taken(vendor: BflDouble, tmp_path: Path, status: int, why: str) -> None:
    vendor.fail(status, {"detail": [{"loc": ["body", "width"], "msg": "too small", "type": "x"}]})
    with pytest.raises(Refused) as caught:
        await submitted(vendor, PICTURE, tmp_path)
    assert caught.value.why == why
    assert not vendor.tasks
    assert vendor.key not in caught.value.message


async def test_a_limit_says_when_to_come_back(vendor: BflDouble, tmp_path: Path) -> None:
    vendor.fail(429, {"detail": "Rate limit exceeded: too many active tasks"}, Retry_After="5")
    with pytest.raises(Refused) as caught:
        await submitted(vendor, PICTURE, tmp_path)
    assert (caught.value.why, caught.value.retry_after) == ("rate", 5.0)


async def test_a_strangers_key_is_the_operators_to_mend(vendor: BflDouble, tmp_path: Path) -> None:
    one = BlackForestLabs(Account("one", "bfl", "another", vendor.url))
    with pytest.raises(Refused) as caught:
        await over_the_wire(one.submit(work_of(PICTURE, tmp_path)))
    assert caught.value.why == "auth"
    assert "another" not in caught.value.message


def test_a_reply_may_lack_the_address(tmp_path: Path) -> None:
    one = BlackForestLabs(Account("one", "bfl", "key"))
    taken, _ = run(one.submit(work_of(PICTURE, tmp_path)), reply({"id": "t", "status": "Pending"}))
    assert taken == Accepted("https://api.bfl.ai/v1/get_result?id=t", 2.0)
    with pytest.raises(Refused) as caught:
        run(one.submit(work_of(PICTURE, tmp_path)), reply({}))
    assert caught.value.why == "unknown"


@pytest.mark.parametrize(
    ("status", "wait"), [(429, 10.0), (500, 10.0), (503, 10.0), (403, 60.0), (402, 60.0)]
)
async def test_a_look_that_does_not_get_through_says_nothing_of_the_task(
    vendor: BflDouble, tmp_path: Path, status: int, wait: float
) -> None:
    _, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    vendor.fail(status, {"detail": "no"})
    assert await over_the_wire(engine(vendor).poll(work, vendor_id)) == StillRunning(wait)


@pytest.mark.parametrize(("status", "why"), [(404, "expired"), (422, "failed")])
async def test_a_look_may_be_the_last(
    vendor: BflDouble, tmp_path: Path, status: int, why: str
) -> None:
    _, vendor_id, work = await submitted(vendor, PICTURE, tmp_path)
    vendor.fail(status, {"detail": "no"})
    with pytest.raises(Refused) as caught:
        await over_the_wire(engine(vendor).poll(work, vendor_id))
    assert caught.value.why == why


@pytest.mark.parametrize("result", [None, {}, {"sample": ""}])
def test_a_result_without_a_file_is_a_failure(tmp_path: Path, result: object) -> None:
    one = BlackForestLabs(Account("one", "bfl", "key"))
    told = reply({"status": "Ready", "result": result})
    with pytest.raises(Refused) as caught:
        run(one.poll(work_of(PICTURE, tmp_path), "https://api.bfl.ai/v1/get_result?id=t"), told)
    assert caught.value.why == "failed"


def test_nobody_can_take_a_task_back(tmp_path: Path) -> None:
    one = BlackForestLabs(Account("one", "bfl", "key"))
    assert run(one.cancel(work_of(PICTURE, tmp_path), "t")) == (None, [])


async def test_only_the_vendors_calls_are_genuine(vendor: BflDouble) -> None:
    one = engine(vendor, "the secret")
    good = {name.lower(): text for name, text in signature("the secret", b"{}").items()}
    assert await over_the_wire(one.genuine(good, b"{}"))
    assert not await over_the_wire(one.genuine(good, b"{ }"))
    assert not await over_the_wire(one.genuine({}, b"{}"))
    other = {name.lower(): text for name, text in signature("another", b"{}").items()}
    assert not await over_the_wire(one.genuine(other, b"{}"))
    assert await over_the_wire(engine(vendor).genuine({}, b"{}"))
