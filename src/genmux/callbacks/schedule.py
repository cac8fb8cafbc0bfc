"""When a delivery that failed is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

DEFAULT_DELAYS = (5.0, 30.0, 120.0, 600.0, 3600.0, 10800.0, 28800.0)


@dataclass(frozen=True, slots=True)
class Schedule:
    """`delays` are the seconds between attempts; each varies by up to the share `jitter`."""

    delays: Sequence[float] = DEFAULT_DELAYS
    jitter: float = 0.2

    def next_delay(self, attempts: int, rng: random.Random) -> float | None:
        """Seconds until the next attempt after so many were made; None = give up."""
        if attempts > len(self.delays):
            return None
        spread = self.jitter * (2 * rng.random() - 1)
        return self.delays[max(attempts, 1) - 1] * (1 + spread)

    @property
    def longest(self) -> float:
        """Seconds after which the last attempt of a delivery is over, jitter included."""
        return sum(self.delays) * (1 + self.jitter)
