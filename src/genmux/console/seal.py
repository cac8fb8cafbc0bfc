"""What the browser keeps for us without being able to read or change it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

_FILE = "console.key"


class Seal:
    """Seals small values with a key of this console; gives tokens against forged forms."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)
        self._key = key

    @classmethod
    def of(cls, folder: Path) -> Seal:
        """The key in the data folder, made at the first start, so that restarts sign nobody out."""
        file = folder / _FILE
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(file.read_bytes().strip())
        with os.fdopen(handle, "wb") as out:
            out.write(key := Fernet.generate_key())
        return cls(key)

    def close(self, value: Mapping[str, Any]) -> str:
        return self._fernet.encrypt(json.dumps(value).encode()).decode()

    def open(self, text: str, *, seconds: int | None = None) -> dict[str, Any]:
        """What was sealed; empty when it was not by us, or longer ago than `seconds`."""
        try:
            found: dict[str, Any] = json.loads(self._fernet.decrypt(text.encode(), ttl=seconds))
        except (InvalidToken, ValueError):
            return {}
        return found

    def form_token(self, secret: str) -> str:
        """What a form of the holder of `secret` carries."""
        return hmac.new(self._key, secret.encode(), hashlib.sha256).hexdigest()

    def same_form(self, secret: str, token: str) -> bool:
        return hmac.compare_digest(self.form_token(secret), token)
