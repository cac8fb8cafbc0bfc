"""The console as a part of `serve`: its socket, what its process is told, and the first link."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
from collections.abc import Iterator
from dataclasses import replace

import asyncpg

from genmux.clock import SystemClock
from genmux.projects.entry import first_link
from genmux.roles.child import say
from genmux.roles.listener import console_address, listen_for_console
from genmux.roles.part import Part
from genmux.settings import Settings

log = logging.getLogger(__name__)

CONSOLE = "console"


@contextlib.contextmanager
def console_socket(settings: Settings) -> Iterator[socket.socket | None]:
    """The console's listening socket; None where there is to be no console."""
    if not settings.console.enabled:
        yield None
        return
    with listen_for_console(settings) as listener:
        yield listener


def with_addresses(settings: Settings, api: str, listener: socket.socket | None) -> Settings:
    """The settings as the parts see them: the console knows the API and the API the console,
    whatever ports they got."""
    if listener is None:
        return settings
    console = replace(
        settings.console,
        port=listener.getsockname()[1],
        api_url=settings.console.api_url or api,
    )
    return replace(settings, console=console)


async def announce(part: Part, settings: Settings, url: str, listener: socket.socket) -> None:
    """Says where the console is once it answers; to the first person ever with a link that signs
    in, where only this machine can see it. Without a console the server works as well."""
    await part.settled.wait()
    if part.failure:
        log.error("there is no console: %s", part.failure)
        return
    address = console_address(settings, listener)
    token = ""
    if _on_loopback(listener):
        try:
            conn = await asyncpg.connect(url, timeout=10)
            try:
                link = await first_link(conn, SystemClock().now())
            finally:
                await conn.close()
            token = link.token if link else ""
        except (OSError, asyncpg.PostgresError) as error:
            log.warning("no sign-in link was made: %r", error)
    say(CONSOLE, f"{address}/sign-in?link={token}" if token else address)


def _on_loopback(listener: socket.socket) -> bool:
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback
