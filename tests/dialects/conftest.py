"""An API with one project and its key; no worker, so tasks stay as they are created."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from genmux.catalogue.load import Catalogue, load_catalogue
from genmux.db.pool import Pool
from genmux.engines.registry import Engines
from genmux.ids import ProjectId
from genmux.projects.keys import NewKey, create_key
from genmux.projects.project import Project, ensure_project
from genmux.settings import Settings, load_settings
from tests.dialects.studio import Studio, open_studio
from tests.server import Caller, running_api


@pytest.fixture
def other_settings() -> dict[str, Any]:
    """Settings that a file of tests has otherwise."""
    return {}


@pytest.fixture
def engines() -> Engines | None:
    """None: as the settings say."""
    return None


@pytest.fixture
def settings(tmp_path: Path, other_settings: dict[str, Any]) -> Settings:
    flags = {"data.dir": str(tmp_path), "network.allow": ["127.0.0.0/8"], "limits.creates": 0}
    return load_settings(file=None, environ={}, flags={**flags, **other_settings})


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
async def project(pool: Pool) -> Project:
    async with pool.acquire() as conn:
        return await ensure_project(conn)


NewCaller = Callable[..., Awaitable[Caller]]


@pytest.fixture
async def new_caller(pool: Pool, project: Project, address: str) -> AsyncIterator[NewCaller]:
    """Makes callers with a key each: `await new_caller(NewKey(...), funds=10)`."""
    async with aiohttp.ClientSession() as session:

        async def make(
            new: NewKey | None = None, *, funds: int = 1000, project_id: ProjectId | None = None
        ) -> Caller:
            async with pool.acquire() as conn:
                text, _ = await create_key(
                    conn, project_id or project.id, new or NewKey(), credits=Decimal(funds)
                )
            return Caller(session, address, text)

        yield make


@pytest.fixture
async def address(
    settings: Settings, database: str, catalogue: Catalogue, engines: Engines | None
) -> AsyncIterator[str]:
    async with running_api(settings, database, catalogue=catalogue, engines=engines) as url:
        yield url


@pytest.fixture
async def api(new_caller: NewCaller) -> Caller:
    return await new_caller()


@pytest.fixture
async def studio(database: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_studio(database, pool, tmp_path) as studio:
        yield studio
