"""The checks of conformance against the first of two servers in a row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chained.servers import chained
from tests.conformance.client import Client
from tests.conformance.conftest import any_receiver, callback, callback_url, picture, receiver

__all__ = ["any_receiver", "callback", "callback_url", "picture", "receiver"]


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One that nobody can reach from outside: files are uploaded, records asked for."""
    with chained(tmp_path_factory.mktemp("chained"), public=False) as served:
        yield Client(served.url, served.url, served.key, pause=0.2, patience=120.0)
