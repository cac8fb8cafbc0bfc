"""Fuzzing is fixed here: every run makes the same calls.

`FUZZ=20` in the environment makes it twenty times as long and random instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from genmux.catalogue.load import Catalogue, load_catalogue
from tests.fuzz.target import Target, open_target

FACTOR = int(os.environ.get("FUZZ", "0"))


def examples(number: int) -> settings:
    """The settings of a test that tries so many examples."""
    return settings(
        max_examples=number * max(1, FACTOR),
        derandomize=not FACTOR,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def target(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[Target]:
    """An API for one module; at the end its books are still right."""
    with open_target(postgres_server, tmp_path_factory.mktemp("fuzz"), catalogue) as target:
        yield target
        assert target.books() == []
