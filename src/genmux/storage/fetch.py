"""Files that a request names by URL become local files, bounded in size, time, type and reach.

Three kinds of URL: links of our own, read from the store without a network round trip (a genuine
signature is the permission, whoever holds it); `data:` URLs; and http(s) through the guard.
Every refusal names the field and the limit, never an address that was looked up.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from genmux.db.pool import retried
from genmux.errors import GenmuxError, Unfetchable
from genmux.storage import assets
from genmux.storage.data_url import decode
from genmux.storage.guard import NOT_PUBLIC, Network, check_url, guarded_session, was_blocked
from genmux.storage.sink import Fetched, Sink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from aiohttp.abc import AbstractResolver

    from genmux.clock import Clock
    from genmux.db.pool import Pool
    from genmux.storage.links import Links, LinkTarget
    from genmux.storage.store import Store

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class Fetcher:
    """One for a process; `close` it at the end. Use inside a running loop."""

    def __init__(
        self,
        allow_networks: Sequence[Network],
        *,
        links: Links,
        store: Store,
        pool: Pool,
        clock: Clock,
        connect_timeout: float = 10.0,
        max_redirects: int = 5,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allow = tuple(allow_networks)
        self._links = links
        self._store = store
        self._pool = pool
        self._clock = clock
        self._connect_timeout = connect_timeout
        self._max_redirects = max_redirects
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(
        self,
        url: str,
        to: Path,
        *,
        max_bytes: int,
        accepts: Sequence[str],
        field: str,
        timeout: float = 120.0,
        idle_timeout: float = 15.0,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Writes the file behind `url` to `to`; on failure nothing stays there.

        `headers` are sent along. `accepts` holds MIME types or `kind/*`; empty means any. The type
        is read from the bytes. `timeout` bounds the whole fetch, `idle_timeout` a silence, both in
        seconds. Raises InvalidInput (not such a file or URL), TooLarge, or Unfetchable; the last
        one is marked `retryable` when trying again may help. Unavailable where the database stays
        away, for links of our own.
        """
        url = url.strip()
        sink = Sink(to, max_bytes=max_bytes, accepts=accepts, field=field)
        try:
            async with asyncio.timeout(timeout):
                async with sink:
                    if url[:5].lower() == "data:":
                        await sink.write(await asyncio.to_thread(decode, url, max_bytes, field))
                    else:
                        await self._walk(url, sink, idle_timeout, headers or {})
                    return await sink.finish()
        except TimeoutError as error:
            text = f"{field}: the file did not arrive within {timeout:g} s"
            raise _unfetchable(text, field, retryable=True) from error

    def reachable(self, url: str) -> bool:
        """Whether others can fetch it too, as far as its text tells: not a link of ours, no inline
        data, no address of a private network."""
        if self._links.verify(url, self._clock.now()) is not None:
            return False
        try:
            check_url(url, (), field="url")
        except GenmuxError:
            return False
        return True

    async def _walk(
        self, url: str, sink: Sink, idle_timeout: float, headers: Mapping[str, str]
    ) -> None:
        """Follows redirects, each looked at as if the user had sent it; `headers` may hold a key
        and go to the first address only."""
        for _ in range(self._max_redirects + 1):
            own = self._links.verify(url, self._clock.now())
            if own is not None:
                await self._copy_own(own, sink)
                return
            redirected = await self._download(url, sink, idle_timeout, headers)
            if redirected is None:
                return
            url, headers = redirected, {}
        raise Unfetchable(
            f"{sink.field}: the URL redirects more than {self._max_redirects} times",
            field=sink.field,
        )

    async def _copy_own(self, target: LinkTarget, sink: Sink) -> None:
        field = sink.field
        if target.expired:
            raise Unfetchable(
                f"{field}: the link expired at {target.expires_at:%Y-%m-%dT%H:%M:%SZ}", field=field
            )
        asset = await retried(self._pool, lambda conn: assets.get(conn, target.asset_id))
        if asset is None or asset.deleted_at is not None:
            raise _gone(field)
        if asset.expires_at <= self._clock.now():
            raise _gone(field)
        sink.expect(asset.size)
        try:
            async for chunk in self._store.stream(asset.key, 0, asset.size):
                await sink.write(chunk)
        except FileNotFoundError as error:
            raise _gone(field) from error

    async def _download(
        self, url: str, sink: Sink, idle_timeout: float, headers: Mapping[str, str]
    ) -> str | None:
        """Fills the sink, or returns where the server redirects to."""
        field = sink.field
        checked = check_url(url, self._allow, field=field)
        try:
            async with self._client().get(
                checked,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=self._connect_timeout, sock_read=idle_timeout
                ),
            ) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    return _joined(checked, response.headers["Location"], field)
                _check_head(response, field)
                if response.content_length is not None:
                    sink.expect(response.content_length)
                async for chunk in response.content.iter_any():
                    await sink.write(chunk)
                return None
        except GenmuxError:
            raise
        except aiohttp.SocketTimeoutError as error:
            text = f"{field}: the server sent nothing for {idle_timeout:g} s"
            raise _unfetchable(text, field, retryable=True) from error
        except (aiohttp.ClientError, ValueError) as error:
            raise _translated(error, field) from error

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = guarded_session(
                self._allow,
                headers={"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "genmux"},
                resolver=self._resolver,
            )
        return self._session


def _check_head(response: aiohttp.ClientResponse, field: str) -> None:
    if response.status not in {200, 203}:
        raise _unfetchable(
            f"{field}: the server answered HTTP {response.status}",
            field,
            retryable=response.status in _PASSING,
        )
    # Asked for none; decoding what comes anyway would open the door to decompression bombs.
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"", "identity"}:
        raise Unfetchable(f"{field}: the server sent the file compressed, unasked", field=field)


def _joined(base: URL, location: str, field: str) -> str:
    try:
        return str(base.join(URL(location, encoded=location.isascii())))
    except ValueError as error:
        raise Unfetchable(
            f"{field}: the URL redirects to something that is no URL", field=field
        ) from error


def _translated(error: Exception, field: str) -> Unfetchable:
    if was_blocked(error):
        return Unfetchable(f"{field}: {NOT_PUBLIC}", field=field)
    if isinstance(error, aiohttp.ClientSSLError):
        return Unfetchable(f"{field}: the server has no valid certificate", field=field)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _unfetchable(f"{field}: the host name was not found", field, retryable=True)
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ServerDisconnectedError):
        return _unfetchable(f"{field}: the server broke off the file", field, retryable=True)
    if isinstance(error, aiohttp.ClientConnectionError):
        return _unfetchable(f"{field}: the server could not be reached", field, retryable=True)
    return Unfetchable(f"{field}: the server did not answer with a readable file", field=field)


def _gone(field: str) -> Unfetchable:
    return Unfetchable(f"{field}: the file behind the link is not kept any more", field=field)


def _unfetchable(message: str, field: str, *, retryable: bool) -> Unfetchable:
    error = Unfetchable(message, field=field)
    error.retryable = retryable
    return error
