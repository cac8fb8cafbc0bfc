"""What a callback carries to prove where it comes from, and how a receiver checks it.

Two schemes in the same request, from the same secret:

- KIE: `X-Webhook-Signature`, base64 of HMAC-SHA256 over `taskId.timestamp` with the secret's text
  as key. It does not cover the body; it is there because existing receivers check it.
- Standard Webhooks: `webhook-signature` over `id.timestamp.body` with the secret's decoded bytes.
  Whoever can choose checks this one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets as randomness
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
"""How far a receiver lets the sender's clock be off, as in the Standard Webhooks libraries."""

_SECRET_BYTES = 32


class InvalidSignature(Exception):
    """The request does not carry a valid signature."""


def new_secret() -> str:
    """A fresh signing secret: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(randomness.token_bytes(_SECRET_BYTES)).decode()


def webhook_id(delivery_id: str) -> str:
    """The `webhook-id` of a delivery: the same for all its attempts, so receivers de-duplicate."""
    return f"msg_{delivery_id}"


def headers(
    secrets: Sequence[str], delivery_id: str, task_id: str, body: bytes, now: datetime
) -> dict[str, str]:
    """The signing headers of one attempt; `secrets` are newest first, at least one.

    `task_id` is the id as the body shows it. Raises ValueError when a secret is not of the form
    that `new_secret` makes.
    """
    if not secrets:
        raise ValueError("a callback cannot be signed without a secret")
    timestamp = str(int(now.timestamp()))
    message_id = webhook_id(delivery_id)
    signed = {
        "X-Webhook-Timestamp": timestamp,
        "X-Webhook-Signature": _kie(secrets[0], task_id, timestamp),
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(
            f"v1,{_standard(secret, message_id, timestamp, body)}" for secret in secrets
        ),
    }
    if len(secrets) > 1:
        signed["X-Webhook-Signature-Previous"] = _kie(secrets[1], task_id, timestamp)
    return signed


def verify(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime | None = None,
    tolerance: timedelta = TOLERANCE,
) -> str:
    """Checks the Standard Webhooks signature and returns the `webhook-id`. For receivers.

    `body` are the bytes as received. Raises InvalidSignature, with the reason.
    """
    given = _lowered(headers)
    message_id = _required(given, "webhook-id")
    timestamp = _fresh(_required(given, "webhook-timestamp"), now, tolerance)
    expected = _standard(secret, message_id, timestamp, body)
    candidates = (
        signature
        for version, _, signature in (
            part.partition(",") for part in _required(given, "webhook-signature").split()
        )
        if version == "v1"
    )
    _match(expected, candidates)
    return message_id


def verify_kie(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime | None = None,
    tolerance: timedelta = TOLERANCE,
) -> str:
    """Checks the KIE signature against the task id in the body and returns that id. For receivers.

    Raises InvalidSignature, with the reason. What else the body says is not covered by it.
    """
    given = _lowered(headers)
    timestamp = _fresh(_required(given, "x-webhook-timestamp"), now, tolerance)
    task_id = task_id_of(body)
    candidates = (
        given[name]
        for name in ("x-webhook-signature", "x-webhook-signature-previous")
        if name in given
    )
    _match(_kie(secret, task_id, timestamp), candidates)
    return task_id


def task_id_of(body: bytes) -> str:
    """The task id that a callback body names: `data.task_id`, `data.taskId` or `taskId`."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict):
        data = content.get("data")
        inner = data if isinstance(data, dict) else {}
        for found in (inner.get("task_id"), inner.get("taskId"), content.get("taskId")):
            if isinstance(found, str) and found:
                return found
    raise InvalidSignature("the body names no task id")


def _kie(secret: str, task_id: str, timestamp: str) -> str:
    return _hmac(_utf8(secret), _utf8(f"{task_id}.{timestamp}"))


def _standard(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    text = secret.removeprefix(PREFIX)
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError(f"a callback secret must be {PREFIX} and base64")
    return _hmac(key, _utf8(f"{message_id}.{timestamp}.") + body)


def _hmac(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def _utf8(text: str) -> bytes:
    """Never fails: a forged header or body may hold lone surrogates."""
    return text.encode("utf-8", "replace")


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _required(headers: Mapping[str, str], name: str) -> str:
    if not headers.get(name):
        raise InvalidSignature(f"the header {name} is missing")
    return headers[name]


def _fresh(timestamp: str, now: datetime | None, tolerance: timedelta) -> str:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise InvalidSignature("the timestamp is not a number of seconds")
    age = (now or datetime.now(UTC)).timestamp() - int(timestamp)
    if abs(age) > tolerance.total_seconds():
        raise InvalidSignature("the timestamp is too old" if age > 0 else "it is in the future")
    return timestamp


def _match(expected: str, candidates: Iterator[str]) -> None:
    wanted = _utf8(expected)
    if not any(hmac.compare_digest(wanted, _utf8(candidate)) for candidate in candidates):
        raise InvalidSignature("no signature matches")
