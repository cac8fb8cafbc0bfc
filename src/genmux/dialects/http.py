"""What every dialect needs at the edge: who calls, what the body is, how the envelope looks.

The provider answers HTTP 200 with the code in the body, errors included; `server.honest_status`
gives the real HTTP status beside the same body.
"""

from __future__ import annotations

import asyncio
import codecs
import functools
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from genmux.catalogue.load import Catalogue
from genmux.chat.desk import Desk
from genmux.chat.routes import Routes
from genmux.clock import Clock
from genmux.db.pool import LOST, Pool
from genmux.db.signals import Signaller
from genmux.engines.registry import Engines
from genmux.errors import (
    GenmuxError,
    InvalidInput,
    MalformedBody,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from genmux.ids import ProjectId, parse_hex
from genmux.projects.cache import KeyCache
from genmux.projects.caller import Caller
from genmux.projects.roles import Role
from genmux.projects.sessions import Session, SessionCache
from genmux.projects.sign_in import SignIn
from genmux.projects.vendors import ProjectVendors
from genmux.settings import Settings
from genmux.storage.fetch import Fetcher
from genmux.storage.hooks import Hooks
from genmux.storage.links import Links
from genmux.storage.store import Store
from genmux.tasks.create import Creator
from genmux.tasks.read import Reader

log = logging.getLogger(__name__)

Handler = Callable[[Request, Caller], Awaitable[Response]]
Refuse = Callable[[GenmuxError], Response]

UNAUTHORIZED = (
    "Unauthorized – Authentication failed. "
    "Please check that your Authorization and Content-Type headers are correctly set."
)
MAX_VALUES = 20_000
"""in one body; looking at each of millions would keep everybody else waiting for seconds"""
BODY_SECONDS = 30.0
"""for how long a body may stand still"""
_MEGABYTE = 1024 * 1024
_MAX_HOST = 260
_MAX_IDEMPOTENCY_KEY = 255
_READING = frozenset({"GET", "HEAD"})
_PROJECT = "x-genmux-project"
_SANDBOX = "x-genmux-sandbox"


@dataclass(frozen=True, slots=True)
class Api:
    """What the dialects share; made once by `app`."""

    settings: Settings
    pool: Pool
    clock: Clock
    catalogue: Catalogue
    engines: Engines
    vendors: ProjectVendors
    hooks: Hooks
    creator: Creator
    reader: Reader
    keys: KeyCache
    sessions: SessionCache
    sign_in: SignIn
    links: Links
    store: Store
    signaller: Signaller
    fetcher: Fetcher
    desk: Desk
    chat_routes: Routes
    work_folder: Path
    """of this process, for files that are on their way"""
    networks: Sequence[IPv4Network | IPv6Network] = ()
    """what callbacks may reach besides the public internet"""

    def base_url(self, request: Request) -> str:
        """Where links to this server start: as set, or as this client reached it."""
        scope = request.scope
        return self.settings.server.public_url or _base_url(
            scope["scheme"],
            request.headers.get("host", "")[:_MAX_HOST],
            tuple(scope.get("server") or ()),
            scope.get("root_path", ""),
        )

    def console_url(self, request: Request) -> str:
        """Where people go: as set, or the console's port of the host that this client reached."""
        console = self.settings.console
        host = urlsplit(self.base_url(request)).hostname or "127.0.0.1"
        return console.public_url or f"http://{f'[{host}]' if ':' in host else host}:{console.port}"

    async def caller(self, request: Request, needs: Role | None = None) -> Caller:
        """Who is behind the request. Raises Unauthorized or Forbidden.

        Reading needs a reader and everything else a member, unless `needs` says otherwise.
        """
        return await self.holder(bearer(request), request, needs)

    async def holder(self, token: str, request: Request, needs: Role | None = None) -> Caller:
        """The same for a token that came in any header: a key, or a session."""
        token = token.strip()
        caller = await self.keys.lookup(token)
        if caller is None:
            caller = _in_project(await self.session_of(token), request)
        else:
            address = request.client.host if request.client else None
            refusal = caller.refusal(self.clock.now(), address)
            if refusal is not None:
                raise Unauthorized(f"Unauthorized – {refusal}")
        caller.require(needs or (Role.READER if request.method in _READING else Role.MEMBER))
        return caller

    async def session(self, request: Request) -> Session:
        """The person behind the request, in whichever project. Raises Unauthorized."""
        return await self.session_of(bearer(request).strip())

    async def session_of(self, token: str) -> Session:
        session = await self.sessions.lookup(token)
        if session is None or session.expires_at <= self.clock.now():
            raise Unauthorized(UNAUTHORIZED)
        return session

    async def body(self, request: Request) -> dict[str, Any]:
        """The JSON object of the request, its keys trimmed. Raises MalformedBody or TooLarge."""
        value = await self.json_object(request, MAX_VALUES)
        return {name.strip(): item for name, item in value.items()}

    async def json_object(self, request: Request, most: int) -> dict[str, Any]:
        """The body as it is, with at most so many values. Raises MalformedBody or TooLarge."""
        coding = request.headers.get("content-encoding", "identity")
        if coding.lower() != "identity":
            raise MalformedBody(f"Content-Encoding {coding:.40} is not taken: send plain JSON.")
        raw = await read_body(request, self.settings.server.max_body_mb)
        if value_marks(raw) > most:
            raise TooLarge(f"The request body holds more than {most} values.")
        try:
            value = orjson.loads(raw.removeprefix(codecs.BOM_UTF8))
        except orjson.JSONDecodeError as error:
            raise MalformedBody(f"The request body is not valid JSON: {error.msg:.80}.") from error
        if not isinstance(value, dict):
            raise MalformedBody("The request body must be a JSON object.")
        return value

    def reply(self, data: Any, *, message: str = "success", code: int = 200) -> Response:
        """The envelope; a `code` other than 200 is for refusals that come with data."""
        status = code if self.settings.server.honest_status else 200
        return _json({"code": code, "msg": message, "data": data}, status)

    def refuse(self, error: GenmuxError) -> Response:
        """The envelope of an error; the recorded 401 has no `data` key."""
        envelope: dict[str, Any] = {"code": error.code, "msg": error.message}
        if not isinstance(error, Unauthorized):
            envelope["data"] = None
        headers = {}
        wait = getattr(error, "retry_after", None)
        if wait is not None:
            headers["retry-after"] = str(max(1, round(wait)))
        status = error.status if self.settings.server.honest_status else 200
        return _json(envelope, status, headers)

    def endpoint(
        self, handler: Handler, refuse: Refuse | None = None, *, needs: Role | None = None
    ) -> ASGIApp:
        """Wraps a handler: caller and role checked before, errors turned into the envelope after.

        `refuse` makes the reply to an error where a family has an envelope of its own.
        """

        async def checked(request: Request) -> Response:
            return await handler(request, await self.caller(request, needs))

        return self.guarded(checked, refuse)

    def guarded(
        self, handler: Callable[[Request], Awaitable[Response]], refuse: Refuse | None = None
    ) -> ASGIApp:
        """The same for a handler that looks itself at who calls."""
        refuse = refuse or self.refuse

        async def guarded(request: Request) -> Response:
            try:
                return await handler(request)
            except GenmuxError as error:
                return refuse(error)
            except ClientDisconnect:
                return refuse(MalformedBody())  # nobody is left to read it
            except Exception as error:  # the edge: no stack trace or detail may reach a client
                # asyncpg's complaints about a value are InterfaceErrors, and no outage.
                if isinstance(error, LOST) and not isinstance(error, ValueError):
                    log.warning("%s %s: %r", request.method, request.url.path, error)
                    return refuse(Unavailable())
                log.exception("%s %s broke", request.method, request.url.path)
                return refuse(GenmuxError())

        return _Endpoint(guarded)


def bearer(request: Request) -> str:
    """The token of the Authorization header. Raises Unauthorized."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthorized(UNAUTHORIZED)
    return token


def _in_project(session: Session, request: Request) -> Caller:
    """The person where the headers say. Raises Forbidden or InvalidInput."""
    named = request.headers.get(_PROJECT, "").strip()
    project_id = parse_hex(named)
    if named and project_id is None:
        raise InvalidInput("X-Genmux-Project must be an id of 32 hex digits", field=_PROJECT)
    sandbox = request.headers.get(_SANDBOX, "false").strip().lower()
    if sandbox not in ("true", "false"):
        raise InvalidInput("X-Genmux-Sandbox must be true or false", field=_SANDBOX)
    return session.caller(
        None if project_id is None else ProjectId(project_id), sandbox=sandbox == "true"
    )


class _Endpoint:
    """An ASGI application, for Starlette wraps plain functions twice more to catch exceptions,
    which cannot come here (a tenth of a request's time)."""

    def __init__(self, handler: Callable[[Request], Awaitable[Response]]) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._handler(Request(scope, receive, send))
        await response(scope, receive, send)


def value_marks(text: bytes) -> int:
    """At least as many as the JSON text has values, but for one; found without parsing it."""
    return text.count(b",") + text.count(b"[") + text.count(b"{")


async def read_body(request: Request, most_mb: int) -> bytes:
    """The raw body; stops reading as soon as it is over `most_mb` megabytes."""
    most = most_mb * _MEGABYTE
    too_large = TooLarge(f"The request body is larger than {most_mb} MB.")
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise too_large
    body = bytearray()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(BODY_SECONDS) as patience:
            async for chunk in request.stream():
                patience.reschedule(loop.time() + BODY_SECONDS)
                body += chunk
                if len(body) > most:
                    raise too_large
    except TimeoutError as error:
        raise MalformedBody(
            f"The request body is not complete: nothing came for {BODY_SECONDS:g} seconds."
        ) from error
    return bytes(body)


def idempotency(request: Request, body: Mapping[str, Any]) -> tuple[str | None, bytes]:
    """The Idempotency-Key, if any, and the fingerprint of what it stands for."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None, b""
    if not 0 < len(key) <= _MAX_IDEMPOTENCY_KEY or not key.isprintable():
        raise InvalidInput(
            f"Idempotency-Key must be 1 to {_MAX_IDEMPOTENCY_KEY} printable characters.",
            field="Idempotency-Key",
        )
    canonical = orjson.dumps([request.url.path, body], option=orjson.OPT_SORT_KEYS)
    return key, hashlib.sha256(canonical).digest()


@functools.lru_cache(maxsize=1000)
def _base_url(scheme: str, host: str, server: tuple[str, int] | tuple[()], root: str) -> str:
    """Remembered, because Starlette checks the host anew each time (9 µs of a request's 300)."""
    scope = {
        "type": "http",
        "scheme": scheme,
        "headers": [(b"host", host.encode("latin-1"))] if host else [],
        "server": server or None,
        "root_path": root,
    }
    return str(Request(scope).base_url).rstrip("/")


def _json(content: Any, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(content, default=plain),
        status_code=status,
        headers=dict(headers or {}),
        media_type="application/json",
    )


def plain(value: object) -> object:
    """Credits are exact decimals inside and JSON numbers outside."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)
