"""Signed links: `/files/<token>/<name>`, where the token says which asset and until when.

The token is `<32 hex digits>.<unix seconds>.<22 characters>`; the last part is an HMAC-SHA256,
cut to 128 bits, of id, expiry and name. A link ends with the file's name and carries no query,
because many clients take whatever follows the last slash as the file name.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIX = "/files/"
MIN_SECRET = 16
_TOKEN = re.compile(r"([0-9a-f]{32})\.([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{22})", re.ASCII)


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a genuine link points at. `expired` tells whether its time had passed."""

    asset_id: UUID
    name: str
    expires_at: datetime
    expired: bool


class Links:
    """Signs with `secret`; still accepts what `previous` secrets signed, for rotation."""

    def __init__(self, secret: bytes, *, previous: Sequence[bytes] = ()) -> None:
        self._secrets = (secret, *previous)
        if any(len(one) < MIN_SECRET for one in self._secrets):
            raise ValueError(f"a link secret must have at least {MIN_SECRET} bytes")

    def sign(
        self, asset_id: UUID, name: str, expires_at: datetime, *, download: bool = False
    ) -> str:
        """The path of a link; put the public URL of the server before it.

        `name` is one path segment (see `names.safe_name`). With `download` the browser saves
        the file under that name instead of showing it.
        """
        if not name or name in {".", ".."} or "/" in name:
            raise ValueError(f"not a file name: {name!r:.100}")
        expiry = str(int(expires_at.timestamp()))
        token = f"{asset_id.hex}.{expiry}.{_mac(self._secrets[0], asset_id.hex, expiry, name)}"
        return f"{PREFIX}{token}/{quote(name, safe='')}{'?download=1' if download else ''}"

    def check(self, token: str, name: str, now: datetime) -> LinkTarget | None:
        """The target of a decoded token and name, or None when it is not our signature."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return None
        hex_id, expiry, mac = match.groups()
        try:
            genuine = [
                hmac.compare_digest(mac, _mac(s, hex_id, expiry, name)) for s in self._secrets
            ]
        except UnicodeEncodeError:
            return None
        if not any(genuine):
            return None
        expires_at = datetime.fromtimestamp(int(expiry), UTC)
        return LinkTarget(UUID(hex=hex_id), name, expires_at, expires_at <= now)

    def verify(self, path_or_url: str, now: datetime) -> LinkTarget | None:
        """The target of a path or of a whole URL on any host; None when it is not ours."""
        try:
            parts = urlsplit(path_or_url).path.rsplit("/", 3)
            name = unquote(parts[-1], errors="strict")
        except ValueError:
            return None
        if len(parts) != 4 or parts[1] != PREFIX.strip("/"):
            return None
        return self.check(unquote(parts[2]), name, now)


def _mac(secret: bytes, hex_id: str, expiry: str, name: str) -> str:
    message = f"genmux file link 1\n{hex_id}\n{expiry}\n{name}".encode()
    digest = hmac.digest(secret, message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
