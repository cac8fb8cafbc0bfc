"""What Model Studio's error codes mean, in replies and in jobs that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal

_REASONS: tuple[tuple[str, Why], ...] = (
    ("datainspectionfailed", "moderation"),
    ("data_inspection_failed", "moderation"),
    ("ipinfringementsuspect", "moderation"),
    ("arrearage", "credit"),
    ("insufficient_quota", "credit"),
    ("allocationquota.freetieronly", "credit"),
    ("throttling", "rate"),
    ("limitrequests", "rate"),
    ("invalidapikey", "auth"),
    ("invalid_api_key", "auth"),
    ("accessdenied", "auth"),
    ("model.accessdenied", "auth"),
    ("workspace.accessdenied", "auth"),
    ("modelservingerror", "busy"),
    ("modelunavailable", "busy"),
)
"""by how a code begins, in lower case; an empty account is told so with status 400"""


def failure(reply: Response) -> Refused:
    """An error reply: `{"code": …, "message": …, "request_id": …}`."""
    value = _object(reply)
    return refusal(reply, _why(str(value.get("code", ""))), str(value.get("message", ""))[:300])


def job_failure(output: Mapping[str, Any]) -> Refused:
    """Why a job that was taken did not come to anything."""
    code = str(output.get("code", ""))
    said = str(output.get("message", "")) or code or "no reason"
    why: Why = "moderation" if _why(code) == "moderation" else "failed"
    return Refused(f"The vendor could not make it: {said[:300]}", why)


def _why(code: str) -> Why | None:
    code = code.lower()
    return next((why for start, why in _REASONS if code.startswith(start)), None)


def _object(reply: Response) -> Mapping[str, Any]:
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, Mapping) else {}
