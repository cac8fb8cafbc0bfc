"""Reading what vendors reply: JSON or a refusal, told apart the same way for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why

_SHOWN = 300
_BUSY = frozenset({503, 529})
"""what servers say before they take anything"""


def read(reply: Response) -> Mapping[str, Any]:
    """The JSON object of a reply. Raises Refused for what is none, and for every error status."""
    if reply.status >= 400:
        raise refusal(reply)
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError as error:
        raise Refused("The vendor sent something that is not JSON.", "unknown") from error
    if not isinstance(value, dict):
        raise Refused("The vendor sent something that is no JSON object.", "unknown")
    return value


def job_id(answer: Mapping[str, Any], name: str = "id") -> str:
    """What the vendor calls the job. Raises Refused: without it nobody can ask for the job."""
    if not answer.get(name):
        raise Refused("The vendor did not say what it calls the job.", "unknown")
    return str(answer[name])


def refusal(reply: Response, why: Why | None = None, message: str = "") -> Refused:
    """An error reply as a failure; `why` where the vendor's own code says more than the status."""
    why = why or why_of(reply.status)
    if why in ("auth", "credit"):
        # Ours to mend, and what is said of keys and accounts is none of the client's business.
        text = "The vendor refused this server's account."
    else:
        text = f"The vendor answered with status {reply.status}: {message or told(reply)}"
    return Refused(text, why, retry_after=retry_after(reply))


def why_of(status: int) -> Why:
    """What a status says where the vendor does not say it better."""
    if status in (401, 403):
        return "auth"
    if status == 402:
        return "credit"
    if status == 429:
        return "rate"
    if status in _BUSY:
        return "busy"
    return "input" if 400 <= status < 500 and status != 408 else "unknown"


def retry_after(reply: Response) -> float | None:
    text = reply.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else None


def told(reply: Response) -> str:
    """What an error body says, cut to a sentence."""
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return reply.body[:_SHOWN].decode("utf-8", "replace") or "nothing"
    return _said(value)[:_SHOWN]


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        for name in ("message", "msg", "detail", "error", "errors", "failure", "title"):
            if value.get(name):
                return _said(value[name])
    if isinstance(value, list) and value:
        return _said(value[0])
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
