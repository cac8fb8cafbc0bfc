"""The codes of the API: what a reply's code says of the job, and what a record's says of its end.

Replies carry the code in the body, mostly beside HTTP 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors import answers

OK = 200
_POLICY = 400
"""of a record: what was asked or made breaks the rules of the model's maker"""
_FAILED = 501
_WHY: Mapping[int, Why] = {
    400: "input",
    401: "auth",
    402: "credit",
    408: "unknown",
    429: "rate",
    430: "rate",
    433: "credit",
    455: "busy",
    500: "unknown",
    501: "failed",
    531: "failed",
    550: "busy",
}
"""every other code from 400 to 505 is about the request"""
_LAST_OF_REQUEST = 505


def envelope(reply: Response) -> Mapping[str, Any]:
    """The JSON object with its `code`, whatever the HTTP status. Raises Refused for another."""
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        value = None
    if isinstance(value, dict) and isinstance(value.get("code"), int):
        return value
    if reply.status >= 400:
        raise answers.refusal(reply)
    raise Refused("The vendor sent something that is no reply of this API.", "unknown")


def why_of(code: int, meant: Mapping[int, Why] | None = None) -> Why:
    """`meant` are codes with a meaning of their own in one family."""
    if meant and code in meant:
        return meant[code]
    return _WHY.get(code) or ("input" if _POLICY <= code <= _LAST_OF_REQUEST else "unknown")


def refusal(reply: Response, meant: Mapping[int, Why] | None = None) -> Refused:
    """A reply with another code than 200 as a failure."""
    told = envelope(reply)
    why = why_of(told["code"], meant)
    if why in ("auth", "credit"):
        text = "The vendor refused this server's account."
    else:
        text = f"The vendor answered {told['code']}: {message_of(told)}"
    return Refused(text, why, retry_after=answers.retry_after(reply))


def message_of(told: Mapping[str, Any]) -> str:
    """A few pages spell the text key `message`."""
    return str(told.get("msg") or told.get("message") or "no reason is given")


def failure(code: Any, message: Any) -> Refused:
    """A job that was taken and came to nothing; it keeps the code that its record gave."""
    number = int(code) if isinstance(code, int) or str(code).isdigit() else _FAILED
    text = str(message or "") or "The vendor could not make it and gave no reason."
    error = Refused(text, "moderation" if number == _POLICY else "failed")
    error.code = str(number if number >= _POLICY else _FAILED)
    return error
