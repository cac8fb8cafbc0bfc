"""What an API process remembers of keys, so that a request costs no extra read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from genmux.db.pool import retried
from genmux.projects.caller import Caller, authenticate, hashed, looks_like_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.db.pool import Pool

TTL = 5.0
"""seconds; how long a revoked key could live on if its signal were lost"""
_LIMIT = 50_000


class KeyCache:
    """Callers by key. Wrong keys are not remembered, so guessing cannot push out right ones."""

    def __init__(
        self, pool: Pool, *, ttl: float = TTL, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pool = pool
        self._ttl = ttl
        self._clock = clock
        self._known: dict[bytes, tuple[float, Caller]] = {}
        self._generation = 0

    async def lookup(self, key_text: str) -> Caller | None:
        """The caller behind the key, also a revoked one: ask its `refusal` each time.

        Raises Unavailable when the database stays away.
        """
        if not looks_like_key(key_text):
            return None
        digest = hashed(key_text)
        known = self._known.get(digest)
        if known is not None and self._clock() < known[0]:
            return known[1]
        generation = self._generation
        caller = await retried(self._pool, lambda conn: authenticate(conn, key_text))
        # An answer that was read before an invalidation must not outlive it.
        if caller is not None and generation == self._generation:
            if len(self._known) >= _LIMIT:
                self._known.clear()
            self._known[digest] = (self._clock() + self._ttl, caller)
        return caller

    def invalidate(self) -> None:
        """Forgets everything; called when the database signals a change of keys."""
        self._generation += 1
        self._known.clear()
