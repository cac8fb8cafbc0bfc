"""Values on their way from one model to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from genmux.console.play.task import kind_of_url

_PROMPTS = ("prompt", "text")


def media_kinds(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The kinds of file that a field takes; empty when it takes none."""
    items = schema.get("items")
    found = schema.get("x-media") or (items.get("x-media") if isinstance(items, dict) else None)
    if isinstance(found, Mapping):
        found = found.get("kinds")
    if isinstance(found, str):
        return (found,)
    return tuple(found or ())


def media_fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Name, kinds and whether it is a list, of each field for files, required ones first."""
    required = set(schema.get("required") or ())
    fields = schema.get("properties") or {}
    for name in sorted(fields, key=lambda one: one not in required):
        if kinds := media_kinds(fields[name]):
            yield name, kinds, fields[name].get("type") == "array"


def with_file(
    schema: Mapping[str, Any], values: Mapping[str, Any], url: str, kind: str
) -> dict[str, Any]:
    """The values with a file in the first free field that takes its kind."""
    found = dict(values)
    for name, kinds, is_list in media_fields(schema):
        if kind in kinds and not found.get(name):
            found[name] = [url] if is_list else url
            return found
    return found


def fitting(schema: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Those values of another model's request that this one takes as well; a prompt finds its
    field under either of its usual names."""
    fields = schema.get("properties") or {}
    found = {
        name: value
        for name, value in values.items()
        if name in fields and _fits(fields[name], value)
    }
    for name, other in (_PROMPTS, _PROMPTS[::-1]):
        if name in fields and name not in found and isinstance(values.get(other), str):
            found[name] = values[other]
    for name, value in values.items():
        if name not in fields:
            for url in value if isinstance(value, list) else [value]:
                if isinstance(url, str) and url.startswith(("http://", "https://")):
                    found = with_file(schema, found, url, kind_of_url(url))
    return found


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    if "enum" in schema:
        return value in schema["enum"]
    types = schema.get("type")
    names = types if isinstance(types, list) else [types]
    if isinstance(value, bool):
        return "boolean" in names
    if isinstance(value, str):
        return "string" in names and len(value) <= schema.get("maxLength", len(value))
    if isinstance(value, int | float):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        return bool({"integer", "number"} & set(names)) and low <= value <= high
    if isinstance(value, list):
        return "array" in names and len(value) <= schema.get("maxItems", len(value))
    return isinstance(value, dict) and "object" in names
