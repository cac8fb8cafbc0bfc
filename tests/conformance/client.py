"""A small blocking client that shows replies as they are: status, headers, bytes and envelope."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_TIMEOUT = 60.0
# Some front ends refuse the library's own name.
_NAME = "genmux-conformance"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    """names in lower case"""
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def code(self) -> int:
        return int(self.json["code"])

    @property
    def msg(self) -> str:
        return str(self.json["msg"])

    @property
    def data(self) -> Any:
        """Of a successful reply; fails with the message of any other."""
        assert self.code == 200, f"{self.code}: {self.msg}"
        return self.json["data"]


@dataclass(frozen=True, slots=True)
class Client:
    """`url` and `upload_url` without a slash at the end; `pause` and `patience` in seconds."""

    url: str
    upload_url: str
    key: str
    pause: float
    patience: float
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_key(self, key: str) -> Client:
        return replace(self, key=key)

    def get(self, path: str, **query: Any) -> Reply:
        return self._send("GET", self.url + path + _query(query), None, "application/json")

    def post(self, path: str, body: Mapping[str, Any]) -> Reply:
        return self._send("POST", self.url + path, json.dumps(body).encode(), "application/json")

    def upload(self, path: str, body: bytes, content_type: str = "application/json") -> Reply:
        return self._send("POST", self.upload_url + path, body, content_type)

    def download(self, url: str) -> Reply:
        """A file behind a link of a reply; the key is not shown there."""
        return _fetch(urllib.request.Request(url, headers={"User-Agent": _NAME}))

    def create(self, path: str, body: Mapping[str, Any]) -> str:
        """The id of a new task of a family with routes of its own."""
        task_id = self.post(path, body).data["taskId"]
        assert isinstance(task_id, str)
        assert task_id
        return task_id

    def until(self, done: Callable[[Any], bool], path: str, **query: Any) -> Any:
        """Reads a record until `done` says so of its data, and returns that."""
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            data = self.get(path, **query).data
            if done(data):
                return data
            time.sleep(self.pause)
        raise TimeoutError(f"{path} {query}")

    def _send(self, method: str, url: str, body: bytes | None, content_type: str) -> Reply:
        headers = {"Content-Type": content_type, "User-Agent": _NAME, **self.headers}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        return _fetch(urllib.request.Request(url, data=body, method=method, headers=headers))


def _query(values: Mapping[str, Any]) -> str:
    return "?" + urllib.parse.urlencode(values) if values else ""


def _fetch(request: urllib.request.Request) -> Reply:
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as reply:
            return _taken(reply.status, reply.headers, reply.read())
    except urllib.error.HTTPError as error:
        with error:
            return _taken(error.code, error.headers, error.read())


def _taken(status: int, headers: Any, raw: bytes) -> Reply:
    return Reply(status, {name.lower(): value for name, value in headers.items()}, raw)
