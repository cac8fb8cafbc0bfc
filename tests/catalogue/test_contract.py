"""Nothing was mistyped: every model equals the contract files, where these are at hand."""

from __future__ import annotations

from typing import Any

import pytest

from genmux.catalogue.entry import Model
from genmux.catalogue.field import Field, object_schema
from genmux.catalogue.limits import MediaLimits
from genmux.catalogue.load import Catalogue
from genmux.catalogue.scope import Scope

from .conftest import contract, contract_folder

pytestmark = pytest.mark.skipif(
    contract_folder() is None,
    reason="no contract files: set GENMUX_CONTRACT to compare the catalogue with them",
)

# Words, not limits. A pattern on links only lists their schemes, which the rules of the contract
# state in prose for some models; unknown keys are ignored everywhere, as live replies show.
_WORDS = ("description", "title", "format", "additionalProperties")
_UNITS = {
    "per video": ("video", 1),
    "per second": ("second", 1),
    "per image": ("image", 1),
    "per request": ("request", 1),
    "N/A": ("request", 1),
    "per upscale": ("upscale", 1),
    "per megapixel": ("megapixel", 1),
    "per 1000 characters": ("character", 1000),
    "per 4 images": ("image", 4),
    "per 6 images": ("image", 6),
}


def bare(node: Any, *, link: bool = False) -> Any:
    """A property's schema without words."""
    if isinstance(node, list):
        return [bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: bare(value) for key, value in node.items() if key not in _WORDS}
    if "properties" in node:
        found["properties"] = {name: bare(one) for name, one in node["properties"].items()}
        found["required"] = sorted(node.get("required", []))
    return found


def without_link_patterns(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: without_link_patterns(value)
            for key, value in node.items()
            if not (key == "pattern" and "://" in str(value))
        }
    return [without_link_patterns(one) for one in node] if isinstance(node, list) else node


def properties(schema: dict[str, Any]) -> Any:
    return without_link_patterns(bare(schema["properties"]))


def pairs(catalogue: Catalogue) -> list[tuple[Model, dict[str, Any]]]:
    found = []
    for row in contract("models.json"):
        model = catalogue.get(row["id"])
        assert model is not None, row["id"]
        found.append((model, row))
    return found


def test_same_models(catalogue: Catalogue) -> None:
    assert [model.id for model in catalogue] == sorted(r["id"] for r in contract("models.json"))


def test_same_kind_task_and_family(catalogue: Catalogue) -> None:
    for model, row in pairs(catalogue):
        assert (model.kind, model.task, model.family) == (row["kind"], row["task"], row["family"])
        assert list(model.also) == row.get("also", []), model.id
        assert (model.listed == "2026-08") == (row["listed"] == "2026-08"), model.id


def test_same_properties(catalogue: Catalogue) -> None:
    for model, row in pairs(catalogue):
        ours, theirs = properties(object_schema(model.fields)), properties(row["input"])
        assert set(ours) == set(theirs), model.id
        for name, node in theirs.items():
            assert ours[name] == node, f"{model.id}: {name}"


def test_same_required(catalogue: Catalogue) -> None:
    for model, row in pairs(catalogue):
        ours = {field.name for field in model.fields if field.required}
        assert ours == set(row["input"].get("required") or []), model.id


def _field(model: Model, path: str) -> Field:
    fields = {field.name: field for field in model.fields}
    found: Field | None = None
    for part in path.split("."):
        found = fields[part.removesuffix("[]")]
        inner = found.items if found.items is not None else found
        fields = {field.name: field for field in inner.fields}
    assert found is not None
    return found


_SAME = (
    *("max_mb", "total_max_mb", "min_side_px", "max_side_px", "min_aspect", "max_aspect"),
    *("min_pixels", "max_pixels", "min_seconds", "max_seconds", "total_max_seconds"),
    *("min_fps", "max_fps", "max_mbps"),
)


def _limits(model: Model, path: str) -> MediaLimits:
    field = _field(model, path)
    if field.media is None and field.items is not None:  # a list of objects with a link in each
        field = next(one for one in field.items.fields if one.media is not None)
    assert field.media is not None, f"{model.id}: {path}"
    return field.media.limits


def test_same_media_limits(catalogue: Catalogue) -> None:
    compared = 0
    for model, row in pairs(catalogue):
        for path, stated in row["limits"].items():
            for key, value in stated.items():
                name = key.removesuffix("_exclusive")
                if name in _SAME:
                    limits = _limits(model, path)
                    assert getattr(limits, name) == value, f"{model.id}: {path}.{key}"
                    assert (name in limits.exclusive) == (
                        key.endswith("_exclusive")
                        or (stated.get("max_bound") == "exclusive" and name == "max_seconds")
                        or (
                            stated.get("bounds") == "exclusive"
                            and name[4:] in ("side_px", "aspect")
                        )
                    ), f"{model.id}: {path}.{key}"
                    compared += 1
                if key == "accepts":
                    assert set(_limits(model, path).accepts) == set(value), f"{model.id}: {path}"
                    compared += 1
    assert compared > 400


