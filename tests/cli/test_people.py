"""`genmux people`: adding, listing, passwords, shutting out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from genmux.cli.main import cli
from tests.cli.conftest import Genmux

if TYPE_CHECKING:
    from genmux.db.pool import Connection

PASSWORD = "correct horse battery"


def typed(genmux: Genmux, text: str, *words: str) -> tuple[int, str]:
    places = ["--data", str(genmux.data), "--database-url", genmux.database]
    result = CliRunner().invoke(cli, [*places, *words], input=text)
    return result.exit_code, result.output


def test_somebody_is_added_with_a_link(genmux: Genmux) -> None:
    assert genmux("people", "list").stderr.startswith("There are no people yet")
    out = genmux.out("people", "add", "Ada@Example.org", "--role", "admin", "--name", "Ada")
    assert "/sign-in?link=gmxs_" in out
    assert genmux.out("people", "add", "ada@example.org", "--project", "films") == ""
    (ada,) = genmux.json("people", "list")
    assert ada["projects"] == {"default": "admin", "films": "member"}
    assert (ada["email"], ada["operator"]) == ("ada@example.org", False)
    assert "default (admin), films (member)" in genmux.out("people", "list")
    assert "member already" in genmux.fails("people", "add", "ada@example.org")
    assert "email" in genmux.fails("people", "add", "nobody")


def test_a_password_is_asked_for_and_kept_hashed(genmux: Genmux) -> None:
    words = ("people", "add", "op@example.org", "--operator", "--password")
    code, out = typed(genmux, f"{PASSWORD}\n{PASSWORD}\n", *words)
    assert (code, PASSWORD in out) == (0, False)

    async def stored(conn: Connection) -> str:
        return str(await conn.fetchval("select password_hash from person"))

    first = genmux.database_does(stored)
    assert first.startswith("$argon2id$")
    code, _ = typed(genmux, f"{PASSWORD}\n{PASSWORD}\n", "people", "password", "op@example.org")
    assert (code, genmux.database_does(stored) != first) == (0, True)
    code, out = typed(genmux, "short\nshort\n", "people", "password", "op@example.org")
    assert (code, "12 to 1000" in out) == (1, True)


def test_shutting_out_and_letting_in(genmux: Genmux) -> None:
    genmux.out("people", "add", "ada@example.org")
    assert "shut out" in genmux("people", "disable", "ada@example.org").stderr
    assert genmux.json("people", "list")[0]["disabled"] is True
    genmux("people", "enable", "ada@example.org")
    assert genmux.json("people", "list")[0]["disabled"] is False
    assert "nobody has the address" in genmux.fails("people", "disable", "bob@example.org")
