"""`genmux`: the root of the command line.

Only click is imported here, and each command's module when it is called, so that `--help` and
the shell's completion answer at once.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import click

from genmux.cli.failure import explain
from genmux.cli.places import place_options

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "serve": "Run everything in one process tree: API, worker, console, database.",
    "api": "Run the API alone; needs workers on the same database.",
    "worker": "Run one worker alone; it makes what the API accepts.",
    "console": "Run the web console alone, or print a link that signs you in.",
    "people": "Let people sign in to the console, and say what they may.",
    "keys": "Create, list and revoke API keys.",
    "models": "List the models and show what one takes and costs.",
    "vendors": "What a key buys, and how your accounts are doing.",
    "run": "Make something with a model, right here.",
    "tasks": "List, show, cancel and retry tasks.",
    "deliveries": "List callbacks, send them again, rotate their secret.",
    "credits": "Balances, grants, the ledger and its audit.",
    "provenance": "Show what the content credentials in a file say.",
    "settings": "Show what is set, and where it comes from.",
    "doctor": "Check that this machine and these settings can work.",
}
"""Name → the line that `genmux --help` shows. The module is `genmux.cli.<name>`, save below."""
_MODULES = {"api": "serve", "worker": "serve"}


class Root(click.Group):
    """Imports a command when it is called, and turns every error into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"genmux.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        try:
            code = super().main(args, prog_name or "genmux", complete_var, False, **extra)
        except BaseException as error:
            line, code = explain(error)
            if line:
                click.echo(line, err=True)
        sys.exit(code if isinstance(code, int) else 0)


@click.command("genmux", cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="genmux", message="genmux %(version)s")
@place_options
def cli() -> None:
    """A self-hosted server that speaks the KIE API: images, video, music and speech from one
    endpoint, made on this machine unless you choose otherwise.

    \b
    Start it, make a key, ask for a picture:
      genmux serve
      genmux keys create
      genmux run z-image prompt="a lighthouse in a storm"

    Everything is kept in one data folder (--data). Settings come from its genmux.toml, the
    environment (GENMUX_...) and flags; `genmux settings default` prints the manual.
    """


def main() -> None:
    """The entry point of the installed program."""
    cli()
