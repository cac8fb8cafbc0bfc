"""The ledger read page by page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from genmux.ledger.entry import Kind
from genmux.ledger.grant import grant
from genmux.ledger.history import list_entries
from genmux.projects.project import ensure_project
from tests.ledger.books import open_books

if TYPE_CHECKING:
    from uuid import UUID

    from genmux.db.pool import Pool


async def test_pages_are_newest_first_and_complete(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        for amount in range(1, 6):
            await grant(conn, project.id, False, Decimal(amount))
        seen: list[int] = []
        before: UUID | None = None
        while page := await list_entries(conn, project.id, False, before=before, limit=2):
            seen += [int(entry.available) for entry in page]
            before = page[-1].id
    assert seen == [5, 4, 3, 2, 1]


async def test_another_purse_is_not_shown(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        other = await ensure_project(conn, "other")
        await grant(conn, project.id, False, Decimal(1))
        assert await list_entries(conn, project.id, True) == []
        assert await list_entries(conn, other.id, False) == []


async def test_an_entry_names_its_task(pool: Pool) -> None:
    async with pool.acquire() as conn:
        books = await open_books(conn)
        await grant(conn, books.project_id, False, Decimal(5))
        task_id = await books.open(Decimal(2))
        hold, _ = await list_entries(conn, books.project_id, False)
    assert (hold.kind, hold.task_id, hold.available, hold.held) == (
        Kind.HOLD,
        task_id,
        Decimal(-2),
        Decimal(2),
    )
