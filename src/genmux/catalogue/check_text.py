"""Sentences for what the JSON Schema validator finds wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from genmux.catalogue.rule_text import items, listing, show
from genmux.errors import InvalidInput

if TYPE_CHECKING:
    from genmux.catalogue.field import Field

_TYPE_NAMES = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}


def explain(
    validator: Any,
    schema: Mapping[str, Any],
    values: Mapping[str, Any],
    fields: Mapping[str, Field],
) -> InvalidInput:
    """The first error in the order of the fields, as the error to raise."""
    order = {name: number for number, name in enumerate(fields)}
    errors = sorted(
        validator.iter_errors(values),
        key=lambda error: order.get(error.instance_path[0], 0) if error.instance_path else -1,
    )
    error = errors[0]
    place = _place(error.instance_path)
    value: Any = values
    for step in error.instance_path:
        value = value[step]
    path = list(error.schema_path)
    node: Any = schema
    for step in path[:-1]:
        node = node[step]
    form = _form(fields, error.instance_path)
    return InvalidInput(f"{place} {_sentence(str(path[-1]), node, value, form)}", field=place)


def _place(path: list[str | int]) -> str:
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text or "input"


def _form(fields: Mapping[str, Field], path: list[str | int]) -> str:
    known: Mapping[str, Field] = fields
    field: Field | None = None
    for step in path:
        field = (field.items if field else None) if isinstance(step, int) else known.get(step)
        known = {one.name: one for one in field.fields} if field else {}
    return field.form if field else ""


def _sentence(keyword: str, node: Mapping[str, Any], value: Any, form: str) -> str:
    limit = node.get(keyword)
    if keyword == "type":
        names = limit if isinstance(limit, list) else [limit]
        return f"must be {' or '.join(_TYPE_NAMES[str(one)] for one in names)} (got {show(value)})"
    if keyword == "enum":
        texts = dict.fromkeys(str(one) if one != "" else '""' for one in limit or ())
        return f"must be one of {listing(texts)} (got {_got(value)})"
    if keyword == "maxLength":
        if limit == 0:
            return "must be empty"
        return f"is longer than {limit} characters (got {len(value)})"
    if keyword == "minLength":
        return f"is shorter than {limit} characters (got {len(value)})"
    if keyword == "maxItems":
        return f"takes at most {items(limit)} (got {len(value)})"
    if keyword == "minItems":
        return f"needs at least {items(limit)} (got {len(value)})"
    if keyword in ("minimum", "maximum"):
        return _range(node, value)
    if keyword == "multipleOf":
        what = "a whole number" if limit == 1 else f"a multiple of {limit}"
        return f"must be {what} (got {show(value)})"
    if keyword == "pattern" and not form:
        return f"must match the pattern {limit} (got {show(value)})"
    return f"must be {form or 'one of the documented forms'} (got {show(value)})"


def _got(value: Any) -> str:
    return value[:80] if isinstance(value, str) and value else show(value)


def _range(node: Mapping[str, Any], value: Any) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    if low is not None and high is not None:
        return f"must be between {low} and {high} (got {show(value)})"
    if low is not None:
        return f"must be at least {low} (got {show(value)})"
    return f"must be at most {high} (got {show(value)})"
