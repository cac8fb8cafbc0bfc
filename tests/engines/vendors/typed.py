"""Whether a body is of a vendor's types, by a file of facts.

The file has for each model its parameters, those with `?` may be left out: the name of a type, a
list of literals, or an object with `list`, `fields` or `any`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Inputs = Mapping[str, Mapping[str, Any]]
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "boolean": bool,
}


def read_inputs(test: str) -> Inputs:
    """The facts beside a test."""
    facts: Inputs = json.loads((Path(test).parent / "inputs.json").read_text(encoding="utf-8"))
    return facts


def problems(inputs: Inputs, model: str, body: Mapping[str, Any]) -> list[str]:
    """Everything in a body that the model's type does not allow."""
    return list(_of_fields(inputs[model], body, ""))


def _of_fields(fields: Mapping[str, Any], value: Mapping[str, Any], place: str) -> Iterator[str]:
    kinds = {name.removesuffix("?"): kind for name, kind in fields.items()}
    for name in value:
        if name not in kinds:
            yield f"{place}{name}: unknown"
        else:
            yield from _of(kinds[name], value[name], f"{place}{name}")
    for name in fields:
        if not name.endswith("?") and name not in value:
            yield f"{place}{name}: missing"


def _of(kind: Any, value: Any, place: str) -> Iterator[str]:
    if isinstance(kind, list):
        if not any(type(one) is type(value) and one == value for one in kind):
            yield f"{place}: {value!r} is none of {kind}"
    elif isinstance(kind, str):
        good = isinstance(value, _TYPES[kind])
        if not good or (kind == "number" and isinstance(value, bool)):
            yield f"{place}: {value!r} is no {kind}"
    elif "any" in kind:
        if all(list(_of(one, value, place)) for one in kind["any"]):
            yield f"{place}: {value!r} is none of {kind['any']}"
    elif "list" in kind:
        if not isinstance(value, list):
            yield f"{place}: {value!r} is no list"
        else:
            for number, one in enumerate(value):
                yield from _of(kind["list"], one, f"{place}[{number}]")
    elif isinstance(value, Mapping):
        yield from _of_fields(kind["fields"], value, f"{place}.")
    else:
        yield f"{place}: {value!r} is no object"
