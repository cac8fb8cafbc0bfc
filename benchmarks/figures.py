"""What a benchmark hands back: numbers with their targets, shown as a table and kept as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. At most one of the bounds is set; without one it is only told."""

    what: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return "" if self.at_most is None else f"<= {self.at_most:g}"

    @property
    def verdict(self) -> str:
        if self.at_least is not None:
            return "met" if self.value >= self.at_least else "MISSED"
        if self.at_most is not None:
            return "met" if self.value <= self.at_most else "MISSED"
        return ""

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Median of the ratios of rounds that ran next to each other."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def table(figures: Sequence[Figure]) -> str:
    rows = [("figure", "value", "target", "", "")]
    rows += [
        (one.what, f"{_number(one.value)} {one.unit}".strip(), one.target, one.verdict, one.note)
        for one in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(
            [text.ljust(width) for text, width in zip(row, widths, strict=False)] + [row[4]]
        ).rstrip()
        for row in rows
    )


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
