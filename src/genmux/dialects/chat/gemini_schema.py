"""Schemas as this vendor's older fields have them, in the words of JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SNAKE: Mapping[str, str] = {
    "any_of": "anyOf",
    "prefix_items": "prefixItems",
    "additional_properties": "additionalProperties",
    "min_items": "minItems",
    "max_items": "maxItems",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_properties": "minProperties",
    "max_properties": "maxProperties",
    "defs": "$defs",
    "ref": "$ref",
}
_COUNTS = ("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties")
_ONE = ("items", "additionalProperties")
_SEVERAL = ("anyOf", "prefixItems")
_NAMED = ("properties", "$defs")
_LEFT_OUT = ("nullable", "example", "propertyOrdering", "property_ordering")


def plain_schema(schema: Any) -> Any:
    """The same schema; what is no object comes back as it is.

    There types are in capitals, counts are texts, and what may be null says so beside its type.
    """
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Any] = {}
    for name, value in schema.items():
        word = _SNAKE.get(name, name)
        if word not in _LEFT_OUT:
            made[word] = _value(word, value)
    if made.get("type") == "type_unspecified":
        del made["type"]
    if made.get("format") == "enum":  # it says no more than the list
        del made["format"]
    return _nullable(made) if schema.get("nullable") is True else made


def _value(word: str, value: Any) -> Any:
    if word == "type" and isinstance(value, str):
        return value.lower()
    if word in _COUNTS and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if word in _ONE:
        return plain_schema(value)
    if word in _SEVERAL and isinstance(value, list):
        return [plain_schema(one) for one in value]
    if word in _NAMED and isinstance(value, dict):
        return {name: plain_schema(one) for name, one in value.items()}
    return value


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if isinstance(schema.get("enum"), list):
            schema["enum"] = [*schema["enum"], None]
    elif isinstance(schema.get("anyOf"), list):
        schema["anyOf"] = [*schema["anyOf"], {"type": "null"}]
    return schema
