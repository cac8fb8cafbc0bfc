"""`genmux doctor`: can this machine, with these settings, do the work?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from genmux.cli.output import json_option, print_json
from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from genmux.cli.checks import Check

_MARKS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


@click.command()
@json_option
@place_options
def doctor(as_json: bool) -> int:
    """Check Python, settings, data folder, keys of vendors, database, signing of results, storage,
    catalogue, speech library and port.

    Changes nothing. Each finding comes with what to do about it; exit code 1 when something must
    be done before Genmux can work.
    """
    found = asyncio.run(_examine())
    if as_json:
        print_json(found)
    else:
        width = max(len(check.name) for check in found)
        for check in found:
            mark, colour = _MARKS[check.state]
            click.echo(f"{click.style(mark, fg=colour)} {check.name.ljust(width)}  {check.detail}")
            if check.hint:
                click.echo(f"  {' ' * width}  → {check.hint}")
    return 1 if any(check.state == "fail" for check in found) else 0


async def _examine() -> list[Check]:
    from genmux.cli import checks
    from genmux.settings import SettingsError

    found = [checks.python(), checks.speech()]
    try:
        settings = the_settings()
    except SettingsError as error:
        bad = [
            checks.Check("settings", "fail", problem, "`genmux settings default` is the manual")
            for problem in error.problems
        ]
        return [*found, *bad]
    return [
        *found,
        checks.settings_sources(settings),
        checks.data_folder(settings),
        checks.vendors(settings),
        *await checks.database(settings),
        await checks.storage(settings),
        checks.catalogue(settings),
        checks.port(settings),
    ]
