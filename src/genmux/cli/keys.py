"""`genmux keys`: who may call."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from genmux.cli.output import (
    credits_text,
    json_option,
    print_json,
    print_table,
    project_option,
)
from genmux.cli.params import CREDITS, MOMENT
from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from decimal import Decimal

    from genmux.projects.keys import KeyRow, NewKey
    from genmux.projects.project import Project
    from genmux.settings import Settings


@click.group()
def keys() -> None:
    """API keys: what clients send as `Authorization: Bearer ...`.

    Live keys use the configured engines and live credits; sandbox keys always use the built-in
    engine and play credits. Both kinds work while the server runs and while it does not.
    """


@keys.command()
@click.option("--name", default="default", show_default=True, help="To tell keys apart.")
@project_option
@click.option("--sandbox", is_flag=True, help="A test key: built-in engine, play credits.")
@click.option(
    "--credits",
    "amount",
    type=CREDITS,
    help="Credits to grant to the project with this key. Default: for the project's first key "
    "those of money.starting_credits (sandbox: money.sandbox_credits), else none.",
)
@click.option("--limit-hour", type=CREDITS, help="Credits that it may spend in a clock hour.")
@click.option("--limit-day", type=CREDITS, help="Credits that it may spend in a day (UTC).")
@click.option("--limit-total", type=CREDITS, help="Credits that it may spend in all.")
@click.option(
    "--address",
    "addresses",
    multiple=True,
    metavar="CIDR",
    help="Client address or network it works from; repeatable. Default: any.",
)
@click.option("--expires", type=MOMENT, help="When it ends: 30d, 12h or 2030-01-31.")
@place_options
def create(
    name: str,
    project: str,
    sandbox: bool,
    amount: Decimal | None,
    limit_hour: Decimal | None,
    limit_day: Decimal | None,
    limit_total: Decimal | None,
    addresses: tuple[str, ...],
    expires: datetime | None,
) -> None:
    """Make a key and print it, alone, on standard output. It is not shown again.

    \b
    Examples:
      KEY=$(genmux keys create)
      genmux keys create --name shop --limit-day 500 --address 10.0.0.0/8 --expires 90d
      genmux keys create --sandbox --name ci
    """
    from genmux.ledger.purse import KeyLimits
    from genmux.projects.keys import NewKey

    if expires is not None and expires <= datetime.now(UTC):
        raise click.BadParameter("that moment has passed", param_hint="'--expires'")
    limits = KeyLimits(limit_hour, limit_day, limit_total)
    new = NewKey(name, sandbox, limits, addresses, expires)
    text, row, available = asyncio.run(_create(the_settings(), project, new, amount))
    click.echo(text)
    kind = "sandbox" if row.sandbox else "live"
    click.echo(
        f"{kind} key {row.name!r} (id {row.id.hex}) of project {project!r}; "
        f"{credits_text(available)} {kind} credits are available",
        err=True,
    )


async def _create(
    settings: Settings, project_name: str, new: NewKey, amount: Decimal | None
) -> tuple[str, KeyRow, Decimal]:
    from genmux.cli.database import connected
    from genmux.ledger.balance import balances
    from genmux.projects.keys import create_key
    from genmux.projects.project import ensure_project

    money = settings.money
    async with connected(settings) as conn:
        project = await ensure_project(conn, project_name)
        text, row = await create_key(
            conn,
            project.id,
            new,
            credits=amount,
            starting_credits=money.sandbox_credits if new.sandbox else money.starting_credits,
        )
        purses = {purse.sandbox: purse for purse in await balances(conn, project.id)}
    return text, row, purses[new.sandbox].available


@keys.command(name="list")
@click.option("--all", "everything", is_flag=True, help="Revoked ones too.")
@json_option
@place_options
def list_(everything: bool, as_json: bool) -> None:
    """List the keys of all projects, oldest first. Their text is known to nobody here."""
    rows, projects = asyncio.run(_list(the_settings()))
    rows = [row for row in rows if everything or row.revoked_at is None]
    if as_json:
        print_json([{**_facts(row), "project": projects[row.project_id].name} for row in rows])
        return
    print_table(
        ("id", "name", "ends in", "project", "kind", "limits", "addresses", "expires", "state"),
        (
            (
                row.id,
                row.name,
                row.hint,
                projects[row.project_id].name,
                "sandbox" if row.sandbox else "live",
                _limits(row) or None,
                ", ".join(map(str, row.networks)) or None,
                row.expires_at,
                _state(row),
            )
            for row in rows
        ),
        "There are no keys yet; `genmux keys create` makes one.",
    )


async def _list(settings: Settings) -> tuple[list[KeyRow], dict[object, Project]]:
    from genmux.cli.database import connected
    from genmux.projects.keys import list_keys
    from genmux.projects.project import list_projects

    async with connected(settings) as conn:
        return await list_keys(conn), {item.id: item for item in await list_projects(conn)}


def _facts(row: KeyRow) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(row), "state": _state(row)}


def _limits(row: KeyRow) -> str:
    named = {"hour": row.limits.hour, "day": row.limits.day, "total": row.limits.total}
    return ", ".join(
        f"{credits_text(limit)}/{word}" for word, limit in named.items() if limit is not None
    )


def _state(row: KeyRow) -> str:
    if row.revoked_at is not None:
        return "revoked"
    expired = row.expires_at is not None and row.expires_at <= datetime.now(UTC)
    return "expired" if expired else "active"


@keys.command()
@click.argument("key")
@place_options
def revoke(key: str) -> None:
    """End a key for good. KEY is its id, its name, its last four characters or its whole text.

    A running server refuses it within five seconds. Tasks that it started run on.
    """
    row, ended = asyncio.run(_revoke(the_settings(), key))
    done = "revoked" if ended else "was revoked before"
    click.echo(f"key {row.name!r} (id {row.id.hex}, ending in {row.hint}) {done}", err=True)


async def _revoke(settings: Settings, word: str) -> tuple[KeyRow, bool]:
    from genmux.cli.database import connected
    from genmux.projects.keys import find_keys, revoke_key

    async with connected(settings) as conn:
        found = await find_keys(conn, word)
        usable = [row for row in found if row.revoked_at is None] or found
        if not usable:
            raise click.ClickException(f"no key is called {word!r}; `genmux keys list` shows them")
        if len(usable) > 1:
            ids = ", ".join(row.id.hex for row in usable)
            raise click.ClickException(f"{word!r} names {len(usable)} keys, use an id: {ids}")
        return usable[0], await revoke_key(conn, usable[0].id)
