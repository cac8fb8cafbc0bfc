"""`genmux credits` on a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from tests.cli.conftest import Genmux


def test_a_grant_prints_what_is_available(genmux: Genmux) -> None:
    assert genmux.out("credits", "grant", "10.5", "--note", "hi") == "10.5\n"
    assert genmux.out("credits", "grant", "-0.5") == "10\n"


def test_what_is_not_there_cannot_be_taken(genmux: Genmux) -> None:
    assert "Only 0 credits" in genmux.fails("credits", "grant", "-1")


def test_the_ledger_goes_page_by_page(genmux: Genmux) -> None:
    for amount in ("1", "2", "3"):
        genmux.out("credits", "grant", amount)
    first, second = genmux.json("credits", "ledger", "--limit", "2")
    assert (first["available"], second["available"]) == (3, 2)
    (last,) = genmux.json("credits", "ledger", "--before", second["id"])
    assert last["available"] == 1


def test_a_project_that_is_not_there(genmux: Genmux) -> None:
    genmux.out("credits", "grant", "1")
    message = genmux.fails("credits", "ledger", "--project", "shop")
    assert message == "genmux: there is no project 'shop'; there are: default\n"


def test_the_audit_ends_with_0_when_all_is_right(genmux: Genmux) -> None:
    genmux.out("credits", "grant", "1")
    assert "the books are right" in genmux.out("credits", "audit")


def test_the_audit_ends_with_1_when_it_is_not(genmux: Genmux) -> None:
    genmux.out("credits", "grant", "1")

    async def tamper(conn: Connection) -> None:
        await conn.execute("update account set available = 2 where not sandbox")

    genmux.database_does(tamper)
    result = genmux("credits", "audit")
    assert result.exit_code == 1
    assert "the account says 2 available and 0 held, its entries say 1 and 0" in result.stdout
