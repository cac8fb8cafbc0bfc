"""Accounts that fail are left alone for a while, by all workers; the database has the count."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

from genmux.clock import Clock
from genmux.db.pool import Pool, retried
from genmux.engines.remote import Refused
from genmux.tasks import vendor as places
from genmux.tasks.vendor import Circuit

log = logging.getLogger(__name__)

_LOOK = 1.0
"""seconds that what was seen of a circuit is believed"""


@dataclass(slots=True)
class Circuits:
    pool: Pool
    clock: Clock
    _known: dict[str, Circuit] = field(default_factory=dict)
    _looked: float = float("-inf")

    async def check(self, account: str) -> None:
        """Raises Refused `busy` while nothing is to be sent there."""
        if time.monotonic() - self._looked > _LOOK:
            self._looked = time.monotonic()
            found = await retried(self.pool, places.circuits)
            self._known = {one.name: one for one in found}
        known = self._known.get(account)
        if known is None or known.open_until is None:
            return
        left = (known.open_until - self.clock.now()).total_seconds()
        if left > 0:
            raise Refused(
                "This account at the vendor has failed of late; nothing is sent there for a while.",
                "busy",
                retry_after=left,
            )

    async def count(self, account: str, error: Refused) -> None:
        """Counts what may happen to the next job too; a wrong key or no money surely will."""
        log.warning("%s did not take a task (%s): %s", account, error.why, error.message)
        if error.why not in ("auth", "credit", "busy", "unknown"):
            return
        at_once = error.why in ("auth", "credit")
        await retried(
            self.pool,
            lambda conn: places.failed(conn, account, error.message, at_once=at_once),
        )
        self._looked = float("-inf")

    async def close(self, account: str) -> None:
        """It took a job."""
        if account in self._known:
            await retried(self.pool, lambda conn: places.recovered(conn, account))
            self._known.pop(account, None)
