"""A data folder with a key in it for each test, made once; every test here kills real processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from genmux.testing.sink import CallbackSink

_GENMUX = (sys.executable, "-m", "genmux")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.crash)


@dataclass(frozen=True)
class Data:
    folder: Path
    key: str


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder = tmp_path_factory.mktemp("prepared") / "data"
    made = subprocess.run(
        [*_GENMUX, "--data", str(folder), "keys", "create", "--credits", "10000"],
        capture_output=True,
        text=True,
        check=True,
    )
    return Data(folder, made.stdout.strip())


@pytest.fixture
def data(prepared: Data, tmp_path: Path) -> Iterator[Data]:
    """Short-lived: the folders are big, so they go with the test."""
    folder = tmp_path / "data"
    subprocess.run(["cp", "-a", str(prepared.folder), str(folder)], check=True)
    yield Data(folder, prepared.key)
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.fixture
async def sink() -> AsyncIterator[CallbackSink]:
    async with CallbackSink() as sink:
        yield sink
