"""Synthetic values fit their schemas: hand-made hard ones, and generated ones."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genmux.engines.sketch.chat.patterns import text_like
from genmux.engines.sketch.chat.synthesis import value_for

HARD: list[dict[str, Any]] = [
    {"type": "object", "properties": {"a": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"const": 3}}},
    {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 7}]},
    {"type": ["null", "string"], "minLength": 12},
    {"type": "string", "maxLength": 3},
    {"type": "string", "format": "date-time"},
    {"type": "string", "pattern": r"^[A-Z]{3}-\d{2,4}(x|y)?$"},
    {"type": "integer", "exclusiveMinimum": 4, "multipleOf": 5},
    {"type": "integer", "maximum": -3},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
    {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2},
    {"type": "object", "required": ["unnamed"], "minProperties": 3},
    {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
            {"properties": {"b": {"type": "boolean"}}, "required": ["b"]},
        ]
    },
    {
        "$defs": {
            "tree": {
                "type": "object",
                "properties": {
                    "value": {"type": "number"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/tree"}},
                    "parent": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]},
                },
                "required": ["value", "children", "parent"],
                "additionalProperties": False,
            }
        },
        "$ref": "#/$defs/tree",
    },
]


@pytest.mark.parametrize("schema", HARD, ids=str)
def test_hard_schemas_are_met(schema: dict[str, Any]) -> None:
    made = value_for(schema)
    jsonschema_rs.validate(schema, made)
    assert value_for(schema) == made


def schemas() -> st.SearchStrategy[dict[str, Any]]:
    leaves = st.one_of(
        st.builds(
            lambda low, more: {"type": "integer", "minimum": low, "maximum": low + more},
            st.integers(-50, 50),
            st.integers(0, 9),
        ),
        st.builds(
            lambda low, more: {"type": "string", "minLength": low, "maxLength": low + more},
            st.integers(0, 20),
            st.integers(0, 9),
        ),
        st.builds(lambda those: {"enum": those}, st.lists(st.integers(), min_size=1, max_size=4)),
        st.just({"type": "boolean"}),
        st.just({"type": "null"}),
    )

    def deeper(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        names = st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
        return st.one_of(
            st.builds(
                lambda fields: {
                    "type": "object",
                    "properties": fields,
                    "required": sorted(fields)[:2],
                    "additionalProperties": False,
                },
                names,
            ),
            st.builds(
                lambda items, least: {"type": "array", "items": items, "minItems": least},
                inner,
                st.integers(0, 3),
            ),
            st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
        )

    return st.recursive(leaves, deeper, max_leaves=12)


@given(schemas())
@settings(max_examples=150, deadline=None)
def test_generated_schemas_are_met(schema: dict[str, Any]) -> None:
    jsonschema_rs.validate(schema, value_for(schema))


def test_words_fill_free_texts_in_order() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    assert value_for(schema, iter(["one", "two"])) == {"a": "one", "b": "two"}


def test_vendors_may_write_types_in_capitals() -> None:
    assert value_for({"type": "OBJECT", "properties": {"a": {"type": "INTEGER"}}}) == {"a": 1}


def test_a_pattern_that_cannot_be_read_is_no_failure() -> None:
    assert text_like("(") == ""
    assert value_for({"type": "string", "pattern": "("}) == ""


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**12},
        {"type": "object", "minProperties": 10**12},
        {"type": "string", "minLength": 10**12},
        {"type": "string", "pattern": "((a{9999}){9999}){9999}"},
        {
            "$defs": {"a": {"type": "array", "minItems": 999, "items": {"$ref": "#/$defs/a"}}},
            "$ref": "#/$defs/a",
        },
    ],
)
def test_no_schema_makes_endless_values(schema: dict[str, Any]) -> None:
    assert len(orjson.dumps(value_for(schema))) < 1_000_000


@pytest.mark.parametrize("schema", [{"type": 5}, {"properties": [1]}, {"required": {}}])
def test_what_is_no_schema_is_told(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a valid JSON Schema"):
        value_for(schema)
