"""A receiver of callbacks on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PATIENCE = 30.0


@dataclass(slots=True)
class Receiver:
    url: str
    bodies: list[bytes] = field(default_factory=list)

    def wait(self, count: int) -> None:
        """Until so many have come. Raises TimeoutError."""
        deadline = time.monotonic() + _PATIENCE
        while len(self.bodies) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.bodies)} of {count} callbacks came")
            time.sleep(0.05)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Takes everything that is posted, with 200."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            receiver.bodies.append(self.rfile.read(length))
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"OK")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}/callback")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
