"""Time as a value that tests can set. Durations and timestamps are seconds; datetimes are UTC."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, with a UTC time zone."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)


def epoch_ms(moment: datetime) -> int:
    """Milliseconds since 1970, the unit of most KIE timestamps."""
    return int(moment.timestamp() * 1000)
