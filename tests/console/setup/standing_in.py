"""A server that has vendors: an API in front of another one, which answers for vendors and routes
itself, with what was put there."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_ROOT = "/genmux/v1"


@dataclass(slots=True)
class Vendors:
    """What the API holds. Without `there` it has no such calls."""

    url: str
    there: bool = True
    keys: dict[str, str] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        server = _account("north", state="paused", reason="HTTP 503", failures=5, models=41)
        server["pausedUntil"] = 1_900_000_000_000
        own = [_account(name, own=True, keyEndsWith=key[-4:]) for name, key in self.keys.items()]
        return {"vendors": [server, *own], "kinds": ["east", "north", "west"]}

    def answer(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The envelope for a call of ours; None for one of the other API."""
        if not path.startswith((f"{_ROOT}/vendors", f"{_ROOT}/routing")):
            return None
        if not self.there:
            return {"code": 404, "msg": "Not found.", "data": None}
        name = path.removesuffix("/key").rpartition("/")[2]
        if path.endswith("/key") and method == "PUT":
            self.keys[name] = body["key"]
            return {"code": 200, "msg": "success", "data": {"name": name}}
        if path.endswith("/key"):
            del self.keys[name]
            return {"code": 200, "msg": "success", "data": {"name": name}}
        if path.endswith("/vendors"):
            return {"code": 200, "msg": "success", "data": self.shown()}
        if method == "PUT":
            for number, rule in enumerate(body["rules"]):
                if not rule["use"]:
                    text = f"rules[{number}].use must list engines out of north."
                    return {"code": 422, "msg": text, "data": None}
            self.rules = body["rules"]
        then = [{"models": "*", "use": ["north", "sketch"]}]
        return {"code": 200, "msg": "success", "data": {"rules": self.rules, "then": then}}


def _account(name: str, **more: Any) -> dict[str, Any]:
    usual = {
        "own": False,
        "keyEndsWith": None,
        "models": 7,
        "inFlight": 2,
        "state": "ok",
        "failures": 0,
        "reason": None,
        "pausedUntil": None,
    }
    return {"name": name, **usual, **more}


@contextmanager
def standing_in(api: str) -> Iterator[Vendors]:
    """In front of the API at the address `api`."""

    class Between(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass()

        do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815  the names it looks for

        def _pass(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length) if length else None
            own = vendors.answer(self.command, self.path.partition("?")[0], _read(body))
            if own is not None:
                self._send(200, json.dumps(own).encode(), "application/json")
                return
            keep = ("authorization", "content-type", "x-genmux-project", "x-genmux-sandbox")
            headers = {name: value for name in keep if (value := self.headers.get(name))}
            request = urllib.request.Request(api + self.path, body, headers, method=self.command)
            try:
                with urllib.request.urlopen(request) as reply:
                    self._send(reply.status, reply.read(), reply.headers["content-type"])
            except urllib.error.HTTPError as error:
                with error:
                    self._send(error.code, error.read(), error.headers["content-type"])

        def _send(self, status: int, data: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Between)
    vendors = Vendors(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield vendors
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _read(body: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
