"""Addresses under which a vendor may say that a task is done: only we can make one."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

PREFIX = "/genmux/v1/hooks/"
_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Hooks:
    """`base_url` is where vendors reach this server; empty where they cannot."""

    secret: bytes = field(repr=False)
    base_url: str = ""

    def address(self, task_id: str) -> str:
        """Empty where nobody could call it."""
        return f"{self.base_url}{PREFIX}{task_id}/{self._mac(task_id)}" if self.base_url else ""

    def genuine(self, task_id: str, mac: str) -> bool:
        return hmac.compare_digest(self._mac(task_id).encode(), mac.encode())

    def _mac(self, task_id: str) -> str:
        text = f"hook {task_id}".encode()
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()[:_LENGTH]
