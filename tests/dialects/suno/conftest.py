from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from genmux.db.pool import Pool
from genmux.engines.registry import Engines
from tests.dialects.studio import Studio, open_studio
from tests.dialects.suno.band import PLACE


@pytest.fixture
async def studio(database: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Studio]:
    """With an engine that plays at once."""
    async with open_studio(database, pool, tmp_path, engines=Engines(PLACE)) as studio:
        yield studio
