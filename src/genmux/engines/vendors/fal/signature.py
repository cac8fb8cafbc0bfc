"""Whether a call to our hook is fal's: Ed25519, with keys that fal publishes."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from genmux.engines.remote import Refused, Response
from genmux.engines.vendors.answers import read

KEYS_KEPT = 86400.0
"""seconds that keys may be used, as fal says"""
KEYS_TRUSTED = 600.0
"""seconds until they are read again because a call fits none of them"""
_LEEWAY = 300
"""seconds that the sender's clock may be off"""
_SIGNED = ("request-id", "user-id", "timestamp")


@dataclass(frozen=True, slots=True)
class Keys:
    known: tuple[Ed25519PublicKey, ...] = ()
    read_at: float = float("-inf")


def keys_of(reply: Response) -> tuple[Ed25519PublicKey, ...]:
    """The keys of a set (RFC 7517) that are of this kind; none where it cannot be read."""
    try:
        named = read(reply).get("keys")
    except Refused:
        return ()
    return tuple(key for one in named or () if (key := _key(one)) is not None)


def _key(one: Any) -> Ed25519PublicKey | None:
    if not isinstance(one, Mapping):
        return None
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(f"{one.get('x')}=="))
    except (ValueError, binascii.Error):
        return None


def signed(
    keys: tuple[Ed25519PublicKey, ...], headers: Mapping[str, str], body: bytes, now: float
) -> bool:
    """`headers` have lower-case names; `now` is in seconds since 1970."""
    parts = [headers.get(f"x-fal-webhook-{name}", "") for name in _SIGNED]
    if not all(parts) or not parts[2].isdigit() or abs(now - int(parts[2])) > _LEEWAY:
        return False
    message = "\n".join([*parts, hashlib.sha256(body).hexdigest()]).encode()
    try:
        signature = bytes.fromhex(headers.get("x-fal-webhook-signature", ""))
    except ValueError:
        return False
    return any(_fits(key, signature, message) for key in keys)


def _fits(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
