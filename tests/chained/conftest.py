"""The checks of conformance against the first of two servers in a row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chained.servers import Chain, chained
from tests.conformance.client import Client
from tests.conformance.conftest import any_receiver, callback, callback_url, picture, receiver
from tests.serve import Served

__all__ = ["any_receiver", "callback", "callback_url", "picture", "receiver"]


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with chained(tmp_path_factory.mktemp("chained")) as chain:
        yield chain


@pytest.fixture(scope="session")
def client(chain: Chain) -> Client:
    return _client(chain.front)


@pytest.fixture(scope="session")
def behind(chain: Chain) -> Client:
    """Of the second server, which the first one's clients do not know."""
    return _client(chain.back)


def _client(served: Served) -> Client:
    return Client(served.url, served.url, served.key, pause=0.2, patience=120.0)
