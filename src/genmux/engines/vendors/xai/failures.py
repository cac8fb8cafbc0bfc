"""xAI's ways of saying no: a class of error that says little, and a sentence that says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal

_SENTENCES: tuple[tuple[re.Pattern[str], Why], ...] = (
    (re.compile(r"moderation|content polic|usage guidelines", re.IGNORECASE), "moderation"),
    (re.compile(r"api key|credentials", re.IGNORECASE), "auth"),
    (re.compile(r"credits|spending limit", re.IGNORECASE), "credit"),
)
"""A wrong key is a 400 and an empty account a 403 or a 429, so the sentences are read."""


def failure(reply: Response) -> Refused:
    return refusal(reply, why_of_sentence(_sentence(reply)) if reply.status < 500 else None)


def why_of_sentence(text: str) -> Why | None:
    return next((why for pattern, why in _SENTENCES if pattern.search(text)), None)


def _sentence(reply: Response) -> str:
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return ""
    return _text(value.get("error")) if isinstance(value, Mapping) else ""


def _text(error: Any) -> str:
    return str(error.get("message", "")) if isinstance(error, Mapping) else str(error or "")
