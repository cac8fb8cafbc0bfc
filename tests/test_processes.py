"""What a process asks of the system."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator

import pytest

from genmux.processes import open_many_files, settle_memory


@pytest.fixture
def limits() -> Iterator[tuple[int, int]]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_limit_of_open_files_is_raised(limits: tuple[int, int]) -> None:
    _, hard = limits
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    open_many_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 512


def test_a_higher_limit_stays(limits: tuple[int, int]) -> None:
    _, hard = limits
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    open_many_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)


def test_what_was_made_at_the_start_is_not_looked_at_again() -> None:
    before = gc.get_threshold()
    try:
        settle_memory()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == (10_000, *before[1:])
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
