"""What every request passes before a page sees it: whose page it comes from, and the headers that
keep a reply where it belongs."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{more}; "
    "media-src 'self' data: blob:{more}; connect-src 'self' ws: wss:; font-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class Guard:
    """Refuses what comes from another site's page: the Origin must be this host.

    Where the console listens on loopback the Host must be this machine as well, or any site could
    give its own name our address (DNS rebinding). `media` are further places of pictures and films.
    """

    def __init__(
        self, app: ASGIApp, *, public_url: str, loopback: bool, media: tuple[str, ...] = ()
    ) -> None:
        self._app = app
        self._public = urlsplit(public_url).netloc
        self._loopback = loopback
        more = "".join(f" {place}" for place in media)
        # NiceGUI compiles its templates in the browser, which takes unsafe-eval.
        self._policy = _POLICY.format(more=more)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if not self._welcome(Headers(scope=scope)):
            await self._refuse(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", self._policy)
                headers.setdefault("x-content-type-options", "nosniff")
                headers.setdefault("referrer-policy", "same-origin")
                headers.setdefault("x-frame-options", "DENY")
            await send(message)

        gone = False

        async def watching() -> Message:
            nonlocal gone
            message = await receive()
            gone = gone or message["type"] == "http.disconnect"
            return message

        try:
            await self._app(scope, watching, with_headers)
        except RuntimeError:
            # The middleware of NiceGUI takes a client that has left for a fault.
            if not gone:
                raise

    def _welcome(self, headers: Headers) -> bool:
        host = headers.get("host", "")
        known = bool(host) and host == self._public
        if self._loopback and not known and not is_loopback(_name(host)):
            return False
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc in (host, self._public or host)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await PlainTextResponse("Not from this page.", 403)(scope, receive, send)


def _name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""


def is_loopback(host: str) -> bool:
    """Whether only this machine can mean it."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
