"""How soon to ask again, by how long the job has been there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from genmux.engines.base import Work

HOOKED = 30.0
"""seconds; the vendor tells when something has happened"""
FIRST = 2.0
PATIENT = 20.0
"""after a reply that says nothing of the job"""
_STEPS = ((30.0, 2.0), (120.0, 5.0), (600.0, 15.0))
_LAST = 30.0
_TIMES = ("createTime", "generateTime")
_MILLISECONDS = 1000.0


class Looks:
    """Keeps all jobs of one account together at `most` looks a second; 0 = no limit.

    Each process keeps its own.
    """

    def __init__(self, most: float, now: Callable[[], float] = time.monotonic) -> None:
        self._each = 1 / most if most > 0 else 0.0
        self._now = now
        self._until = 0.0

    def stretched(self, pause: float) -> float:
        """The pause after a look, longer where too many are looked at."""
        now = self._now()
        self._until = max(self._until, now) + self._each
        return max(pause, self._until - now)


def first(work: Work) -> float:
    return HOOKED if work.hook else FIRST


def again(work: Work, data: Mapping[str, Any]) -> float:
    """Seconds until the next look at a record that says when the job began."""
    if work.hook:
        return HOOKED
    began = next((moment for name in _TIMES if (moment := _moment(data.get(name)))), 0.0)
    if not began:
        return _STEPS[1][1]
    age = time.time() - began
    return next((pause for limit, pause in _STEPS if age < limit), _LAST)


def _moment(value: Any) -> float:
    """Unix seconds of a time as any family writes it: milliseconds, ISO 8601, or words in UTC."""
    if isinstance(value, int | float):
        return value / _MILLISECONDS
    if not isinstance(value, str):
        return 0.0
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
