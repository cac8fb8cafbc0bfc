"""Turns what a caller sent into a checked, normalised input, or says in one sentence why not."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from genmux.catalogue.check_text import explain
from genmux.catalogue.field import object_schema
from genmux.catalogue.rule_text import show
from genmux.catalogue.scope import empty
from genmux.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from genmux.catalogue.field import Field
    from genmux.catalogue.rule import Ruleset

MAX_DEPTH = 32
MAX_URL_CHARACTERS = 8192
_WHOLE = 2**63  # what JSON libraries and the database's bigint can carry
_INTEGER = re.compile(r"[+-]?\d{1,18}(?:\.0+)?")
_NUMBER = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,2})?")
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


class Checker:
    """Checks inputs of one model. The validator is compiled on first use."""

    def __init__(self, fields: tuple[Field, ...], rules: Ruleset) -> None:
        self._fields = fields
        self._rules = rules
        self._by_name = {field.name: field for field in fields}

    @cached_property
    def _validator(self) -> Any:
        return jsonschema_rs.validator_for(object_schema(self._fields))

    def check(self, raw: object) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise InvalidInput("input must be an object", field="input")
        _refuse_unsafe(raw, "", 1)
        values = _take(self._fields, raw, "")
        given = frozenset(name for name, value in values.items() if not empty(value))
        _require(self._fields, values, "")
        if not self._validator.is_valid(values):
            raise explain(self._validator, object_schema(self._fields), values, self._by_name)
        for field in self._fields:
            if field.name in values:
                _check_beyond_schema(field, values[field.name], field.name)
        _fill(self._fields, values)
        self._rules.settle(values, given)
        broken = self._rules.broken(values, given)
        if broken is not None:
            raise InvalidInput(broken.message, field=broken.field)
        return values


def _refuse_unsafe(value: object, place: str, depth: int) -> None:
    """Texts and numbers that a database, a file name or a JSON writer downstream cannot hold."""
    label = place or "input"
    if depth > MAX_DEPTH:
        raise InvalidInput(f"input is nested deeper than {MAX_DEPTH} levels", field=label[:80])
    if isinstance(value, str):
        _refuse_text(value, label)
    elif isinstance(value, int | float):
        _refuse_number(value, label)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            _refuse_unsafe(item, f"{label}[{number}]", depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise InvalidInput("input has a key that is not a text", field="input")
            _refuse_text(key, "a key of input")
            name = key.strip()[:40]
            _refuse_unsafe(item, f"{place}.{name}" if place else name, depth + 1)
    elif value is not None:
        raise InvalidInput(f"{label} is not a JSON value", field=label)


def _refuse_number(value: float, label: str) -> None:
    if -_WHOLE <= value < _WHOLE:
        return
    if math.isnan(value) or abs(value) == math.inf:
        raise InvalidInput(f"{label} must be a finite number", field=label)
    raise InvalidInput(f"{label} is a number beyond 64 bits", field=label)


def _refuse_text(text: str, label: str) -> None:
    if "\x00" in text:
        raise InvalidInput(f"{label} must not contain NUL characters", field=label)
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise InvalidInput(f"{label} must not contain lone surrogates", field=label) from None


def _take(fields: Iterable[Field], raw: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Known fields only, each in its declared type where the sent form has one meaning."""
    sent = {key.strip(): value for key, value in raw.items()}
    sent |= {key: value for key, value in raw.items() if key in sent}
    found: dict[str, Any] = {}
    for field in fields:
        for name in (field.name, *field.aliases):
            value = _convert(field, sent.get(name), f"{place}{field.name}")
            if value is not None:
                found[field.name] = value
                break
    return found


def _convert(field: Field, value: Any, place: str) -> Any:
    """None when the field counts as absent; an unfit value comes back as it is."""
    if value is None:
        return None
    if field.first_of_list and isinstance(value, list):
        value = value[0] if value else None
        if value is None:
            return None
    reference = field.media is not None or field.parent is not None
    if reference and isinstance(value, str):
        value = value.strip()
        if not value:
            return None
    if reference and isinstance(value, list):
        value = [v.strip() if isinstance(v, str) else v for v in value]
        value = [v for v in value if v != ""]
        return value or None
    if isinstance(value, list) and field.items is not None:
        inner = field.items
        return [_convert_item(inner, v, f"{place}[{n}]") for n, v in enumerate(value)]
    if isinstance(value, dict) and field.fields:
        return _take(field.fields, value, f"{place}.")
    for kind in field.types:
        fits, converted = _convert_scalar(field, kind, value)
        if fits:
            return _cut(field, converted) if field.cut else converted
    return value


