"""Replicate's ways of saying no: as problem documents (RFC 7807), and in a prediction's error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal

_SENSITIVE = "(E005)"
"""the code of what was flagged as sensitive"""
_FLAGGED = re.compile(
    r"flagged as sensitive|nsfw|content (policy|moderation|filter)|safety (filter|checker|system)"
    r"|moderation|responsible ai|prohibited|violat",
    re.IGNORECASE,
)
"""what models say of their own makers' refusals, for which there is no code"""
_SHOWN = 300


def submit_failure(reply: Response) -> Refused:
    """Why no prediction was made."""
    failure = refusal(reply)
    if failure.why == "rate" and failure.retry_after is None:
        # Throttled requests are told so in the body.
        wait = _body(reply).get("retry_after")
        if isinstance(wait, int | float):
            return Refused(failure.message, "rate", retry_after=float(wait))
    return failure


def prediction_failure(state: Mapping[str, Any]) -> Refused:
    """How a prediction ended that made nothing."""
    if state.get("status") != "failed":
        return Refused("The job was cancelled at the vendor.", "failed")
    told = str(state.get("error") or "")
    flagged = _SENSITIVE in told or _FLAGGED.search(told)
    why: Why = "moderation" if flagged else "failed"
    return Refused(f"The vendor could not make it: {told[:_SHOWN] or 'no reason given'}", why)


def _body(reply: Response) -> Mapping[str, Any]:
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
