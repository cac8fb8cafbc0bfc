"""One HTTP request to one receiver, and what came of it. Never raises, never follows, never waits
longer than it was told."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL

REPLY_BYTES = 1024
_REPLY_SECONDS = 2.0
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")

_OWN_FAULT = {"blocked", "invalid_url", "unsigned", "internal"}

Blocked = Callable[[BaseException], bool]


@dataclass(frozen=True, slots=True)
class Reply:
    """`error` is empty on success, else one word:

    `status` (an answer, but not 2xx), `redirect`, `timeout`, `dns`, `connect`, `tls`,
    `disconnected`, `protocol`, `blocked` (the address is not one that callbacks may go to),
    `invalid_url`, `unsigned` (the project has no usable secret), `internal`.
    No text of the error itself: it may name inner addresses.
    """

    status: int | None
    error: str
    text: str = ""

    @property
    def alive(self) -> bool | None:
        """Whether the host answers and can take more; None when this says nothing about it."""
        if self.status is not None:
            return self.status < 500 and self.status != 429
        return None if self.error in _OWN_FAULT else False


async def post(
    session: aiohttp.ClientSession,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout: float,
    blocked: Blocked,
) -> Reply:
    """Sends the body; `timeout` in seconds covers everything from DNS to the status line."""
    try:
        target = _parsed(url)
    except ValueError:
        return Reply(None, "invalid_url")
    try:
        async with session.post(
            target,
            data=body,
            headers=headers,
            allow_redirects=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=timeout),
        ) as response:
            return Reply(response.status, _judge(response.status), await _first_bytes(response))
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Reply(None, "blocked" if blocked(error) else _word(error))


def _parsed(url: str) -> URL:
    # A clean ASCII URL goes out as it was given: quoting it anew could break a signed one.
    parsed = URL(url, encoded=url.isascii() and not _UNSAFE.search(url))
    if parsed.scheme not in {"http", "https"} or not parsed.host or not parsed.port:
        raise ValueError("not an absolute http or https URL")
    return parsed


def _judge(status: int) -> str:
    """KIE asks receivers for 200; any 2xx is taken, since that is what frameworks answer with."""
    if 200 <= status < 300:
        return ""
    return "redirect" if 300 <= status < 400 else "status"


async def _first_bytes(response: aiohttp.ClientResponse) -> str:
    """The start of the reply for the log. The status already counts, so nothing here can fail."""
    taken = bytearray()
    with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
        async with asyncio.timeout(_REPLY_SECONDS):
            while chunk := await response.content.read(REPLY_BYTES - len(taken)):
                taken += chunk
    return taken.decode("utf-8", "replace").replace("\x00", "")


def _word(error: Exception) -> str:
    words: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (TimeoutError, "timeout"),
        (aiohttp.InvalidURL, "invalid_url"),
        (aiohttp.ClientConnectorDNSError, "dns"),
        ((aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch), "tls"),
        (aiohttp.ClientConnectorError, "connect"),
        ((aiohttp.ServerDisconnectedError, OSError), "disconnected"),
        (aiohttp.ClientError, "protocol"),
    )
    return next((word for kind, word in words if isinstance(error, kind)), "internal")
