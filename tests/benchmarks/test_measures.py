"""Every benchmark runs, at a size that says nothing about speed."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from benchmarks.__main__ import NAMES, measure_of
from benchmarks.figures import Figure, ratio, table
from benchmarks.ground import Ground

TINY = 0.005


@pytest.mark.parametrize("name", [name for name in NAMES if name != "startup"])
async def test_a_benchmark_gives_figures(name: str, postgres_server: str, tmp_path: Path) -> None:
    figures = await measure_of(name)(Ground(postgres_server, tmp_path, TINY, least_rounds=1))
    assert figures
    assert all(math.isfinite(one.value) for one in figures)


def test_a_bound_decides_the_verdict() -> None:
    assert Figure("a", 2.0, at_least=2).verdict == "met"
    assert Figure("a", 1.9, at_least=2).verdict == "MISSED"
    assert Figure("a", 1.3, at_most=1.3).verdict == "met"
    assert Figure("a", 1.4, at_most=1.3).verdict == "MISSED"
    assert Figure("a", 1.0).verdict == ""


def test_rounds_are_compared_pair_by_pair() -> None:
    assert ratio([10, 2, 300], [5, 1, 100]) == 2


def test_the_table_shows_value_target_and_verdict() -> None:
    shown = table([Figure("creates", 1234.5, "/s", at_least=2, note="many")])
    assert shown.splitlines()[1].split() == ["creates", "1,234", "/s", ">=", "2", "met", "many"]
