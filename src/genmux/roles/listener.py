"""The socket that requests come in by. Apart from the API, which `serve` itself need not load."""

from __future__ import annotations

import socket

from genmux.settings import Settings

_BACKLOG = 2048


def listen(settings: Settings) -> socket.socket:
    """The listening socket; port 0 takes a free one. Raises OSError, which names the address."""
    host, port = settings.server.host, settings.server.port
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
    """The URL that a person opens: a wildcard address is shown as this machine."""
    host = settings.server.host
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{listener.getsockname()[1]}"
