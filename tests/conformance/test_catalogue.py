"""What the catalogue says over HTTP."""

from __future__ import annotations

import pytest

from tests.conformance.client import Client

MODELS = "/api/v1/models"
MODEL = "z-image"


def test_all_models_are_listed(client: Client) -> None:
    data = client.get(MODELS).data
    assert data["total"] == len(data["models"]) > 50
    for model in data["models"]:
        assert {"model", "slug", "title", "provider", "taskType"} <= set(model)
        assert isinstance(model["taskType"], list)


@pytest.mark.parametrize(
    "query",
    [{"taskType": "Text to Image"}, {"provider": "Kling"}, {"q": "seedance"}],
    ids=["type", "provider", "words"],
)
def test_the_list_can_be_filtered(client: Client, query: dict[str, str]) -> None:
    some = client.get(MODELS, **query).data
    assert 0 < some["total"] < client.get(MODELS).data["total"]
    if "provider" in query:
        assert {model["provider"] for model in some["models"]} == {query["provider"]}
    if "taskType" in query:
        assert all(query["taskType"] in model["taskType"] for model in some["models"])


def test_no_match_is_an_empty_list(client: Client) -> None:
    assert client.get(MODELS, q="there-is-no-such-model").data == {"total": 0, "models": []}


@pytest.mark.parametrize("model", [MODEL, "wan/2-7-text-to-video"])
def test_a_model_is_described(client: Client, model: str) -> None:
    schema = client.get(f"{MODELS}/{model}/schema").data
    assert schema["model"] == model
    assert schema["openapi"] is None or schema["openapi"]["openapi"].startswith("3.")
    price = client.get(f"{MODELS}/{model}/price").data
    assert price["model"] == model
    assert price["pricingDesc"] is None or isinstance(price["pricingDesc"], str)
    rate = client.get(f"{MODELS}/{model}/success-rate").data
    assert rate["model"] == model
    assert len(rate["points"]) <= 144
    for point in rate["points"]:
        assert {"start", "end", "successRate", "errorRate", "isNormal"} <= set(point)


@pytest.mark.parametrize("call", ["schema", "price", "success-rate"])
def test_an_unknown_model(client: Client, call: str) -> None:
    assert client.get(f"{MODELS}/no/such-model/{call}").code == 404
