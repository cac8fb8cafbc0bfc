"""The smallest valid input of a model: for demos, and for tests that run every model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from genmux.catalogue.scope import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.catalogue.field import Field

TEXT = "A red paper kite drifts over green hills in the morning light."


def make_example(
    fields: tuple[Field, ...], sample: Mapping[str, Any], urls: Mapping[str, str]
) -> dict[str, Any]:
    """Required fields, then what the model file's `[example]` says.

    `"@image"`, `"@video"`, `"@audio"` and `"@task"` in it stand for the given links and task id.
    """
    found: dict[str, Any] = {}
    for field in fields:
        if field.name in sample:
            found[field.name] = _linked(sample[field.name], urls)
        elif field.required:
            found[field.name] = _value(field, urls)
    return found


def _linked(value: Any, urls: Mapping[str, str]) -> Any:
    if isinstance(value, str) and value.startswith("@"):
        return urls[value[1:]]
    if isinstance(value, list):
        return [_linked(item, urls) for item in value]
    if isinstance(value, dict):
        return {key: _linked(item, urls) for key, item in value.items()}
    return value


def _value(field: Field, urls: Mapping[str, str]) -> Any:
    if field.parent is not None:
        return urls["task"]
    if field.media is not None:
        url = urls[field.media.alone or field.media.kinds[0]]
        return [url] * max(1, field.min_items or 1) if field.is_list else url
    if field.default is not None and not field.is_list:
        return field.default
    if field.choices:
        return field.choices[0]
    if field.is_list:
        assert field.items is not None
        return [_value(field.items, urls)] * max(1, field.min_items or 1)
    if field.fields:
        return {inner.name: _value(inner, urls) for inner in field.fields if inner.required}
    if field.types[0] == "boolean":
        return False
    if field.types[0] in ("integer", "number"):
        return field.low if is_number(field.low) else 1
    return TEXT[: field.max_length] if field.max_length is not None else TEXT
