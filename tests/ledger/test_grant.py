"""Grants: exact, never below nothing, always with an entry."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from genmux.errors import InsufficientCredits, InvalidInput, NotFound
from genmux.ids import ProjectId, new_uuid
from genmux.ledger.audit import audit
from genmux.ledger.balance import balances
from genmux.ledger.grant import grant
from genmux.ledger.history import list_entries
from genmux.projects.project import ensure_project

if TYPE_CHECKING:
    from genmux.db.pool import Pool


async def test_a_grant_is_added_and_noted(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        assert await grant(conn, project.id, False, Decimal("10.5"), "welcome") == Decimal("10.5")
        (entry,) = await list_entries(conn, project.id, False)
    assert (entry.kind, entry.available, entry.held, entry.note) == (
        "grant",
        Decimal("10.5"),
        Decimal(0),
        "welcome",
    )


async def test_the_purses_are_apart(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        await grant(conn, project.id, True, Decimal(10))
        assert [purse.available for purse in await balances(conn, project.id)] == [0, 10]


async def test_taking_back_goes_down_to_nothing(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        await grant(conn, project.id, False, Decimal(10))
        assert await grant(conn, project.id, False, Decimal(-10)) == 0
        assert await audit(conn) == []


async def test_more_than_there_is_cannot_be_taken_back(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        await grant(conn, project.id, False, Decimal(10))
        with pytest.raises(InsufficientCredits, match="Only 10 credits"):
            await grant(conn, project.id, False, Decimal("-10.000001"))
        assert len(await list_entries(conn, project.id, False)) == 1


@pytest.mark.parametrize("amount", ["0", "0.0000001", "NaN", "Infinity", "1000000000001"])
async def test_an_amount_that_cannot_be_kept(pool: Pool, amount: str) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        with pytest.raises(InvalidInput):
            await grant(conn, project.id, False, Decimal(amount))


async def test_a_grant_to_nobody(pool: Pool) -> None:
    async with pool.acquire() as conn:
        with pytest.raises(NotFound):
            await grant(conn, ProjectId(new_uuid()), False, Decimal(1))


async def test_grants_at_the_same_moment_all_count(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)

    async def one() -> None:
        async with pool.acquire() as conn:
            await grant(conn, project.id, False, Decimal("0.000001"))

    await asyncio.gather(*(one() for _ in range(10)))
    async with pool.acquire() as conn:
        assert (await balances(conn, project.id))[0].available == Decimal("0.00001")
        assert await audit(conn) == []
