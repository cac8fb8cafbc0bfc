"""Values that fit a JSON Schema: the arguments of tool calls and structured answers.

The smallest sensible value for each schema, texts out of the words that are handed in, in their
order; so the same request gives the same value. What a schema cannot say plainly (a `pattern`, a
`not`) is tried, not proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from genmux.engines.sketch.chat.patterns import text_like

_DEEPEST = 12
_MOST_ITEMS = 1_000
_MOST_VALUES = 10_000
_MOST_LETTERS = 100_000
"""whatever a schema demands: what would be larger does not fit it then"""
_FORMATS = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "duration": "P1D",
    "email": "person@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def value_for(schema: Mapping[str, Any], words: Iterator[str] | None = None) -> Any:
    """A value that fits `schema` (an object or `true`); `words` fill its free texts, in order.

    Raises ValueError for what is no JSON Schema.
    """
    if not jsonschema_rs.meta.is_valid(_lowered(schema)):
        raise ValueError("it is not a valid JSON Schema")
    return _Maker(schema, words or iter(())).make(schema, "", 0)


def _lowered(schema: Any) -> Any:
    """With the types in lower case, for one vendor writes capitals."""
    if isinstance(schema, list):
        return [_lowered(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        name: value.lower() if name == "type" and isinstance(value, str) else _lowered(value)
        for name, value in schema.items()
    }


class _Maker:
    def __init__(self, root: Mapping[str, Any], words: Iterator[str]) -> None:
        self._root = root
        self._words = words
        self._left = _MOST_VALUES

    def make(self, schema: Any, name: str, depth: int) -> Any:
        self._left -= 1
        if not isinstance(schema, Mapping) or self._left < 0 or depth > 2 * _DEEPEST:
            return None
        schema = self._plain(schema, depth)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][0]
        if "default" in schema:
            return schema["default"]
        makers = {
            "object": self._object,
            "array": self._array,
            "string": self._text,
            "integer": self._whole,
            "number": self._number,
        }
        kind = _kind(schema)
        if kind == "boolean":
            return True
        if kind not in makers:
            return None
        return makers[kind](schema, name, depth)

    def _plain(self, schema: Mapping[str, Any], depth: int) -> Mapping[str, Any]:
        """Without references, and with the first branch of each choice taken."""
        merged = dict(schema)
        for _ in range(_DEEPEST):
            if "$ref" in merged:
                found = self._find(str(merged.pop("$ref")))
                merged = {**found, **merged}
            elif merged.get("allOf"):
                branches = merged.pop("allOf")
                for branch in branches:
                    merged = _both(merged, self._plain(branch, depth + 1))
            elif merged.get("anyOf") or merged.get("oneOf"):
                branches = merged.pop("anyOf", None) or merged.pop("oneOf")
                merged = _both(merged, self._branch(branches, depth))
            else:
                break
        return merged

    def _branch(self, branches: Any, depth: int) -> Mapping[str, Any]:
        """The first that is not null, or null where the nesting has become too deep."""
        nulls = [one for one in branches if _kind(one) == "null"]
        others = [one for one in branches if _kind(one) != "null"]
        chosen = nulls if nulls and depth > _DEEPEST // 2 else others or nulls
        return chosen[0] if chosen and isinstance(chosen[0], Mapping) else {}

    def _find(self, ref: str) -> Mapping[str, Any]:
        node: Any = self._root
        for step in ref.lstrip("#").strip("/").split("/"):
            if step:
                node = node.get(step.replace("~1", "/").replace("~0", "~"), {})
            if not isinstance(node, Mapping):
                return {}
        return dict(node)

    def _object(self, schema: Mapping[str, Any], _name: str, depth: int) -> dict[str, Any]:
        fields: Mapping[str, Any] = schema.get("properties") or {}
        required = list(schema.get("required") or ())
        # Optional fields are filled as well, but not without end.
        wanted = required if depth > _DEEPEST // 3 else [*fields]
        made = {
            name: self.make(fields.get(name, {"type": "string"}), name, depth + 1)
            for name in dict.fromkeys([*wanted, *required])
            if depth < _DEEPEST
        }
        extra = schema.get("additionalProperties")
        most = min(_MOST_ITEMS, int(schema.get("minProperties", 0)))
        for number in range(most - len(made)):
            made[f"key{number + 1}"] = self.make(
                extra if isinstance(extra, Mapping) else {"type": "string"}, "value", depth + 1
            )
        return made

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        first = [self.make(one, name, depth + 1) for one in schema.get("prefixItems") or ()]
        least = min(_MOST_ITEMS, int(schema.get("minItems", 0 if depth > _DEEPEST // 3 else 1)))
        count = max(0, min(least, int(schema.get("maxItems", least))) - len(first))
        items = schema.get("items", {"type": "string"})
        made = [self.make(items, name, depth + 1) for _ in range(count)]
        if schema.get("uniqueItems"):
            made = [_varied(one, number, items) for number, one in enumerate(made)]
        return first + made

    def _text(self, schema: Mapping[str, Any], name: str, _depth: int) -> str:
        if "pattern" in schema:
            return text_like(str(schema["pattern"]))
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        text = next(self._words, "") or f"example {name}".strip()
        least = min(_MOST_LETTERS, int(schema.get("minLength", 0)))
        most = schema.get("maxLength")
        text = text.ljust(least, ".")
        return text if most is None else text[: int(most)]

    def _whole(self, schema: Mapping[str, Any], _name: str, _depth: int) -> int:
        step = int(schema.get("multipleOf", 1)) or 1
        low, high = _bounds(schema, 1)
        number = 1 if low is None else -(-low // 1)
        if high is not None:
            number = min(number, high // 1)
        return int(-(-number // step) * step)

    def _number(self, schema: Mapping[str, Any], _name: str, _depth: int) -> float | int:
        low, high = _bounds(schema, 0)
        number: float = 1.5
        if low is not None and high is not None:
            number = (low + high) / 2
        elif low is not None:
            number = max(number, low + 1)
        elif high is not None:
            number = min(number, high - 1)
        step = schema.get("multipleOf")
        return number if not step else step * -(-number // step)


def _bounds(schema: Mapping[str, Any], step: int) -> tuple[float | None, float | None]:
    """Both ends are allowed; for whole numbers an end that is not is moved by `step`."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if "exclusiveMinimum" in schema and not isinstance(schema["exclusiveMinimum"], bool):
        low = schema["exclusiveMinimum"] + step
    if "exclusiveMaximum" in schema and not isinstance(schema["exclusiveMaximum"], bool):
        high = schema["exclusiveMaximum"] - step
    return low, high


