"""Words and numbers that replies and streams of chat completions share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.talk import Call, Reason, Usage

DONE = b"data: [DONE]\n\n"
REASONS: Mapping[Reason, str] = {
    "stop": "stop",
    "sequence": "stop",
    "length": "length",
    "calls": "tool_calls",
    "refused": "content_filter",
}


def usage(used: Usage) -> dict[str, Any]:
    return {
        "prompt_tokens": used.input,
        "completion_tokens": used.output,
        "total_tokens": used.input + used.output,
        "prompt_tokens_details": {"cached_tokens": used.cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": used.reasoning, "audio_tokens": 0},
    }


def call_of(call: Call, signature: str) -> dict[str, Any]:
    """`signature` is what the vendor wants back with the call."""
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function, **signed(signature)}


def signed(signature: str) -> dict[str, Any]:
    return {"extra_content": {"thought_signature": signature}} if signature else {}
