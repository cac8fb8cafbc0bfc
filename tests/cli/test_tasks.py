"""`genmux tasks` on a database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from genmux.ids import new_uuid
from genmux.ledger.audit import audit
from genmux.ledger.grant import grant
from tests.ledger.books import open_books

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from tests.cli.conftest import Genmux


async def one_of_each(conn: Connection) -> tuple[str, str]:
    """An unfinished task and one that failed."""
    books = await open_books(conn)
    await grant(conn, books.project_id, False, Decimal(100))
    waiting, failed = await books.open(Decimal(30)), await books.open(Decimal(10))
    await books.end(failed, "failed", Decimal(0))
    return waiting.hex, failed.hex


@pytest.fixture
def ids(genmux: Genmux) -> tuple[str, str]:
    return genmux.database_does(one_of_each)


def test_the_newest_is_first(genmux: Genmux, ids: tuple[str, str]) -> None:
    assert [task["id"] for task in genmux.json("tasks", "list")] == [ids[1], ids[0]]


def test_filters_and_pages(genmux: Genmux, ids: tuple[str, str]) -> None:
    waiting, failed = ids
    for words, found in (
        (("--state", "queued"), [waiting]),
        (("--project", "default", "--limit", "1"), [failed]),
        (("--before", failed), [waiting]),
        (("--model", "other"), []),
    ):
        assert [task["id"] for task in genmux.json("tasks", "list", *words)] == found


def test_a_task_shows_what_is_known(genmux: Genmux, ids: tuple[str, str]) -> None:
    shown = genmux.out("tasks", "show", ids[0])
    assert "queued" in shown
    assert "30" in shown
    assert "finished" not in shown


def test_an_unknown_task(genmux: Genmux) -> None:
    nothing = new_uuid().hex
    for command in ("show", "cancel", "retry"):
        assert f"There is no task {nothing}" in genmux.fails("tasks", command, nothing)


def test_a_cancelled_task_costs_nothing(genmux: Genmux, ids: tuple[str, str]) -> None:
    assert "30 credits were released" in genmux("tasks", "cancel", ids[0]).stderr
    assert genmux.json("tasks", "show", ids[0])["state"] == "cancelled"
    assert genmux.json("credits", "balance")[0]["available"] == 100
    assert genmux.database_does(audit) == []


def test_what_has_ended_cannot_be_cancelled(genmux: Genmux, ids: tuple[str, str]) -> None:
    assert "already ended" in genmux.fails("tasks", "cancel", ids[1])


def test_a_retry_is_a_new_task(genmux: Genmux, ids: tuple[str, str]) -> None:
    new = genmux.out("tasks", "retry", ids[1]).strip()
    shown = genmux.json("tasks", "show", new)
    assert (shown["state"], shown["retry_of"], shown["held"]) == ("queued", ids[1], 10)
    assert genmux.database_does(audit) == []


def test_what_has_not_ended_cannot_be_retried(genmux: Genmux, ids: tuple[str, str]) -> None:
    assert "has not ended" in genmux.fails("tasks", "retry", ids[0])


async def one_in_the_sandbox(conn: Connection) -> str:
    """A task that failed on request."""
    books = replace(await open_books(conn), sandbox=True)
    await grant(conn, books.project_id, True, Decimal(100))
    failed = await books.open(Decimal(10))
    await books.end(failed, "failed", Decimal(0))
    await conn.execute("update task set fault = 'fail=501' where id = $1", failed)
    return failed.hex


def test_a_retry_may_fail_in_another_way_or_not_at_all(genmux: Genmux) -> None:
    failed = genmux.database_does(one_in_the_sandbox)
    for words, fault in (
        ((), "fail=501"),
        (("--fault", "none"), ""),
        (("--fault", " delay=1; empty "), "delay=1; empty"),
    ):
        new = genmux.out("tasks", "retry", failed, *words).strip()
        assert genmux.json("tasks", "show", new)["fault"] == fault


def test_a_fault_that_cannot_be_is_refused(genmux: Genmux, ids: tuple[str, str]) -> None:
    failed = genmux.database_does(one_in_the_sandbox)
    assert "there is no fault fial" in genmux.fails("tasks", "retry", failed, "--fault", "fial=1")
    assert "refuse and times" in genmux.fails("tasks", "retry", failed, "--fault", "refuse=429")
    assert "live task" in genmux.fails("tasks", "retry", ids[1], "--fault", "fail=501")
    assert len(genmux.json("tasks", "list")) == 3
