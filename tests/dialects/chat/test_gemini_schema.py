"""Schemas in capitals, as the vendor's older fields have them."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from genmux.dialects.chat.gemini_schema import plain_schema


def test_it_becomes_a_json_schema_that_means_the_same() -> None:
    made = plain_schema(
        {
            "type": "OBJECT",
            "properties": {
                "type": {"type": "STRING", "enum": ["a", "b"], "format": "enum", "nullable": True},
                "nullable": {"type": "ARRAY", "items": {"type": "INTEGER"}, "minItems": "1"},
                "any": {"anyOf": [{"type": "NUMBER"}, {"type": "BOOLEAN"}], "nullable": True},
                "free": {"type": "TYPE_UNSPECIFIED"},
            },
            "required": ["type"],
            "propertyOrdering": ["type", "nullable"],
            "example": {"type": "a"},
        }
    )
    assert made == {
        "type": "object",
        "properties": {
            "type": {"type": ["string", "null"], "enum": ["a", "b", None]},
            "nullable": {"type": "array", "items": {"type": "integer"}, "minItems": 1},
            "any": {"anyOf": [{"type": "number"}, {"type": "boolean"}, {"type": "null"}]},
            "free": {},
        },
        "required": ["type"],
    }
    assert jsonschema_rs.meta.is_valid(made)
    jsonschema_rs.validate(made, {"type": None, "nullable": [1], "any": True, "free": "x"})


def test_both_spellings_are_one() -> None:
    made = plain_schema(
        {
            "any_of": [{"type": "STRING", "max_length": "3"}, {"ref": "#/$defs/A"}],
            "defs": {"A": {"type": "OBJECT", "additional_properties": {"type": "STRING"}}},
        }
    )
    assert made == {
        "anyOf": [{"type": "string", "maxLength": 3}, {"$ref": "#/$defs/A"}],
        "$defs": {"A": {"type": "object", "additionalProperties": {"type": "string"}}},
    }


@pytest.mark.parametrize("odd", [True, None, "STRING", [1], {"type": 7, "anyOf": 3, "items": []}])
def test_what_is_odd_is_left_to_those_who_read_it(odd: Any) -> None:
    assert plain_schema(odd) == odd
