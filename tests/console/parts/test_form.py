"""A schema in the language of a page."""

from __future__ import annotations

from typing import Any

from genmux.console.parts.form import in_words
from genmux.console.words import Words

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "multi_prompt": {
            "type": "array",
            "items": {
                "type": "object",
                "description": "One shot.",
                "properties": {"prompt": {"type": "string"}, "glow": {"type": "number"}},
            },
        }
    },
}


def test_names_and_helps_are_told_at_every_depth() -> None:
    shots = in_words(Words("zh"), SCHEMA)["properties"]["multi_prompt"]
    assert shots["x-label"] == "镜头"
    assert shots["items"]["description"] == "一个镜头。"
    assert shots["items"]["properties"]["prompt"]["x-label"] == "提示词"
    assert "x-label" not in shots["items"]["properties"]["glow"]


def test_the_schema_of_others_stays_as_it_is() -> None:
    in_words(Words("zh"), SCHEMA)
    assert "x-label" not in SCHEMA["properties"]["multi_prompt"]
    assert SCHEMA["properties"]["multi_prompt"]["items"]["description"] == "One shot."
