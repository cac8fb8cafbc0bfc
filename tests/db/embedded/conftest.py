"""A cluster for each test, made once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.db.embedded.support import copied, running

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cluster for all tests that leave it stopped and whole: each starts it again."""
    folder = tmp_path_factory.mktemp("shared") / "postgres"

    async def make() -> None:
        async with running(folder):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture
def spare(folder: Path, tmp_path: Path) -> Path:
    """A copy for a test that breaks it."""
    return copied(folder, tmp_path / "postgres")
