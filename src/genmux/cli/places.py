"""Where a command finds its data: the options that every command takes, and the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.settings import Settings

_META = "genmux.flags"
_CONFIG = "--config"
Decorated = TypeVar("Decorated", bound="Callable[..., Any]")


def place_options(command: Decorated) -> Decorated:
    """Adds --data, --config and --database-url; they may also stand before the command's name."""
    folder = click.Path(file_okay=False, path_type=Path)
    file = click.Path(dir_okay=False, path_type=Path)
    for option in (
        click.option(
            "--database-url",
            metavar="URL",
            expose_value=False,
            callback=_remember("database.url"),
            help="PostgreSQL to use instead of the embedded one.",
        ),
        click.option(
            "--config",
            type=file,
            expose_value=False,
            callback=_remember(_CONFIG),
            help="Settings file. Default: genmux.toml in the data folder.",
        ),
        click.option(
            "--data",
            type=folder,
            expose_value=False,
            callback=_remember("data.dir"),
            help="Data folder. Default: ~/.local/share/genmux, for root /var/lib/genmux.",
        ),
    ):
        command = option(command)
    return command


def _remember(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(ctx: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value is not None:
            # `meta` is shared by a command and its parents: the one given last, innermost, wins.
            ctx.meta.setdefault(_META, {})[key] = value

    return keep


def the_settings(**flags: Any) -> Settings:
    """The settings of this call; `flags` are the command's own, as `table__key=value`.

    Raises SettingsError.
    """
    from genmux.settings import load_settings

    given = dict(click.get_current_context().meta.get(_META, {}))
    file = given.pop(_CONFIG, None)
    given.update({key.replace("__", "."): value for key, value in flags.items()})
    return load_settings(file=file, environ=os.environ, flags=given)


def place_flags() -> list[str]:
    """The place options of this call again, to hand to another `genmux` process."""
    names = {"data.dir": "--data", "database.url": "--database-url", _CONFIG: _CONFIG}
    given = click.get_current_context().meta.get(_META, {})
    return [part for key, value in given.items() for part in (names[key], str(value))]
