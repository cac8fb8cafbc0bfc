"""The catalogue over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from genmux.db.pool import Pool
from tests.server import Caller


async def test_all_models_are_listed(api: Caller) -> None:
    data = (await api.get("/api/v1/models")).data
    assert data["total"] == len(data["models"]) == 149
    for model in data["models"]:
        assert set(model) >= {"model", "slug", "title", "provider", "taskType", "description"}
        assert model["taskType"]
        assert model["pricingDesc"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("provider=Qwen&taskType=Text%20to%20Image", {"z-image", "qwen/text-to-image"}),
        ("q=lip%20sync", {"volcengine/video-to-video-lip-sync"}),
        ("taskType=Speech%20to%20Video,Lip%20Sync", {"infinitalk/from-audio"}),
    ],
)
async def test_filters(api: Caller, query: str, expected: set[str]) -> None:
    data = (await api.get(f"/api/v1/models?{query}")).data
    assert expected <= {model["model"] for model in data["models"]}
    assert 0 < data["total"] < 60


async def test_no_match_is_an_empty_list(api: Caller) -> None:
    assert (await api.get("/api/v1/models?q=nothing-like-it")).data == {"total": 0, "models": []}


@pytest.mark.parametrize("model", ["z-image", "kling-2.6/text-to-video"])
async def test_schema_price_and_success_rate(api: Caller, model: str) -> None:
    schema = (await api.get(f"/api/v1/models/{model}/schema")).data
    assert schema["model"] == model
    assert schema["openapi"]["openapi"] == "3.1.0"
    assert "/api/v1/jobs/createTask" in schema["openapi"]["paths"]
    price = (await api.get(f"/api/v1/models/{model}/price")).data
    assert price["model"] == model
    assert "credits" in price["pricingDesc"]
    rate = (await api.get(f"/api/v1/models/{model}/success-rate")).data
    assert rate["model"] == model
    assert len(rate["points"]) == 144
    assert rate["points"][0]["successRate"] is None


async def test_success_rate_counts_what_ended(api: Caller, pool: Pool) -> None:
    now = datetime.now(UTC)
    bucket = now - timedelta(
        minutes=now.minute % 10, seconds=now.second, microseconds=now.microsecond
    )
    await pool.execute(
        "insert into model_outcome (model, bucket, succeeded, failed) values ('z-image', $1, 3, 1)",
        bucket,
    )
    points = (await api.get("/api/v1/models/z-image/success-rate")).data["points"]
    counted = [point for point in points if point["successRate"] is not None]
    assert [(point["successRate"], point["errorRate"]) for point in counted] == [(0.75, 0.25)]
    assert counted[0]["isNormal"] is False
    assert counted[0]["end"] - counted[0]["start"] == 600_000


@pytest.mark.parametrize("call", ["schema", "price", "success-rate"])
async def test_an_unknown_model(api: Caller, call: str) -> None:
    reply = await api.get(f"/api/v1/models/no/such-model/{call}")
    assert (reply.status, reply.code) == (200, 404)
    assert "not supported" in reply.msg


async def test_the_catalogue_needs_a_key(api: Caller) -> None:
    assert (await api.with_key("").get("/api/v1/models")).code == 401
