"""A small real receiver of callbacks on the loopback address, for our tests and for yours.

It records what arrives, answers what it was told to, can be taken down and up again on the same
port, and checks the signatures when it knows the secret.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from genmux.callbacks.sign import InvalidSignature, verify, verify_kie

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_ACK = b'{"code":200,"msg":"success"}'


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sink does with one request: waits `delay` seconds, then answers or hangs up."""

    status: int = 200
    body: bytes = _ACK
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    at: datetime
    path: str
    """with the query string"""
    headers: Mapping[str, str]
    """names in lower case"""
    body: bytes
    problem: str | None
    """why the signatures are not valid; empty = they are; None = no secret was given"""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def webhook_id(self) -> str:
        """The id that all attempts of one delivery share."""
        return self.headers.get("webhook-id", "")


class CallbackSink:
    """Use as `async with CallbackSink() as sink:` and give `sink.url` as `callBackUrl`."""

    def __init__(self, *, secret: str | None = None, host: str = "127.0.0.1") -> None:
        self.secret = secret
        self.received: list[Received] = []
        self.default = Answer()
        self._host = host
        self._place: socket.socket | None = None
        self._script: deque[Answer] = deque()
        self._by_path: dict[str, Answer] = {}
        self._runner: web.AppRunner | None = None
        self._news = asyncio.Condition()

    @property
    def url(self) -> str:
        return self.url_for("/callback")

    def url_for(self, path: str) -> str:
        if self._place is None:
            raise RuntimeError("the sink has no address before it is up")
        return f"http://{self._host}:{self._place.getsockname()[1]}{path}"

    def script(self, *answers: int | Answer) -> None:
        """Answers the next requests with these, one each; after them everything is acknowledged."""
        self._script.extend(Answer(one) if isinstance(one, int) else one for one in answers)

    def always(self, answer: int | Answer, path: str | None = None) -> None:
        """Answers every request, or every one to that path, with this."""
        whole = Answer(answer) if isinstance(answer, int) else answer
        if path is None:
            self.default = whole
        else:
            self._by_path[path] = whole

    async def wait(self, count: int = 1, timeout: float = 10.0) -> list[Received]:
        """All requests so far, once there are at least `count`. Raises TimeoutError."""
        async with asyncio.timeout(timeout), self._news:
            await self._news.wait_for(lambda: len(self.received) >= count)
        return list(self.received)

    async def up(self) -> None:
        """Starts to listen: on a free port at first, later on the same one."""
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/{tail:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        if self._place is None:
            # Bound and never listening: nobody else gets the port while the sink is down.
            self._place = _bound(self._host, 0)
        listening = _bound(self._host, self._place.getsockname()[1])
        await web.SockSite(self._runner, listening).start()

    async def down(self) -> None:
        """Stops to listen: connections are refused, requests under way are cut off."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.down()
        if self._place is not None:
            self._place.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        scripted = self._script.popleft() if self._script else self.default
        answer = self._by_path.get(request.path, scripted)
        async with self._news:
            self.received.append(
                Received(
                    datetime.now(UTC), request.path_qs, headers, body, self._problem(headers, body)
                )
            )
            self._news.notify_all()
        await asyncio.sleep(answer.delay)
        if answer.drop and request.transport is not None:
            request.transport.abort()
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)

    def _problem(self, headers: Mapping[str, str], body: bytes) -> str | None:
        if self.secret is None:
            return None
        try:
            verify(self.secret, headers, body)
            verify_kie(self.secret, headers, body)
        except InvalidSignature as error:
            return str(error)
        return ""


def _bound(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    return made
