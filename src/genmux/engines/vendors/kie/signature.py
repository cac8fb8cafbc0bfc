"""Calls of the provider to a hook, which it signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

import orjson

_OLDEST = 300
"""seconds"""


def signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """The provider signs the job's id and the moment, not the body."""
    given = {name.lower(): value for name, value in headers.items()}
    moment, name = given.get("x-webhook-timestamp", ""), _job_in(body)
    if not name or not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return False
    if abs(time.time() - int(moment)) > _OLDEST:
        return False
    wanted = base64.b64encode(
        hmac.digest(secret.encode(), f"{name}.{moment}".encode("utf-8", "replace"), hashlib.sha256)
    )
    return any(
        hmac.compare_digest(wanted, given[header].encode("utf-8", "replace"))
        for header in ("x-webhook-signature", "x-webhook-signature-previous")
        if header in given
    )


def _job_in(body: bytes) -> str:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(content, dict):
        return ""
    data = content.get("data")
    inner = data if isinstance(data, dict) else {}
    for found in (inner.get("task_id"), inner.get("taskId"), content.get("taskId")):
        if isinstance(found, str) and found:
            return found
    return ""
