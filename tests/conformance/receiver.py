"""A receiver of callbacks on the loopback address, for blocking tests."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

_ACK = b'{"code":200,"msg":"success"}'


class Receiver:
    """Keeps every body that is posted to it, and says thank you."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self._news = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/callback"

    def take(self, body: Any) -> None:
        with self._news:
            self.bodies.append(body)
            self._news.notify_all()

    def told(
        self, task_id: str, last: Callable[[Any], bool] = lambda _body: True, timeout: float = 60.0
    ) -> list[Any]:
        """The bodies about a task, in their order, once `last` holds for one of them."""
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                found = [body for body in self.bodies if task_id in _ids(body)]
                if any(map(last, found)):
                    return found
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"of task {task_id} came only {found}")
                self._news.wait(left)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _ids(body: Any) -> set[Any]:
    """The families write the id of a task in different places."""
    data = body.get("data") or {}
    return {body.get("taskId"), data.get("taskId"), data.get("task_id")}


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.take(json.loads(body))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(_ACK)))
            self.end_headers()
            self.wfile.write(_ACK)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing: the tests say what they saw."""

    return Handler
