from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from genmux.callbacks.secrets import rotate, secrets_of, secrets_of_many
from genmux.errors import NotFound
from genmux.ids import ProjectId, new_uuid

if TYPE_CHECKING:
    from genmux.db.pool import Pool

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_a_project_has_one_secret_at_first(
    pool: Pool, project: ProjectId, secret: str
) -> None:
    async with pool.acquire() as conn:
        assert await secrets_of(conn, project, NOW, DAY) == [secret]


async def test_both_secrets_are_valid_during_the_grace_newest_first(
    pool: Pool, project: ProjectId, secret: str
) -> None:
    async with pool.acquire() as conn:
        newest = await rotate(conn, project, NOW)
        assert await secrets_of(conn, project, NOW + DAY / 2, DAY) == [newest, secret]


async def test_the_old_secret_ends_with_the_grace(pool: Pool, project: ProjectId) -> None:
    async with pool.acquire() as conn:
        newest = await rotate(conn, project, NOW)
        assert await secrets_of(conn, project, NOW + DAY, DAY) == [newest]


async def test_a_second_rotation_ends_the_oldest_secret(
    pool: Pool, project: ProjectId, secret: str
) -> None:
    async with pool.acquire() as conn:
        second = await rotate(conn, project, NOW)
        third = await rotate(conn, project, NOW)
        assert secret not in [second, third]
        assert await secrets_of(conn, project, NOW, DAY) == [third, second]


async def test_an_unknown_project_has_no_secrets(pool: Pool, project: ProjectId) -> None:
    unknown = ProjectId(new_uuid())
    async with pool.acquire() as conn:
        with pytest.raises(NotFound):
            await secrets_of(conn, unknown, NOW, DAY)
        with pytest.raises(NotFound):
            await rotate(conn, unknown, NOW)
        assert set(await secrets_of_many(conn, [unknown, project], NOW, DAY)) == {project}
