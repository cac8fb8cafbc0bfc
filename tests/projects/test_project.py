"""Projects: made once, with two empty purses and a secret."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from genmux.errors import InvalidInput
from genmux.ledger.balance import balances
from genmux.projects.project import ensure_project, find_project, list_projects

if TYPE_CHECKING:
    from genmux.db.pool import Pool


async def test_a_project_is_made_once_by_whoever_comes_first(pool: Pool) -> None:
    async def ensure() -> object:
        async with pool.acquire() as conn:
            return await ensure_project(conn, "shop")

    first, *others = await asyncio.gather(*(ensure() for _ in range(4)))
    assert others == [first] * 3


async def test_a_new_project_has_two_empty_purses(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        purses = await balances(conn, project.id)
    assert [(purse.sandbox, purse.available) for purse in purses] == [
        (False, Decimal(0)),
        (True, Decimal(0)),
    ]


async def test_each_project_has_a_secret_of_its_own(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await ensure_project(conn, "a")
        await ensure_project(conn, "b")
        secrets = [row[0] for row in await conn.fetch("select callback_secret from project")]
    assert len(set(secrets)) == 2


async def test_projects_are_found_by_name(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn, "shop")
        assert await find_project(conn, "shop") == project
        assert await find_project(conn, "none") is None
        assert await list_projects(conn) == [project]


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\0b"])
async def test_a_bad_name(pool: Pool, name: str) -> None:
    async with pool.acquire() as conn:
        with pytest.raises(InvalidInput, match="project name"):
            await ensure_project(conn, name)
