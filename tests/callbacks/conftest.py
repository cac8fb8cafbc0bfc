from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from genmux.callbacks.sign import new_secret
from genmux.ids import ProjectId, new_uuid
from genmux.testing.sink import CallbackSink

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from genmux.db.pool import Pool


@pytest.fixture
def secret() -> str:
    return new_secret()


@pytest.fixture
async def project(pool: Pool, secret: str) -> ProjectId:
    project_id = ProjectId(new_uuid())
    await pool.execute(
        "insert into project (id, name, callback_secret) values ($1, 'films', $2)",
        project_id,
        secret,
    )
    return project_id


@pytest.fixture
async def sink(secret: str) -> AsyncIterator[CallbackSink]:
    async with CallbackSink(secret=secret) as receiver:
        yield receiver


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
    ) as http:
        yield http
