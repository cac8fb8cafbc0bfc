"""The API as the pages see it: one person's session, project and purse."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp

from genmux.client import ClientError
from genmux.client.wire import Wire, reason

ROOT = "/genmux/v1"
_READ_SECONDS = 60.0
_PATIENCE = 1.5
"""seconds for an API that restarts; a person sees sooner that it is away than a program"""


def open_session() -> aiohttp.ClientSession:
    """The connections that all visits share."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=_READ_SECONDS)
    return aiohttp.ClientSession(
        timeout=timeout,
        connector=aiohttp.TCPConnector(limit=0),
        headers={"Accept-Encoding": "identity"},
    )


class Api:
    """Calls of `/genmux/v1` with what a session adds. Raises ClientError; code 0 = no reply."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        url: str,
        token: str = "",
        *,
        project: str = "",
        sandbox: bool = False,
        address: str = "",
    ) -> None:
        headers: dict[str, str] = {}
        if project:
            headers["X-Genmux-Project"] = project
        if sandbox:
            headers["X-Genmux-Sandbox"] = "true"
        if address:
            headers["X-Forwarded-For"] = address
        self._wire = Wire(url, token, patience=_PATIENCE, headers=headers).join(http)

    @property
    def url(self) -> str:
        return self._wire.url

    @property
    def headers(self) -> dict[str, str]:
        """What goes with each call."""
        return dict(self._wire.headers)

    async def get(self, path: str, **query: Any) -> Any:
        """`data` of a GET; parameters that are None or empty are left out."""
        given = {key: value for key, value in query.items() if value not in (None, "")}
        return await self.call("GET", path + (f"?{urlencode(given)}" if given else ""))

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return await self.call("POST", path, body or {})

    async def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self.call("PATCH", path, body)

    async def delete(self, path: str) -> Any:
        return await self.call("DELETE", path)

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """`data` of one call. `path` begins below `/genmux/v1` unless it says `/api/…`."""
        return await self._wire.ask(method, _whole(path), body)

    async def stream(self, path: str, body: Mapping[str, Any] | None = None) -> AsyncIterator[str]:
        """The `data` of each server-sent event; a POST where there is a body. Raises ClientError
        when the call is refused."""
        payload = None if body is None else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        headers = {**self.headers, "Accept": "text/event-stream"}
        try:
            async with self._wire.session.request(
                method, self.full(path), data=payload, headers=headers
            ) as reply:
                if reply.status != 200:
                    raise _refused(await reply.read(), reply.status)
                async for line in reply.content:
                    text = line.decode("utf-8", "replace").strip()
                    if text.startswith("data:"):
                        yield text[5:].strip()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ClientError(0, reason(error)) from error

    def full(self, path: str) -> str:
        return self.url + _whole(path)


def _whole(path: str) -> str:
    return path if path.startswith(("/api/", "/v1/", ROOT + "/")) else ROOT + path


def _refused(raw: bytes, status: int) -> ClientError:
    """The error of a call that answers with its own status, as chat does."""
    try:
        body = json.loads(raw)
        message = str(body.get("error", {}).get("message") or body.get("msg") or "")
    except (ValueError, AttributeError):
        message = ""
    return ClientError(status, message or f"HTTP {status}")
