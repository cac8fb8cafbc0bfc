"""What Ark's error codes mean, in replies and in jobs that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal

_REASONS: Mapping[str, Why] = {
    "AccountOverdueError": "credit",
    "SetLimitExceeded": "credit",
    "QuotaExceeded": "rate",
    "RateLimitExceeded": "rate",
    "ServerOverloaded": "busy",
    "AuthenticationError": "auth",
    "AccessDenied": "auth",
    "InvalidAccountStatus": "auth",
    "OperationDenied": "auth",
    "ModelNotOpen": "auth",
    "InvalidEndpointOrModel": "auth",
}
"""by the part of a code before its first dot; models that are not switched on are the operator's to
mend"""
_MODERATION = ("SensitiveContent", "RiskDetection", "PolicyViolation")


def failure(reply: Response) -> Refused:
    """An error reply: `{"error": {"code": …, "message": …}}`."""
    error = _error(reply)
    why = _why(str(error.get("code", "")))
    return refusal(reply, why, str(error.get("message", ""))[:300])


def job_failure(error: Mapping[str, Any]) -> Refused:
    """Why a job that was taken did not come to anything."""
    code = str(error.get("code", ""))
    said = str(error.get("message", "")) or code or "no reason"
    why: Why = "moderation" if _why(code) == "moderation" else "failed"
    return Refused(f"The vendor could not make it: {said[:300]}", why)


def _why(code: str) -> Why | None:
    if any(part in code for part in _MODERATION):
        return "moderation"
    return _REASONS.get(code.partition(".")[0])


def _error(reply: Response) -> Mapping[str, Any]:
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {}
    error = value.get("error") if isinstance(value, Mapping) else None
    return error if isinstance(error, Mapping) else {}
