"""Passwords as Argon2id hashes. Slow on purpose, so never on the event loop, and few at a time."""

from __future__ import annotations

import asyncio
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from genmux.errors import InvalidInput

SHORTEST = 12
_LONGEST = 1000
_FEWEST_KINDS = 4
_AT_ONCE = 2
"""each takes 64 MiB and a core for a moment; a flood of sign-ins must leave room for the rest"""


def check_password(text: object) -> str:
    """Raises InvalidInput, which never repeats what was given."""
    if not isinstance(text, str) or not SHORTEST <= len(text) <= _LONGEST:
        raise InvalidInput(
            f"a password must have {SHORTEST} to {_LONGEST} characters", field="password"
        )
    if len(set(text)) < _FEWEST_KINDS:
        raise InvalidInput(
            f"a password must have at least {_FEWEST_KINDS} different characters", field="password"
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput("this password holds half a character", field="password") from error
    return text


class Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def hashed(self, text: object) -> str:
        """What is stored. Raises InvalidInput."""
        checked = check_password(text)
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, checked)

    async def fits(self, password: str, stored: str | None) -> bool:
        """Whether it is the password; takes as long where there is none to compare with."""
        async with self._turns:
            return await asyncio.to_thread(self._fits, password[:_LONGEST], stored)

    def _fits(self, password: str, stored: str | None) -> bool:
        try:
            self._hasher.verify(stored or self._nobodys, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False
        return stored is not None

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")