def test_same_steps(catalogue: Catalogue) -> None:
    for model, row in pairs(catalogue):
        for path, stated in row["limits"].items():
            if "step" in stated:
                field = _field(model, path)
                steps = (field.step, field.multiple_of, 1 if "integer" in field.types else None)
                assert stated["step"] in steps, f"{model.id}: {path}"


def _offered(model: Model, when: dict[str, Any]) -> bool:
    """Whether the schema lets a caller ask for what a price row is about."""
    fields = {field.name: field for field in model.fields}
    return all(
        not (name in fields and fields[name].choices)
        or set(value if isinstance(value, list) else [value]) <= set(fields[name].choices)
        for name, value in when.items()
    )


def test_same_prices(catalogue: Catalogue) -> None:
    compared = 0
    for price in contract("pricing.json"):
        for model_id in price["maps_to"]:
            model = catalogue.get(model_id)
            if model is None or not _offered(model, price["when"]):
                continue
            values = {
                f.name: f.default if f.default is not None else f.assumed for f in model.fields
            }
            for name, value in price["when"].items():
                values[name] = value[0] if isinstance(value, list) else value
            row = model.prices.row(Scope(values, facts=values))
            assert row is not None, f"{model_id}: {price['when']}"
            assert float(row.credits) == price["credits"], f"{model_id}: {price['when']}"
            assert (row.unit, row.amount) == _UNITS[price["unit"]], f"{model_id}: {price['when']}"
            assert not row.decided, f"{model_id}: {price['when']}"
            compared += 1
    assert compared > 200


CALLS = {
    "POST /api/v1/aleph/generate": "aleph/generate",
    "POST /api/v1/flux/kontext/generate": "flux-kontext/generate",
    "POST /api/v1/generate": "suno/generate",
    "POST /api/v1/generate/add-instrumental": "suno/add-instrumental",
    "POST /api/v1/generate/add-vocals": "suno/add-vocals",
    "POST /api/v1/generate/extend": "suno/extend",
    "POST /api/v1/generate/generate-persona": "suno/persona",
    "POST /api/v1/generate/get-timestamped-lyrics": "suno/timestamped-lyrics",
    "POST /api/v1/generate/mashup": "suno/mashup",
    "POST /api/v1/generate/replace-section": "suno/replace-section",
    "POST /api/v1/generate/sounds": "suno/sounds",
    "POST /api/v1/generate/upload-cover": "suno/upload-cover",
    "POST /api/v1/generate/upload-extend": "suno/upload-extend",
    "POST /api/v1/gpt4o-image/generate": "gpt4o-image/generate",
    "POST /api/v1/lyrics": "suno/lyrics",
    "POST /api/v1/midi/generate": "suno/midi",
    "POST /api/v1/mp4/generate": "suno/mp4",
    "POST /api/v1/runway/generate": "runway/generate",
    "POST /api/v1/style/generate": "suno/style",
    "POST /api/v1/suno/cover/generate": "suno/cover",
    "POST /api/v1/veo/extend": "veo/extend",
    "POST /api/v1/veo/generate": "veo/generate",
    "GET /api/v1/veo/get-1080p-video": "veo/get-1080p-video",
    "POST /api/v1/veo/get-4k-video": "veo/get-4k-video",
    "POST /api/v1/vocal-removal/generate": "suno/vocal-removal",
    "POST /api/v1/wav/generate": "suno/wav",
}
"""endpoint of the price list → the call that is charged"""


def test_same_prices_of_the_dedicated_families(catalogue: Catalogue) -> None:
    seen = set()
    for price in contract("pricing.json"):
        for endpoint in price["maps_to"]:
            if "/" not in endpoint or " " not in endpoint or endpoint.endswith(UNPRICED):
                continue
            call = catalogue.call(CALLS[endpoint])
            row = call.prices.row(Scope(price["when"], facts=price["when"]))
            assert row is not None, f"{endpoint}: {price['when']}"
            assert float(row.credits) == price["credits"], f"{endpoint}: {price['when']}"
            seen.add(endpoint)
    assert seen == set(CALLS)


UNPRICED = ("/chat/completions", "/messages", "/responses", "Content")
"""chat is metered by the token, not by these rows"""


def test_a_price_is_marked_as_decided_where_the_provider_publishes_none(
    catalogue: Catalogue,
) -> None:
    priced = {model_id for price in contract("pricing.json") for model_id in price["maps_to"]}
    published_elsewhere = {"elevenlabs/sound-effect-v2"}
    for model in catalogue:
        if model.id not in priced and model.id not in published_elsewhere:
            assert all(row.decided for row in model.prices.rows), model.id
