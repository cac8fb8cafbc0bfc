"""The API role: one process that answers HTTP. `genmux api`, or a child of `genmux serve`."""

from __future__ import annotations

import socket
from dataclasses import replace

import uvicorn

from genmux.app import open_api
from genmux.processes import open_many_files, settle_memory
from genmux.roles import child
from genmux.roles.listener import address_of, listen
from genmux.roles.log import set_up_logging
from genmux.roles.loop import run
from genmux.roles.protocol import BoundedProtocol
from genmux.roles.schema import migrated
from genmux.roles.server import AnnouncingServer
from genmux.settings import Settings


def main(settings: Settings) -> None:
    """Serves alone, on the database that the settings name."""
    set_up_logging(settings.log)
    run(_alone(settings))


async def _alone(settings: Settings) -> None:
    url = settings.database.url
    # Alone it knows of a console only when its address is set.
    known = bool(settings.console.public_url)
    settings = replace(settings, console=replace(settings.console, enabled=known))
    await migrated(url)
    with listen(settings) as listener:
        await serve(settings, url, listener)


async def serve(settings: Settings, url: str, listener: socket.socket) -> None:
    open_many_files()
    async with open_api(settings, url) as application:
        config = uvicorn.Config(
            application,
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=max(1, round(settings.server.drain_seconds)),
        )
        server = AnnouncingServer(config, address_of(settings, listener))
        # Streams that only tell of progress end at once, and their clients come back.
        application.state.stopping = lambda: server.should_exit
        settle_memory()
        await server.serve(sockets=[listener])


if __name__ == "__main__":
    order = child.receive()
    set_up_logging(order.settings.log)
    assert order.socket is not None
    with child.telling():
        run(serve(order.settings, order.url, socket.socket(fileno=order.socket)))
