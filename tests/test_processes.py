"""What a process asks of the system."""

from __future__ import annotations

import resource
from collections.abc import Iterator

import pytest

from genmux.processes import open_many_files


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
