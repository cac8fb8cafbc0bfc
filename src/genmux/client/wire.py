"""One call to a server of this API: sent, repeated where that is safe, its envelope opened."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import aiohttp

from genmux.client.errors import ClientError

if TYPE_CHECKING:
    from types import TracebackType

FIRST_PAUSE = 0.1
LAST_PAUSE = 2.0
_BUSY = frozenset({429, 455})
"""codes that ask for a later try and promise that nothing was done"""


class Wire:
    """An asynchronous context. `token` is a key or that of a session; `headers` go with each call.

    `patience` is how many seconds a busy or unreachable server is asked again.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        patience: float = 30.0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.headers = {"Content-Type": "application/json", **(headers or {})}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60)
        self._session = aiohttp.ClientSession(timeout=timeout)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    def join(self, session: aiohttp.ClientSession) -> Self:
        """Uses connections that somebody else opened and closes, in place of `async with`."""
        self._session = session
        return self

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._session is not None, "use `async with`"
        return self._session

    async def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        safe: bool | None = None,
    ) -> Any:
        """`data` of the reply. `safe` = may be sent again when no reply came (default: reads).

        Raises ClientError.
        """
        may_repeat = method == "GET" if safe is None else safe
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._once(method, path, body, headers or {})
            except _NoReply as error:
                if not (may_repeat or error.never_sent) or loop.time() + pause > deadline:
                    raise
            except _Busy as error:
                pause = max(pause, error.after)
                if loop.time() + pause > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_PAUSE)

    async def _once(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> Any:
        payload = None if body is None else json.dumps(body).encode()
        try:
            async with self.session.request(
                method, self.url + path, data=payload, headers={**self.headers, **headers}
            ) as reply:
                raw = await reply.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _NoReply(self.url, error) from error
        return opened(raw, reply, self.url)


def opened(raw: bytes, reply: aiohttp.ClientResponse, url: str) -> Any:
    """`data` of an envelope. Raises ClientError with its code and message."""
    try:
        envelope = json.loads(raw)
        code, message = int(envelope["code"]), str(envelope.get("msg") or "")
    except (ValueError, TypeError, KeyError):
        raise ClientError(
            reply.status, f"{url} does not answer like this API (HTTP {reply.status})."
        ) from None
    if code in _BUSY:
        raise _Busy(code, message, reply.headers.get("Retry-After", ""))
    if code != 200:
        raise ClientError(code, message)
    return envelope.get("data")


class _NoReply(ClientError):
    def __init__(self, url: str, error: Exception) -> None:
        super().__init__(0, f"{url} cannot be reached: {reason(error)}.")
        self.never_sent = isinstance(error, aiohttp.ClientConnectorError)


class _Busy(ClientError):
    def __init__(self, code: int, message: str, retry_after: str) -> None:
        super().__init__(code, message)
        self.after = float(retry_after) if retry_after.isdigit() else 0.0


def reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        number = error.os_error.errno
        return os.strerror(number).lower() if number and number > 0 else "no such host"
    return str(error) or type(error).__name__
