"""What the doubles have in common: a small server that records what it is asked, refuses whom it
does not know, and fails when it was told to."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

if TYPE_CHECKING:
    from types import TracebackType

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LARGEST = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form; `file` is empty where it is a plain field."""

    name: str
    body: bytes
    file: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in. `path` has the query string, header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def parts(self) -> list[Part]:
        """Of a form, in order."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser().parsebytes(head + self.body)
        return [_part(one) for one in message.get_payload()]


def _part(message: Any) -> Part:
    mime = message.get_content_type() if "content-type" in message else ""
    file = message.get_filename() or ""
    name = message.get_param("name", header="content-disposition")
    return Part(str(name), message.get_payload(decode=True), file, mime if file else "")


@dataclass(frozen=True, slots=True)
class Failure:
    """What the next request is answered with."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Playing:
    """Use as `async with`; `url` is the address that an account is given."""

    key = "the-key-of-the-double"
    base = ""
    """path of `url`"""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._failures: deque[Failure] = deque()
        self._runner: web.AppRunner | None = None
        self._port = 0

    def routes(self) -> Iterable[web.RouteDef]:
        raise NotImplementedError

    def knows(self, request: web.Request) -> bool:
        """Whether the request shows the key; most vendors want it as a bearer token."""
        return request.headers.get("Authorization") == f"Bearer {self.key}"

    def stranger(self) -> web.Response:
        """What somebody without the key is told."""
        return web.json_response({"error": {"message": "Incorrect API key provided"}}, status=401)

    def open_to_all(self, request: web.Request) -> bool:  # noqa: ARG002
        """Whether that path needs no key."""
        return False

    def fail(self, status: int, body: Any = None, **headers: str) -> None:
        """Answers one of the next requests so, in the order of the calls; hyphens of header names
        are written as underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._failures.append(Failure(status, body, named))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{self.base}"

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._first], client_max_size=_LARGEST)
        app.add_routes(self.routes())
        return app

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _first(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append(Seen(request.method, request.path_qs, headers, await request.read()))
        if not self.open_to_all(request) and not self.knows(request):
            return self.stranger()
        if self._failures:
            failure = self._failures.popleft()
            return web.json_response(failure.body, status=failure.status, headers=failure.headers)
        return await handler(request)
