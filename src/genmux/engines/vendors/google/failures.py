"""Google's ways of saying no: statuses with names, and several for what its rules forbid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal

_WHY: Mapping[str, Why] = {
    "API_KEY_INVALID": "auth",
    "UNAUTHENTICATED": "auth",
    "PERMISSION_DENIED": "auth",
    "FAILED_PRECONDITION": "auth",  # billing is not on, or the country is not served
    "RESOURCE_EXHAUSTED": "rate",
    "UNAVAILABLE": "busy",
    "SAFETY": "moderation",
    "PROHIBITED_CONTENT": "moderation",
    "BLOCKLIST": "moderation",
    "SPII": "moderation",
}
_FORBIDDEN = re.compile(
    r"\bresponsible ai\b|\busage guidelines\b|\bblocked\b[^.]*\b(safety|polic(y|ies))\b",
    re.IGNORECASE,
)
"""how sentences say that the rules forbid it, where no code does"""
_SPENT = re.compile(r"\bcredits are depleted\b|\bspend(ing)? cap\b", re.IGNORECASE)
"""how a 429 says that waiting does not help"""
_SECONDS = re.compile(r"^(\d+(?:\.\d+)?)s$")


def failure(reply: Response) -> Refused:
    error = _error(reply)
    why = next((_WHY[name] for name in _names(error) if name in _WHY), None)
    said = str(error.get("message") or "")
    if why is None and reply.status == 400 and forbidden(said):
        why = "moderation"
    elif why == "rate" and _SPENT.search(said):
        why = "credit"
    refused = refusal(reply, why)
    return refused if refused.retry_after is not None else _patient(refused, error)


def forbidden(message: str) -> bool:
    return _FORBIDDEN.search(message) is not None


def _error(reply: Response) -> Mapping[str, Any]:
    try:
        value = orjson.loads(reply.body)
        # The front end answers with a list of one.
        error = (value[0] if isinstance(value, list) else value)["error"]
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return {}
    return error if isinstance(error, Mapping) else {}


def _names(error: Mapping[str, Any]) -> list[str]:
    """What names the error, the narrowest first."""
    reasons = [str(one.get("reason", "")) for one in _details(error)]
    return [*reasons, str(error.get("status", "")), str(error.get("code", ""))]


def _details(error: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    details = error.get("details")
    return [one for one in details or () if isinstance(one, Mapping)]


def _patient(refused: Refused, error: Mapping[str, Any]) -> Refused:
    """With the delay that the body asks for; it stands there and not in a header."""
    for one in _details(error):
        match = _SECONDS.match(str(one.get("retryDelay", "")))
        if match:
            refused.retry_after = float(match[1])
    return refused
