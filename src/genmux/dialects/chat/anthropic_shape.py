"""Words and numbers that replies and streams of the Anthropic dialect share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.talk import Reason, Usage

REASONS: Mapping[Reason, str] = {
    "stop": "end_turn",
    "sequence": "stop_sequence",
    "length": "max_tokens",
    "calls": "tool_use",
    "refused": "refusal",
}


def usage(used: Usage) -> dict[str, Any]:
    """Here cached tokens are beside the input, not among it."""
    return {
        "input_tokens": used.input - used.cached,
        "output_tokens": used.output,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": used.cached,
        "output_tokens_details": {"thinking_tokens": used.reasoning},
        "service_tier": "standard",
    }