def _cut(field: Field, text: str) -> str:
    """The text as far as the model reads it; Chinese characters may have a lower limit."""
    limit = field.max_length
    if field.max_length_cjk is not None and _CJK.search(text):
        limit = field.max_length_cjk
    return text[:limit]


def _convert_item(field: Field, value: Any, place: str) -> Any:
    converted = _convert(field, value, place)
    if converted is None and value is None:
        return None
    return value if converted is None else converted


def _convert_scalar(field: Field, kind: str, value: Any) -> tuple[bool, Any]:
    if kind == "boolean":
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            return True, value.strip().lower() == "true"
        return isinstance(value, bool), value
    if isinstance(value, bool):
        return False, value
    if kind == "string":
        if isinstance(value, int | float) and (field.numeric or _numeric_text(field)):
            return True, _digits(value)
        return isinstance(value, str), value
    if kind == "integer":
        if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
            return True, int(float(value)) if "." in value else int(value)
        if isinstance(value, float) and value.is_integer():
            return True, int(value)
        return isinstance(value, int), value
    if kind == "number":
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = float(value) if abs(float(value)) < _WHOLE else value
        if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
            return True, int(value)
        return isinstance(value, int | float), value
    return False, value


def _numeric_text(field: Field) -> bool:
    """A text that is one of some numbers, such as "5" or "10"."""
    texts = [choice for choice in field.choices if isinstance(choice, str)]
    if texts:
        return all(_NUMBER.fullmatch(text) for text in texts)
    return len(field.types) > 1


def _digits(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _require(fields: Iterable[Field], values: Mapping[str, Any], place: str) -> None:
    for field in fields:
        at = f"{place}{field.name}"
        if field.required and field.name not in values:
            raise InvalidInput(f"{at} is required", field=at)
        value = values.get(field.name)
        if isinstance(value, list) and field.items is not None and field.items.fields:
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    _require(field.items.fields, item, f"{at}[{number}].")


def _check_beyond_schema(field: Field, value: Any, place: str) -> None:
    """Steps, text that is cut, and links: what the schema cannot say."""
    if isinstance(value, list) and field.items is not None:
        for number, item in enumerate(value):
            _check_beyond_schema(field.items, item, f"{place}[{number}]")
    elif isinstance(value, dict):
        for inner in field.fields:
            if inner.name in value:
                _check_beyond_schema(inner, value[inner.name], f"{place}.{inner.name}")
    elif field.media is not None and isinstance(value, str):
        _check_link(value, field.media.schemes, place)
    elif field.step is not None and isinstance(value, int | float):
        if Decimal(str(value)) % Decimal(str(field.step)) != 0:
            what = "a whole number" if field.step == 1 else f"a multiple of {field.step}"
            raise InvalidInput(f"{place} must be {what} (got {show(value)})", field=place)
    elif isinstance(value, str) and field.max_length_cjk is not None:
        _check_chinese(field.max_length_cjk, value, place)


def _check_chinese(limit: int, value: str, place: str) -> None:
    if len(value) > limit and _CJK.search(value):
        raise InvalidInput(
            f"{place} is longer than {limit} characters, the limit for Chinese text"
            f" (got {len(value)})",
            field=place,
        )


def _check_link(value: str, schemes: tuple[str, ...], place: str) -> None:
    scheme, mark, rest = value.partition("://")
    if not mark or scheme.lower() not in schemes or not rest or re.search(r"\s", value):
        allowed = " or ".join(f"{name}://" for name in schemes)
        raise InvalidInput(f"{place} must be a URL with {allowed} (got {show(value)})", field=place)
    if len(value) > MAX_URL_CHARACTERS:
        raise InvalidInput(
            f"{place} is longer than {MAX_URL_CHARACTERS} characters (got {len(value)})",
            field=place,
        )


def _fill(fields: Iterable[Field], values: dict[str, Any]) -> None:
    """Defaults, also inside the objects of lists."""
    for field in fields:
        value = values.get(field.name)
        default = field.assumed if field.default is None else field.default
        if value is None and default is not None:
            values[field.name] = list(default) if isinstance(default, list) else default
        elif isinstance(value, list) and field.items is not None and field.items.fields:
            for item in value:
                _fill(field.items.fields, item)
