"""The API as the pages see it: one person's session, project and purse."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp

from genmux.client import ClientError

ROOT = "/genmux/v1"
_READ_SECONDS = 60.0


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
        self.http = http
        self.url = url.rstrip("/")
        self.headers: dict[str, str] = {}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        if project:
            self.headers["X-Genmux-Project"] = project
        if sandbox:
            self.headers["X-Genmux-Sandbox"] = "true"
        if address:
            self.headers["X-Forwarded-For"] = address

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
        payload = None if body is None else json.dumps(body).encode()
        headers = {**self.headers, "Content-Type": "application/json"}
        try:
            async with self.http.request(
                method, self.full(path), data=payload, headers=headers
            ) as reply:
                raw, status = await reply.read(), reply.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ClientError(0, str(error) or type(error).__name__) from error
        return _data(raw, status)

    async def stream(self, path: str, body: Mapping[str, Any] | None = None) -> AsyncIterator[str]:
        """The `data` of each server-sent event; a POST where there is a body. Raises ClientError
        when the call is refused."""
        payload = None if body is None else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        headers = {
            **self.headers,
            "Content-Type": "application/json",
            "Accept": "text/event-stream",
        }
        try:
            async with self.http.request(
                method, self.full(path), data=payload, headers=headers
            ) as reply:
                if reply.status != 200:
                    raise _refused(await reply.read(), reply.status)
                async for line in reply.content:
                    text = line.decode("utf-8", "replace").strip()
                    if text.startswith("data:"):
                        yield text[5:].strip()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ClientError(0, str(error) or type(error).__name__) from error

    def full(self, path: str) -> str:
        known = path.startswith(("/api/", "/v1/", ROOT + "/"))
        return self.url + (path if known else ROOT + path)


def _data(raw: bytes, status: int) -> Any:
    try:
        envelope = json.loads(raw)
        code, message = int(envelope["code"]), str(envelope.get("msg") or "")
    except (ValueError, TypeError, KeyError):
        raise ClientError(status, f"HTTP {status}") from None
    if code != 200:
        raise ClientError(code, message)
    return envelope.get("data")


def _refused(raw: bytes, status: int) -> ClientError:
    """The error of a call that answers with its own status, as chat does."""
    try:
        body = json.loads(raw)
        message = str(body.get("error", {}).get("message") or body.get("msg") or "")
    except (ValueError, AttributeError):
        message = ""
    return ClientError(status, message or f"HTTP {status}")
