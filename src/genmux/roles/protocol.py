"""HTTP/1.1 as uvicorn speaks it, with bounds on what a client may cost before it is known.

The parser itself takes headers of any size for any time, and joins a long one again with every
piece that arrives: one connection without a key could keep the whole event loop busy.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 64 * 1024
"""request line and headers; what arrives in one piece with their start is not counted"""
HEAD_SECONDS = 20.0
"""from the connection, or the first byte of a later request, to the end of its headers"""


class BoundedProtocol(HttpToolsProtocol):
    _in_head = True
    _heads = 0
    _head_bytes = 0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(  # type: ignore[override]  # as uvicorn has it
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        self._start_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        heads = self._heads
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_head and heads == self._heads:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.send_400_response("The request headers are too large.")
                return
        # Idle connections have uvicorn's own timer, which any byte stops.
        if self._in_head or self.cycle.response_complete:
            self._start_deadline()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._heads += 1
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._in_head = False
        self._stop_deadline()

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing here speaks anything but HTTP/1.1; no reason to fill the log."""

    def _start_deadline(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
