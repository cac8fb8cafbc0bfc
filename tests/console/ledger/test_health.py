"""Health as markup."""

from __future__ import annotations

from typing import Any

import pytest

from genmux.console.ledger.health import pulses, queue_tiles, tone
from genmux.console.words import Words

EN = Words("en")
STILL: dict[str, Any] = {
    "queue": [],
    "oldestQueuedMs": None,
    "workers": {"alive": 0},
    "storage": {"bytes": 1500, "files": 2},
}


@pytest.mark.parametrize(
    ("rate", "colour"), [(None, ""), (1, "good"), (0.95, "warm"), (0.5, "bad")]
)
def test_a_rate_has_a_tone(rate: float | None, colour: str) -> None:
    assert tone(rate) == colour


def test_an_empty_queue_and_missing_workers_are_seen() -> None:
    shown = queue_tiles(EN, STILL)
    assert "Queue" in shown
    assert "tile bad" in shown
    assert "1.5 KB" in shown


def test_each_lane_has_its_depth() -> None:
    lanes = [{"lane": "local", "waiting": 12, "running": 2}]
    shown = queue_tiles(EN, {**STILL, "queue": lanes, "oldestQueuedMs": 61_000})
    assert "Queue, this server" in shown
    assert ">12<" in shown
    assert "1 min 1 s" in shown


def test_what_never_succeeded_has_no_time() -> None:
    one = {
        "model": "m",
        "succeeded": 0,
        "failed": 2,
        "successRate": 0.0,
        "p50Ms": None,
        "p95Ms": None,
    }
    shown = pulses(EN, "model", [one], {"m": "Kite"})
    assert "Kite" in shown
    assert "0 %" in shown
    assert shown.count(">–<") == 2
