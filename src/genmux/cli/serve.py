"""`genmux serve`, `api`, `worker`: the roles of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.settings import Settings

Decorated = TypeVar("Decorated", bound="Callable[..., Any]")


def _address_options(command: Decorated) -> Decorated:
    for option in (
        click.option(
            "--public-url",
            metavar="URL",
            help="Address under which clients reach this server. Default: the one they used.",
        ),
        click.option("--port", type=int, help="Port; 0 takes a free one. Default: 8787."),
        click.option("--host", help="Address to listen on. Default: 127.0.0.1."),
    ):
        command = option(command)
    return command


_worker_options = click.option(
    "--renderers", type=int, help="Processes that render. Default: one per core, two at least."
)


def _console_options(command: Decorated) -> Decorated:
    return click.option(
        "--console-port",
        type=int,
        help="Port of the web console; 0 takes a free one. Default: 8788, or a free one.",
    )(click.option("--no-console", is_flag=True, help="Run without the web console.")(command))


_network_option = click.option(
    "--allow-net",
    multiple=True,
    metavar="CIDR",
    help="Private network that URLs in requests and callbacks may reach; repeatable. "
    "Takes the place of network.allow in the settings.",
)


@click.command()
@_address_options
@_console_options
@_worker_options
@_network_option
@place_options
def serve(
    host: str | None,
    port: int | None,
    public_url: str | None,
    console_port: int | None,
    no_console: bool,
    renderers: int | None,
    allow_net: tuple[str, ...],
) -> None:
    """Run everything: API, worker, sweeper, web console and, unless --database-url is given, the
    database.

    Prints one line `ready http://...` when requests are accepted, then `console http://...`; at
    the first start that address signs you in. SIGTERM or Ctrl-C lets what is under way finish,
    then stops; tasks that are left over continue at the next start.

    \b
    Examples:
      genmux serve
      genmux serve --host 0.0.0.0 --public-url https://media.example.org
      genmux serve --data ./data --port 0 --allow-net 127.0.0.0/8
    """
    from genmux.roles.serve import main

    main(
        _settings(
            host,
            port,
            public_url,
            renderers,
            allow_net,
            console__port=console_port,
            console__enabled=False if no_console else None,
        )
    )


@click.command()
@_address_options
@_network_option
@place_options
def api(
    host: str | None, port: int | None, public_url: str | None, allow_net: tuple[str, ...]
) -> None:
    """Run the API alone. Workers on the same database and storage make what it accepts.

    \b
    Example:
      genmux api --database-url postgresql://genmux@db/genmux --host 0.0.0.0
    """
    from genmux.roles.api import main

    main(_with_database(_settings(host, port, public_url, None, allow_net)))


@click.command()
@click.option("--slots", type=int, help="Tasks held at the same time. Default: 1000.")
@_worker_options
@_network_option
@place_options
def worker(slots: int | None, renderers: int | None, allow_net: tuple[str, ...]) -> None:
    """Run one worker alone: it claims tasks, makes results, stores them and sends callbacks.

    Start as many as there are machines; they share the load through the database.

    \b
    Example:
      genmux worker --database-url postgresql://genmux@db/genmux
    """
    from genmux.roles.worker import main

    main(_with_database(_settings(None, None, None, renderers, allow_net, slots)))


def _settings(
    host: str | None,
    port: int | None,
    public_url: str | None,
    renderers: int | None,
    allow_net: tuple[str, ...],
    slots: int | None = None,
    **more: Any,
) -> Settings:
    return the_settings(
        server__host=host,
        server__port=port,
        server__public_url=public_url,
        worker__renderers=renderers,
        worker__slots=slots,
        network__allow=list(allow_net) or None,
        **more,
    )


def _with_database(settings: Settings) -> Settings:
    if not settings.database.url:
        raise click.UsageError(
            "needs a PostgreSQL that all roles share: --database-url, or database.url in the "
            "settings. `genmux serve` brings its own",
            click.get_current_context(),
        )
    return settings
