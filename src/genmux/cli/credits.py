"""`genmux credits`: what there is, what is given, what was spent, and the proof."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from genmux.cli.output import (
    credits_text,
    json_option,
    print_json,
    print_table,
    project_option,
)
from genmux.cli.params import CREDITS, HEX_ID
from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    from genmux.ledger.audit import Discrepancy
    from genmux.ledger.balance import Balance
    from genmux.ledger.history import Entry
    from genmux.settings import Settings

_sandbox_option = click.option("--sandbox", is_flag=True, help="The purse of sandbox keys.")


@click.group()
def credits() -> None:  # noqa: A001 - the word of the domain
    """Credits: each project has a live purse and a sandbox purse."""


@credits.command()
@json_option
@place_options
def balance(as_json: bool) -> None:
    """Show every project's purses: what is free to spend and what unfinished tasks hold."""
    settings = the_settings()
    purses = asyncio.run(_balance(settings))
    usd = settings.money.credit_usd
    if as_json:
        print_json(
            [
                {
                    "project": name,
                    "purse": "sandbox" if purse.sandbox else "live",
                    "available": purse.available,
                    "held": purse.held,
                    "available_usd": None if purse.sandbox else purse.available * usd,
                }
                for name, purse in purses
            ]
        )
        return
    print_table(
        ("project", "purse", "available", "held", "in USD"),
        (
            (
                name,
                "sandbox" if purse.sandbox else "live",
                purse.available,
                purse.held,
                None if purse.sandbox else f"{purse.available * usd:.2f}",
            )
            for name, purse in purses
        ),
        "There are no projects yet; `genmux keys create` makes the first.",
    )


async def _balance(settings: Settings) -> list[tuple[str, Balance]]:
    from genmux.cli.database import connected
    from genmux.ledger.balance import balances
    from genmux.projects.project import list_projects

    async with connected(settings) as conn:
        names = {project.id: project.name for project in await list_projects(conn)}
        return [(names[purse.project_id], purse) for purse in await balances(conn)]


@credits.command(context_settings={"ignore_unknown_options": True})
@click.argument("amount", type=CREDITS)
@project_option
@_sandbox_option
@click.option("--note", default="", help="Why; kept in the ledger.")
@place_options
def grant(amount: Decimal, project: str, sandbox: bool, note: str) -> None:
    """Give AMOUNT credits to a project; a negative one takes back what is available.

    Prints what is available then.

    \b
    Examples:
      genmux credits grant 5000 --note "top-up March"
      genmux credits grant -100 --project shop
    """
    click.echo(credits_text(asyncio.run(_grant(the_settings(), project, sandbox, amount, note))))


async def _grant(
    settings: Settings, name: str, sandbox: bool, amount: Decimal, note: str
) -> Decimal:
    from genmux.cli.database import connected
    from genmux.projects.audit import COMMAND
    from genmux.projects.noted import grant_credits
    from genmux.projects.project import ensure_project

    async with connected(settings) as conn:
        project = await ensure_project(conn, name)
        return await grant_credits(conn, COMMAND, project.id, sandbox, amount, note)


@credits.command()
@project_option
@_sandbox_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--before", type=HEX_ID, help="Continue before this entry: the last id of a page.")
@json_option
@place_options
def ledger(project: str, sandbox: bool, limit: int, before: UUID | None, as_json: bool) -> None:
    """List the entries of a purse, newest first: what each added to `available` and `held`."""
    entries = asyncio.run(_ledger(the_settings(), project, sandbox, before, limit))
    if as_json:
        print_json(entries)
        return
    print_table(
        ("id", "when", "kind", "available", "held", "task", "note"),
        (
            (
                entry.id,
                entry.created_at,
                entry.kind,
                entry.available,
                entry.held,
                entry.task_id,
                entry.note or None,
            )
            for entry in entries
        ),
        "There are no entries.",
    )


async def _ledger(
    settings: Settings, name: str, sandbox: bool, before: UUID | None, limit: int
) -> list[Entry]:
    from genmux.cli.database import connected
    from genmux.cli.named import project_of
    from genmux.ledger.history import list_entries

    async with connected(settings) as conn:
        project = await project_of(conn, name)
        return await list_entries(conn, project.id, sandbox, before=before, limit=limit)


@credits.command()
@json_option
@place_options
def audit(as_json: bool) -> int:
    """Prove that every balance equals its entries and that every task was paid exactly once.

    Exit code 1 when something does not add up. Safe while the server works.
    """
    found = asyncio.run(_audit(the_settings()))
    if as_json:
        print_json(found)
    elif not found:
        click.echo("the books are right: every balance equals its entries")
    else:
        rows = ((item.what, item.subject, item.message) for item in found)
        print_table(("what", "which", "wrong"), rows, "")
    return 1 if found else 0


async def _audit(settings: Settings) -> list[Discrepancy]:
    from genmux.cli.database import connected
    from genmux.ledger.audit import audit as prove

    async with connected(settings) as conn:
        return await prove(conn)
