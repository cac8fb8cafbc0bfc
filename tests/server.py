"""The API in the test's own process, on loopback, and a small client that sees raw replies."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
import uvicorn

from genmux.app import open_api
from genmux.catalogue.load import Catalogue
from genmux.clock import Clock
from genmux.engines.registry import Engines
from genmux.roles.protocol import BoundedProtocol
from genmux.settings import Settings


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    raw: bytes
    json: Any = field(init=False)

    def __post_init__(self) -> None:
        self.json = orjson.loads(self.raw) if self.raw[:1] in (b"{", b"[") else None

    @property
    def code(self) -> int:
        return int(self.json["code"])

    @property
    def msg(self) -> str:
        return str(self.json["msg"])

    @property
    def data(self) -> Any:
        return self.json["data"]


class Caller:
    """Calls one server with one key."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        self.url = url
        self._session = session
        self._key = key

    async def call(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """`body` is JSON, or bytes as they are."""
        ready = body is None or isinstance(body, bytes | io.BytesIO)
        data = body if ready else orjson.dumps(body)
        sent = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        async with self._session.request(
            method, self.url + path, data=data, headers={**sent, **(headers or {})}
        ) as reply:
            return Reply(reply.status, reply.headers, await reply.read())

    async def get(self, path: str) -> Reply:
        return await self.call("GET", path)

    async def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.call("POST", path, body, headers=named)

    async def create(self, model: str, values: Mapping[str, Any], **more: Any) -> Reply:
        return await self.post("/api/v1/jobs/createTask", {"model": model, "input": values, **more})

    async def record(self, task_id: str) -> Reply:
        return await self.get(f"/api/v1/jobs/recordInfo?taskId={task_id}")

    def with_key(self, key: str) -> Caller:
        return Caller(self._session, self.url, key)


def address_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def listening() -> socket.socket:
    # asyncio turns Nagle's delay off only for sockets that name their protocol.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


@asynccontextmanager
async def running_api(
    settings: Settings,
    database: str,
    *,
    engines: Engines | None = None,
    catalogue: Catalogue | None = None,
    clock: Clock | None = None,
    protocol: type[BoundedProtocol] = BoundedProtocol,
    listener: socket.socket | None = None,
) -> AsyncIterator[str]:
    """The address of the API on that database, at `listener` or a free port; there is no worker
    behind it."""
    with listener or listening() as listener:
        async with open_api(
            settings, database, engines=engines, catalogue=catalogue, clock=clock
        ) as application:
            server = uvicorn.Server(
                uvicorn.Config(
                    application,
                    http=protocol,
                    lifespan="off",
                    log_config=None,
                    ws="none",
                )
            )
            task = asyncio.create_task(server.serve(sockets=[listener]))
            while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
                await asyncio.sleep(0.005)
            try:
                yield address_of(listener)
            finally:
                server.should_exit = True
                await task
