"""Renders what the catalogue can ask for and reads every file back.

The usual run takes the smallest case of each task, format, frame rate, track and bit rate. The
complete one, `make probe`, takes every pixel size, every number of results and every length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from genmux.engines.sketch.music.tasks import TASKS as MUSIC

from .works import lengths, numbers, pixels, quick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genmux.catalogue.entry import Model

    from .conftest import ProbeAll
    from .works import Given

_PARTS = 8
"""so that processes can share the work"""
_MANY = 64

parts = pytest.mark.parametrize("part", range(_PARTS))
many = pytest.mark.parametrize("part", range(_MANY))


@parts
def test_each_kind_of_file(
    alone: Sequence[Model], given: Given, probe_all: ProbeAll, part: int
) -> None:
    """Whole songs take long and are probed by the tests of their crafts, and by `make probe`."""
    cases = [case for case in quick(pixels(alone, given)) if case.model.task not in MUSIC]
    assert probe_all(cases[part::_PARTS]) == []


@parts
def test_each_number_of_results(
    alone: Sequence[Model], given: Given, probe_all: ProbeAll, part: int
) -> None:
    assert probe_all(numbers(alone, given)[part::_PARTS]) == []


@pytest.mark.probe
@many
def test_every_size_format_and_track(
    alone: Sequence[Model], given: Given, probe_all: ProbeAll, part: int
) -> None:
    assert probe_all(pixels(alone, given)[part::_MANY]) == []


@pytest.mark.probe
@many
def test_every_length(alone: Sequence[Model], given: Given, probe_all: ProbeAll, part: int) -> None:
    assert probe_all(lengths(alone, given)[part::_MANY]) == []
