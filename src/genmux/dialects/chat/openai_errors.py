"""Errors as OpenAI's APIs tell them, for both of their dialects."""

from __future__ import annotations

from typing import Any

from genmux.chat.errors import ContextTooLong, ModelUnknown
from genmux.errors import (
    GenmuxError,
    InsufficientCredits,
    InvalidInput,
    KeyLimitReached,
    Unauthorized,
)

_KINDS: tuple[tuple[type[GenmuxError], str, str | None], ...] = (
    (ContextTooLong, "invalid_request_error", "context_length_exceeded"),
    (ModelUnknown, "invalid_request_error", "model_not_found"),
    (Unauthorized, "invalid_request_error", "invalid_api_key"),
    (InsufficientCredits, "insufficient_quota", "insufficient_credits"),
    (KeyLimitReached, "insufficient_quota", "insufficient_quota"),
)


def refusal(error: GenmuxError) -> tuple[int, dict[str, Any]]:
    """Status and body. `code` and `msg` beside the error are for clients of the envelope."""
    status = 400 if isinstance(error, InvalidInput) else error.status
    kind, code = _kind(error, status)
    told = {"message": error.message, "type": kind, "param": error.field, "code": code}
    return status, {"error": told, "code": error.code, "msg": error.message}


def _kind(error: GenmuxError, status: int) -> tuple[str, str | None]:
    for cls, kind, code in _KINDS:
        if isinstance(error, cls):
            return kind, code
    if status == 429:
        return "rate_limit_error", "rate_limit_exceeded"
    return ("server_error", None) if status >= 500 else ("invalid_request_error", None)
