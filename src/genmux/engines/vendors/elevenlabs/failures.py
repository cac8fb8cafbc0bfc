"""What ElevenLabs' error replies mean: `{"detail": {"status": …, "message": …}}`."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal, told

_REASONS: Mapping[str, Why] = {
    "quota_exceeded": "credit",
    "payment_required": "credit",
    "system_busy": "busy",
    "too_many_concurrent_requests": "rate",
    "rate_limit_exceeded": "rate",
    "voice_not_found": "input",
    "max_character_limit_exceeded": "input",
    "invalid_api_key": "auth",
    "missing_permissions": "auth",
    "detected_unusual_activity": "auth",
}
_MODERATION = ("moderation", "policy", "safety")
"""parts of the names by which the vendor refuses contents"""


def failure(reply: Response) -> Refused:
    """An error reply; the vendor's own word says more than the status, which is 401 for an empty
    account, too."""
    word = _word(reply)
    if any(part in word for part in _MODERATION):
        return refusal(reply, "moderation", told(reply))
    return refusal(reply, _REASONS.get(word))


def _word(reply: Response) -> str:
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return ""
    detail = value.get("detail") if isinstance(value, Mapping) else None
    if not isinstance(detail, Mapping):
        return ""
    return str(detail.get("code") or detail.get("status") or "").lower()
