"""OpenAI's pictures: what is asked, what comes back, and what no means."""

from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.remote import FilePart, Finished, Refused, Response, Why
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.openai import open_engine
from genmux.engines.vendors.openai.engine import OpenAI
from tests.engines.vendors.works import body_of, reply, run, work_of

MODELS = (
    "gpt-image/1.5-text-to-image",
    "gpt-image/1.5-image-to-image",
    "gpt-image-2-text-to-image",
    "gpt-image-2-image-to-image",
)
PICTURE = {"data": [{"b64_json": base64.b64encode(b"one").decode()}]}


def engine(**options: str) -> OpenAI:
    return open_engine(Account("mine", "openai", "sk-secret", options=options))


def refused(tmp_path: Path, answer: Response) -> Refused:
    with pytest.raises(Refused) as caught:
        run(engine().submit(work_of(MODELS[0], tmp_path)), answer)
    return caught.value


def test_offers() -> None:
    assert set(engine().all_offers) == set(MODELS)


def test_a_picture_comes_with_the_reply(tmp_path: Path) -> None:
    work = work_of(MODELS[0], tmp_path, prompt="A kite.", quality="high", aspect_ratio="3:2")
    done, (request,) = run(engine().submit(work), reply(PICTURE))
    assert isinstance(done, Finished)
    assert [made.data for made in done.files] == [b"one"]
    assert done.cost is None
    assert (request.method, request.url) == (
        "POST",
        "https://api.openai.com/v1/images/generations",
    )
    assert request.headers["Authorization"] == "Bearer sk-secret"
    assert request.commits
    assert request.timeout > 300
    assert body_of(request) == {
        "model": "gpt-image-1.5",
        "prompt": "A kite.",
        "quality": "high",
        "size": "1536x1024",
        "n": 1,
        "output_format": "png",
    }


def test_an_edit_is_a_form(tmp_path: Path) -> None:
    links = ["https://files.test/one.png", "https://files.test/two.png"]
    work = work_of(MODELS[3], tmp_path, prompt="Red.", input_urls=links, aspect_ratio="auto")
    _, (request,) = run(engine().submit(work), reply(PICTURE))
    assert request.url.endswith("/images/edits")
    assert request.body == b""
    assert request.commits
    assert "Content-Type" not in request.headers, "the sender names the boundary"
    fields = [(name, one) for name, one in request.form if isinstance(one, str)]
    files = [(name, one) for name, one in request.form if isinstance(one, FilePart)]
    assert dict(fields) == {
        "model": "gpt-image-2",
        "prompt": "Red.",
        "n": "1",
        "size": "auto",
        "output_format": "png",
    }
    assert [(name, one.mime) for name, one in files] == [("image[]", "image/png")] * 2


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, "auto"),
        ({"aspect_ratio": "auto", "resolution": "1K"}, "auto"),
        ({"aspect_ratio": "16:9", "resolution": "4K"}, "3840x2160"),
        ({"aspect_ratio": "1:1", "resolution": "1K"}, "1024x1024"),
    ],
)
def test_sizes_are_what_the_catalogue_promises(
    tmp_path: Path, given: dict[str, Any], size: str
) -> None:
    work = work_of(MODELS[2], tmp_path, **given)
    _, (request,) = run(engine().submit(work), reply(PICTURE))
    assert body_of(request)["size"] == size
    assert engine().plan(work).notes == ()


def test_the_organization_and_project_are_named(tmp_path: Path) -> None:
    mine = engine(organization="org-1", project="proj-1")
    _, (request,) = run(mine.submit(work_of(MODELS[0], tmp_path)), reply(PICTURE))
    assert request.headers["OpenAI-Organization"] == "org-1"
    assert request.headers["OpenAI-Project"] == "proj-1"


def test_another_server_that_speaks_the_same(tmp_path: Path) -> None:
    other = open_engine(Account("azure", "openai", "k", url="https://mine.test/openai/v1/"))
    made = {"data": [{"url": "https://mine.test/one.png"}]}
    done, (request,) = run(other.submit(work_of(MODELS[0], tmp_path)), reply(made))
    assert request.url == "https://mine.test/openai/v1/images/generations"
    assert isinstance(done, Finished)
    assert done.files[0].url == "https://mine.test/one.png"


def test_the_cost_is_counted_from_the_tokens(tmp_path: Path) -> None:
    usage = {
        "input_tokens": 1100,
        "input_tokens_details": {"text_tokens": 100, "image_tokens": 1000},
        "output_tokens": 2000,
    }
    work = work_of(MODELS[1], tmp_path)
    done, _ = run(engine().submit(work), reply({**PICTURE, "usage": usage}))
    assert isinstance(done, Finished)
    assert done.cost == Decimal("0.0725")  # (100 x 5 + 1000 x 8 + 2000 x 32) / a million


def test_what_a_picture_will_cost(tmp_path: Path) -> None:
    costs = {
        (quality, ratio): engine()
        .plan(work_of(MODELS[0], tmp_path, quality=quality, aspect_ratio=ratio))
        .cost
        for quality in ("medium", "high")
        for ratio in ("1:1", "2:3")
    }
    assert costs == {
        ("medium", "1:1"): Decimal("0.034"),
        ("medium", "2:3"): Decimal("0.05"),
        ("high", "1:1"): Decimal("0.133"),
        ("high", "2:3"): Decimal("0.2"),
    }


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (400, "moderation_blocked", "moderation"),
        (400, "content_policy_violation", "moderation"),
        (400, "billing_hard_limit_reached", "credit"),
        (400, "invalid_value", "input"),
        (401, "invalid_api_key", "auth"),
        (403, None, "auth"),
        (404, "model_not_found", "input"),
        (429, "insufficient_quota", "credit"),
        (429, "rate_limit_exceeded", "rate"),
        (500, "server_error", "unknown"),
        (502, None, "unknown"),
        (503, None, "busy"),
        (504, None, "unknown"),
    ],
)
def test_what_no_means(tmp_path: Path, status: int, code: str | None, why: Why) -> None:
    body = {"error": {"message": "No sk-secret.", "type": None, "code": code, "param": None}}
    error = refused(tmp_path, reply(body, status, retry_after="7"))
    assert error.why == why
    assert error.retry_after == 7
    if why in ("auth", "credit"):
        assert "sk-secret" not in error.message


def test_a_type_counts_where_there_is_no_code(tmp_path: Path) -> None:
    body = {"error": {"message": "Too many.", "type": "insufficient_quota", "code": None}}
    assert refused(tmp_path, reply(body, 429)).why == "credit"


@pytest.mark.parametrize("body", [b"<html>", {"error": "gone"}, {"detail": []}])
def test_a_no_in_another_shape(tmp_path: Path, body: Any) -> None:
    assert refused(tmp_path, reply(body, 502)).why == "unknown"


def test_no_picture_is_a_failure(tmp_path: Path) -> None:
    assert refused(tmp_path, reply({"data": []})).why == "failed"


def test_there_is_nothing_to_ask_for(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        run(engine().poll(work_of(MODELS[0], tmp_path), "any"))
    assert caught.value.why == "expired"


def test_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    _, requests = run(engine().cancel(work_of(MODELS[0], tmp_path), "any"))
    assert requests == []
