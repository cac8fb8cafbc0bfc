"""The sockets that requests come in by. Apart from the API, which `serve` itself need not load."""

from __future__ import annotations

import errno
import socket

from genmux.settings import Settings

_BACKLOG = 2048


def listen(settings: Settings) -> socket.socket:
    """The API's listening socket; port 0 takes a free one. Raises OSError, which names the
    address."""
    return _listen(settings.server.host, settings.server.port)


def listen_for_console(settings: Settings) -> socket.socket:
    """The console's. Where nobody chose its port and it is taken, another one is."""
    host, port = _console_host(settings), settings.console.port
    try:
        return _listen(host, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE or settings.origin.get("console.port") != "default":
            raise
        return _listen(host, 0)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay (40 ms a reply) off only for sockets that name their protocol.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
    return listener


def address_of(settings: Settings, listener: socket.socket) -> str:
    """The API's URL that a person opens: a wildcard address is shown as this machine."""
    return _shown(settings.server.host, listener)


def console_address(settings: Settings, listener: socket.socket) -> str:
    """Where people open the console."""
    return settings.console.public_url or _shown(_console_host(settings), listener)


def _console_host(settings: Settings) -> str:
    return settings.console.host or settings.server.host


def _shown(host: str, listener: socket.socket) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{listener.getsockname()[1]}"
