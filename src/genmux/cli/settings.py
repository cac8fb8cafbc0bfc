"""`genmux settings`: what is in force, and the manual."""

from __future__ import annotations

import json

import click

from genmux.cli.output import json_option, print_json, print_table
from genmux.cli.places import place_options, the_settings


@click.group()
def settings() -> None:
    """Settings: packaged defaults, then a file, then GENMUX_... variables, then flags."""


@settings.command()
@json_option
@click.option("--changed", is_flag=True, help="Only what differs from the default.")
@place_options
def show(as_json: bool, changed: bool) -> None:
    """Show every setting with its value and where it comes from. Secrets are covered.

    \b
    Examples:
      genmux settings show --changed
      GENMUX_SERVER_PORT=9000 genmux settings show --json
    """
    found = the_settings()
    values = {
        key: value
        for key, value in found.shown().items()
        if not changed or found.origin[key] != "default"
    }
    if as_json:
        print_json(
            {key: {"value": value, "from": found.origin[key]} for key, value in values.items()}
        )
        return
    print_table(
        ("setting", "value", "from"),
        (
            (key, json.dumps(value, ensure_ascii=False), found.origin[key])
            for key, value in values.items()
        ),
        "Nothing differs from the defaults.",
    )


@settings.command()
def default() -> None:
    """Print the manual: every key with its default, meaning, unit and limits.

    \b
    Example:
      genmux settings default | less
    """
    from genmux.settings import default_text

    click.echo(default_text(), nl=False)
