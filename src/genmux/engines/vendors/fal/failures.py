"""fal's ways of saying no: of its own, flat and named; of its models, a list of typed errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal, why_of

OWN_FAILURES: frozenset[str] = frozenset(
    {
        "startup_timeout",
        "runner_scheduling_failure",
        "runner_connection_timeout",
        "runner_connection_refused",
        "runner_connection_error",
        "runner_disconnected",
        "runner_incomplete_response",
        "runner_server_error",
        "request_timeout",
        "client_disconnected",
        "client_cancelled",
        "bad_request",
        "internal_error",
    }
)
"""fal's own, by `error_type`; it has tried again by itself before it says one of them"""
_OF_MODELS: Mapping[str, Why] = {
    "content_policy_violation": "moderation",
    "generation_timeout": "failed",
    "no_media_generated": "failed",
    "internal_server_error": "failed",
    "downstream_service_error": "failed",
    "downstream_service_unavailable": "failed",
}
"""by type; every other one is a complaint about the input"""


def submit_failure(reply: Response) -> Refused:
    """Why a job was not taken into the queue."""
    if reply.status == 403 and "balance" in str(_body(reply).get("detail", "")).lower():
        return refusal(reply, "credit")
    typed = _typed(reply)
    if typed is not None:
        return refusal(reply, _OF_MODELS.get(typed, why_of(reply.status)))
    return refusal(reply)


def named_failure(kind: str, message: str) -> Refused:
    """A failure of fal's own, by its `error_type`."""
    text = f"The vendor answered with {kind}"
    whole = f"{text}: {message[:300]}" if message else f"{text}."
    return Refused(whole, "input" if kind == "bad_request" else "failed")


def job_failure(reply: Response) -> Refused | None:
    """How a job ended, or None where the reply is not about the job but about asking for it."""
    kind = str(_body(reply).get("error_type") or reply.headers.get("x-fal-error-type", ""))
    if kind:
        return named_failure(kind, str(_body(reply).get("detail") or ""))
    typed = _typed(reply)
    if typed is not None:
        return refusal(reply, _OF_MODELS.get(typed, "failed" if reply.status >= 500 else "input"))
    if reply.status in (400, 422):
        return refusal(reply, "input")
    if reply.status == 500:
        return refusal(reply, "failed")
    return None


def _typed(reply: Response) -> str | None:
    """The type of a model's error; the content policy's before others."""
    detail = _body(reply).get("detail")
    if not isinstance(detail, list):
        return None
    types = [str(one.get("type", "")) for one in detail if isinstance(one, Mapping)]
    return next((one for one in types if one in _OF_MODELS), types[0] if types else None)


def _body(reply: Response) -> Mapping[str, Any]:
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
