"""OpenAI's ways of saying no: one JSON object with a code, a type and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal

_WHY: Mapping[str, Why] = {
    "moderation_blocked": "moderation",
    "content_policy_violation": "moderation",
    "content_filter": "moderation",
    "insufficient_quota": "credit",
    "billing_hard_limit_reached": "credit",
    "billing_not_active": "credit",
    "invalid_api_key": "auth",
    "account_deactivated": "auth",
    "rate_limit_exceeded": "rate",
    "engine_overloaded": "busy",
    "slow_down": "busy",
}
"""what its codes and types say better than the status; a spent budget, for one, is a 429 too"""


def failure(reply: Response) -> Refused:
    error = _error(reply)
    for name in ("code", "type"):
        why = _WHY.get(str(error.get(name)))
        if why is not None:
            return refusal(reply, why)
    return refusal(reply)


def _error(reply: Response) -> Mapping[str, Any]:
    try:
        error = orjson.loads(reply.body)["error"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return {}
    return error if isinstance(error, Mapping) else {}
