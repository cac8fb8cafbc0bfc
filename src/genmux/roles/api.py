"""The API role: one process that answers HTTP. `genmux api`, or a child of `genmux serve`."""

from __future__ import annotations

import socket
import sys

import asyncpg
import uvicorn

from genmux.app import open_api
from genmux.db.migrate import migrate
from genmux.roles import child
from genmux.roles.log import set_up_logging
from genmux.roles.loop import run
from genmux.settings import Settings

_BACKLOG = 2048


def main(settings: Settings) -> None:
    """Serves alone, on the database that the settings name."""
    set_up_logging(settings.log)
    run(_alone(settings))


async def _alone(settings: Settings) -> None:
    url = settings.database.url
    conn = await asyncpg.connect(url)
    try:
        await migrate(conn)
    finally:
        await conn.close()
    with listen(settings) as listener:
        await serve(settings, url, listener)


async def serve(settings: Settings, url: str, listener: socket.socket) -> None:
    async with open_api(settings, url) as application:
        config = uvicorn.Config(
            application,
            http="httptools",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=max(1, round(settings.server.drain_seconds)),
        )
        server = _Announcing(config, address_of(settings, listener))
        await server.serve(sockets=[listener])


class _Announcing(uvicorn.Server):
    """Says on standard output that requests are accepted."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(f"ready {self._address}\n")
            sys.stdout.flush()


def listen(settings: Settings) -> socket.socket:
    """The listening socket; port 0 takes a free one. Raises OSError when the port is taken."""
    host = settings.server.host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, settings.server.port))
    listener.listen(_BACKLOG)
    return listener


def address_of(settings: Settings, listener: socket.socket) -> str:
    """The URL that a person opens: a wildcard address is shown as this machine."""
    host = settings.server.host
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{listener.getsockname()[1]}"


if __name__ == "__main__":
    order = child.receive()
    set_up_logging(order.settings.log)
    assert order.socket is not None
    run(serve(order.settings, order.url, socket.socket(fileno=order.socket)))
