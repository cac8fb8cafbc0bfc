from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from .builders import URLS

if TYPE_CHECKING:
    from genmux.catalogue.entry import Model
    from genmux.catalogue.load import Catalogue

PATH = "/api/v1/jobs/createTask"


def model(catalogue: Catalogue, model_id: str) -> Model:
    found = catalogue.get(model_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("model_id", "text"),
    [
        ("z-image", "0.8 credits (0.004 USD) per image."),
        (
            "grok-imagine/text-to-image",
            (
                "5 credits (0.025 USD) per 4 images when enable_pro is true;"
                " 4 credits (0.02 USD) per 6 images when enable_pro is false."
            ),
        ),
        ("omnihuman-1-5/subject-detection", "free. Figure set by this server."),
        (
            "elevenlabs/text-to-speech-turbo-2-5",
            "6 credits (0.03 USD) per 1000 characters of text.",
        ),
    ],
)
def test_prices_in_words(catalogue: Catalogue, model_id: str, text: str) -> None:
    assert model(catalogue, model_id).price_text() == text


def test_a_price_names_facts_in_words(catalogue: Catalogue) -> None:
    text = model(catalogue, "bytedance/seedance-2").price_text()
    assert (
        "25 credits (0.125 USD) per second when resolution is 720p and with a video in the input"
        in text
    )


def test_every_price_is_one_line(catalogue: Catalogue) -> None:
    for one in catalogue:
        assert "\n" not in one.price_text()
        assert "None" not in one.price_text()


def test_the_summary_has_the_fields_of_the_list(catalogue: Catalogue) -> None:
    found = model(catalogue, "kling-2.6/text-to-video").summary()
    assert found == {
        "model": "kling-2.6/text-to-video",
        "slug": "kling-2-6-text-to-video",
        "title": "Kling 2.6 Text to Video",
        "provider": "Kling",
        "taskType": ["Text to Video"],
        "description": "sound must be stated and doubles the price.",
        "pricingDesc": found["pricingDesc"],
    }


def test_slugs_are_unique(catalogue: Catalogue) -> None:
    assert len({one.slug for one in catalogue}) == len(catalogue)


def test_every_document_takes_the_models_example(catalogue: Catalogue) -> None:
    """The published schema and the real check agree that the example is valid."""
    for one in catalogue:
        document = one.openapi("https://host.test/")
        assert document["openapi"] == "3.1.0"
        assert document["servers"] == [{"url": "https://host.test"}]
        content = document["paths"][PATH]["post"]["requestBody"]["content"]
        schema: dict[str, Any] = content["application/json"]["schema"]
        body = {"model": one.id, "input": one.example(URLS), "callBackUrl": "https://host.test/cb"}
        jsonschema_rs.validate(schema, body)
        assert not jsonschema_rs.is_valid(schema, body | {"model": "other"})


def test_the_document_tells_of_replies_and_callbacks(catalogue: Catalogue) -> None:
    document = model(catalogue, "z-image").openapi("https://host.test")
    operation = document["paths"][PATH]["post"]
    assert document["info"]["title"] == "Genmux"
    assert "200" in operation["responses"]
    assert "{$request.body#/callBackUrl}" in operation["callbacks"]["onFinished"]
    assert operation["security"] == [{"BearerAuth": []}]


def test_every_parameter_is_explained(catalogue: Catalogue) -> None:
    def walk(node: dict[str, Any], place: str) -> None:
        for name, one in node.get("properties", {}).items():
            assert one["description"], f"{place}.{name}"
            walk(one, f"{place}.{name}")
            walk(one.get("items", {}), f"{place}.{name}[]")

    for one in catalogue:
        walk(one.schema, one.id)


def test_schemas_are_valid_json_schema(catalogue: Catalogue) -> None:
    for one in catalogue:
        jsonschema_rs.meta.validate(one.schema | {"$schema": jsonschema_dialect()})


def jsonschema_dialect() -> str:
    return "https://json-schema.org/draft/2020-12/schema"
