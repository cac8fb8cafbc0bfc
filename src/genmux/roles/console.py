"""The console role: one process that serves the web pages. `genmux console`, or a child of
`genmux serve`. NiceGUI is loaded here and nowhere else."""

from __future__ import annotations

import os
import socket

import uvicorn

from genmux.processes import open_many_files
from genmux.roles import child
from genmux.roles.listener import console_address, listen_for_console
from genmux.roles.log import set_up_logging
from genmux.roles.loop import run
from genmux.roles.server import AnnouncingServer
from genmux.settings import Settings


def main(settings: Settings) -> None:
    """Serves alone; the API is where `console.api_url` says."""
    set_up_logging(settings.log)
    run(_alone(settings))


async def _alone(settings: Settings) -> None:
    with listen_for_console(settings) as listener:
        await serve(settings, listener)


async def serve(settings: Settings, listener: socket.socket) -> None:
    # It keeps nothing of its own on disk, but looks for a folder to do so when it is imported.
    os.environ.setdefault("NICEGUI_STORAGE_PATH", str(settings.data.dir / "console" / "nicegui"))
    from genmux.console.app import open_console

    open_many_files()
    async with open_console(settings, settings.console.host or settings.server.host) as application:
        config = uvicorn.Config(
            application,
            ws="websockets-sansio",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        server = AnnouncingServer(config, console_address(settings, listener))
        await server.serve(sockets=[listener])


if __name__ == "__main__":
    order = child.receive()
    set_up_logging(order.settings.log)
    assert order.socket is not None
    with child.telling():
        run(serve(order.settings, socket.socket(fileno=order.socket)))
