"""`genmux vendors`: what an account buys, and how the accounts of the settings are doing."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import click

from genmux.cli.output import json_option, print_json, print_table
from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from genmux.engines.remote import RemoteEngine
    from genmux.settings import Settings
    from genmux.tasks.vendor import Circuit


@click.group()
def vendors() -> None:
    """Vendors: what a key buys, and how your accounts are doing."""


@vendors.command(name="list")
@json_option
@place_options
def list_(as_json: bool) -> None:
    """List all vendors, how many models each has, and whether you have a key for it."""
    from genmux.engines.vendors.account import Account
    from genmux.engines.vendors.find import find, kinds
    from genmux.projects.accounts import open_accounts

    settings = the_settings()
    having = set(open_accounts(settings, os.environ).engines.remote)
    rows = []
    for kind in kinds():
        accounts = [
            name
            for name, table in settings.vendors.accounts.items()
            if table.get("kind", name) == kind
        ]
        shown = [name if name in having else f"{name} (no key)" for name in accounts]
        engine = find(kind)(Account(kind, kind, ""))
        rows.append((kind, len(_models(settings, kind, engine)), ", ".join(shown)))
    if as_json:
        print_json([{"vendor": one[0], "models": one[1], "accounts": one[2]} for one in rows])
        return
    print_table(("vendor", "models", "your accounts"), rows, "There is no vendor.")


@vendors.command()
@click.argument("vendor")
@json_option
@place_options
def models(vendor: str, as_json: bool) -> None:
    """List the models that a key for VENDOR buys."""
    from genmux.engines.vendors.account import Account
    from genmux.engines.vendors.find import UnknownVendor, find

    try:
        engine = find(vendor)(Account(vendor, vendor, ""))
    except UnknownVendor as error:
        raise click.UsageError(str(error)) from error
    found = _models(the_settings(), vendor, engine)
    if as_json:
        print_json(found)
        return
    print_table(("model",), ((model,) for model in found), "It has none of the catalogue's models.")


@vendors.command()
@json_option
@place_options
def health(as_json: bool) -> None:
    """Show the accounts that fail, why, and until when nothing is sent there."""
    found = asyncio.run(_circuits(the_settings()))
    rows = [
        (one.name, one.failures, one.open_until.isoformat() if one.open_until else "", one.reason)
        for one in found
    ]
    if as_json:
        names = ("account", "failures", "pausedUntil", "reason")
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    print_table(("account", "failures", "paused until", "reason"), rows, "No account fails.")


async def _circuits(settings: Settings) -> list[Circuit]:
    from genmux.cli.database import connected
    from genmux.tasks.vendor import circuits

    async with connected(settings) as conn:
        return await circuits(conn)


def _models(settings: Settings, kind: str, engine: RemoteEngine) -> list[str]:
    from genmux.catalogue.load import load_catalogue
    from genmux.chat.vendors import chat_models

    catalogue = load_catalogue(settings.catalogue.folders)
    media = [model.id for model in (*catalogue, *catalogue.calls) if engine.offers(model.id)]
    return media + chat_models(kind, catalogue)
