"""The API role: one process that answers HTTP. `genmux api`, or a child of `genmux serve`."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator

import uvicorn

from genmux.app import open_api
from genmux.processes import open_many_files, settle_memory
from genmux.roles import child
from genmux.roles.listener import address_of, listen
from genmux.roles.log import set_up_logging
from genmux.roles.loop import run
from genmux.roles.protocol import BoundedProtocol
from genmux.roles.schema import migrated
from genmux.settings import Settings


def main(settings: Settings) -> None:
    """Serves alone, on the database that the settings name."""
    set_up_logging(settings.log)
    run(_alone(settings))


async def _alone(settings: Settings) -> None:
    url = settings.database.url
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
        server = _Announcing(config, address_of(settings, listener))
        settle_memory()
        await server.serve(sockets=[listener])


class _Announcing(uvicorn.Server):
    """Says on standard output that requests are accepted."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            child.say(child.READY, self._address)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own raises the signal once more at the end: the process would die of it
        before what it uses is closed."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, self._leave)
        yield

    def _leave(self) -> None:
        self.should_exit = True


if __name__ == "__main__":
    order = child.receive()
    set_up_logging(order.settings.log)
    assert order.socket is not None
    with child.telling():
        run(serve(order.settings, order.url, socket.socket(fileno=order.socket)))