def _kind(schema: Any) -> str:
    """The type in lower case, for one vendor writes capitals; guessed where none is given."""
    if not isinstance(schema, Mapping):
        return ""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if isinstance(kind, str):
        return kind.lower()
    for name, keys in {
        "object": ("properties", "required", "additionalProperties"),
        "array": ("items", "prefixItems", "minItems"),
        "number": ("minimum", "maximum"),
    }.items():
        if any(key in schema for key in keys):
            return name
    return "string" if not {"anyOf", "oneOf", "allOf", "$ref"} & set(schema) else ""


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**one, **other}
    fields = {**(one.get("properties") or {}), **(other.get("properties") or {})}
    required = [*(one.get("required") or ()), *(other.get("required") or ())]
    if fields:
        merged["properties"] = fields
    if required:
        merged["required"] = list(dict.fromkeys(required))
    return merged


def _varied(value: Any, number: int, schema: Any) -> Any:
    """Another value of the same kind for each place of a list that repeats nothing."""
    if isinstance(schema, Mapping) and schema.get("enum"):
        return schema["enum"][number % len(schema["enum"])]
    if number and isinstance(value, str):
        return f"{value} {number + 1}"
    if number and isinstance(value, int | float) and not isinstance(value, bool):
        return value + number * (schema.get("multipleOf") or 1)
    return value
