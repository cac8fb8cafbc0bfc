"""Whether a call to our hook is Replicate's: Standard Webhooks, with a secret of the account."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

_LEEWAY = 300
"""seconds that the sender's clock may be off"""


def signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """`headers` have lower-case names; `now` is in seconds since 1970."""
    identity, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not identity or not stamp.isdigit() or abs(now - int(stamp)) > _LEEWAY:
        return False
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return False
    if not key:
        return False
    message = f"{identity}.{stamp}.".encode() + body
    ours = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    theirs = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(f"v1,{ours}".encode(), one.encode()) for one in theirs)
