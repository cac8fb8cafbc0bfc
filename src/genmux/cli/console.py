"""`genmux console`: the web console alone, and links that sign somebody in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from genmux.settings import Settings


@click.group(invoke_without_command=True)
@click.option("--port", type=int, help="Port; 0 takes a free one. Default: 8788, or a free one.")
@click.option("--host", help="Address to listen on. Default: that of the API, 127.0.0.1.")
@click.option("--api-url", metavar="URL", help="The API to ask. Default: this machine's.")
@place_options
@click.pass_context
def console(ctx: click.Context, host: str | None, port: int | None, api_url: str | None) -> None:
    """Run the web console alone, for an API that runs elsewhere. `genmux serve` brings one.

    Prints one line `ready http://...` when it can be opened.

    \b
    Examples:
      genmux console --api-url http://api:8787 --host 0.0.0.0
      genmux console link
    """
    if ctx.invoked_subcommand:
        return
    from genmux.roles.console import main

    main(the_settings(console__host=host, console__port=port, console__api_url=api_url))


@console.command()
@click.argument("email", required=False)
@place_options
def link(email: str | None) -> None:
    """Print a link that signs somebody in once, for 15 minutes.

    While nobody can sign in yet, whoever opens it becomes the operator. Later it is for the person
    with EMAIL, who then sets a new password.

    \b
    Examples:
      genmux console link
      genmux console link ada@example.org
    """
    import asyncio

    click.echo(asyncio.run(_link(the_settings(), email)))


async def _link(settings: Settings, email: str | None) -> str:
    from genmux.cli.database import connected
    from genmux.clock import SystemClock
    from genmux.projects.audit import COMMAND
    from genmux.projects.entry import SOON, first_link, person_link
    from genmux.projects.people import find_person

    now = SystemClock().now()
    async with connected(settings) as conn:
        made = await first_link(conn, now)
        if made is None:
            if not email:
                raise click.ClickException("say for whom: genmux console link EMAIL")
            who = await find_person(conn, email)
            if who is None:
                raise click.ClickException(f"nobody here has the address {email}")
            made = await person_link(conn, COMMAND, who.id, now, SOON)
    return f"{address(settings)}/sign-in?link={made.token}"


def address(settings: Settings) -> str:
    """The console of the server that runs on this data folder, else what the settings say."""
    if settings.console.public_url:
        return settings.console.public_url
    from genmux.cli.server import running_console

    return running_console(settings) or f"http://127.0.0.1:{settings.console.port}"
