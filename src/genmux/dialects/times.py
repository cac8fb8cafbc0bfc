"""Moments as the families write them; all are UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from genmux.clock import epoch_ms


def ms(moment: datetime | None) -> int | None:
    """Milliseconds since 1970."""
    return None if moment is None else epoch_ms(moment)


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 with milliseconds, e.g. `2026-03-01T08:00:00.000Z`."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock_time(moment: datetime | None) -> str | None:
    """`YYYY-MM-DD HH:MM:SS`."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
